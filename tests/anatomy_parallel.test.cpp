// SPDX-License-Identifier: BSD-3-Clause
// Several threads find what one finds, to the last bit and in the same order.
#include <crease/activations.hpp>
#include <crease/anatomy/parallel.hpp>
#include <crease/any_activation.hpp>
#include <crease/error.hpp>

#include "support/catch.hpp"
#include "support/exact_regions.hpp"
#include "support/networks.hpp"
#include "support/reference.hpp"

#include <algorithm>
#include <cstddef>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>
#include <stdexcept>
#include <string>
#include <vector>

using namespace crease;

namespace {

/// f() where TBB may use four threads, whatever the machine has.
template <class F> void with_four_threads(F f) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, 4);
    tbb::task_arena(4).execute(f);
}

const std::vector<std::vector<any_activation>>& activations() {
    static const std::vector<std::vector<any_activation>> all{
        {any_activation{relu{}}},
        {any_activation{leaky_relu{0.1}}, any_activation{relu{}}},
        {any_activation{clipped_relu{1}}, any_activation{absolute{}}},
        {any_activation{hard_tanh{}}},
    };
    return all;
}

void check_same(const line_pieces<>& one, const line_pieces<>& several) {
    REQUIRE(one.size() == several.size());
    CHECK((one.breakpoints() == several.breakpoints()));
    CHECK((one.slopes() == several.slopes()));
    CHECK((one.intercepts() == several.intercepts()));
    CHECK((one.values() == several.values()));
    CHECK((one.states() == several.states()));
    CHECK(one.on_knot() == several.on_knot());
    CHECK(one.affine_piece_count() == several.affine_piece_count());
}

void check_same(const plane_polygons<>& one, const plane_polygons<>& several) {
    REQUIRE(one.size() == several.size());
    bool same = true;
    const auto same_list = [&](const auto& a, const auto& b) {
        same = same && std::equal(a.begin(), a.end(), b.begin(), b.end());
    };
    for (std::size_t r = 0; r != one.size(); ++r) {
        same_list(one.vertices(r), several.vertices(r));
        same_list(one.slopes(r), several.slopes(r));
        same_list(one.intercepts(r), several.intercepts(r));
        same_list(one.states(r), several.states(r));
        for (std::size_t i = 0; same && i != one.vertices(r).size(); ++i) {
            const plane_edge a = one.edge(r, i), b = several.edge(r, i);
            same = a.owner == b.owner && a.side == b.side && a.neighbour == b.neighbour &&
                   a.affects_output == b.affects_output;
        }
    }
    CHECK(same);
    CHECK(one.on_knot() == several.on_knot());
    CHECK(one.affine_piece_count() == several.affine_piece_count());
}

/// What a visitor sees of a region.
struct seen {
    std::vector<int> states;
    std::vector<double> slopes, inside;
    friend bool operator==(const seen&, const seen&) = default;
};
seen look(const region& r) {
    const affine_map map = r.map();
    return {{r.states().begin(), r.states().end()}, {map.slopes.begin(), map.slopes.end()}, r.inside()};
}

template <class Net>
void check_same_regions(const Net& net, const std::vector<double>& lower, const std::vector<double>& upper) {
    std::vector<seen> one;
    const std::size_t count =
        for_each_region(net, lower, upper, [&](const region& r) { one.push_back(look(r)); }).count;
    CHECK(count_regions_parallel(net, lower, upper) == count);
    CHECK((map_regions_parallel(net, lower, upper, look) == one));
}

} // namespace

TEST_CASE("several threads find the pieces of one") {
    with_four_threads([] {
        for (const auto& activation : activations())
            for (const std::vector<std::size_t>& widths : {std::vector<std::size_t>{1},
                                                           {1, 2},
                                                           {90, 1},
                                                           {2, 3, 20, 2},
                                                           {40, 30, 1},
                                                           {4, 4, 4, 4, 1}}) {
                const auto net = networks::random(1, widths, activation, 5);
                CAPTURE(widths.size(), widths[0], activation[0].name());
                check_same(pieces(net, -2, 3), pieces_parallel(net, -2, 3));
            }
        const auto net = networks::random(3, {50, 20, 1}, activations()[0], 6);
        check_same(pieces_on_segment(net, {-1, 0, 2}, {1, 2, -1}),
                   pieces_on_segment_parallel(net, {-1, 0, 2}, {1, 2, -1}));
    });
}

TEST_CASE("several threads find the polygons of one") {
    with_four_threads([] {
        for (const auto& activation : activations())
            for (const std::vector<std::size_t>& widths :
                 {std::vector<std::size_t>{2}, {1, 1}, {24, 2}, {3, 10, 10, 1}, {12, 12, 1}}) {
                const auto net = networks::random(2, widths, activation, 7);
                CAPTURE(widths.size(), widths[0], activation[0].name());
                check_same(polygons(net, {-1, -2}, {2, 1}), polygons_parallel(net, {-1, -2}, {2, 1}));
            }
        const auto net = networks::random(4, {20, 1}, activations()[1], 8);
        const plane_slice slice{{0, 1, 0, 1}, {1, 0, 1, 0}, {0, 1, -1, 0}};
        check_same(polygons(net, slice, {-1, -1}, {1, 1}), polygons_parallel(net, slice, {-1, -1}, {1, 1}));
    });
}

TEST_CASE("several threads find the regions of one") {
    with_four_threads([] {
        for (const auto& activation : activations())
            for (const std::size_t in : {1U, 2U, 3U, 5U}) {
                const auto net = networks::random(in, {6, 5, 2}, activation, 9);
                CAPTURE(in, activation[0].name());
                check_same_regions(net, std::vector<double>(in, -1), std::vector<double>(in, 1.5));
            }
    });
}

TEST_CASE("several threads count degenerate networks right") {
    with_four_threads([] {
        for (const auto& c : reference::read_exact_regions()) {
            CAPTURE(c.name);
            CHECK(count_regions_parallel(networks::from_layers(c.layers), c.lower, c.upper) == c.regions);
        }
        for (const auto& c : reference::read_exact_cases()) {
            CAPTURE(c.name);
            const auto net = networks::from_layers(c.layers);
            if (c.low.size() == 1)
                check_same(pieces(net, c.low[0], c.high[0]), pieces_parallel(net, c.low[0], c.high[0]));
            else
                check_same(polygons(net, c.low, c.high), polygons_parallel(net, c.low, c.high));
        }
    });
}

TEST_CASE("what a thread throws reaches the caller of the parallel anatomy") {
    with_four_threads([] {
        const auto net = networks::random(3, {8, 1}, activations()[0], 1);
        const std::vector<double> lower(3, -1), upper(3, 1);
        const std::size_t count = count_regions(net, lower, upper);
        CHECK(count_regions_parallel(net, lower, upper, {.max_regions = count}) == count);
        CHECK_THROWS_AS(count_regions_parallel(net, lower, upper, {.max_regions = count - 1}), limit_error);
        const auto none = [](const region&) { return 0; };
        CHECK(map_regions_parallel(net, lower, upper, none, {.max_regions = count}).size() == count);
        CHECK_THROWS_AS(map_regions_parallel(net, lower, upper, none, {.max_regions = 1}), limit_error);
        const auto failing = [](const region&) -> int { throw std::runtime_error("seen"); };
        CHECK_THROWS_WITH(map_regions_parallel(net, lower, upper, failing), "seen");
        CHECK_THROWS_AS(pieces_parallel(net, 0, 1), shape_error);
        CHECK_THROWS_AS(polygons_parallel(net, {0, 0}, {1, 1}), shape_error);
        CHECK_THROWS_AS(count_regions_parallel(net, {0, 0, 0}, {1, 0, 1}), value_error);
    });
}
