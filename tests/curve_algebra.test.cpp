// SPDX-License-Identifier: BSD-3-Clause
#include <crease/curve_algebra.hpp>

#include "support/catch.hpp"

#include <cmath>
#include <cstddef>
#include <vector>

using namespace crease;

namespace {

using curve = piecewise_linear<double>;

const curve lab = curve::from_knots({0, 1, 2, 3}, {2, 0, 1, 4});
const curve tent = curve::from_knots({0.5, 1.5, 2.5}, {0, 1, 0});
const curve identity = curve::from_knots({0, 1}, {0, 1});

} // namespace

TEST_CASE("a sum has the knots of both, and is the sum on the whole line") {
    const curve sum = lab + tent;
    CHECK(sum.knots() == std::vector<double>{0, 0.5, 1, 1.5, 2, 2.5, 3});
    CHECK(sum.slopes() == std::vector<double>{-1, -1, 2, 0, 2, 2});
    for (double x = -4; x <= 8; x += 0.125) CHECK(sum(x) == lab(x) + tent(x));
    CHECK(lab - lab == curve::from_knots({0, 1, 2, 3}, {0, 0, 0, 0}));
}

TEST_CASE("a sum keeps slopes across pieces too narrow to find them again") {
    const curve p = curve::from_knots({0, 0.3}, {0, 0.1}), q = curve::from_knots({0, 0.1 + 0.2}, {0, 0.7});
    REQUIRE(p.knots()[1] != q.knots()[1]); // by one ulp
    CHECK((p + q).slopes().back() == p.slopes()[0] + q.slopes()[0]);
}

TEST_CASE("scale, shift, minus and translate act on values, slopes and places") {
    CHECK(2 * lab == curve::from_knots({0, 1, 2, 3}, {4, 0, 2, 8}));
    CHECK(lab * 2 == 2 * lab);
    CHECK(-lab == curve::from_knots({0, 1, 2, 3}, {-2, 0, -1, -4}));
    CHECK(lab + 1 == curve::from_knots({0, 1, 2, 3}, {3, 1, 2, 5}));
    CHECK(lab - 1 == curve::from_knots({0, 1, 2, 3}, {1, -1, 0, 3}));
    CHECK(translate(lab, 10) == curve::from_knots({10, 11, 12, 13}, {2, 0, 1, 4}));
    CHECK(translate(lab, -1, 2) == curve::from_knots({-1, 0, 1, 2}, {4, 2, 3, 6}));
}

TEST_CASE("a product or a shift that overflows is refused") {
    CHECK_THROWS_AS(1e308 * lab, value_error);
    CHECK_THROWS_AS(lab * std::nan(""), value_error);
    CHECK_THROWS_AS(lab + INFINITY, value_error);
    CHECK_THROWS_AS(translate(lab, 1e300), value_error);
}

TEST_CASE("max and min have a knot where the curves cross") {
    // lab is 1/2 at 0.75, where 2 - 2x = 1/2, and at 1.5, where x - 1 = 1/2.
    const curve half = curve::from_knots({0, 3}, {0.5, 0.5});
    CHECK(max(lab, half) == curve::from_knots({0, 0.75, 1, 1.5, 2, 3}, {2, 0.5, 0.5, 0.5, 1, 4}));
    CHECK(min(half, lab) == curve::from_knots({0, 0.75, 1, 1.5, 2, 3}, {0.5, 0.5, 0, 0.5, 0.5, 0.5}));
}

TEST_CASE("curves that only touch do not cross") {
    CHECK(max(lab, 0 * lab) == lab);
    CHECK(min(lab, 0 * lab) == 0 * lab);
    CHECK(max(lab, lab) == lab);
}

TEST_CASE("max and min span the domains of both") {
    const curve far = curve::from_knots({5, 6}, {0, 0});
    const curve highest = max(lab, far);
    CHECK(highest.knots().front() == 0);
    CHECK(highest.knots().back() == 6);
    CHECK(highest(5.5) == 3 * 5.5 - 5); // lab goes on with its last slope
    CHECK(min(lab, far)(5.5) == 0);
}

TEST_CASE("a crossing between neighbouring numbers falls on one of them") {
    const double next = std::nextafter(1.0, 2.0);
    const curve cliff = curve::from_knots({0, 1, next, 2}, {1, 1, -1, -1}), zero = 0 * cliff;
    CHECK(max(cliff, zero).values() == std::vector<double>{1, 1, 0, 0});
    CHECK(min(cliff, zero).values() == std::vector<double>{0, 0, -1, -1});
    const curve absolute = curve::from_knots({-1, 0, 1}, {1, 0, 1});
    CHECK(compose(absolute, cliff).values() == std::vector<double>{1, 1, 1, 1});
    CHECK(compose(absolute, cliff).slopes().back() == 0);
}

TEST_CASE("a composition has the knots of g and the places where g meets a knot of f") {
    const curve absolute = curve::from_knots({-1, 0, 1}, {1, 0, 1});
    CHECK(compose(absolute, identity - 0.5) == curve::from_knots({0, 0.5, 1}, {0.5, 0, 0.5}));
    // |2 - 4x| downwards, and the tent map after itself: a W.
    CHECK(compose(absolute, curve::from_knots({0, 1}, {2, -2})) ==
          curve::from_knots({0, 0.25, 0.5, 0.75, 1}, {2, 1, 0, 1, 2}));
    const curve map = curve::from_knots({0, 0.5, 1}, {0, 1, 0});
    CHECK(compose(map, map) == curve::from_knots({0, 0.25, 0.5, 0.75, 1}, {0, 1, 0, 1, 0}));
}

TEST_CASE("a composition takes f beyond its knots where g goes there") {
    const curve far = compose(lab, curve::from_knots({0, 1}, {10, 12}));
    CHECK(far == curve::from_knots({0, 1}, {25, 31}));
    CHECK(compose(lab, curve::from_knots({0, 1}, {1.5, 1.5})) == curve::from_knots({0, 1}, {0.5, 0.5}));
}

TEST_CASE("merge_collinear drops knots that do nothing, and keeps the rest as they are") {
    const curve spare =
        curve::from_slopes(0, 2, {0.125, 0.25, 0.5, 1, 1.75, 2, 3}, {-2, -2, -2, -2, 1, 1, 3});
    CHECK(merge_collinear(spare) == lab);
    CHECK(merge_collinear(lab) == lab);
    CHECK(merge_collinear(lab + 0 * tent) == lab);
    CHECK(merge_collinear(curve::from_knots({0, 1, 2, 3}, {5, 5, 5, 5})) ==
          curve::from_knots({0, 3}, {5, 5}));
}

TEST_CASE("merge_collinear moves no value by more than the tolerance, however many knots it drops") {
    // A parabola's chords: dropped one by one against their neighbours, all would go.
    std::vector<double> xs, ys;
    for (int i = 0; i <= 1000; ++i) {
        xs.push_back(i / 1000.0);
        ys.push_back(xs.back() * xs.back());
    }
    const curve fine = (GENERATE(1, -1)) * curve::from_knots(xs, ys);
    const curve coarse = merge_collinear(fine, 1e-3);
    for (const double x : xs) CHECK(std::abs(coarse(x) - fine(x)) <= 1e-3 + 1e-15);
    // A chord of width w is off by w^2 / 4 at most: the fewest are 1 / sqrt(4e-3), about 16.
    CHECK(coarse.slopes().size() >= 15);
    CHECK(coarse.slopes().size() <= 40);
}

TEST_CASE("merge_collinear measures its tolerance by the largest value, however small") {
    const curve bump = curve::from_knots({0, 1, 2, 3}, {0, 1e-3, 0, 1});
    CHECK(merge_collinear(bump, 1e-3).knots() == std::vector<double>{0, 2, 3});
    CHECK(merge_collinear(bump, 0.9e-3) == bump);
    const double tiny = std::ldexp(1.0, -60);
    CHECK(merge_collinear(tiny * bump, 0.9e-3) == tiny * bump);
    CHECK(merge_collinear(curve::from_knots({0, 1, 2, 3}, {0, 1e-3, 0, -10}), 1e-4).knots().size() == 3);
}
