// SPDX-License-Identifier: BSD-3-Clause
#include <crease/anatomy/line.hpp>
#include <crease/build.hpp>
#include <crease/curve_difference.hpp>
#include <crease/targets.hpp>
#include <crease/unit_plan.hpp>

#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

using namespace crease;

namespace {

using curve = piecewise_linear<double>;
template <class T> using units = std::vector<planned_unit<T>>;

template <class T = double> piecewise_linear<T> lab() {
    return piecewise_linear<T>::from_knots({0, 1, 2, 3}, {2, 0, 1, 4});
}

template <class T> double value(const unit_plan<T>& plan, double x) {
    double y = plan.bias;
    for (const auto& [w, b, v] : plan.units) y += v * std::max(0.0, w * x + b);
    return y;
}

/// The largest difference between plan and target: at a knot, or where a unit turns.
template <class T> double miss(const unit_plan<T>& plan, const piecewise_linear<T>& target) {
    double largest = 0;
    const auto look = [&](double x) {
        if (target.knots().front() <= x && x <= target.knots().back())
            largest = std::max(largest, std::abs(value(plan, x) - static_cast<double>(target(x))));
    };
    for (const double x : target.knots()) look(x);
    for (const auto& [w, b, v] : plan.units) look(-b / w);
    return largest;
}

} // namespace

TEMPLATE_TEST_CASE("hinge: the lab's target takes a unit a piece", "", float, double) {
    const auto plan = plan_units(lab<TestType>());
    CHECK(plan.units == units<TestType>{{1, 0, -2}, {1, -1, 3}, {1, -2, 2}});
    CHECK(plan.bias == 2);
    CHECK_FALSE(plan.proved_fewest);
}

TEMPLATE_TEST_CASE("sum_only: the lab's target takes the lab's solution", "", float, double) {
    // LAB: unit 0 is w = -2, b = 2; the solution w1 = 1, b1 = -1, w2 = 2, b2 = -4.
    const auto plan = plan_units(lab<TestType>(), form::sum_only);
    CHECK(plan.units == units<TestType>{{-2, 2, 1}, {1, -1, 1}, {2, -4, 1}});
    CHECK(plan.bias == 0);
}

TEMPLATE_TEST_CASE("fewest_units: the lab's target takes two", "", float, double) {
    // LAB: y = 2 relu(2 - x) + 3 relu(x - 1) - 2.
    const auto plan = plan_units(lab<TestType>(), form::fewest_units);
    CHECK(plan.units == units<TestType>{{1, -1, 3}, {-1, 2, 2}});
    CHECK(plan.bias == -2);
    CHECK(plan.proved_fewest);
}

TEST_CASE("knots that do nothing get no unit") {
    const auto spare = curve::from_knots({0, 0.5, 1, 1.25, 2, 3}, {2, 1, 0, 0.25, 1, 4});
    for (const form how : {form::hinge, form::sum_only, form::fewest_units})
        CHECK(plan_units(spare, how).units == plan_units(lab(), how).units);
}

TEST_CASE("a constant target has one unit, which does nothing") {
    const auto five = curve::from_knots({1, 2, 3}, {5, 5, 5});
    CHECK(plan_units(five).units == units<double>{{1, -1, 0}});
    CHECK(plan_units(five).bias == 5);
    CHECK(plan_units(five, form::fewest_units).units == units<double>{{1, -1, 0}});
    CHECK(plan_units(five, form::fewest_units).proved_fewest);
    CHECK(plan_units(five, form::sum_only).units == units<double>{{0, 5, 1}}); // its head has no bias
    CHECK(plan_units(0 * five, form::sum_only).units == units<double>{{0, 0, 1}});
}

TEST_CASE("an affine target takes one unit") {
    const auto down = curve::from_knots({1, 3}, {5, 1});
    CHECK(plan_units(down).units == units<double>{{1, -1, -2}});
    CHECK(plan_units(down).bias == 5);
    CHECK(plan_units(down, form::fewest_units).units == units<double>{{1, -1, -2}});
    CHECK(plan_units(down, form::fewest_units).proved_fewest);
    CHECK(plan_units(down, form::sum_only).units == units<double>{{-2, 7, 1}});
}

TEST_CASE("sum_only: a piece that stays above 0 is one unit, always on, and the rest bends away from it") {
    // 10 - x is the first piece; it reaches 6 at the other end.
    const auto t = curve::from_knots({0, 1, 2, 4}, {10, 9, 9, 13});
    CHECK(plan_units(t, form::sum_only).units == units<double>{{1, -1, 1}, {2, -4, 1}, {-1, 10, 1}});
    // Upwards it comes first: its kink is left of the domain.
    const auto u = curve::from_knots({0, 1, 2}, {1, 2, 4});
    CHECK(plan_units(u, form::sum_only).units == units<double>{{1, 1, 1}, {1, -1, 1}});
}

TEST_CASE("sum_only: above a positive minimum at a knot there is a constant unit, and two at the knot") {
    const auto t = curve::from_knots({0, 1, 2}, {10, 1, 11});
    CHECK(plan_units(t, form::sum_only).units == units<double>{{0, 1, 1}, {-9, 9, 1}, {10, -10, 1}});
}

TEST_CASE("sum_only: a flat piece at 0 costs nothing") {
    const auto t = curve::from_knots({-3, -1, 1, 2}, {4, 0, 0, 3});
    CHECK(plan_units(t, form::sum_only).units == units<double>{{-2, -2, 1}, {3, -3, 1}});
}

TEST_CASE("sum_only names the concave knot, or the negative minimum") {
    CHECK_THROWS_AS(plan_units(-lab(), form::sum_only), unsupported_error);
    CHECK_THROWS_WITH(plan_units(-lab(), form::sum_only),
                      "form::sum_only: expected a convex target, got slopes 2 before and -1 after "
                      "the concave knot at x = 1");
    CHECK_THROWS_AS(plan_units(lab() - 0.5, form::sum_only), unsupported_error);
    CHECK_THROWS_WITH(plan_units(lab() - 0.5, form::sum_only),
                      "form::sum_only: expected a target of at least 0, got its minimum -0.5 at x = 1");
}

TEST_CASE("sum_only takes what rounding makes concave or negative") {
    const auto third = curve::from_knots({0, 0.1, 0.2, 0.3, 0.4}, {0.3, 0.2, 0.1, -1e-17, 0.7});
    CHECK(miss(plan_units(third, form::sum_only), third) < 1e-15);
}

TEST_CASE("fewest_units: a first slope of 0 needs no unit of its own") {
    const auto ramp = curve::from_knots({0, 1, 2, 3}, {1, 1, 2, 2});
    const auto plan = plan_units(ramp, form::fewest_units);
    CHECK(plan.units == units<double>{{1, -1, 1}, {1, -2, -1}});
    CHECK(plan.proved_fewest);
}

TEST_CASE("fewest_units: without a subset of the turns that adds up to the first slope, one unit more") {
    const auto t = curve::from_slopes(0, 0, {1, 2, 3}, {1, 4, 6}); // turns 3 and 2, wanted -1
    const auto plan = plan_units(t, form::fewest_units);
    CHECK(plan.units == plan_units(t).units);
    CHECK(plan.units.size() == 3);
    CHECK(plan.proved_fewest);
}

TEST_CASE("fewest_units finds sums of decimals, which are not exact") {
    // Turns 0.1, 0.2 and 0.7; the first slope is -0.3, and 0.1 + 0.2 is not 0.3 in binary.
    const auto t = curve::from_knots({0, 0.7, 1.1, 2.3, 3.1},
                                     {0.5, 0.5 - 0.3 * 0.7, 0.29 - 0.2 * 0.4, 0.21, 0.21 + 0.7 * 0.8});
    const auto plan = plan_units(t, form::fewest_units);
    CHECK(plan.units.size() == 3);
    CHECK(miss(plan, t) < 1e-14);
    const piecewise_linear<float> f(t);
    CHECK(plan_units(f, form::fewest_units).units.size() == 3);
    CHECK(miss(plan_units(f, form::fewest_units), f) < 1e-5);
    const auto high = t + 1e6; // its slopes, found again from values this large, are less exact
    const auto again = curve::from_knots(high.knots(), high.values());
    CHECK(plan_units(again, form::fewest_units).units.size() == 3);
}

TEST_CASE("fewest_units takes no near miss for a hit") {
    const auto t = curve::from_slopes(0, 2, {1, 2, 3}, {-2 + 1e-9, 1, 3});
    CHECK(plan_units(t, form::fewest_units).units.size() == 3);
}

TEST_CASE("fewest_units is exact up to 24 kinks, and says when it is not") {
    // Turns 1, 2, 4, ...: each first slope down to -(2^kinks - 1) is met by one subset.
    const auto powers = [](int kinks, double first_slope) {
        std::vector<double> ends{1}, slopes{first_slope};
        for (int i = 0; i != kinks; ++i) {
            slopes.push_back(slopes.back() + std::ldexp(1.0, i));
            ends.push_back(ends.back() + 1);
        }
        return curve::from_slopes(0, 0, ends, slopes);
    };
    const auto hit = plan_units(powers(24, -0xABCDEF), form::fewest_units);
    CHECK(hit.units.size() == 24);
    CHECK(hit.proved_fewest);
    for (std::size_t i = 0; i != 24; ++i) CHECK(hit.units[i].w == (0xABCDEF >> i & 1 ? -1 : 1));
    const auto none = plan_units(powers(24, -0x1000000), form::fewest_units);
    CHECK(none.units.size() == 25);
    CHECK(none.proved_fewest);
    const auto found = plan_units(powers(30, -0x800000), form::fewest_units); // among the first 24
    CHECK(found.units.size() == 30);
    CHECK(found.proved_fewest);
    const auto missed = plan_units(powers(30, -0x1000000), form::fewest_units); // the 25th
    CHECK(missed.units.size() == 31);
    CHECK_FALSE(missed.proved_fewest);
}

TEST_CASE("weights rounded to float do not add up their errors") {
    std::vector<float> xs, ys;
    for (int i = 0; i <= 2000; ++i) {
        xs.push_back(static_cast<float>(i));
        ys.push_back(i % 2 == 0 ? 0.0F : 0.1F + static_cast<float>(i % 7));
    }
    const auto t = piecewise_linear<float>::from_knots(xs, ys);
    const auto plan = plan_units(t);
    double slope = 0;
    for (std::size_t i = 0; i != plan.units.size(); ++i) {
        slope += double{plan.units[i].v};
        REQUIRE(std::abs(slope - double{t.slopes()[i]}) < 1e-6);
    }
}

TEST_CASE("an unknown form is refused") {
    CHECK_THROWS_AS(plan_units(lab(), static_cast<form>(7)), value_error);
}

TEST_CASE("in float a near miss among very many subsets is neither taken nor called a proof") {
    for (std::uint64_t seed = 0; seed != 20; ++seed) {
        const auto target = random_target<float>({22, 0, 11, 0.05, -3, 3, 0}, seed);
        const auto plan = plan_units(target, form::fewest_units);
        const auto curve =
            to_piecewise_linear(to_network(plan), target.knots().front(), target.knots().back());
        CHECK(max_difference(curve, target).value <= 1e-5 * detail::value_scale(target));
        // Generic slopes have no subset that adds up: fewer units than pieces are a match to rounding only.
        CHECK((plan.proved_fewest || plan.units.size() == 22));
    }
}

TEST_CASE("a target of tiny values keeps its shape") {
    const auto target = piecewise_linear<float>::from_knots({0, 1, 2}, {0, 1e-6F, 4e-6F});
    for (const form how : {form::hinge, form::fewest_units, form::sum_only}) {
        const auto curve = to_piecewise_linear(to_network(target, how), 0, 2);
        CHECK(max_difference(curve, target).value <= 1e-12);
    }
}
