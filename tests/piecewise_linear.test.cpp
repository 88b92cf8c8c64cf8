// SPDX-License-Identifier: BSD-3-Clause
#include <crease/piecewise_linear.hpp>

#include "support/catch.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

using namespace crease;

namespace {

using curve = piecewise_linear<double>;

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();

template <class T = double> piecewise_linear<T> lab() {
    return piecewise_linear<T>::from_knots({0, 1, 2, 3}, {2, 0, 1, 4});
}

} // namespace

TEMPLATE_TEST_CASE("the lab's target has the lab's values", "", float, double) {
    // LAB: y = -2x + 2, x - 1, 3x - 5 on [0, 1], [1, 2], [2, 3].
    const auto t = lab<TestType>();
    CHECK(t.slopes() == std::vector<TestType>{-2, 1, 3});
    CHECK(t(0.25) == TestType(1.5));
    CHECK(t(1.25) == TestType(0.25));
    CHECK(t(2.25) == TestType(1.75));
}

TEST_CASE("knots, or slopes and breakpoints with or without the last, make the same curve") {
    CHECK(curve::from_slopes(0, 2, {1, 2, 3}, {-2, 1, 3}) == lab());
    CHECK(curve::from_slopes(0, 2, {1, 2}, {-2, 1, 3}) == lab());
    CHECK(curve::from_slopes(0, 0, {}, {5}) == curve::from_knots({0, 1}, {0, 5}));
}

TEST_CASE("points come from any range of numbers") {
    const std::array<int, 3> xs{0, 1, 3};
    const xt::xtensor<float, 1> ys{1, 2, 0};
    CHECK(curve::from_knots(xs, ys) == curve::from_knots({0, 1, 3}, {1, 2, 0}));
}

TEST_CASE("the slopes given are the slopes kept") {
    // 0.1 + 0.7 * 0.3 is not representable: slopes found again from the values would differ.
    const auto t = curve::from_slopes(0.1, 0.3, {0.7, 0.9}, {0.1, 0.7, -0.3});
    CHECK(t.slopes() == std::vector<double>{0.1, 0.7, -0.3});
}

TEST_CASE("a curve is exact at its knots and extrapolates with its end slopes") {
    const auto t = curve::from_knots({0.1, 0.3, 0.7, 1.1}, {0.1, 1e10, -0.7, 1e-5});
    for (std::size_t i = 0; i != 4; ++i) CHECK(t(t.knots()[i]) == t.values()[i]);
    CHECK(lab()(-2) == 6);
    CHECK(lab()(5) == 10);
}

TEST_CASE("NaN in, NaN out, on flat pieces too") {
    CHECK(std::isnan(lab()(no_number)));
    CHECK(std::isnan(curve::from_knots({0, 1}, {3, 3})(no_number)));
    CHECK(std::isnan(lab().slope(no_number)));
}

TEST_CASE("at infinity a flat end keeps its value, another end goes to infinity") {
    const auto ramp = curve::from_knots({-1, 0, 1, 2}, {5, 5, 7, 7});
    CHECK(ramp(-inf) == 5);
    CHECK(ramp(inf) == 7);
    CHECK(lab()(-inf) == inf);
    CHECK((-2 * inf) == curve::from_knots({0, 1}, {0, 1})(-inf));
    CHECK(lab()(1e308) == inf);
}

TEST_CASE("the slope at a knot is the left piece's") {
    const auto t = lab();
    CHECK(t.slope(-7) == -2);
    CHECK(t.slope(0) == -2);
    CHECK(t.slope(1) == -2);
    CHECK(t.slope(1.5) == 1);
    CHECK(t.slope(2) == 1);
    CHECK(t.slope(3) == 3);
    CHECK(t.slope(inf) == 3);
}

TEST_CASE("a curve over an expression is lazy and elementwise") {
    const xt::xtensor<double, 2> x = {{0, 0.5}, {2, 4}};
    const auto lazy = lab()(2 * x); // holds its own copies
    const xt::xtensor<double, 2> y = lazy;
    CHECK((y == xt::xtensor<double, 2>{{2, 0}, {7, 19}}));
}

TEST_CASE("a float expression stays float under a double curve") {
    const xt::xtensor<float, 1> x = {0.5F, std::nanf("")};
    const xt::xtensor<float, 1> y = lab()(x);
    CHECK(y(0) == 1);
    CHECK(std::isnan(y(1)));
}

TEST_CASE("samples include both ends, and whole steps land on whole numbers") {
    const auto [x, y] = lab().sample(4);
    CHECK((x == xt::xtensor<double, 1>{0, 1, 2, 3}));
    CHECK((y == xt::xtensor<double, 1>{2, 0, 1, 4}));
    const auto fifty = curve::from_knots({0, 49}, {0, 1}).sample(50); // 49 * (1.0 / 49) is less than 1
    for (std::size_t i = 0; i != 50; ++i) CHECK(fifty.x(i) == static_cast<double>(i));
}

TEST_CASE("the last sample is the last knot, and none is beyond it") {
    const auto t = curve::from_knots({0.1, 0.7}, {0, 1});
    for (std::size_t n = 2; n != 200; ++n) {
        const auto points = t.sample(n);
        CHECK(points.x(0) == 0.1);
        CHECK(points.x(n - 1) == 0.7);
        for (std::size_t i = 1; i != n; ++i) REQUIRE(points.x(i - 1) < points.x(i));
    }
}

TEST_CASE("samples of the widest domains stay in them") {
    const auto points = curve::from_knots({-8e307, 8e307}, {0, 1}).sample(100);
    for (std::size_t i = 0; i != 100; ++i) {
        CHECK(std::abs(points.x(i)) <= 8e307);
        CHECK((0 <= points.y(i) && points.y(i) <= 1 + 1e-15));
    }
}

TEST_CASE("one sample is the first knot, no sample is none") {
    CHECK((lab().sample(1).x == xt::xtensor<double, 1>{0}));
    CHECK((lab().sample(1).y == xt::xtensor<double, 1>{2}));
    CHECK(lab().sample(0).x.size() == 0);
    CHECK(lab().sample(0, 0.1, 1).y.size() == 0);
}

TEST_CASE("noise is seeded, on y alone, and of the deviation asked for") {
    const auto t = lab();
    const auto clean = t.sample(20'000), noisy = t.sample(20'000, 0.5, 7);
    CHECK((noisy.x == clean.x));
    CHECK((noisy.y == t.sample(20'000, 0.5, 7).y));
    CHECK((noisy.y != t.sample(20'000, 0.5, 8).y));
    CHECK((t.sample(20'000, 0, 7).y == clean.y));
    double squares = 0;
    for (std::size_t i = 0; i != 20'000; ++i) squares += std::pow(noisy.y(i) - clean.y(i), 2);
    // Five standard errors of a variance estimate: 5 sqrt(2 / n).
    CHECK(std::abs(squares / 20'000 / 0.25 - 1) < 0.05);
}

TEST_CASE("a noise deviation below 0 or not finite is refused") {
    CHECK_THROWS_AS(lab().sample(3, no_number, 1), value_error);
    CHECK_THROWS_AS(lab().sample(3, inf, 1), value_error);
    CHECK_THROWS_WITH(lab().sample(3, -0.5, 1),
                      "sample: expected a finite noise_stddev of at least 0, got -0.5");
}

TEST_CASE("too few points and lengths that differ are refused") {
    CHECK_THROWS_AS(curve::from_knots({}, {}), shape_error);
    CHECK_THROWS_AS(curve::from_slopes(0, 0, {}, {}), shape_error);
    CHECK_THROWS_WITH(curve::from_knots({1}, {2}), "piecewise_linear: expected at least two knots, got 1");
    CHECK_THROWS_WITH(curve::from_knots({1, 2, 3}, {2, 3}),
                      "piecewise_linear: expected one value for each knot, got 3 knots and 2 values");
    CHECK_THROWS_WITH(curve::from_slopes(0, 0, {1, 2}, {1}),
                      "piecewise_linear: expected as many breakpoints as slopes, or one fewer, got 2 "
                      "breakpoints and 1 slope");
    CHECK_THROWS_AS(curve::from_slopes(0, 0, {1}, {1, 2, 3}), shape_error);
}

TEST_CASE("knots out of order, repeated or not finite are refused, and named") {
    CHECK_THROWS_WITH(curve::from_knots({0, 2, 1.5}, {0, 0, 0}),
                      "piecewise_linear: expected knots that increase, got knot 1 = 2 and knot 2 = 1.5");
    CHECK_THROWS_WITH(curve::from_knots({0, 0.1, 0.1}, {0, 0, 0}),
                      "piecewise_linear: expected knots that increase, got knot 1 = 0.1 and knot 2 = 0.1");
    CHECK_THROWS_WITH(curve::from_knots({0, no_number, 1}, {0, 0, 0}),
                      "piecewise_linear: expected finite knots, got knot 1 = nan");
    CHECK_THROWS_WITH(curve::from_knots({0, 1}, {0, -inf}),
                      "piecewise_linear: expected finite values, got value 1 = -inf");
    CHECK_THROWS_WITH(curve::from_slopes(0, 0, {1, 2}, {1, no_number}),
                      "piecewise_linear: expected finite slopes, got slope 1 = nan");
    CHECK_THROWS_AS(curve::from_slopes(2, 0, {1}, {1}), value_error);
    CHECK_THROWS_AS(piecewise_linear<float>::from_knots({1, 1 + 1e-9F}, {0, 1}), value_error);
}

TEST_CASE("slopes and lengths that overflow are refused") {
    CHECK_THROWS_WITH(curve::from_knots({0, 1e-300}, {0, 1e10}),
                      "piecewise_linear: expected finite slopes, got slope 0 = inf");
    CHECK_THROWS_WITH(curve::from_knots({-1e308, 1e308}, {0, 1}),
                      "piecewise_linear: expected knots a finite length apart, got -1e+308 and 1e+308");
    CHECK_THROWS_AS(curve::from_slopes(0, 0, {1e10}, {1e300}), value_error);
}

TEST_CASE("a curve in another scalar type is the same curve, rounded") {
    CHECK(piecewise_linear<float>(lab()) == lab<float>());
    CHECK(curve(lab<float>()) == lab());
    CHECK(piecewise_linear<float>(curve::from_knots({0, 0.1}, {0, 1})).knots()[1] == 0.1F);
    CHECK_THROWS_AS(piecewise_linear<float>(curve::from_knots({1, 1 + 1e-12}, {0, 1})), value_error);
}

TEST_CASE("curves are equal if all their data are") {
    CHECK(lab() == lab());
    CHECK(lab() != curve::from_knots({0, 1, 2, 3}, {2, 0, 1, 5}));
    CHECK(lab() != curve::from_knots({0, 0.5, 1, 2, 3}, {2, 1, 0, 1, 4})); // the same function
}

TEST_CASE("a curve that was moved from can be assigned") {
    auto t = lab();
    const auto u = std::move(t);
    t = u;
    CHECK(t == lab());
}

TEST_CASE("the last piece of interior breakpoints has a length where 1 adds nothing") {
    const auto p = piecewise_linear<float>::from_slopes(2e7F, 0, {}, {1});
    CHECK(p.knots().back() > p.knots().front());
}
