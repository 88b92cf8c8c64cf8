// SPDX-License-Identifier: BSD-3-Clause
#include <crease/curve_difference.hpp>

#include "support/catch.hpp"

#include <cmath>

using namespace crease;

namespace {

using curve = piecewise_linear<double>;

const curve lab = curve::from_knots({0, 1, 2, 3}, {2, 0, 1, 4});

} // namespace

TEST_CASE("the largest difference is found at a knot of either curve") {
    const curve zero = curve::from_knots({-5, 5}, {0, 0});
    CHECK(max_difference(lab, zero).value == 4);
    CHECK(max_difference(lab, zero).x == 3);
    CHECK(max_difference(zero, lab).x == 3);
    const curve spike = curve::from_knots({0, 0.25, 0.5, 3}, {0, -8, 0, 0});
    CHECK(max_difference(lab, spike).value == 9.5); // 1.5 + 8
    CHECK(max_difference(lab, spike).x == 0.25);
}

TEST_CASE("only the common domain counts, its ends included") {
    const curve other = curve::from_knots({1.5, 10}, {0, 0});
    CHECK(max_difference(lab, other).value == 4);
    CHECK(max_difference(lab, curve::from_knots({-9, 1.5}, {0, 0})).value == 2);
    CHECK(max_difference(lab, curve::from_knots({3, 4}, {1, 7})).value == 3); // one point in common
}

TEST_CASE("of equal differences the leftmost is named") {
    const curve zero = curve::from_knots({0, 4}, {0, 0});
    CHECK(max_difference(curve::from_knots({0, 1, 2, 3, 4}, {0, 1, 0, -1, 0}), zero).x == 1);
    CHECK(max_difference(zero, zero).x == 0);
}

TEST_CASE("curves with nothing in common have no difference") {
    const curve far = curve::from_knots({4, 5}, {0, 0});
    CHECK_THROWS_AS(max_difference(lab, far), value_error);
    CHECK_THROWS_WITH(max_difference(lab, far),
                      "max_difference: expected curves whose domains meet, got [0, 3] and [4, 5]");
    CHECK_FALSE(approx_equal(lab, far));
    CHECK_FALSE(approx_equal(far, lab));
}

TEST_CASE("approx_equal compares functions, not data") {
    const curve spare = curve::from_knots({0, 0.5, 1, 2, 3}, {2, 1, 0, 1, 4});
    CHECK(spare != lab);
    CHECK(approx_equal(spare, lab));
    CHECK(approx_equal(lab, curve::from_knots({0, 1}, {2, 0}))); // on [0, 1]
    CHECK_FALSE(approx_equal(lab, curve::from_knots({0, 1, 2, 3}, {2, 0.001, 1, 4})));
}

TEST_CASE("approx_equal's tolerance is relative to the largest value, but at least to 1") {
    const auto raised = [](double by) { return curve::from_knots({0, 1, 2, 3}, {2, by, 1, 4}); };
    CHECK(approx_equal(lab, raised(3.9e-9)));
    CHECK_FALSE(approx_equal(lab, raised(4.1e-9)));
    CHECK(approx_equal(lab, raised(0.39), 0.1));
    CHECK_FALSE(approx_equal(lab, raised(0.41), 0.1));
    const auto tiny = curve::from_knots({0, 1}, {0, 1e-10});
    CHECK(approx_equal(tiny, curve::from_knots({0, 1}, {0, 0})));
    CHECK_FALSE(approx_equal(tiny, curve::from_knots({0, 1}, {0, 0}), 0));
}

TEST_CASE("float and double compare, at float's tolerance") {
    const piecewise_linear<float> rough(lab);
    CHECK(approx_equal(rough, lab));
    CHECK(approx_equal(lab, piecewise_linear<float>::from_knots({0, 1, 2, 3}, {2, 3e-4F, 1, 4})));
    CHECK_FALSE(approx_equal(lab, piecewise_linear<float>::from_knots({0, 1, 2, 3}, {2, 5e-4F, 1, 4})));
    CHECK(max_difference(rough, lab).value == 0);
}
