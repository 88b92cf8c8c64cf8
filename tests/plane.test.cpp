// SPDX-License-Identifier: BSD-3-Clause
#include <crease/anatomy/plane.hpp>
#include <crease/anatomy/plane_level.hpp>
#include <crease/anatomy/plane_svg.hpp>
#include <crease/any_activation.hpp>
#include <crease/model.hpp>
#include <crease/sequential.hpp>

#include "support/catch.hpp"
#include "support/networks.hpp"
#include "support/reference.hpp"
#include "support/twin.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <string>
#include <vector>

using namespace crease;

namespace {

using matrix = xt::xtensor<double, 2>;
using vector = xt::xtensor<double, 1>;
using units = std::vector<unit_index>;
using point = std::array<double, 2>;

point centre(const plane_polygons<>& p, std::size_t r) {
    point sum{0, 0};
    for (const auto& [x, y] : p.vertices(r)) sum = {sum[0] + x, sum[1] + y};
    const auto n = static_cast<double>(p.vertices(r).size());
    return {sum[0] / n, sum[1] / n};
}

double whole_area(const plane_polygons<>& p) {
    double sum = 0;
    for (std::size_t r = 0; r != p.size(); ++r) sum += p.area(r);
    return sum;
}

/// What is wrong with the regions' shapes and their neighbourhood; "" if nothing is.
std::string flaw_of_edges(const plane_polygons<>& p) {
    const double reach = std::max(p.upper()[0] - p.lower()[0], p.upper()[1] - p.lower()[1]);
    const auto near = [&](const point& a, const point& b) {
        return std::hypot(a[0] - b[0], a[1] - b[1]) <= 1e-9 * reach;
    };
    for (std::size_t r = 0; r != p.size(); ++r) {
        const auto at = " at region " + std::to_string(r);
        const auto corners = p.vertices(r);
        const std::size_t n = corners.size();
        if (n < 3 || !(p.area(r) > 0))
            return "no interior" + at;
        for (std::size_t i = 0; i != n; ++i) {
            const auto &a = corners[i], &b = corners[(i + 1) % n], &c = corners[(i + 2) % n];
            if ((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]) < -1e-12 * reach * reach)
                return "not convex and counter-clockwise" + at;
            const plane_edge edge = p.edge(r, i);
            if (edge.side) {
                const auto side = static_cast<std::size_t>(*edge.side);
                const std::size_t d = side % 2 == 0 ? 1 : 0;
                const double place = side == 0 || side == 3 ? p.lower()[d] : p.upper()[d];
                if (edge.owner || edge.neighbour || !p.owners(r, i).empty() || a[d] != place || b[d] != place)
                    return "an edge of a side is not on it" + at;
                continue;
            }
            const auto owners = p.owners(r, i);
            if (!edge.owner || std::find(owners.begin(), owners.end(), *edge.owner) == owners.end())
                return "an owner changes no state" + at;
            if (!std::is_sorted(owners.begin(), owners.end()))
                return "owners are not sorted" + at;
            const std::size_t s = *edge.neighbour, m = p.vertices(s).size();
            bool met = false;
            for (std::size_t k = 0; k != m; ++k) {
                const plane_edge back = p.edge(s, k);
                met = met || (back.neighbour == r && back.owner == edge.owner && p.owners(s, k) == owners &&
                              back.affects_output == edge.affects_output && near(p.vertices(s)[k], b) &&
                              near(p.vertices(s)[(k + 1) % m], a));
            }
            if (!met)
                return "neighbours do not agree on their edge" + at;
        }
    }
    return "";
}

/// What is wrong with maps and states, by brute force in long double at a point inside; "" if nothing is.
template <class Net> std::string flaw_of_maps(const Net& net, const plane_polygons<>& p, double tolerance) {
    for (std::size_t r = 0; r != p.size(); ++r) {
        const auto at = " at region " + std::to_string(r);
        const point x = centre(p, r);
        const auto exact = twin::run(net, x);
        for (std::size_t j = 0; j != p.outputs(); ++j) {
            const double y = p.slopes(r)[2 * j] * x[0] + p.slopes(r)[2 * j + 1] * x[1] + p.intercepts(r)[j];
            if (!(std::abs(y - exact.back().a[j]) <=
                  tolerance * std::max(1.0L, std::max(std::abs(exact.back().a[j]), exact.back().size[j]))))
                return "the map is not the network" + at;
        }
        const auto states = p.states(r);
        std::size_t column = 0, l = 0;
        for (const auto& layer : net.layers()) {
            const auto knots = layer.activation.knots();
            for (std::size_t u = 0; u != layer.out(); ++u, ++column) {
                int least = 0, most = 0;
                for (const double knot : knots) {
                    const long double slack = 1e-11L * (exact[l].size[u] + std::abs(knot));
                    least += exact[l].z[u] > knot + slack;
                    most += exact[l].z[u] > knot - slack;
                }
                if (states[column] < least || states[column] > most ||
                    p.state(r, {l, u}) != static_cast<std::size_t>(states[column]))
                    return "a state is not the network's" + at;
            }
            ++l;
        }
    }
    return "";
}

std::map<std::vector<int>, double> area_by_state(const plane_polygons<>& p) {
    std::map<std::vector<int>, double> areas;
    for (std::size_t r = 0; r != p.size(); ++r) areas[p.states(r)] += p.area(r);
    return areas;
}

/// |x| + |y| - 1.
sequential<dense<absolute, double>, dense<linear, double>> diamond() {
    return sequential{dense<absolute, double>(matrix{{1, 0}, {0, 1}}, no_bias),
                      dense<linear, double>(matrix{{1}, {1}}, vector{-1})};
}

std::size_t occurrences(const std::string& text, const std::string& word) {
    std::size_t count = 0;
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++count;
    return count;
}

const std::vector<std::vector<any_activation>> kinds{
    {any_activation{relu{}}},
    {any_activation{leaky_relu{0.1}}, any_activation{relu{}}},
    {any_activation{absolute{}}, any_activation{hard_tanh{}}},
    {any_activation{clipped_relu{1}}, any_activation{hard_sigmoid::pytorch()}, any_activation{linear{}}}};

} // namespace

TEST_CASE("a unit cuts the square in two, and each half has its map, states and neighbour") {
    const sequential net{dense<relu, double>(matrix{{1}, {1}}, vector{0}),
                         dense<linear, double>(matrix{{3}}, vector{0.5})};
    const auto p = polygons(net, {-1, -1}, {1, 1});
    REQUIRE(p.size() == 2);
    CHECK(p.affine_piece_count() == 2);
    const std::size_t on = p.state(0, {0, 0}) == 1 ? 0 : 1, off = 1 - on;
    CHECK(p.states(on) == std::vector<int>{1, 0});
    CHECK(p.states(off) == std::vector<int>{0, 0});
    CHECK(p.slopes(on)[0] == 3);
    CHECK(p.slopes(on)[1] == 3);
    CHECK(p.slopes(off)[0] == 0);
    CHECK(p.intercepts(on)[0] == 0.5);
    CHECK(p.intercepts(off)[0] == 0.5);
    CHECK(p.area(on) == 2);
    CHECK(p.vertices(on).size() == 3); // through two corners
    std::size_t sides = 0;
    for (std::size_t i = 0; i != 3; ++i) {
        const auto edge = p.edge(on, i);
        sides += edge.side.has_value();
        if (edge.side)
            continue;
        CHECK(edge.owner == unit_index{0, 0});
        CHECK(edge.neighbour == off);
        CHECK(edge.affects_output);
        CHECK(p.owners(on, i) == units{{0, 0}});
    }
    CHECK(sides == 2);
    CHECK(flaw_of_edges(p) == "");
}

TEST_CASE("random ReLU networks of two inputs have as many regions as other programs count") {
    for (const char* name : {"d2_16x16_b0.3_box1_s0", "d2_32x32x32_b0.3_box1_s0", "d2_64x64x64_b0.3_box1_s0",
                             "deg_d2_dup", "deg_d2_star"}) {
        const auto stored = reference::read_anatomy(name);
        const auto net = networks::from_layers(stored.layers);
        const auto p = polygons(net, {stored.lo, stored.lo}, {stored.hi, stored.hi});
        CAPTURE(name);
        CHECK(p.size() == stored.regions);
        const double side = stored.hi - stored.lo;
        CHECK(std::abs(whole_area(p) - side * side) < 1e-11);
        CHECK(flaw_of_edges(p) == "");
        CHECK(flaw_of_maps(net, p, 1e-12) == "");
        CHECK(area_by_state(p).size() == p.size());
        if (p.size() > 100)
            CHECK(p.bytes() <= 256 * p.size());
    }
}

TEST_CASE(
    "degenerate networks of two inputs have exactly as many regions and pieces as in rational numbers") {
    std::size_t count = 0;
    for (const auto& stored : reference::read_exact_cases()) {
        if (stored.low.size() != 2)
            continue;
        ++count;
        const auto net = networks::from_layers(stored.layers);
        const auto p = polygons(net, stored.low, stored.high);
        CAPTURE(stored.name);
        CHECK(p.size() == stored.regions);
        CHECK(p.affine_piece_count() == stored.pieces);
        CHECK(flaw_of_edges(p) == "");
        CHECK(flaw_of_maps(net, p, 1e-12) == "");
        CHECK(area_by_state(p).size() == p.size());
    }
    CHECK(count >= 150);
}

TEST_CASE("on every region of a random network the map is the network, and regions fill the rectangle") {
    for (unsigned seed = 0; seed != 40; ++seed) {
        std::vector<std::size_t> widths(1 + seed % 4, 3 + seed % 9);
        widths.push_back(1 + seed % 3);
        const auto net = networks::random(2, widths, kinds[seed % kinds.size()], seed);
        const auto p = polygons(net, {-2, -1}, {1, 3});
        CAPTURE(seed);
        CHECK(flaw_of_edges(p) == "");
        CHECK(flaw_of_maps(net, p, 1e-12) == "");
        CHECK(std::abs(whole_area(p) - 12) < 1e-11);
        CHECK(area_by_state(p).size() == p.size());
    }
}

TEST_CASE("the regions of two halves are those of the whole, cut") {
    for (unsigned seed = 0; seed != 12; ++seed) {
        const auto net = networks::random(2, {7, 6, 1}, kinds[seed % kinds.size()], seed);
        auto whole = area_by_state(polygons(net, {-2, -2}, {2, 2}));
        for (const double lo : {-2.0, 0.3125})
            for (const auto& [states, area] :
                 area_by_state(polygons(net, {lo, -2}, {lo < 0 ? 0.3125 : 2, 2})))
                whole[states] -= area;
        CAPTURE(seed);
        for (const auto& [states, left] : whole) CHECK(std::abs(left) < 1e-12);
    }
}

TEST_CASE("the order of units and positive factors between layers change no region") {
    for (unsigned seed = 0; seed != 8; ++seed) {
        const auto net = networks::random(2, {6, 5, 1}, {any_activation{relu{}}}, seed);
        auto other = net;
        auto kernel = net.layer(0).kernel(), next = net.layer(1).kernel();
        auto bias = net.layer(0).bias();
        for (std::size_t u = 0; u != 6; ++u) {
            const std::size_t from = 5 - u;
            const double factor = 0.3 + static_cast<double>(u);
            for (std::size_t i = 0; i != 2; ++i) kernel(i, u) = factor * net.layer(0).kernel()(i, from);
            bias(u) = factor * net.layer(0).bias()(from);
            for (std::size_t j = 0; j != 5; ++j) next(u, j) = net.layer(1).kernel()(from, j) / factor;
        }
        other.layer(0).set(kernel, bias);
        other.layer(1).set(next, net.layer(1).bias());
        const auto a = polygons(net, {-1, -1}, {1, 1}), b = polygons(other, {-1, -1}, {1, 1});
        CHECK(a.size() == b.size());
        CHECK(a.affine_piece_count() == b.affine_piece_count());
    }
}

TEST_CASE("coinciding creases are one edge with several owners, of several layers") {
    // Units 0 and 2 are equal, unit 1 is opposite; unit (1, 0) is on exactly where they are.
    const sequential net{dense<relu, double>(matrix{{0.1, -0.3, 0.1}, {0, 0, 0}}, vector{-0.07, 0.21, -0.07}),
                         dense<relu, double>(matrix{{1, 0}, {-1, 0}, {1, 0}}, vector{0, 1}),
                         dense<linear, double>(matrix{{1}, {1}}, vector{0})};
    const auto p = polygons(net, {-1, -1}, {2, 2});
    REQUIRE(p.size() == 2);
    for (std::size_t i = 0; i != p.vertices(0).size(); ++i)
        if (!p.edge(0, i).side)
            CHECK(p.owners(0, i) == units{{0, 0}, {0, 1}, {0, 2}, {1, 0}});
    CHECK(flaw_of_edges(p) == "");
}

TEST_CASE("a unit whose z stays on a knot has the lower state there, and is listed") {
    const sequential net{dense<relu, double>(matrix{{1, 0}, {0, 0}}, vector{0, 0}),
                         dense<clipped_relu, double>(matrix{{1}, {0}}, vector{1}, clipped_relu{1}),
                         dense<linear, double>(matrix{{1}}, vector{0})};
    const auto p = polygons(net, {-1, -1}, {1, 1});
    REQUIRE(p.size() == 2);
    const std::size_t left = p.state(0, {0, 0}) == 0 ? 0 : 1;
    CHECK(p.state(left, {1, 0}) == 1); // z = 1 = its upper knot
    CHECK(p.state(1 - left, {1, 0}) == 2);
    auto listed = p.on_knot();
    std::sort(listed.begin(), listed.end(), [](const auto& a, const auto& b) {
        return a.region != b.region ? a.region < b.region : a.unit < b.unit;
    });
    std::vector<unit_on_knot> expected{{0, {0, 1}}, {1, {0, 1}}};
    expected.insert(expected.begin() + (left == 0 ? 1 : 2), {left, {1, 0}});
    CHECK(listed == expected);
}

TEST_CASE("a slice through more inputs has the regions of the network that it makes") {
    const auto net = networks::random(4, {8, 6, 2}, {any_activation{relu{}}}, 3);
    const plane_slice slice{{0.5, -1, 0.25, 2}, {1, 0, 2, -1}, {0, 1, -1, 0.5}};
    const auto p = polygons(net, slice, {-1, -2}, {2, 1});
    matrix directions(std::array<std::size_t, 2>{2, 4});
    for (std::size_t i = 0; i != 4; ++i) {
        directions(0, i) = slice.u[i];
        directions(1, i) = slice.v[i];
    }
    model<double> composed;
    composed.add(
        dense<any_activation, double>(directions, vector{0.5, -1, 0.25, 2}, any_activation{linear{}}));
    for (std::size_t l = 0; l != net.size(); ++l) composed.add(net.layer(l));
    const auto q = polygons(composed, {-1, -2}, {2, 1});
    CHECK(p.size() == q.size());
    CHECK(p.size() > 10);
    CHECK(std::abs(whole_area(p) - 9) < 1e-12);
    for (std::size_t r = 0; r != p.size(); ++r) {
        const auto [s, t] = centre(p, r);
        std::array<double, 4> x{};
        for (std::size_t i = 0; i != 4; ++i) x[i] = slice.origin[i] + s * slice.u[i] + t * slice.v[i];
        const auto exact = twin::run(net, x).back();
        for (std::size_t j = 0; j != 2; ++j)
            CHECK(std::abs(p.slopes(r)[2 * j] * s + p.slopes(r)[2 * j + 1] * t + p.intercepts(r)[j] -
                           static_cast<double>(exact.a[j])) < 1e-12 * static_cast<double>(exact.size[j]));
    }
}

TEST_CASE("a rectangle may be far from 0, tiny or huge") {
    const sequential net{dense<relu, double>(matrix{{1, 0, 1}, {0, 1, 1}}, vector{-1e6, -1e6, -2e6}),
                         dense<linear, double>(matrix{{1}, {1}, {1}}, vector{0})};
    CHECK(polygons(net, {1e6 - 1, 1e6 - 1}, {1e6 + 1, 1e6 + 1}).size() == 6);
    CHECK(polygons(net, {1e6 - 1e-6, 1e6 - 1e-6}, {1e6 + 1e-6, 1e6 + 1e-6}).size() == 6);
    CHECK(polygons(net, {1e6, 1e6}, {1e6 + 1, 1e6 + 1}).size() == 1);
    CHECK(polygons(diamond(), {-1e100, -1e100}, {1e100, 1e100}).size() == 4);
    CHECK(polygons(diamond(), {-1e-100, -1e-100}, {1e-100, 1e-100}).size() == 4);
}

TEST_CASE("float networks are cut in double, and a smooth output layer is left out") {
    const sequential net{dense<relu>(xt::xtensor<float, 2>{{0.1F}, {0.2F}}, xt::xtensor<float, 1>{0}),
                         dense<sigmoid>(xt::xtensor<float, 2>{{1}}, no_bias)};
    const auto p = polygons(net, {-1, -1}, {1, 1});
    REQUIRE(p.size() == 2);
    const std::size_t on = p.state(0, {0, 0}) == 1 ? 0 : 1;
    CHECK(p.slopes(on)[0] == double{0.1F});
    CHECK(p.slopes(on)[1] == double{0.2F});
}

TEST_CASE("the level set of a diamond is one closed polyline of four points") {
    const auto p = polygons(diamond(), {-2, -2}, {2, 2});
    const auto lines = level_set(p);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].closed);
    auto points = lines[0].points;
    std::sort(points.begin(), points.end());
    CHECK(points == std::vector<point>{{-1, 0}, {0, -1}, {0, 1}, {1, 0}});
    // The output is above 0 at the left of the way: outside, so the way is clockwise.
    double twice = 0;
    for (std::size_t i = 0; i != 4; ++i) {
        const auto &a = lines[0].points[i], &b = lines[0].points[(i + 1) % 4];
        twice += a[0] * b[1] - a[1] * b[0];
    }
    CHECK(twice == -4);
    CHECK(level_set(p, 0, -1).size() == 0); // touched from above at one point
    CHECK(level_set(p, 0, -2).empty());
    const auto cut_off = level_set(polygons(diamond(), {0, 0}, {2, 2}));
    REQUIRE(cut_off.size() == 1);
    CHECK_FALSE(cut_off[0].closed);
    CHECK(cut_off[0].points.size() == 2);
    CHECK(twin::what<value_error>([&] { level_set(p, 1); }) ==
          "level_set: expected the index of an output, below 1, got 1");
    CHECK(twin::what<value_error>([&] { level_set(p, 0, NAN); }) ==
          "level_set: expected a finite value, got nan");
}

TEST_CASE("level sets of random networks are on their level, and end at sides only") {
    for (unsigned seed = 0; seed != 20; ++seed) {
        const auto net = networks::random(2, {9, 7, 1}, kinds[seed % kinds.size()], seed);
        const auto p = polygons(net, {-2, -2}, {2, 2});
        const double level = static_cast<double>(twin::run(net, point{0.1, 0.2}).back().a[0]);
        CAPTURE(seed);
        for (const polyline& line : level_set(p, 0, level)) {
            for (const point& x : line.points) {
                const auto exact = twin::run(net, x).back();
                CHECK(std::abs(static_cast<double>(exact.a[0]) - level) <
                      1e-11 * static_cast<double>(1 + exact.size[0]));
            }
            const auto at_side = [](const point& x) {
                return std::max(std::abs(x[0]), std::abs(x[1])) > 2 - 1e-12;
            };
            CHECK((line.closed || (at_side(line.points.front()) && at_side(line.points.back()))));
        }
    }
}

TEST_CASE("where an output only reaches the level from below there is no line") {
    // y = -clip(2 relu(x2)), which is nowhere above 0.
    model<double> net;
    const auto add = [&](const matrix& kernel, const vector& bias, auto f) {
        net.add(dense<any_activation, double>(kernel, bias, any_activation{f}));
    };
    add(matrix{{-1, -2, 0}, {2, -3, 1}}, vector{0, 0, 0}, relu{});
    add(matrix{{0}, {0}, {2}}, vector{0}, clipped_relu{1});
    add(matrix{{0, -1}}, vector{-1, 0}, linear{});
    add(matrix{{-3}, {1}}, vector{-3}, linear{});
    CHECK(level_set(polygons(net, {-4, -4}, {4, 4})).empty());
}

TEST_CASE("level sets of ternary networks are closed, or end at sides of the rectangle") {
    const std::vector<any_activation> activations{any_activation{relu{}}, any_activation{clipped_relu{1}},
                                                  any_activation{absolute{}}};
    for (unsigned seed = 0; seed != 300; ++seed) {
        auto net = networks::random(2, {4, 3, 1}, activations, seed);
        twin::numbers next(seed);
        const auto ternary = [&](auto tensor) {
            for (double& value : tensor) value = static_cast<double>(next.below(3)) - 1;
            return tensor;
        };
        net.for_each_layer([&](auto& layer) { layer.set(ternary(layer.kernel()), ternary(layer.bias())); });
        for (const polyline& line : level_set(polygons(net, {-3, -3}, {3, 3}))) {
            const auto at_side = [](const std::array<double, 2>& p) {
                return std::max(std::abs(p[0]), std::abs(p[1])) > 3 - 1e-9;
            };
            CAPTURE(seed);
            CHECK((line.closed || (at_side(line.points.front()) && at_side(line.points.back()))));
        }
    }
}

TEST_CASE("the picture has a polygon a region, and the level set on top") {
    const auto p = polygons(diamond(), {-2, -2}, {2, 2});
    const auto svg = to_svg(p, {.level = 0.0, .width = 100});
    CHECK(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100\" height=\"100\""));
    CHECK(svg.ends_with("</svg>\n"));
    CHECK(occurrences(svg, "<polygon") == 5);
    CHECK(occurrences(svg, "<g ") == occurrences(svg, "</g>"));
    CHECK(occurrences(to_svg(p, {.colours = region_colours::region}), "<polygon") == 4);
    CHECK(to_svg(p) == to_svg(polygons(diamond(), {-2, -2}, {2, 2})));
    CHECK_THROWS_AS(to_svg(p, {.output = 1}), value_error);
}

TEST_CASE("polygons says what it wanted and what it got") {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    const auto net = diamond();
    CHECK(twin::what<shape_error>([] {
              polygons(sequential{dense<relu>(3, 1)}, {0, 0}, {1, 1});
          }) == "polygons: expected a network of two inputs, got 3");
    CHECK(twin::what<shape_error>([&] {
              polygons(net, {0, 0, 0}, {1, 1});
          }) == "polygons: expected lower of 2 coordinates, got 3");
    CHECK(twin::what<value_error>([&] {
              polygons(net, {0, 0}, {1, 0});
          }) == "polygons: expected lower < upper, got 0 and 0 at coordinate 1");
    CHECK(twin::what<value_error>([&] {
              polygons(net, {0, nan}, {1, 1});
          }) == "polygons: expected finite lower, got nan at coordinate 1");
    CHECK(twin::what<value_error>([&] {
              polygons(net, plane_slice{{0, 0}, {1, 2}, {2, 4}}, {0, 0}, {1, 1});
          }) == "polygons: expected u and v that are not parallel, got parallel ones");
    CHECK(twin::what<shape_error>([&] {
              polygons(net, plane_slice{{0, 0, 0}, {1, 2}, {2, 4}}, {0, 0}, {1, 1});
          }) == "polygons: expected origin of 2 coordinates, got 3");
    model<double> smooth;
    smooth.add(dense<sigmoid, double>(2, 2, sigmoid{}, "l1")).add(dense<linear, double>(2, 1));
    CHECK(twin::what<unsupported_error>([&] {
              polygons(smooth, {0, 0}, {1, 1});
          }) ==
          "anatomy: dense \"l1\": expected a piecewise-linear activation in a hidden layer, got sigmoid");
    const sequential steep{dense<relu, double>(matrix{{1e200}, {0}}, vector{0}),
                           dense<relu, double>(matrix{{1e200}}, vector{0})};
    CHECK(twin::what<value_error>([&] {
              polygons(steep, {-1, -1}, {1, 1});
          }) == "anatomy: expected z that does not overflow, got infinity at layer 1, unit 0");
}
