// SPDX-License-Identifier: BSD-3-Clause
#include <crease/activations.hpp>
#include <crease/anatomy/output_range.hpp>
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
using vector = xt::xtensor<double, 1>;
using point = std::vector<double>;

/// y = f(relu(x) - 2 relu(x - 1) + bias), in two inputs of which one does nothing.
template <class F> sequential<dense<relu, double>, dense<F, double>> tent(F f, double bias) {
    return sequential{dense<relu, double>(matrix{{1, 1}, {0, 0}}, vector{0, -1}),
                      dense<F, double>(matrix{{1}, {-2}}, vector{bias}, f)};
}

template <class Net> double output(const Net& net, const point& x, std::size_t j) {
    return static_cast<double>(twin::run(net, x).back().a[j]);
}

} // namespace

TEST_CASE("the range of a tent is from its feet to its top, which are found") {
    const auto r = output_range(tent(linear{}, 0.25), {-1, 0}, {4, 1});
    CHECK(r.complete);
    REQUIRE(r.minimum.size() == 1);
    CHECK(r.minimum[0].value == -1.75);
    CHECK(r.minimum[0].at[0] == 4);
    CHECK(r.minimum[0].bound == -1.75);
    CHECK(std::abs(r.maximum[0].value - 1.25) < 1e-15);
    CHECK(std::abs(r.maximum[0].at[0] - 1) < 1e-15);
    CHECK(r.maximum[0].complete);
}

TEST_CASE("degenerate networks range as far as exact arithmetic says") {
    for (const auto& c : reference::read_exact_regions()) {
        CAPTURE(c.name);
        const auto net = networks::from_layers(c.layers);
        const auto r = output_range(net, c.lower, c.upper);
        CHECK(r.complete);
        for (std::size_t j = 0; j != c.ranges.size(); ++j) {
            const auto [low, high] = c.ranges[j];
            CHECK(std::abs(r.minimum[j].value - low) <= 1e-12 * (1 + std::abs(low)));
            CHECK(std::abs(r.maximum[j].value - high) <= 1e-12 * (1 + std::abs(high)));
            CHECK(r.minimum[j].bound == r.minimum[j].value);
            CHECK(std::abs(output(net, r.minimum[j].at, j) - r.minimum[j].value) < 1e-10);
            CHECK(std::abs(output(net, r.maximum[j].at, j) - r.maximum[j].value) < 1e-10);
            for (std::size_t i = 0; i != c.lower.size(); ++i)
                CHECK((r.maximum[j].at[i] >= c.lower[i] && r.maximum[j].at[i] <= c.upper[i]));
        }
    }
}

TEST_CASE("extremes are those over the vertices of all regions, and beyond all samples") {
    for (unsigned seed = 0; seed != 16; ++seed) {
        const std::size_t in = 1 + seed % 6;
        const any_activation f = seed % 2 == 0 ? any_activation{relu{}} : any_activation{hard_tanh{}};
        const auto net = networks::random(in, {7, 6, 2}, {f}, seed);
        const point lower(in, -1), upper(in, 2);
        const auto r = output_range(net, lower, upper);
        CAPTURE(seed);
        CHECK(r.complete);
        double low = std::numeric_limits<double>::infinity(), high = -low;
        if (in <= 4)
            for_each_region(net, lower, upper, [&](const region& part) {
                const affine_map map = part.map();
                const matrix vertices = part.vertices();
                for (std::size_t v = 0; v != vertices.shape()[0]; ++v) {
                    double y = map.intercepts(1);
                    for (std::size_t i = 0; i != in; ++i) y += map.slopes(1, i) * vertices(v, i);
                    low = std::min(low, y);
                    high = std::max(high, y);
                }
            });
        if (in <= 4) {
            CHECK(std::abs(low - r.minimum[1].value) < 1e-11);
            CHECK(std::abs(high - r.maximum[1].value) < 1e-11);
        }
        twin::numbers next(seed);
        bool within = true;
        for (int k = 0; k != 2000; ++k) {
            point x(in);
            for (double& c : x) c = 0.5 + 1.5 * next();
            const double y = output(net, x, 0);
            within = within && y >= r.minimum[0].value - 1e-12 && y <= r.maximum[0].value + 1e-12;
        }
        CHECK(within);
        CHECK(std::abs(output(net, r.maximum[0].at, 0) - r.maximum[0].value) < 1e-8);
    }
}

TEST_CASE("an output that does not fall maps the extremes of z; clipped outputs have theirs") {
    const auto check = [](auto f) {
        const auto r = output_range(tent(f, 0.25), {-1, 0}, {4, 1});
        CAPTURE(f.name);
        CHECK(std::abs(r.minimum[0].value - f(-1.75)) < 1e-15);
        CHECK(std::abs(r.maximum[0].value - f(1.25)) < 1e-15);
        CHECK(r.complete);
    };
    check(sigmoid{});
    check(hyperbolic_tangent{});
    check(softplus{});
    check(elu{});
    check(relu{});
    check(hard_tanh{});
    const auto r = output_range(tent(absolute{}, 0.25), {-1, 0}, {4, 1});
    CHECK(std::abs(r.minimum[0].value) < 1e-15);
    CHECK(std::abs(r.maximum[0].value - 1.75) < 1e-15);
}

TEST_CASE("a budget that runs out leaves bounds that hold") {
    const auto net = networks::random(4, {12, 12, 1}, {any_activation{relu{}}}, 3);
    const point lower(4, -1), upper(4, 1);
    const auto exact = output_range(net, lower, upper);
    REQUIRE(exact.complete);
    bool some_incomplete = false;
    double bound = std::numeric_limits<double>::infinity();
    for (const std::size_t cells : std::vector<std::size_t>{0, 1, 10, 100, 1000, 100000}) {
        const auto r = output_range(net, lower, upper, {.max_cells = cells});
        CAPTURE(cells);
        some_incomplete = some_incomplete || !r.complete;
        CHECK(r.maximum[0].value <= exact.maximum[0].value + 1e-12);
        CHECK(r.maximum[0].bound >= exact.maximum[0].value - 1e-12);
        CHECK(r.minimum[0].value >= exact.minimum[0].value - 1e-12);
        CHECK(r.minimum[0].bound <= exact.minimum[0].value + 1e-12);
        CHECK(r.maximum[0].bound <= bound);
        CHECK(std::abs(output(net, r.maximum[0].at, 0) - r.maximum[0].value) < 1e-12);
        bound = r.maximum[0].bound;
    }
    CHECK(some_incomplete);
}

TEST_CASE("output_range says what it wanted and what it got") {
    CHECK(twin::what<shape_error>([] { output_range(tent(linear{}, 0), {0}, {1}); }) ==
          "output_range: expected lower of 2 coordinates, got 1");
    CHECK(twin::what<unsupported_error>([] {
              output_range(tent(silu{}, 0), {0, 0}, {1, 1});
          }) == "output_range: dense (2 -> 1, silu): expected an output activation that is piecewise linear, "
                "sigmoid, tanh, softplus or elu, got silu");
    CHECK_THROWS_AS(output_range(tent(elu{-1}, 0), {0, 0}, {1, 1}), unsupported_error);
    const sequential steep{dense<relu, double>(matrix{{1e300, 1e300}, {1e300, -1e300}}, no_bias),
                           dense<linear, double>(matrix{{1e300}, {1e300}}, no_bias)};
    CHECK(twin::what<value_error>([&] {
              output_range(steep, {-1, -1}, {1, 1});
          }) == "anatomy: expected z that does not overflow, got infinity at layer 1, unit 0");
}
