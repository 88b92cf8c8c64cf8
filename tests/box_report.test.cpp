// SPDX-License-Identifier: BSD-3-Clause
#include <crease/activations.hpp>
#include <crease/anatomy/box_report.hpp>
#include <crease/any_activation.hpp>
#include <crease/dense.hpp>
#include <crease/sequential.hpp>

#include "support/catch.hpp"
#include "support/networks.hpp"
#include "support/twin.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

using namespace crease;

namespace {

using matrix = xt::xtensor<double, 2>;
using vector = xt::xtensor<double, 1>;
using point = std::vector<double>;

} // namespace

TEST_CASE("units that are dead, always on or clipped in a box are proved so") {
    const sequential net{
        dense<relu, double>(matrix{{1, 1, 1, 1, 0}, {1, 1, 1, -1, 0}}, vector{-2, -1.5, 2, 3, 0}),
        dense<clipped_relu, double>(matrix{{1, 0, 1}, {1, 0, 0}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}},
                                    vector{0, 1, -9}, clipped_relu{2}),
        dense<linear, double>(matrix{{1}, {1}, {1}}, no_bias)};
    const auto r = unit_report(net, {-1, -1}, {1, 1});
    REQUIRE(r.size() == 3);
    CHECK((r[0].z_min == vector{-4, -3.5, 0, 1, 0}));
    CHECK((r[0].z_max == vector{0, 0.5, 4, 5, 0}));
    CHECK((r[0].dead == xt::xtensor<bool, 1>{true, false, false, false, true}));
    CHECK((r[0].always_on == xt::xtensor<bool, 1>{false, false, false, true, false}));
    CHECK(r[0].share_on(0) == 0);
    CHECK(std::isnan(r[0].share_on(1)));
    CHECK(r[0].share_on(3) == 1);
    CHECK(r[0].on_intervals.empty());
    // x + y + 2 and x - y + 3 are both on: 5 + 2 x, and what unit (0, 1) adds near (1, 1).
    CHECK(r[1].z_min(0) == 3);
    CHECK(std::abs(r[1].z_max(0) - 7.5) < 1e-14);
    CHECK((r[1].saturated == xt::xtensor<bool, 1>{true, true, true}));
    CHECK((r[1].dead == xt::xtensor<bool, 1>{false, false, true}));
    CHECK(r[2].z_min(0) == 4);
    CHECK(r[2].z_max(0) == 4);
}

TEST_CASE("z ranges exactly as far as the report says") {
    for (unsigned seed = 0; seed != 12; ++seed) {
        const std::size_t in = 1 + seed % 6;
        const auto net = networks::random(
            in, {6, 6, 2}, {any_activation{leaky_relu{0.1}}, any_activation{hard_tanh{}}}, seed);
        const auto r = unit_report(net, point(in, -1), point(in, 1));
        twin::numbers next(seed);
        std::vector<std::vector<double>> low(3, std::vector<double>(6, 1e9)),
            high(3, std::vector<double>(6, -1e9));
        bool within = true;
        for (int k = 0; k != 4000; ++k) {
            point x(in);
            for (double& c : x) c = k % 2 == 0 ? next() : next() < 0 ? -1 : 1;
            const auto exact = twin::run(net, x);
            for (std::size_t l = 0; l != 3; ++l)
                for (std::size_t u = 0; u != exact[l].z.size(); ++u) {
                    const auto z = static_cast<double>(exact[l].z[u]);
                    within = within && z >= r[l].z_min(u) - 1e-12 && z <= r[l].z_max(u) + 1e-12;
                    low[l][u] = std::min(low[l][u], z);
                    high[l][u] = std::max(high[l][u], z);
                }
        }
        CAPTURE(seed);
        CHECK(within);
        for (std::size_t u = 0; u != 6; ++u) { // z of the first layer is extreme at corners
            CHECK(std::abs(low[0][u] - r[0].z_min(u)) < 1e-12);
            CHECK(std::abs(high[0][u] - r[0].z_max(u)) < 1e-12);
        }
        if (in <= 2)
            for (std::size_t l = 1; l != 3; ++l)
                for (std::size_t u = 0; u != r[l].z_min.size(); ++u) {
                    CHECK(low[l][u] - r[l].z_min(u) < 0.3);
                    CHECK(r[l].z_max(u) - high[l][u] < 0.3);
                }
    }
}

TEST_CASE("a report on a box of one input agrees with that on an interval") {
    for (unsigned seed = 0; seed != 10; ++seed) {
        const auto net =
            networks::random(1, {8, 6, 1}, {any_activation{relu{}}, any_activation{absolute{}}}, seed);
        const auto box = unit_report(net, point{-2}, point{3});
        const auto interval = unit_report(net, -2.0, 3.0);
        for (std::size_t l = 0; l != 3; ++l) {
            CHECK((box[l].dead == interval[l].dead));
            CHECK((box[l].always_on == interval[l].always_on));
            for (std::size_t u = 0; u != box[l].z_min.size(); ++u) {
                CHECK(std::abs(box[l].z_min(u) - interval[l].z_min(u)) < 1e-12);
                CHECK(std::abs(box[l].z_max(u) - interval[l].z_max(u)) < 1e-12);
            }
        }
    }
}

TEST_CASE("an absolute unit that is never on still passes something on") {
    const sequential net{dense<absolute, double>(matrix{{1}, {0}}, vector{-3}),
                         dense<linear, double>(matrix{{1}}, no_bias)};
    CHECK_FALSE(unit_report(net, {0, 0}, {1, 1})[0].dead(0));
}

TEST_CASE("unit_report on a box says what it wanted and what it got, and is no other overload") {
    const sequential net{dense<relu, double>(matrix{{1}, {0}}, vector{-3})};
    CHECK(twin::what<shape_error>([&] {
              unit_report(net, {0, 0, 0}, {1, 1, 1});
          }) == "unit_report: expected lower of 2 coordinates, got 3");
    const point lower{0, 0}, upper{1, 1};
    CHECK(unit_report(net, lower, upper)[0].dead(0));
    CHECK(unit_report(net, matrix{{0, 0}, {5, 0}})[0].share_on(0) == 0.5);
    const vector a{0, 0}, b{1, 1};
    CHECK(unit_report(net, a, b)[0].dead(0));
}
