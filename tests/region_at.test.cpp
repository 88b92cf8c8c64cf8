// SPDX-License-Identifier: BSD-3-Clause
#include <crease/activations.hpp>
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
#include <set>
#include <string>
#include <vector>

using namespace crease;

namespace {

using matrix = xt::xtensor<double, 2>;
using vector = xt::xtensor<double, 1>;
using point = std::vector<double>;
using units = std::vector<unit_index>;

/// relu(x), relu(y), relu(x + y), relu(x - y), summed.
sequential<dense<relu, double>, dense<linear, double>> star() {
    return sequential{dense<relu, double>(matrix{{1, 0, 1, 1}, {0, 1, 1, -1}}, no_bias),
                      dense<linear, double>(matrix{{1}, {2}, {3}, {4}}, no_bias)};
}

double room(const half_space& side, const point& x) {
    double room = side.bound;
    for (std::size_t i = 0; i != x.size(); ++i) room -= side.normal[i] * x[i];
    return room;
}

} // namespace

TEST_CASE("a region has the half-spaces that bound it, each with its owners, and no others") {
    const auto r = region_at(star(), {0.5, 0.1});
    CHECK(r.states == std::vector<int>{1, 1, 1, 1, 0});
    CHECK((r.map.slopes == matrix{{8, 1}}));
    CHECK(r.map.intercepts(0) == 0);
    REQUIRE(r.half_spaces.size() == 2); // y >= 0 and x >= y, not x >= 0 and x + y >= 0
    CHECK(r.half_spaces[0].owners == units{{0, 1}});
    CHECK(r.half_spaces[0].normal == point{0, -1});
    CHECK(r.half_spaces[0].bound == 0);
    CHECK(r.half_spaces[1].owners == units{{0, 3}});
    CHECK(std::abs(r.half_spaces[1].normal[0] + std::sqrt(0.5)) < 1e-15);
    for (const auto& side : r.half_spaces) CHECK(room(side, r.inside) >= r.distance - 1e-12);
    CHECK(r.distance > 0.1);
}

TEST_CASE("coinciding creases bound a region once, with all their owners") {
    const sequential net{dense<relu, double>(matrix{{1, -2, 3, 0}, {0, 0, 0, 1}}, vector{-0.5, 1, -1.5, 1e3}),
                         dense<linear, double>(matrix{{1}, {1}, {1}, {1}}, no_bias)};
    const auto r = region_at(net, {0.25, 0}, {.reach = 0.125});
    REQUIRE(r.half_spaces.size() == 2);
    CHECK(r.half_spaces[0].owners == units{{0, 0}, {0, 1}, {0, 2}});
    CHECK(r.half_spaces[0].bound == 0.5);
    CHECK(r.half_spaces[1].owners == units{{0, 3}});
    CHECK(std::abs(r.inside[0] - 0.125) < 1e-12);
    CHECK(std::abs(r.distance - 0.375) < 1e-12);
    CHECK(r.nearest == units{{0, 0}, {0, 1}, {0, 2}});
}

TEST_CASE("a network without creases is one region without end") {
    const sequential net{dense<linear, double>(matrix{{1}, {2}, {3}}, vector{4})};
    const auto r = region_at(net, {1, 1, 1});
    CHECK(r.half_spaces.empty());
    CHECK(r.distance == std::numeric_limits<double>::infinity());
    CHECK(r.nearest.empty());
    CHECK(r.inside == point{1, 1, 1});
}

TEST_CASE("a clipped unit bounds its middle state from both sides") {
    const sequential net{dense<clipped_relu, double>(matrix{{1}, {0}}, no_bias, clipped_relu{2}),
                         dense<linear, double>(matrix{{1}}, no_bias)};
    const auto r = region_at(net, {0.5, 7});
    REQUIRE(r.half_spaces.size() == 2);
    CHECK(r.half_spaces[0].bound == 2);
    CHECK(r.half_spaces[1].bound == 0);
    CHECK(std::abs(r.inside[0] - 1) < 1e-12);
    CHECK(std::abs(r.distance - 1) < 1e-12);
}

TEST_CASE("around a point on creases are all the regions that meet there") {
    CHECK(regions_at(star(), {0, 0}).size() == 8);
    CHECK(regions_at(star(), {0.5, 0}).size() == 2);
    CHECK(regions_at(star(), {0.5, 0.1}).size() == 1);
    CHECK(regions_at(star(), {1e6, 1e6}).size() == 2);
    // Where all creases go through the middle of the box, its regions are those around the middle.
    for (const auto& c : reference::read_exact_regions()) {
        if (c.name.find("star_relu") == std::string::npos && c.name.find("star_leaky") == std::string::npos)
            continue;
        CAPTURE(c.name);
        const auto net = networks::from_layers({c.layers.front()});
        point middle;
        for (std::size_t i = 0; i != c.lower.size(); ++i) middle.push_back((c.lower[i] + c.upper[i]) / 2);
        const auto around = regions_at(net, middle);
        CHECK(around.size() == count_regions(net, c.lower, c.upper));
        CHECK(region_at(net, middle).states == around.front().states);
        for (const auto& r : around) {
            CHECK(r.distance > 1e-3);
            CHECK(region_at(net, r.inside).states == r.states);
        }
    }
}

TEST_CASE("deeper layers bend around a point on creases, too") {
    for (const auto& c : reference::read_exact_regions()) {
        point middle;
        for (std::size_t i = 0; i != c.lower.size(); ++i) middle.push_back((c.lower[i] + c.upper[i]) / 2);
        const auto net = networks::from_layers(c.layers);
        std::set<std::vector<int>> found;
        for_each_region(net, c.lower, c.upper,
                        [&](const region& r) { found.emplace(r.states().begin(), r.states().end()); });
        bool all = true, apart = true;
        for (const auto& r : regions_at(net, middle)) {
            all = all && found.count(r.states) == 1;
            for (const auto& side : r.half_spaces) apart = apart && room(side, middle) > -1e-9;
        }
        CAPTURE(c.name);
        CHECK(all);
        CHECK(apart);
    }
}

TEST_CASE("the point inside is in the region, and its distance is to the nearest crease") {
    for (unsigned seed = 0; seed != 30; ++seed) {
        const std::size_t in = 1 + seed % 8;
        const auto net = networks::random(in, {10, 8, 2}, {any_activation{relu{}}}, seed);
        twin::numbers next(seed);
        point x(in);
        for (double& c : x) c = next();
        const auto r = region_at(net, x);
        CAPTURE(seed);
        CHECK(region_at(net, r.inside).states == r.states);
        double nearest = std::numeric_limits<double>::infinity();
        for (const auto& side : r.half_spaces) {
            nearest = std::min(nearest, room(side, r.inside));
            CHECK(room(side, x) > 0);
            point beyond = r.inside; // straight through the side, unless another is hit first
            if (room(side, r.inside) > r.distance + 1e-9)
                continue;
            for (std::size_t i = 0; i != in; ++i) beyond[i] += (r.distance + 1e-7) * side.normal[i];
            CHECK(region_at(net, beyond).states != r.states);
        }
        CHECK(std::abs(nearest - r.distance) < 1e-12);
        const auto exact = twin::run(net, x);
        const affine_map map = local_affine(net, x);
        CHECK((map.slopes == r.map.slopes));
        for (std::size_t j = 0; j != 2; ++j) {
            long double y = map.intercepts(j);
            for (std::size_t i = 0; i != in; ++i) y += static_cast<long double>(map.slopes(j, i)) * x[i];
            CHECK(std::abs(y - exact.back().a[j]) < 1e-12L * exact.back().size[j]);
        }
    }
}

TEST_CASE("region_at and its kin say what they wanted and what they got") {
    CHECK(twin::what<shape_error>([] { region_at(star(), {1}); }) ==
          "region_at: expected x of 2 coordinates, got 1");
    CHECK(twin::what<shape_error>([] {
              local_affine(star(), {1, 2, 3});
          }) == "local_affine: expected x of 2 coordinates, got 3");
    CHECK(twin::what<value_error>([] {
              regions_at(star(), {1, std::numeric_limits<double>::infinity()});
          }) == "regions_at: expected finite x, got inf at coordinate 1");
    CHECK(twin::what<value_error>([] {
              region_at(star(), {1, 1}, {.reach = 0});
          }) == "region_at: expected a finite reach > 0, got 0");
    CHECK(twin::what<limit_error>([] {
              regions_at(star(), {0, 0}, {.max_regions = 7});
          }) == "regions_at: expected at most 7 regions around the point, got more");
}
