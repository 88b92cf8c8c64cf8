// SPDX-License-Identifier: BSD-3-Clause
#include <crease/activations.hpp>
#include <crease/anatomy/line.hpp>
#include <crease/anatomy/region_at.hpp>
#include <crease/anatomy/regions.hpp>
#include <crease/any_activation.hpp>
#include <crease/dense.hpp>
#include <crease/model.hpp>
#include <crease/sequential.hpp>

#include "support/catch.hpp"
#include "support/exact_regions.hpp"
#include "support/networks.hpp"
#include "support/twin.hpp"

#include <algorithm>
#include <array>
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

TEST_CASE("of planes that share a line through the point, a region has the two that bound it") {
    // y <= 0 follows from y <= x + z and x + z <= 0, whatever the lengths of the rows.
    for (unsigned seed = 0; seed != 50; ++seed) {
        twin::numbers next(seed);
        matrix kernel(std::array<std::size_t, 2>{3, 3});
        for (std::size_t i = 0; i != 3; ++i) {
            kernel(i, 1) = seed == 0 ? point{-1, 1, -1}[i] : next();
            kernel(i, 2) = seed == 0 ? point{1, 0, 1}[i] : next();
            kernel(i, 0) = kernel(i, 1) + kernel(i, 2);
        }
        const sequential net{dense<relu, double>(kernel, no_bias),
                             dense<linear, double>(matrix{{1}, {1}, {1}}, no_bias)};
        CAPTURE(seed);
        for (const auto& r : regions_at(net, {0, 0, 0})) CHECK(r.half_spaces.size() == 2);
        CHECK(regions_at(net, {0, 0, 0}).size() == 6);
    }
}

TEST_CASE("who only touches a knot at a side does not own it, and who leaves one does") {
    const auto one = [](any_activation f, double w) {
        return dense<any_activation, double>(matrix{{w}}, no_bias, f);
    };
    const auto net = [&](any_activation f, double v, any_activation g, double w) {
        return sequential{one(f, v), one(g, w), one(any_activation{linear{}}, 1)};
    };
    const any_activation r{relu{}}, a{absolute{}}, t{hard_tanh{}}, c{clipped_relu{2}};
    const auto owners = [](const auto& network, double x) {
        const auto region = region_at(network, {x});
        REQUIRE(!region.half_spaces.empty());
        CHECK(region.nearest == region.half_spaces[0].owners);
        return region.half_spaces[0].owners;
    };
    const units first{{0, 0}}, both{{0, 0}, {1, 0}};
    CHECK(owners(net(a, 1, r, 1), 0.5) == first); // relu is on at both sides
    CHECK(owners(net(a, 1, r, 1), -0.5) == first);
    CHECK(owners(net(a, 1, r, -1), 0.5) == first);
    CHECK(owners(net(t, 1, t, -1), -3) == first); // the second stays on its knot, in the state below
    CHECK(owners(net(t, 1, t, -1), 3) == both);
    CHECK(owners(net(t, 1, t, 2), 3) == first);
    CHECK(owners(net(r, 1, r, 1), 0.5) == both);
    CHECK(owners(net(r, 1, r, 1), -0.5) == both); // where the second is constant, on its knot
    CHECK(owners(net(r, 1, r, -1), 0.5) == first);
    CHECK(owners(net(c, 1, c, 1), 3) == first);
    CHECK(owners(net(c, -1, r, 1), 1) == both);
    // Equal and opposite units change state at the same places.
    const sequential pair{dense<relu, double>(matrix{{1, 1, -1}, {1, 1, -1}}, no_bias),
                          dense<relu, double>(matrix{{1}, {1}, {2}}, no_bias),
                          dense<linear, double>(matrix{{1}}, no_bias)};
    for (const double x : {1.0, -1.0}) {
        const auto region = region_at(pair, {x, 0.5});
        REQUIRE(region.half_spaces.size() == 1);
        CHECK(region.nearest == units{{0, 0}, {0, 1}, {0, 2}}); // the second layer only touches 0
    }
}

TEST_CASE("on a line, a region's sides and their owners are its pieces' ends and theirs") {
    twin::numbers next(7);
    const any_activation kinds[] = {any_activation{relu{}}, any_activation{absolute{}},
                                    any_activation{hard_tanh{}}, any_activation{clipped_relu{1}}};
    for (std::size_t round = 0; round != 300; ++round) {
        model<double> net;
        std::size_t in = 1;
        const auto ternary = [&] { return std::clamp(std::floor(next() * 1.5 + 0.5), -1.0, 1.0); };
        for (const std::size_t out : {4u, 4u, 3u, 1u}) {
            matrix kernel(std::array<std::size_t, 2>{in, out});
            vector bias(std::array<std::size_t, 1>{out});
            for (double& w : kernel) w = ternary();
            for (double& b : bias) b = ternary();
            net.add(dense<any_activation, double>(
                kernel, bias, out == 1 ? any_activation{linear{}} : kinds[(round + out + net.size()) % 4]));
            in = out;
        }
        const auto parts = pieces(net, -20, 20);
        CAPTURE(round);
        for (std::size_t p = 0; p != parts.size(); ++p) {
            const auto region = region_at(net, {(parts.breakpoints()(p) + parts.breakpoints()(p + 1)) / 2});
            CHECK(region.half_spaces.size() == (p != 0 ? 1u : 0u) + (p + 1 != parts.size() ? 1u : 0u));
            for (const auto& side : region.half_spaces) {
                const auto end = parts.crease(side.normal[0] < 0 ? p - 1 : p);
                CHECK(std::abs(side.bound * side.normal[0] - end.x) < 1e-9);
                CHECK(side.owners == end.owners);
            }
        }
    }
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

TEST_CASE("sides that meet in a point that is no binary fraction are those that the region has elsewhere") {
    // All four z are on a knot at (-23/33, 18/33).
    const sequential net{
        dense<hard_tanh, double>(matrix{{66, -33, 66, 33}, {-99, 99, 33, 33}}, vector{99, -76, 27, 6}),
        dense<linear, double>(matrix{{1}, {2}, {3}, {4}}, no_bias)};
    const point corner{-23.0 / 33, 18.0 / 33};
    bool wedge = false;
    for (const local_region& r : regions_at(net, corner)) {
        const local_region elsewhere = region_at(net, r.inside);
        CAPTURE(r.states);
        CHECK(elsewhere.states == r.states);
        REQUIRE(r.half_spaces.size() == elsewhere.half_spaces.size());
        for (std::size_t k = 0; k != r.half_spaces.size(); ++k) {
            CHECK(r.half_spaces[k].owners == elsewhere.half_spaces[k].owners);
            CHECK(std::abs(r.half_spaces[k].bound - elsewhere.half_spaces[k].bound) < 1e-12);
        }
        if (r.states != std::vector<int>{0, 2, 0, 2, 0})
            continue;
        wedge = true; // 2 v0 + v1 <= 0 and v0 + v1 >= 0 imply the other two
        REQUIRE(r.half_spaces.size() == 2);
        CHECK(r.half_spaces[0].owners == units{{0, 2}});
        CHECK(std::abs(r.half_spaces[0].normal[0] - 2 / std::sqrt(5.0)) < 1e-15);
        CHECK(r.half_spaces[1].owners == units{{0, 3}});
        CHECK(std::abs(r.half_spaces[1].normal[1] + std::sqrt(0.5)) < 1e-15);
    }
    CHECK(wedge);
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

TEST_CASE("slopes whose terms cancel are 0, and small ones that do not are kept, wherever the point is") {
    const sequential net{dense<linear, double>(matrix{{1, 1, 1}}, no_bias),
                         dense<linear, double>(matrix{{0.1}, {0.2}, {-0.3}}, no_bias)};
    CHECK(local_affine(net, {0.7}).slopes(0, 0) == 0);
    CHECK(local_affine(net, {0.7}).intercepts(0) == 0);
    CHECK(region_at(net, {0.7}).map.slopes(0, 0) == 0);
    const sequential small{dense<linear, double>(matrix{{1}, {1e-15}}, no_bias),
                           dense<linear, double>(matrix{{1}}, no_bias)};
    CHECK((local_affine(small, {1e14, 1}).slopes == matrix{{1, 1e-15}}));
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
