// SPDX-License-Identifier: BSD-3-Clause
#include <crease/initializers.hpp>
#include <crease/sequential.hpp>
#include <crease/simplify.hpp>

#include "support/catch.hpp"
#include "support/twin.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

using namespace crease;

namespace {

using matrix = xt::xtensor<double, 2>;
using vector = xt::xtensor<double, 1>;

std::vector<std::size_t> widths(const model<double>& net) {
    std::vector<std::size_t> result;
    for (const auto& layer : net.layers()) result.push_back(layer.out());
    return result;
}
using list = std::vector<std::size_t>;

/// One hidden layer of F, one output that adds up.
template <class F> auto sum_of(const matrix& kernel, const vector& bias, F f) {
    matrix ones(std::array<std::size_t, 2>{bias.size(), 1}, 1.0);
    return sequential{dense<F, double>(kernel, bias, f, "units"), dense<linear, double>(ones, no_bias)};
}

/// The largest difference of two networks on samples of the box [lo, hi]^in.
template <class F, class G> double sampled(const F& f, const G& g, double lo, double hi) {
    const std::size_t in = f.layers()[0].in();
    using T = typename F::value_type;
    xt::xtensor<T, 2> x = twin::matrix<T>(500, in, 9);
    for (T& value : x) value = static_cast<T>(lo + (hi - lo) * (static_cast<double>(value) + 1) / 2);
    const auto a = f(x), b = g(x);
    double largest = 0;
    for (std::size_t i = 0; i != a.size(); ++i)
        largest =
            std::max(largest, std::abs(static_cast<double>(a.flat(i)) - static_cast<double>(b.flat(i))));
    return largest;
}

} // namespace

TEST_CASE("a unit that is dead in the box goes, and what is constant becomes bias") {
    // Dead from 0 to 1; no weights, z = 3; always on; on from 1/2.
    const auto net = sum_of(matrix{{1, 0, 1, 1}}, vector{-2, 3, 1, -0.5}, relu{});
    const auto s = simplify(net, {0}, {1});
    CHECK(widths(s.model) == list{2, 1});
    CHECK((s.model.layer(0).bias() == vector{1, -0.5}));
    CHECK((s.model.layer(1).bias() == vector{3}));
    CHECK(s.model.layer(0).name() == "units");
    CHECK(s.certificate.difference == 0);
    CHECK(s.certificate.complete);
    // On a larger box the first unit is needed.
    CHECK(widths(simplify(net, {0}, {3}).model) == list{3, 1});
}

TEST_CASE("units with proportional weights are one") {
    const matrix kernel{{1, 2, -1, 0.5}};
    const vector bias{-0.5, -1, 0.5, -0.25};
    SECTION("relu: where the factor is positive") {
        const auto s = simplify(sum_of(kernel, bias, relu{}), {0}, {1});
        CHECK(widths(s.model) == list{2, 1});
        CHECK((s.model.layer(1).kernel() == matrix{{3.5}, {1}}));
        CHECK(s.certificate.difference == 0);
    }
    SECTION("leaky_relu alike") {
        CHECK(widths(simplify(sum_of(kernel, bias, leaky_relu{0.25}), {0}, {1}).model) == list{2, 1});
    }
    SECTION("absolute: of either sign") {
        const auto s = simplify(sum_of(kernel, bias, absolute{}), {0}, {1});
        CHECK(widths(s.model) == list{1, 1});
        CHECK((s.model.layer(1).kernel() == matrix{{4.5}}));
        CHECK(s.certificate.difference == 0);
    }
    SECTION("clipped_relu: only equal ones") {
        CHECK(widths(simplify(sum_of(kernel, bias, clipped_relu{0.125}), {0}, {1}).model) == list{4, 1});
        CHECK(widths(simplify(sum_of(matrix{{1, 1}}, vector{-0.5, -0.5}, clipped_relu{0.125}), {0}, {1})
                         .model) == list{1, 1});
    }
}

TEST_CASE("units that stay on one piece need as many carriers as their weights are independent") {
    const matrix kernel{{1, 0, 1, 2, -1}, {0, 1, 1, -1, -3}};
    const vector bias{5, 5, 5, 5, 5};
    const auto s = simplify(sum_of(kernel, bias, relu{}), {-1, -1}, {1, 1});
    CHECK(widths(s.model) == list{2, 1});
    CHECK(s.certificate.difference <= 1e-14);
    CHECK(sampled(sum_of(kernel, bias, relu{}), s.model, -1, 1) <= 1e-14);
    // Each side of leaky_relu and the inside of clipped_relu are pieces as well.
    const vector sides{5, -5, 5, -5, 5};
    CHECK(widths(simplify(sum_of(kernel, sides, leaky_relu{0.5}), {-1, -1}, {1, 1}).model) == list{2, 1});
    CHECK(widths(simplify(sum_of(kernel, bias, clipped_relu{20}), {-1, -1}, {1, 1}).model) == list{2, 1});
    // As many units as directions are left alone.
    CHECK(widths(simplify(sum_of(matrix{{1, 1}, {0, 1}}, vector{5, 5}, relu{}), {-1, -1}, {1, 1}).model) ==
          list{2, 1});
}

TEST_CASE("a unit that nobody listens to goes, with those that only it listened to") {
    const sequential net{dense<relu, double>(matrix{{1, -1, 2}}, vector{0, 0.5, -1}),
                         dense<relu, double>(matrix{{1, 0}, {-1, 0}, {0, 1}},
                                             vector{-0.25, 0}), // unit 1 is the only one to hear unit 2
                         dense<linear, double>(matrix{{1}, {0}}, no_bias)};
    const auto s = simplify(net, {-1}, {1});
    CHECK(widths(s.model) == list{2, 1, 1});
    CHECK(s.certificate.difference == 0);
}

TEST_CASE("a layer keeps a unit, even if its function is constant") {
    const sequential net{dense<relu, double>(matrix{{1, 1}}, vector{-3, -4}),
                         dense<relu, double>(matrix{{1, 1, 1}, {1, 2, 3}}, vector{1, -1, 2}),
                         dense<linear, double>(matrix{{1}, {1}, {1}}, vector{0.5})};
    const auto s = simplify(net, {-1}, {1});
    CHECK(widths(s.model) == list{1, 1, 1});
    CHECK(s.certificate.difference == 0);
    CHECK((s.model(vector{-1, 0, 1}) == matrix{{3.5}, {3.5}, {3.5}}));
}

TEMPLATE_TEST_CASE("random networks keep their function in the box, as the certificate says", "", float,
                   double) {
    using T = TestType;
    const double rounding = std::is_same_v<T, float> ? 1e-4 : 1e-12;
    for (const std::size_t in : {1U, 2U, 3U, 5U})
        for (unsigned seed = 0; seed != 6; ++seed) {
            sequential net{dense<relu, T>(in, 8, relu{}, "first"),
                           dense<leaky_relu, T>(8, 7, leaky_relu{0.125}), dense<linear, T>(7, 2)};
            initialize(net, he_normal{}, seed);
            net.template layer<0>().set(net.template layer<0>().kernel(), twin::vector<T>(8, seed));
            const std::vector<double> lower(in, -0.25), upper(in, 0.25);
            const auto s = simplify(net, lower, upper);
            CAPTURE(in, seed, s.certificate.difference);
            CHECK(s.certificate.complete);
            CHECK(s.certificate.difference <= rounding);
            const double seen = sampled(net, s.model, -0.25, 0.25),
                         allowed = s.certificate.difference + rounding / 10;
            CHECK(seen <= allowed);
            if (in < 4) // five inputs leave nothing that is proportional or on one piece too often
                CHECK(s.model.layers()[0].out() + s.model.layers()[1].out() < 15);
            CHECK(s.model.layer(0).name() == "first");
            // What is simple already stays.
            const auto again = simplify(s.model, lower, upper);
            CHECK(again.model.layers()[0].out() == s.model.layers()[0].out());
            CHECK(again.model.layers()[1].out() == s.model.layers()[1].out());
        }
}

TEST_CASE("what rounding leaves of cancelling terms carries nothing") {
    SECTION("z of the third layer is constant, but for its last digit") {
        const auto layer = [](const matrix& kernel, const vector& bias, double slope) {
            return dense<hard_sigmoid, double>(kernel, bias, hard_sigmoid{slope, 0.5});
        };
        const sequential net{layer({{0, 0.3}}, {-1, -1}, 0.2),
                             layer({{0, -1}, {1, -1}}, {0, 0}, 0.2),
                             layer({{-1, 0}, {-1, 1}}, {0, 0}, 0.25),
                             layer({{-1}, {-1}}, {0}, 0.5),
                             layer({{0}}, {0}, 0.25),
                             layer({{0}}, {1}, 0.5),
                             dense<linear, double>(matrix{{0}}, vector{1})};
        const auto s = simplify(net, {-20.0 / 3}, {20.0 / 3});
        CHECK(widths(s.model) == list{1, 1, 1, 1, 1, 1, 1});
        CHECK(s.certificate.difference == 0);
    }
    SECTION("a kernel that cancels is no direction") {
        const auto layer = [](const matrix& kernel, const vector& bias) {
            return dense<absolute, double>(kernel, bias);
        };
        const double third = 1.0 / 3;
        const sequential net{
            layer({{2.3333333333333335, 7.330383480825959, -0.7777777777777778, -1.6333333333333333},
                   {10, -31.41592920353982, 3.3333333333333335, -7}},
                  {0, 0, 0, 0}),
            layer({{third, third},
                   {-0.10610328638497653, -0.10610328638497653},
                   {1, 0},
                   {-0.47619047619047616, -0.47619047619047616}},
                  {third, -third}),
            layer({{-0.3}, {0.3}}, {0}),
            layer({{-10 * third}}, {third}),
            layer({{3}}, {0}),
            layer({{0.1}}, {0.1}),
            dense<linear, double>(matrix{{0, -10}}, vector{-1, 1})};
        const auto s = simplify(net, {-0.42857142857142855, -0.2}, {0.42857142857142855, 0.1});
        CHECK(s.certificate.difference <= 1e-12);
        CHECK(sampled(net, s.model, -0.2, 0.1) <= 1e-12);
    }
    SECTION("a network that lives on what is left of large terms stays as it is") {
        const sequential net{dense<relu, double>(matrix{{1, 1, 1}}, vector{0, 0, -0.5}),
                             dense<relu, double>(matrix{{1e13}, {-1e13}, {1}}, vector{-0.25}),
                             dense<linear, double>(matrix{{1}}, vector{0})};
        const auto s = simplify(net, {-1}, {1});
        CHECK(s.certificate.difference <= 1e-12);
        CHECK(sampled(net, s.model, -1, 1) <= 1e-12);
    }
}

TEST_CASE("a network that cannot be simplified is the same, whatever the budget") {
    const auto net = sum_of(matrix{{1, -1, 2}}, vector{0, 0.5, -1}, relu{});
    for (const std::size_t cells : {0U, 1U, 1000U}) {
        const auto s = simplify(net, {-1}, {1}, {.max_cells = cells});
        CHECK(widths(s.model) == list{3, 1});
        CHECK(s.certificate.difference == 0);
        CHECK(s.certificate.complete);
    }
}

TEST_CASE("with too few cells to look at, less is proved, and that is said") {
    sequential net{dense<relu, double>(3, 10), dense<relu, double>(10, 10), dense<linear, double>(10, 1)};
    initialize(net, he_normal{}, 3);
    vector bias = twin::vector(10, 3);
    bias(0) = -100; // which interval bounds see
    net.layer<0>().set(net.layer<0>().kernel(), bias);
    const std::vector<double> lower(3, -1), upper(3, 1);
    const auto s = simplify(net, lower, upper, {.max_cells = 4});
    CHECK(widths(s.model) == list{9, 10, 1});
    CHECK_FALSE(s.certificate.complete);
    CHECK(s.certificate.found <= s.certificate.difference);
    CHECK(sampled(net, s.model, -1, 1) <= s.certificate.difference);
    CHECK(sampled(net, s.model, -1, 1) <= 1e-12);
}

TEST_CASE("simplify refuses in its own name") {
    const auto net = sum_of(matrix{{1, 0, 1, 1}}, vector{-2, 3, 1, -0.5}, relu{});
    CHECK(twin::what<shape_error>([&] {
              (void)simplify(net, {0, 0}, {1, 1});
          }) == "simplify: expected lower of 1 coordinate, got 2");
    CHECK(twin::what<value_error>([&] { (void)simplify(net, {1}, {1}); }) ==
          "simplify: expected lower < upper, got 1 and 1 at coordinate 0");
}
