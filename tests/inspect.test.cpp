// SPDX-License-Identifier: BSD-3-Clause
#include <crease/initializers.hpp>
#include <crease/inspect.hpp>
#include <crease/model.hpp>
#include <crease/sequential.hpp>

#include "support/catch.hpp"
#include "support/twin.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

using namespace crease;

namespace {

using matrix = xt::xtensor<double, 2>;
using vector = xt::xtensor<double, 1>;
using flags = std::vector<bool>;
using intervals = std::vector<std::array<double, 2>>;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

sequential<dense<relu, double>, dense<linear, double>> lab() {
    return sequential{dense<relu, double>(matrix{{-2, 1, 2}}, vector{2, -1, -4}, relu{}, "hidden"),
                      dense<linear, double>(matrix{{1}, {1}, {1}}, vector{0}, linear{}, "sum")};
}

/// One layer whose z are given by w and b.
template <class F> sequential<dense<F, double>> one_layer(F f, vector w, vector b) {
    matrix kernel(std::array<std::size_t, 2>{1, w.size()});
    std::copy(w.begin(), w.end(), kernel.begin());
    return sequential{dense<F, double>(kernel, b, f)};
}

template <class T> std::vector<T> list(const xt::xtensor<T, 1>& v) {
    return std::vector<T>(v.begin(), v.end());
}

} // namespace

TEST_CASE("a report on samples of the solved lab: share on, z's range, always on, dead") {
    const auto report = unit_report(lab(), vector{0, 1, 2, 3});
    REQUIRE(report.size() == 2);
    CHECK(report[0].name == "hidden");
    CHECK(report[0].activation == "relu");
    CHECK(list(report[0].share_on) == std::vector<double>{0.25, 0.5, 0.25});
    CHECK(list(report[0].z_min) == std::vector<double>{-4, -1, -4});
    CHECK(list(report[0].z_max) == std::vector<double>{2, 2, 2});
    CHECK(list(report[0].dead) == flags{false, false, false});
    CHECK(list(report[0].always_on) == flags{false, false, false});
    CHECK(list(report[0].saturated) == flags{false, false, false});
    CHECK(report[1].name == "sum");
    CHECK(list(report[1].share_on) == std::vector<double>{0.75}); // y(1) = 0 is not on
    CHECK(report[0].on_intervals.empty());
}

TEST_CASE("an exact report of the solved lab: where each unit is on, to the bit") {
    const auto report = unit_report(lab(), 0, 3);
    CHECK(report[0].on_intervals == std::vector<intervals>{{{0, 1}}, {{1, 3}}, {{2, 3}}});
    CHECK(list(report[0].share_on) == std::vector<double>{1 / 3.0, 2 / 3.0, 1 / 3.0});
    CHECK(list(report[0].z_min) == std::vector<double>{-4, -1, -4});
    CHECK(list(report[0].z_max) == std::vector<double>{2, 2, 2});
    CHECK(report[1].on_intervals == std::vector<intervals>{{{0, 3}}}); // but at x = 1, a set of length 0
    CHECK(list(report[1].share_on) == std::vector<double>{1});
    CHECK(list(report[1].always_on) == flags{false}); // y(1) = 0
    CHECK(list(report[1].z_min) == std::vector<double>{0});
}

TEST_CASE("dead and always on are exact at the interval's ends") {
    const auto net = one_layer(relu{}, {1, 1, -1, -1, 0, 0}, {-1, 0, 1, 0, -1, 1});
    const auto report = unit_report(net, 0, 1)[0];
    CHECK(list(report.dead) == flags{true, false, false, true, true, false});
    CHECK(list(report.always_on) == flags{false, false, false, false, false, true}); // 0 at an end is not on
    CHECK(report.on_intervals == std::vector<intervals>{{}, {{0, 1}}, {{0, 1}}, {}, {}, {{0, 1}}});
    CHECK(list(report.share_on) == std::vector<double>{0, 1, 1, 0, 0, 1});
    for (int tenth = 1; tenth <= 30; ++tenth) { // ends and weights that are not exact in binary
        const double at = tenth / 10.0;
        const auto inexact = one_layer(relu{}, {0.3, -0.7}, {-0.3 * at, 0.7 * at});
        CHECK(list(unit_report(inexact, at, at + 1)[0].dead) == flags{false, true});
        CHECK(list(unit_report(inexact, at - 1, at)[0].dead) == flags{true, false});
        CHECK(list(unit_report(inexact, at - 1, at)[0].z_max) ==
              std::vector<double>{0, unit_report(inexact, at - 1, at)[0].z_max(1)});
    }
}

TEST_CASE("share on is 1 for a unit that is on throughout, however many pieces there are") {
    for (unsigned seed = 0; seed != 20; ++seed) {
        sequential net{dense<relu, double>(1, 30), dense<relu, double>(30, 2)};
        initialize(net, uniform{-1, 1}, seed);
        net.layer<0>().set(net.layer<0>().kernel(), twin::vector(30, seed));
        net.layer<1>().set(xt::abs(net.layer<1>().kernel()), vector{0.1, 0.2});
        const auto report = unit_report(net, -0.7, 1.9)[1];
        CHECK(list(report.always_on) == flags{true, true});
        CHECK(list(report.share_on) == std::vector<double>{1, 1});
        CHECK(report.on_intervals[0] == intervals{{-0.7, 1.9}});
    }
}

TEST_CASE("the exact report agrees with a report on many samples") {
    sequential net{dense<relu, double>(1, 9), dense<hard_tanh, double>(9, 7), dense<sigmoid, double>(7, 2)};
    initialize(net, he_normal{}, 8);
    net.layer<0>().set(net.layer<0>().kernel(), twin::vector(9, 1));
    net.layer<1>().set(net.layer<1>().kernel(), twin::vector(7, 2));
    constexpr std::size_t n = 20001;
    vector x(std::array<std::size_t, 1>{n});
    for (std::size_t i = 0; i != n; ++i) x(i) = -2 + 4 * static_cast<double>(i) / (n - 1);
    const auto exact = unit_report(net, -2, 2), sampled = unit_report(net, x);
    for (std::size_t l = 0; l != 3; ++l)
        for (std::size_t u = 0; u != exact[l].dead.size(); ++u) {
            CAPTURE(l, u);
            CHECK(std::abs(exact[l].share_on(u) - sampled[l].share_on(u)) < 1e-3);
            CHECK(std::abs(exact[l].z_min(u) - sampled[l].z_min(u)) < 1e-2);
            CHECK(std::abs(exact[l].z_max(u) - sampled[l].z_max(u)) < 1e-2);
            CHECK(exact[l].z_min(u) <= sampled[l].z_min(u) + 1e-12);
            CHECK(exact[l].z_max(u) >= sampled[l].z_max(u) - 1e-12);
            CHECK(exact[l].always_on(u) == sampled[l].always_on(u));
            double length = 0;
            for (const auto& [from, to] : exact[l].on_intervals[u]) length += to - from;
            CHECK(std::abs(length / 4 - exact[l].share_on(u)) < 1e-12);
        }
}

TEST_CASE("a unit may be on in several intervals") {
    // |x| - 1 and 1 - |x| behind a layer of absolute.
    const sequential net{dense<absolute, double>(matrix{{1}}, no_bias),
                         dense<relu, double>(matrix{{1, -1}}, vector{-1, 1}),
                         dense<linear, double>(matrix{{1}, {1}}, vector{-3})};
    const auto report = unit_report(net, -3, 3);
    CHECK(report[1].on_intervals == std::vector<intervals>{{{-3, -1}, {1, 3}}, {{-1, 1}}});
    CHECK(list(report[1].z_max) == std::vector<double>{2, 1}); // at the knot of the layer before
    CHECK(report[0].on_intervals == std::vector<intervals>{{{0, 3}}});
    CHECK(list(report[2].dead) == flags{false}); // never on, but linear passes it on
    CHECK(list(report[2].share_on) == std::vector<double>{0});
}

TEST_CASE("only a unit that is flat wherever it is can be dead: leaky_relu, abs and linear never are") {
    const vector x{0, 1};
    const auto dead = [&](auto f) {
        const auto net = one_layer(f, {1}, {-5}); // z in [-5, -4]
        CHECK(unit_report(net, x)[0].dead(0) == unit_report(net, 0, 1)[0].dead(0));
        CHECK(unit_report(net, x)[0].share_on(0) == 0);
        return bool(unit_report(net, x)[0].dead(0));
    };
    CHECK(dead(relu{}));
    CHECK(dead(clipped_relu{6}));
    CHECK(dead(hard_tanh{}));
    CHECK(dead(leaky_relu{0}));
    CHECK_FALSE(dead(leaky_relu{0.01}));
    CHECK_FALSE(dead(absolute{}));
    CHECK_FALSE(dead(linear{}));
    CHECK_FALSE(dead(sigmoid{}));
    CHECK_FALSE(dead(elu{}));
    const auto half = one_layer(hard_tanh{}, {1}, {-1.5}); // z in [-1.5, -0.5]: below 0, not flat throughout
    CHECK_FALSE(unit_report(half, x)[0].dead(0));
    CHECK_FALSE(unit_report(half, 0, 1)[0].dead(0));
}

TEST_CASE("a smooth unit is saturated if its slope is below 1e-3 on all samples") {
    // sigmoid's slope is 1e-3 at |z| = 6.906
    const auto report = [](const vector& x) {
        return unit_report(one_layer(sigmoid{}, {1, 1}, {0, 20}), x)[0];
    };
    CHECK(list(report({7, 8}).saturated) == flags{true, true});
    CHECK(list(report({-7, 8}).saturated) == flags{true, true});
    CHECK(list(report({6.9, 8}).saturated) == flags{false, true});
    CHECK(list(report({0}).saturated) == flags{false, true});
    CHECK(list(report({infinity, -infinity}).saturated) == flags{true, true});
    const auto tanh_report = unit_report(one_layer(hyperbolic_tangent{}, {1, 1}, {0, 5}), vector{0, 1})[0];
    CHECK(list(tanh_report.saturated) == flags{false, true});
}

TEST_CASE("on an interval a smooth output unit is saturated if its slope is below 1e-3 throughout") {
    const auto saturated = [](double lo, double hi) {
        return bool(unit_report(one_layer(sigmoid{}, {1}, {0}), lo, hi)[0].saturated(0));
    };
    CHECK(saturated(7, 30));
    CHECK(saturated(-30, -7));
    CHECK_FALSE(saturated(6.9, 30));
    CHECK_FALSE(saturated(-30, 30)); // flat at both ends, not between
    CHECK_FALSE(saturated(-1000, 1000));
    CHECK_FALSE(saturated(-1001, 1e4));
}

TEST_CASE("a clipped unit is saturated only in its flat outer states; a relu is dead instead") {
    const auto saturated = [](auto f, double lo, double hi) {
        const auto net = one_layer(f, {1}, {0});
        const bool exact = unit_report(net, lo, hi)[0].saturated(0);
        CHECK(unit_report(net, vector{lo, (lo + hi) / 2, hi})[0].saturated(0) == exact);
        return exact;
    };
    CHECK(saturated(hard_tanh{}, 1.5, 9));
    CHECK(saturated(hard_tanh{}, -9, -1));
    CHECK_FALSE(saturated(hard_tanh{}, 0.5, 9));
    CHECK(saturated(clipped_relu{6}, 7, 8));
    CHECK(saturated(clipped_relu{6}, -2, -1));
    CHECK_FALSE(saturated(clipped_relu{6}, 5, 8));
    CHECK(saturated(clipped_relu{1e20}, 2e20, 3e20));
    CHECK(saturated(hard_sigmoid::onnx(), 3, 8));
    CHECK_FALSE(saturated(relu{}, -2, -1));
    CHECK_FALSE(saturated(relu{}, 1, 2));
    CHECK_FALSE(saturated(leaky_relu{0}, -2, -1));
    CHECK_FALSE(saturated(absolute{}, 1, 2));
    CHECK_FALSE(saturated(linear{}, 1, 2));
}

TEST_CASE("a NaN shows in z's range, and is neither on, dead nor saturated") {
    for (const vector& x :
         {vector{not_a_number, -1, -2}, vector{-1, not_a_number, -2}, vector{-1, -2, not_a_number}}) {
        const auto report = unit_report(one_layer(relu{}, {1}, {0}), x)[0];
        CHECK(std::isnan(report.z_min(0)));
        CHECK(std::isnan(report.z_max(0)));
        CHECK(report.share_on(0) == 0);
        CHECK_FALSE(report.dead(0));
        CHECK_FALSE(unit_report(one_layer(hard_tanh{}, {1}, {-9}), x)[0].saturated(0));
        CHECK_FALSE(unit_report(one_layer(sigmoid{}, {1}, {-9}), x)[0].saturated(0));
    }
}

TEST_CASE("infinite z have infinite ranges") {
    const auto report = unit_report(one_layer(relu{}, {1}, {0}), vector{infinity, 1})[0];
    CHECK(report.z_max(0) == infinity);
    CHECK(report.z_min(0) == 1);
    CHECK(report.always_on(0));
}

TEST_CASE("a report on samples is of the network's scalar type, for any network and any number of inputs") {
    const sequential net{dense<relu>(xt::xtensor<float, 2>{{1, -1}, {1, -1}}, no_bias, relu{}, "l")};
    const xt::xtensor<float, 2> x{{1, 2}, {3, 4}};
    for (const auto& report : {unit_report(net, x)[0], unit_report(to_model(net), x * 1.F)[0]}) {
        CHECK(list(report.z_max) == std::vector<float>{7, -3});
        CHECK(list(report.dead) == flags{false, true});
        CHECK(list(report.always_on) == flags{true, false});
    }
}

TEST_CASE("a unit that is 0 throughout is dead, not on") {
    // 0.1 h + 0.2 h - 0.3 h is not 0 in floating point; it is in the report.
    const sequential net{dense<relu, double>(matrix{{1, 1, 1}}, vector{-0.1, -0.1, -0.1}),
                         dense<relu, double>(matrix{{0.1}, {0.2}, {-0.3}}, vector{0}),
                         dense<linear, double>(matrix{{1}}, vector{0})};
    const auto report = unit_report(net, -1, 2)[1];
    CHECK(report.dead(0));
    CHECK(report.on_intervals[0].empty());
    CHECK(report.z_min(0) == 0);
    CHECK(report.z_max(0) == 0);
}

TEST_CASE("a report says what it wanted and what it got") {
    CHECK(twin::what<shape_error>([] { unit_report(lab(), vector(std::array<std::size_t, 1>{0})); }) ==
          "unit_report: expected at least one sample, got a batch of 0");
    CHECK(twin::what<shape_error>([] {
              unit_report(lab(), matrix{{1, 2}});
          }) == "dense \"hidden\": expected x of shape (batch, 1), got (1, 2)");
    CHECK(twin::what<value_error>([] { unit_report(lab(), 3, 0); }) ==
          "unit_report: expected finite lo < hi, got 3 and 0");
    CHECK(twin::what<shape_error>([] { unit_report(sequential{dense<relu>(2, 1)}, 0, 1); }) ==
          "unit_report: expected a network of one input, got 2");
    CHECK_THROWS_AS(unit_report(model<double>{}, 0, 1), value_error);
    model<double> smooth;
    smooth.add(dense<sigmoid, double>(1, 1, sigmoid{}, "s")).add(dense<linear, double>(1, 1));
    CHECK(twin::what<unsupported_error>([&] { unit_report(smooth, 0, 1); }) ==
          "anatomy: dense \"s\": expected a piecewise-linear activation in a hidden layer, got sigmoid");
    CHECK(unit_report(smooth, vector{0})[0].activation == "sigmoid"); // on samples, any network
}
