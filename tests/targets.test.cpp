// SPDX-License-Identifier: BSD-3-Clause
#include <crease/targets.hpp>

#include "support/catch.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

using namespace crease;

TEMPLATE_TEST_CASE("the lab's target has knots (0,2) (1,0) (2,1) (3,4)", "", float, double) {
    const auto t = lab_target<TestType>();
    CHECK(t.knots() == std::vector<TestType>{0, 1, 2, 3});
    CHECK(t.values() == std::vector<TestType>{2, 0, 1, 4});
    CHECK(t.slopes() == std::vector<TestType>{-2, 1, 3});
    CHECK(lab_target() == piecewise_linear<double>::from_slopes(0, 2, {1, 2}, {-2, 1, 3}));
}

TEMPLATE_TEST_CASE("a random target has the pieces, domain, widths and slopes asked for", "", float, double) {
    using T = TestType;
    for (std::uint64_t seed = 0; seed != 500; ++seed) {
        const random_target_options options{
            1 + seed % 40, -0.3, 7.1, 0.01 * static_cast<double>(seed % 18), -2, 5, 0.5};
        const auto t = random_target<T>(options, seed);
        REQUIRE(t.slopes().size() == options.pieces);
        REQUIRE(t.knots().front() == static_cast<T>(-0.3));
        REQUIRE(t.knots().back() == static_cast<T>(7.1));
        REQUIRE(t.values().front() == T(0.5));
        for (std::size_t i = 0; i != t.slopes().size(); ++i) {
            REQUIRE(double{t.knots()[i + 1]} - double{t.knots()[i]} >= options.min_width);
            REQUIRE((-2 <= t.slopes()[i] && t.slopes()[i] <= 5));
            if (i != 0)
                REQUIRE(std::abs(t.slopes()[i] - t.slopes()[i - 1]) >= T(7) / 16);
        }
    }
}

TEST_CASE("pieces that fill the domain are equally wide") {
    const auto t = random_target<double>({.pieces = 10, .lo = 0, .hi = 1, .min_width = 0.1}, 3);
    for (std::size_t i = 0; i <= 10; ++i) CHECK(std::abs(t.knots()[i] - static_cast<double>(i) / 10) < 1e-15);
}

TEST_CASE("pieces may be as narrow as the scalar type allows") {
    const auto t = random_target<float>({.pieces = 1000, .lo = 100, .hi = 101, .min_width = 0}, 1);
    CHECK(t.slopes().size() == 1000);
    CHECK_THROWS_AS(random_target<float>({.pieces = 1000, .lo = 1e6, .hi = 1e6 + 1, .min_width = 0}, 1),
                    value_error);
}

TEST_CASE("a random target is the same on every platform") {
    // As computed by g++ 12 and clang 14 at -O0 and -O3, with and without -march=native -ffp-contract=fast.
    const auto t = random_target({}, 3);
    CHECK(t.knots() == std::vector<double>{0, 0x1.02b1de05d988ep-1, 0x1.09af3d7bcaf1dp+1, 3});
    CHECK(t.values() ==
          std::vector<double>{0, 0x1.5eb627ee8a959p-2, -0x1.d74fc0d1c4d93p+1, -0x1.504dfff2827a9p+2});
}

TEST_CASE("the same seed gives the same target, another seed another") {
    CHECK(random_target({}, 1) == random_target({}, 1));
    CHECK(random_target({}, 1) != random_target({}, 2));
}

TEST_CASE("one piece may have the one slope there is") {
    const auto t = random_target({.pieces = 1, .min_slope = 2, .max_slope = 2}, 1);
    CHECK(t.slopes() == std::vector<double>{2});
}

TEST_CASE("options that cannot be met are refused") {
    const double nan = std::numeric_limits<double>::quiet_NaN(),
                 inf = std::numeric_limits<double>::infinity();
    const auto refused = [](const random_target_options& options) {
        CHECK_THROWS_AS(random_target(options, 1), value_error);
    };
    refused({.pieces = 0});
    refused({.lo = 3, .hi = 3});
    refused({.lo = nan});
    refused({.hi = inf});
    refused({.min_width = -0.1});
    refused({.min_width = nan});
    refused({.min_slope = 1, .max_slope = 1});
    refused({.min_slope = 1, .max_slope = 0});
    refused({.max_slope = inf});
    refused({.start_value = nan});
    CHECK_THROWS_WITH(random_target({.pieces = 5, .lo = 0, .hi = 1, .min_width = 0.25}, 1),
                      "random_target: expected 0 <= pieces * min_width <= hi - lo, got 1.25 and 1");
}
