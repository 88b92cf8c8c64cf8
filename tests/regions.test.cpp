// SPDX-License-Identifier: BSD-3-Clause
#include <crease/activations.hpp>
#include <crease/anatomy/plane.hpp>
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
#include <numeric>
#include <set>
#include <string>
#include <vector>

using namespace crease;

namespace {

using matrix = xt::xtensor<double, 2>;
using vector = xt::xtensor<double, 1>;
using point = std::vector<double>;
using states = std::vector<int>;

const any_activation rectifier{relu{}};

struct counter {
    static constexpr bool ranges = false, prunes = false;
    std::size_t count = 0;
    bool enter(const auto&, std::size_t, const auto&) { return true; }
    bool leave(const auto&, const auto&) { return ++count != 0; }
};

/// |x| + |y| + ... : a crease along each axis.
model<double> axes(std::size_t d) {
    matrix kernel(std::array<std::size_t, 2>{d, d}, 0.0), ones(std::array<std::size_t, 2>{d, 1}, 1.0);
    for (std::size_t i = 0; i != d; ++i) kernel(i, i) = 1;
    model<double> net;
    net.add(dense<any_activation, double>(kernel, no_bias, any_activation{absolute{}}));
    net.add(dense<any_activation, double>(ones, no_bias, any_activation{linear{}}));
    return net;
}

template <class Net> std::set<states> all_states(const Net& net, const point& lower, const point& upper) {
    std::set<states> found;
    for_each_region(net, lower, upper,
                    [&](const region& r) { found.emplace(r.states().begin(), r.states().end()); });
    return found;
}

/// The volume of the convex hull of points in three dimensions, by every plane through three of them that
/// has all the others on one side.
double hull_volume(const matrix& v) {
    const std::size_t n = v.shape()[0];
    using corner = std::array<double, 3>;
    const auto at = [&](std::size_t i) { return corner{v(i, 0), v(i, 1), v(i, 2)}; };
    const auto minus = [](corner a, corner b) { return corner{a[0] - b[0], a[1] - b[1], a[2] - b[2]}; };
    const auto cross = [](corner a, corner b) {
        return corner{a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
    };
    const auto dot = [](corner a, corner b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; };
    corner middle{0, 0, 0};
    for (std::size_t i = 0; i != n; ++i)
        for (std::size_t r = 0; r != 3; ++r) middle[r] += v(i, r) / static_cast<double>(n);
    double volume = 0;
    std::set<std::vector<std::size_t>> faces;
    for (std::size_t i = 0; i != n; ++i)
        for (std::size_t j = i + 1; j != n; ++j)
            for (std::size_t k = j + 1; k != n; ++k) {
                corner normal = cross(minus(at(j), at(i)), minus(at(k), at(i)));
                const double length = std::sqrt(dot(normal, normal));
                if (length < 1e-12)
                    continue;
                for (double& c : normal) c /= length;
                std::vector<std::size_t> face;
                bool above = false, below = false;
                for (std::size_t m = 0; m != n; ++m) {
                    const double height = dot(normal, minus(at(m), at(i)));
                    if (std::abs(height) < 1e-9)
                        face.push_back(m);
                    else
                        (height > 0 ? above : below) = true;
                }
                if ((above && below) || !faces.insert(face).second)
                    continue;
                // The face as a fan around its middle, corners in the order of their angles.
                corner centre{0, 0, 0};
                for (const std::size_t m : face)
                    for (std::size_t r = 0; r != 3; ++r)
                        centre[r] += at(m)[r] / static_cast<double>(face.size());
                const corner east = minus(at(face[0]), centre), north = cross(normal, east);
                std::sort(face.begin(), face.end(), [&](std::size_t a, std::size_t b) {
                    const corner p = minus(at(a), centre), q = minus(at(b), centre);
                    return std::atan2(dot(p, north), dot(p, east)) < std::atan2(dot(q, north), dot(q, east));
                });
                double area = 0;
                for (std::size_t m = 0; m != face.size(); ++m) {
                    const corner a = minus(at(face[m]), centre),
                                 b = minus(at(face[(m + 1) % face.size()]), centre);
                    area += std::abs(dot(normal, cross(a, b))) / 2;
                }
                volume += area * std::abs(dot(normal, minus(centre, middle))) / 3;
            }
    return volume;
}

/// What is wrong with a region, by brute force in long double; "" if nothing is.
template <class Net> std::string flaw(const Net& net, const region& r) {
    const point x = r.inside();
    const auto exact = twin::run(net, x);
    const auto layers = net.layers();
    std::size_t column = 0;
    for (std::size_t l = 0; l != layers.size(); ++l) {
        auto knots = layers[l].activation.knots();
        for (std::size_t u = 0; u != layers[l].out(); ++u, ++column) {
            int state = 0;
            for (const double knot : knots) state += exact[l].z[u] > knot;
            const unit_index here{l, u};
            if (std::find(r.on_knot().begin(), r.on_knot().end(), here) == r.on_knot().end() &&
                r.states()[column] != state)
                return "a state is not the trace's at layer " + std::to_string(l);
        }
    }
    const affine_map map = r.map();
    for (std::size_t j = 0; j != map.intercepts.size(); ++j) {
        long double y = map.intercepts(j);
        for (std::size_t i = 0; i != x.size(); ++i) y += static_cast<long double>(map.slopes(j, i)) * x[i];
        if (!(std::abs(y - exact.back().a[j]) <= 1e-12L * std::max(1.0L, exact.back().size[j])))
            return "the map is not the network";
    }
    return "";
}

} // namespace

TEST_CASE("degenerate networks have as many regions as exact arithmetic counts") {
    const auto cases = reference::read_exact_regions();
    CHECK(cases.size() >= 100);
    for (const auto& c : cases) {
        CAPTURE(c.name);
        const auto net = networks::from_layers(c.layers);
        CHECK(count_regions(net, c.lower, c.upper) == c.regions);
        std::string wrong;
        std::set<states> distinct;
        const auto visited = for_each_region(net, c.lower, c.upper, [&](const region& r) {
            distinct.emplace(r.states().begin(), r.states().end());
            if (wrong.empty())
                wrong = flaw(net, r);
        });
        CHECK(wrong == "");
        CHECK(visited.count == c.regions);
        CHECK(visited.complete);
        CHECK(distinct.size() == c.regions);
    }
}

TEST_CASE("both kinds of cells count the same") {
    for (const auto& c : reference::read_exact_regions()) {
        const auto layers = detail::piecewise_layers(networks::from_layers(c.layers));
        const auto box = detail::scale_box(c.lower, c.upper);
        counter vertices, simplices;
        detail::region_walk<detail::vertex_cells, counter>(layers, box, {}, vertices).run();
        detail::region_walk<detail::simplex_cells, counter>(layers, box, {}, simplices).run();
        CAPTURE(c.name);
        CHECK(vertices.count == c.regions);
        CHECK(simplices.count == c.regions);
    }
}

TEST_CASE("random ReLU networks have as many regions as other programs count") {
    for (const char* name : {"d1_64_b1_box10_s0", "d1_64x64_b1_box10_s0", "d3_16x16_b0.3_box1_s0",
                             "d4_16x16_b0.3_box1_s0", "deg_d1_tent6"}) {
        const auto stored = reference::read_anatomy(name);
        const auto net = networks::from_layers(stored.layers);
        const std::size_t in = net.layers()[0].in();
        CAPTURE(name);
        CHECK(count_regions(net, point(in, stored.lo), point(in, stored.hi)) == stored.regions);
    }
}

TEST_CASE("creases along the axes make 2^d regions") {
    for (std::size_t d = 1; d != 9; ++d) {
        CHECK(count_regions(axes(d), point(d, -1), point(d, 1)) == std::size_t{1} << d);
        CHECK(count_regions(axes(d), point(d, 0), point(d, 1)) == 1); // on the box's sides
        CHECK(count_regions(axes(d), point(d, -3), point(d, 1e-3)) == std::size_t{1} << d);
    }
}

TEST_CASE("a box may be far from 0, or long and narrow") {
    const sequential net{dense<relu, double>(matrix{{1, 0, 0, 1}, {0, 1, 0, -1}, {0, 0, 1, 0}},
                                             vector{-1e6, -1e-6, -2e9, -1e6 + 0.25}),
                         dense<linear, double>(matrix{{1}, {1}, {1}, {1}}, no_bias)};
    CHECK(count_regions(net, {1e6 - 1, 0, 1e9}, {1e6 + 1, 2e-6, 3e9}) == 12);
}

TEST_CASE("maps and states are those of the network inside each region, however deep it is") {
    const std::vector<std::vector<any_activation>> kinds{
        {rectifier},
        {any_activation{leaky_relu{0.1}}, rectifier},
        {any_activation{absolute{}}, any_activation{hard_tanh{}}},
        {any_activation{clipped_relu{1}}, any_activation{hard_sigmoid::pytorch()}, any_activation{linear{}}}};
    for (unsigned seed = 0; seed != 24; ++seed) {
        const std::size_t in = 1 + seed % 6;
        const auto net = networks::random(in, {6, 5, 3, 2}, kinds[seed / 6], seed);
        std::string wrong;
        std::set<states> distinct;
        const auto visited = for_each_region(net, point(in, -1), point(in, 1.5), [&](const region& r) {
            distinct.emplace(r.states().begin(), r.states().end());
            if (wrong.empty())
                wrong = flaw(net, r);
        });
        CAPTURE(seed);
        CHECK(wrong == "");
        CHECK(distinct.size() == visited.count);
    }
}

TEST_CASE("no sample has states that were not enumerated") {
    for (std::size_t in = 2; in != 6; ++in) {
        const auto net = networks::random(in, {7, 6, 1}, {rectifier}, static_cast<unsigned>(in));
        const auto found = all_states(net, point(in, -1), point(in, 1));
        twin::numbers next(3);
        std::size_t missing = 0;
        for (int k = 0; k != 3000; ++k) {
            point x(in);
            for (double& c : x) c = next();
            states s;
            for (const auto& l : twin::run(net, x))
                for (const auto z : l.z) s.push_back(z > 0);
            s.back() = 0; // the output is linear
            missing += found.count(s) == 0;
        }
        CHECK(missing == 0);
    }
}

TEST_CASE("in three dimensions the regions' volumes add up to the box's") {
    const auto check = [](const auto& net, const point& lower, const point& upper) {
        double volume = 0, box = 1;
        for (std::size_t i = 0; i != 3; ++i) box *= upper[i] - lower[i];
        for_each_region(net, lower, upper, [&](const region& r) { volume += hull_volume(r.vertices()); });
        CHECK(std::abs(volume - box) < 1e-9 * box);
    };
    check(networks::random(3, {8, 6, 1}, {rectifier}, 1), {-1, -1, -1}, {1, 2, 1});
    check(networks::random(3, {8, 6, 1}, {any_activation{clipped_relu{0.5}}}, 2), {-1, -1, -1}, {1, 1, 1});
    for (const auto& c : reference::read_exact_regions())
        if (c.lower.size() == 3) {
            CAPTURE(c.name);
            check(networks::from_layers(c.layers), c.lower, c.upper);
        }
}

TEST_CASE("a box cut in two has the same regions, those at the cut twice") {
    const auto net = networks::random(3, {8, 6, 1}, {rectifier}, 9);
    auto left = all_states(net, {-1, -1, -1}, {0.1, 1, 1}), right = all_states(net, {0.1, -1, -1}, {1, 1, 1});
    left.merge(right);
    CHECK(left == all_states(net, {-1, -1, -1}, {1, 1, 1}));
}

TEST_CASE("the order of units and positive factors do not matter") {
    twin::numbers next(5);
    for (std::size_t in = 3; in <= 5; in += 2) {
        auto net = networks::random(in, {6, 5, 1}, {rectifier}, 4);
        const std::size_t count = count_regions(net, point(in, -1), point(in, 1));
        const matrix w0 = net.layer(0).kernel(), w1 = net.layer(1).kernel();
        const vector b0 = net.layer(0).bias();
        matrix v0 = w0, v1 = w1;
        vector c0 = b0;
        for (std::size_t u = 0; u != 6; ++u) {
            const std::size_t to = (u * 5 + 2) % 6;
            const double factor = std::exp2(static_cast<double>(next.below(7)) - 3);
            for (std::size_t i = 0; i != in; ++i) v0(i, to) = factor * w0(i, u);
            c0(to) = factor * b0(u);
            for (std::size_t j = 0; j != 5; ++j) v1(to, j) = w1(u, j) / factor;
        }
        net.layer(0).set(v0, c0);
        net.layer(1).set(v1, net.layer(1).bias());
        CHECK(count_regions(net, point(in, -1), point(in, 1)) == count);
    }
}

TEST_CASE("what cancels is on its knot throughout, takes the lower state and is flagged") {
    const sequential net{dense<relu, double>(matrix{{1, 1, 1}, {0, 0, 0}}, vector{-0.1, -0.1, -0.1}),
                         dense<relu, double>(matrix{{0.1}, {0.2}, {-0.3}}, vector{0}),
                         dense<linear, double>(matrix{{1}}, vector{5})};
    std::size_t flagged = 0;
    const auto visited = for_each_region(net, {-1, -1}, {1, 1}, [&](const region& r) {
        CHECK(r.states()[3] == 0);
        flagged += r.on_knot().size() == 1 && r.on_knot()[0] == unit_index{1, 0};
        CHECK((r.map().slopes == matrix{{0, 0}}));
        CHECK(r.map().intercepts(0) == 5);
    });
    CHECK(visited.count == 2);
    CHECK(flagged == 2);
}

TEST_CASE("a visit ends where it is told to, and says so") {
    const auto nothing = [](const region&) {};
    const auto net = axes(3);
    const point lower(3, -1), upper(3, 1);
    auto result = for_each_region(net, lower, upper, nothing, {.max_regions = 5});
    CHECK(result.count == 5);
    CHECK_FALSE(result.complete);
    result = for_each_region(net, lower, upper, nothing, {.max_regions = 8});
    CHECK(result.count == 8);
    CHECK(result.complete);
    std::size_t calls = 0;
    result = for_each_region(net, lower, upper, [&](const region&) { return ++calls != 3; });
    CHECK(calls == 3);
    CHECK(result.count == 3);
    CHECK_FALSE(result.complete);
    CHECK(count_regions(net, lower, upper, {.max_regions = 8}) == 8);
    CHECK(twin::what<limit_error>([&] { count_regions(net, lower, upper, {.max_regions = 7}); }) ==
          "count_regions: expected at most 7 regions, got more");
}

TEST_CASE("count_regions and for_each_region say what they wanted and what they got") {
    const auto net = axes(3);
    CHECK(twin::what<shape_error>([&] {
              count_regions(net, {0, 0}, {1, 1, 1});
          }) == "count_regions: expected lower of 3 coordinates, got 2");
    CHECK(twin::what<value_error>([&] {
              count_regions(net, {0, 0, 1}, {1, 1, 1});
          }) == "count_regions: expected lower < upper, got 1 and 1 at coordinate 2");
    CHECK(twin::what<shape_error>([&] {
              for_each_region(net, {0, 0, 0}, {1}, [](const region&) {});
          }) == "for_each_region: expected upper of 3 coordinates, got 1");
    CHECK_THROWS_AS(count_regions(net, {0, 0, std::numeric_limits<double>::quiet_NaN()}, {1, 1, 1}),
                    value_error);
    for_each_region(axes(5), point(5, -1), point(5, 1), [](const region& r) {
        CHECK(twin::what<unsupported_error>([&] { r.vertices(); }) ==
              "vertices: expected a network of at most four inputs");
        return false;
    });
    model<double> smooth;
    smooth.add(dense<any_activation, double>(3, 2, any_activation{sigmoid{}}, "s"));
    CHECK(count_regions(smooth, {0, 0, 0}, {1, 1, 1}) == 1);
    smooth.add(dense<any_activation, double>(2, 1, rectifier));
    CHECK_THROWS_AS(count_regions(smooth, {0, 0, 0}, {1, 1, 1}), unsupported_error);
    const sequential huge{dense<relu, double>(matrix{{1e200}, {1}, {1}}, no_bias),
                          dense<relu, double>(matrix{{1e200}}, no_bias)};
    CHECK(twin::what<value_error>([&] {
              count_regions(huge, {0, 0, 0}, {1, 1, 1});
          }) == "anatomy: expected z that does not overflow, got infinity at layer 1, unit 0");
}

TEST_CASE("outputs that overflow are told, whoever walks") {
    const xt::xtensor<double, 2> first(std::array<std::size_t, 2>{3, 2}, 1e200),
        last(std::array<std::size_t, 2>{2, 1}, 1e200);
    const sequential net{dense<relu, double>(first, no_bias), dense<linear, double>(last, no_bias)};
    const char* const message = "anatomy: expected z that does not overflow, got infinity at layer 1, unit 0";
    CHECK_THROWS_WITH(count_regions(net, {-1, -1, -1}, {1, 1, 1}), message);
    const sequential plane{
        dense<relu, double>(xt::xtensor<double, 2>(std::array<std::size_t, 2>{2, 2}, 1e200), no_bias),
        dense<linear, double>(last, no_bias)};
    CHECK_THROWS_WITH(polygons(plane, {-1, -1}, {1, 1}), message);
}
