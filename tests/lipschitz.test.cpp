// SPDX-License-Identifier: BSD-3-Clause
#include <crease/activations.hpp>
#include <crease/anatomy/lipschitz.hpp>
#include <crease/anatomy/region_at.hpp>
#include <crease/anatomy/regions.hpp>
#include <crease/any_activation.hpp>
#include <crease/dense.hpp>
#include <crease/sequential.hpp>

#include "support/catch.hpp"
#include "support/exact_regions.hpp"
#include "support/networks.hpp"
#include "support/twin.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

using namespace crease;

namespace {

using matrix = xt::xtensor<double, 2>;
using point = std::vector<double>;

/// By definition; the largest singular value by power iteration.
double norm_of(const matrix& jacobian, norm p) {
    const std::size_t out = jacobian.shape()[0], in = jacobian.shape()[1];
    std::vector<double> rows(out), columns(in);
    for (std::size_t j = 0; j != out; ++j)
        for (std::size_t i = 0; i != in; ++i) {
            rows[j] += std::abs(jacobian(j, i));
            columns[i] += std::abs(jacobian(j, i));
        }
    if (p != norm::two) {
        const auto& sums = p == norm::one ? columns : rows;
        return *std::max_element(sums.begin(), sums.end());
    }
    std::vector<double> v(in), u(out);
    for (std::size_t i = 0; i != in; ++i) v[i] = 1 + 0.37 * static_cast<double>(i);
    double length = 0;
    for (int k = 0; k != 3000; ++k) {
        length = 0;
        for (const double c : v) length += c * c;
        length = std::sqrt(length);
        if (length == 0)
            return 0;
        for (double& c : v) c /= length;
        for (std::size_t j = 0; j != out; ++j) {
            u[j] = 0;
            for (std::size_t i = 0; i != in; ++i) u[j] += jacobian(j, i) * v[i];
        }
        for (std::size_t i = 0; i != in; ++i) {
            v[i] = 0;
            for (std::size_t j = 0; j != out; ++j) v[i] += jacobian(j, i) * u[j];
        }
    }
    return std::sqrt(length);
}

} // namespace

TEST_CASE("the Lipschitz constants of a matrix are its norms") {
    const sequential net{dense<linear, double>(matrix{{3, 0}, {4, 0}, {0, 12}}, no_bias)};
    const point lower(3, -1), upper(3, 5);
    CHECK(lipschitz(net, lower, upper, norm::one).upper == 12);
    CHECK(lipschitz(net, lower, upper, norm::two).upper == 12);
    CHECK(lipschitz(net, lower, upper, norm::infinity).upper == 12);
    const sequential row{dense<linear, double>(matrix{{3}, {4}}, no_bias)};
    CHECK(lipschitz(row, {0, 0}, {1, 1}, norm::one).lower == 4);
    CHECK(std::abs(lipschitz(row, {0, 0}, {1, 1}, norm::two).lower - 5) < 1e-15);
    CHECK(lipschitz(row, {0, 0}, {1, 1}, norm::infinity).lower == 7);
    const sequential zero{dense<linear, double>(matrix{{0}, {0}}, no_bias)};
    CHECK(lipschitz(zero, {0, 0}, {1, 1}, norm::two).upper == 0);
}

TEST_CASE("degenerate networks are as steep as exact arithmetic says") {
    for (const auto& c : reference::read_exact_regions()) {
        CAPTURE(c.name);
        const auto net = networks::from_layers(c.layers);
        const auto one = lipschitz(net, c.lower, c.upper, norm::one);
        const auto infinity = lipschitz(net, c.lower, c.upper, norm::infinity);
        CHECK(one.complete);
        CHECK(one.lower == one.upper);
        CHECK(std::abs(one.lower - c.norm_one) <= 1e-12 * c.norm_one);
        CHECK(std::abs(infinity.lower - c.norm_infinity) <= 1e-12 * c.norm_infinity);
    }
}

TEST_CASE("the constant is the largest norm over all regions, found where it says") {
    for (unsigned seed = 0; seed != 15; ++seed) {
        const std::size_t in = 1 + seed % 5;
        const any_activation f = seed % 2 == 0 ? any_activation{relu{}} : any_activation{absolute{}};
        const auto net = networks::random(in, {7, 5, 1 + seed % 3}, {f}, seed);
        const point lower(in, -1), upper(in, 1.5);
        for (const norm p : {norm::one, norm::two, norm::infinity}) {
            double largest = 0;
            for_each_region(net, lower, upper, [&](const region& r) {
                largest = std::max(largest, norm_of(r.map().slopes, p));
            });
            const auto l = lipschitz(net, lower, upper, p);
            CAPTURE(seed, static_cast<int>(p));
            CHECK(l.complete);
            CHECK(std::abs(l.lower - largest) <= 1e-9 * largest);
            CHECK(l.upper == l.lower);
            CHECK(std::abs(norm_of(local_affine(net, l.at).slopes, p) - l.lower) <= 1e-9 * largest);
        }
    }
}

TEST_CASE("a budget that runs out leaves bounds on the constant that hold") {
    const auto net = networks::random(4, {12, 10, 2}, {any_activation{relu{}}}, 8);
    const point lower(4, -1), upper(4, 1);
    const auto exact = lipschitz(net, lower, upper, norm::two);
    REQUIRE(exact.complete);
    bool some_incomplete = false;
    for (const std::size_t cells : std::vector<std::size_t>{0, 1, 10, 100, 1000}) {
        const auto l = lipschitz(net, lower, upper, norm::two, {.max_cells = cells});
        some_incomplete = some_incomplete || !l.complete;
        CHECK(l.lower <= exact.lower * (1 + 1e-12));
        CHECK(l.upper >= exact.lower * (1 - 1e-12));
        CHECK(norm_of(local_affine(net, l.at).slopes, norm::two) >= l.lower * (1 - 1e-9));
    }
    CHECK(some_incomplete);
}

TEST_CASE("lipschitz says what it wanted and what it got") {
    const sequential row{dense<linear, double>(matrix{{3}, {4}}, no_bias)};
    CHECK(twin::what<value_error>([&] {
              lipschitz(row, {0, 0}, {1, -1}, norm::one);
          }) == "lipschitz: expected lower < upper, got 0 and -1 at coordinate 1");
}
