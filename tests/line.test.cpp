// SPDX-License-Identifier: BSD-3-Clause
#include <crease/anatomy/line.hpp>
#include <crease/any_activation.hpp>
#include <crease/build.hpp>
#include <crease/curve_difference.hpp>
#include <crease/initializers.hpp>
#include <crease/inspect.hpp>
#include <crease/model.hpp>
#include <crease/sequential.hpp>
#include <crease/targets.hpp>
#include <crease/trace.hpp>

#include "support/catch.hpp"
#include "support/reference.hpp"
#include "support/twin.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace crease;

namespace {

using matrix = xt::xtensor<double, 2>;
using vector = xt::xtensor<double, 1>;
using units = std::vector<unit_index>;

sequential<dense<relu, double>, dense<linear, double>> lab() {
    return sequential{dense<relu, double>(matrix{{-2, 1, 2}}, vector{2, -1, -4}),
                      dense<linear, double>(matrix{{1}, {1}, {1}}, vector{0})};
}

/// y = f(x), the output's activation f.
template <class F> sequential<dense<F, double>> bare(F f) {
    return sequential{dense<F, double>(matrix{{1}}, no_bias, f)};
}
/// y = 2 f(x) + 1, f in a hidden layer.
template <class F> sequential<dense<F, double>, dense<linear, double>> hidden(F f) {
    return sequential{dense<F, double>(matrix{{1}}, no_bias, f),
                      dense<linear, double>(matrix{{2}}, vector{1})};
}

std::vector<double> list(const vector& v) { return {v.begin(), v.end()}; }

/// A network of one input and the given widths and activations, weights He-normal, biases normal.
model<double> random_net(const std::vector<std::size_t>& widths,
                         const std::vector<any_activation>& activations, unsigned seed) {
    model<double> net;
    std::size_t in = 1;
    for (std::size_t l = 0; l != widths.size(); ++l) {
        const bool output = l + 1 == widths.size();
        net.add(dense<any_activation, double>(
            in, widths[l], output ? any_activation{linear{}} : activations[l % activations.size()]));
        in = widths[l];
    }
    initialize(net, he_normal{}, seed);
    for (std::size_t l = 0; l != net.size(); ++l)
        net.layer(l).set(net.layer(l).kernel(),
                         twin::vector(net.layer(l).out(), seed + 100 + static_cast<unsigned>(l)));
    return net;
}

/// What is wrong with the pieces of net, by brute force in long double; "" if nothing is.
template <class Net> std::string flaw(const Net& net, const line_pieces<>& parts, double lo, double hi) {
    const auto layers = net.layers();
    const auto at = [&](double x) { return twin::run(net, std::array{x}); };
    const auto place = [](std::size_t p) { return " at piece or crease " + std::to_string(p); };
    const auto& breakpoints = parts.breakpoints();
    if (breakpoints.size() != parts.size() + 1 || breakpoints(0) != lo || breakpoints(parts.size()) != hi)
        return "breakpoints are not lo ... hi";
    if (parts.creases().size() + 1 != parts.size())
        return "creases are not one fewer than pieces";
    for (std::size_t p = 0; p != parts.size(); ++p) {
        const double left = breakpoints(p), right = breakpoints(p + 1);
        if (!(left < right))
            return "breakpoints do not increase" + place(p);
        for (const double share : {0.25, 0.5, 0.75}) {
            const double x = left + share * (right - left);
            const auto exact = at(x);
            for (std::size_t j = 0; j != layers[layers.size() - 1].out(); ++j) {
                const long double y =
                    parts.slopes()(p, j) * static_cast<long double>(x) + parts.intercepts()(p, j);
                if (!(std::abs(y - exact.back().a[j]) <= 1e-9L * std::max(1.0L, exact.back().size[j])))
                    return "the map is not the network" + place(p);
            }
            std::size_t column = 0;
            for (std::size_t l = 0; l != layers.size(); ++l) {
                const auto knots = layers[l].activation.knots();
                for (std::size_t u = 0; u != layers[l].out(); ++u, ++column) {
                    int least = 0, most = 0; // knots that z is above for sure, and perhaps
                    for (const double knot : knots) {
                        const long double slack = 1e-11L * (exact[l].size[u] + std::abs(knot));
                        least += exact[l].z[u] > knot + slack;
                        most += exact[l].z[u] > knot - slack;
                    }
                    if (parts.states()(p, column) < least || parts.states()(p, column) > most)
                        return "a state is not the trace's" + place(p);
                }
            }
        }
        if (p == 0)
            continue;
        const crease_point& crease = parts.creases()[p - 1];
        if (crease.x != left || crease.owners.empty())
            return "a crease without owners, or elsewhere" + place(p);
        const auto exact = at(crease.x);
        for (std::size_t i = 0; i != crease.owners.size(); ++i) {
            const auto [l, u] = crease.owners[i];
            if (i != 0 && !(crease.owners[i - 1] < crease.owners[i]))
                return "owners are not sorted" + place(p);
            long double nearest = std::numeric_limits<long double>::infinity();
            for (const double knot : layers[l].activation.knots())
                nearest = std::min(nearest, std::abs(exact[l].z[u] - knot));
            if (!(nearest <= 1e-9L * std::max(1.0L, exact[l].size[u])))
                return "an owner is not at its knot" + place(p);
        }
        for (std::size_t j = 0; j != crease.before.size(); ++j) {
            if (crease.before[j] != parts.slopes()(p - 1, j) || crease.after[j] != parts.slopes()(p, j))
                return "a crease's slopes are not its pieces'" + place(p);
            const double jump = (crease.before[j] - crease.after[j]) * left + parts.intercepts()(p - 1, j) -
                                parts.intercepts()(p, j);
            if (!(std::abs(jump) <= 1e-9 * std::max(1.0, static_cast<double>(exact.back().size[j]))))
                return "the map jumps" + place(p);
        }
    }
    return "";
}

model<double> from_reference(const reference::anatomy& stored) {
    model<double> net;
    for (const auto& l : stored.layers)
        net.add(dense<any_activation, double>(
            l.kernel, l.bias, l.activation == "relu" ? any_activation{relu{}} : any_activation{linear{}}));
    return net;
}

/// Off, then straight, then very steep.
struct steep_end {
    static constexpr std::string_view name = "steep_end";
    double operator()(double z) const { return z <= 0 ? 0 : z <= 1 ? z : 1 + 1234567.1 * (z - 1); }
    double slope(double z) const { return z <= 0 ? 0 : z <= 1 ? 1 : 1234567.1; }
    std::array<double, 2> knots() const { return {0, 1}; }
};

/// A user's own functor: the dead zone of a lever.
struct dead_zone {
    static constexpr std::string_view name = "dead_zone";
    template <class T> T operator()(T z) const { return z > 1 ? z - 1 : z < -1 ? z + 1 : 0; }
    template <class T> T slope(T z) const { return z > 1 || z <= -1 ? T(1) : T(0); }
    std::array<double, 2> knots() const { return {-1, 1}; }
};
/// Of float alone: its own rounding is no bend.
struct sixth_in_float {
    static constexpr std::string_view name = "sixth";
    float operator()(float z) const { return z <= -3 ? 0 : z > 3 ? 1 : z / 6 + 0.5F; }
    float slope(float z) const { return z <= -3 || z > 3 ? 0 : 1 / 6.0F; }
    std::vector<float> knots() const { return {-3, 3}; }
};
/// Of double alone.
struct hinge_in_double {
    static constexpr std::string_view name = "hinge";
    double operator()(double z) const { return z > 1 ? z - 1 : 0; }
    double slope(double z) const { return z > 1 ? 1 : 0; }
    std::array<double, 1> knots() const { return {1}; }
};
/// One that says too little: a knot is missing.
struct two_knots_say_one {
    static constexpr std::string_view name = "liar";
    double operator()(double z) const { return z > 1 ? 1 : z < 0 ? 0 : z; }
    double slope(double z) const { return z > 0 && z <= 1 ? 1 : 0; }
    std::array<double, 1> knots() const { return {0}; }
};
/// One that jumps.
struct jump {
    static constexpr std::string_view name = "jump";
    double operator()(double z) const { return z > 0 ? 1 : 0; }
    double slope(double) const { return 0; }
    std::array<double, 1> knots() const { return {0}; }
};

} // namespace

TEST_CASE("the solved lab has exactly the target's pieces, and each crease its owners") {
    const auto a = pieces(lab(), 0, 3);
    REQUIRE(a.size() == 3);
    CHECK(list(a.breakpoints()) == std::vector<double>{0, 1, 2, 3});
    CHECK((a.slopes() == matrix{{-2}, {1}, {3}}));
    CHECK((a.intercepts() == matrix{{2}, {-1}, {-5}}));
    CHECK((a.states() == xt::xtensor<int, 2>{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 1, 1, 0}}));
    CHECK(a.affine_piece_count() == 3);
    REQUIRE(a.creases().size() == 2);
    CHECK(a.creases()[0].x == 1);
    CHECK(a.creases()[0].owners == units{{0, 0}, {0, 1}});
    CHECK(a.creases()[0].before == std::vector<double>{-2});
    CHECK(a.creases()[0].after == std::vector<double>{1});
    CHECK(a.creases()[0].affects_output);
    CHECK(a.creases()[1].owners == units{{0, 2}});
    CHECK(a.interval(1) == std::array<double, 2>{1, 2});
}

TEST_CASE("float networks are taken apart in double") {
    const sequential net{dense<relu>(xt::xtensor<float, 2>{{0.1F}}, xt::xtensor<float, 1>{-0.3F}),
                         dense<linear>(xt::xtensor<float, 2>{{1}}, no_bias)};
    const auto a = pieces(net, 0, 10);
    REQUIRE(a.size() == 2);
    CHECK(a.breakpoints()(1) == double{0.3F} / double{0.1F});
    CHECK(a.slopes()(1, 0) == double{0.1F});
}

TEST_CASE("every piecewise-linear activation has its pieces, hidden or at the output") {
    const auto check = [](auto f, std::vector<double> knots, std::vector<double> slopes) {
        CAPTURE(f.name);
        const auto a = pieces(bare(f), -10, 10), b = pieces(hidden(f), -10, 10);
        std::vector<double> breakpoints{-10};
        breakpoints.insert(breakpoints.end(), knots.begin(), knots.end());
        breakpoints.push_back(10);
        CHECK(list(a.breakpoints()) == breakpoints);
        CHECK(list(b.breakpoints()) == breakpoints);
        REQUIRE(a.size() == slopes.size());
        for (std::size_t p = 0; p != slopes.size(); ++p) {
            CHECK(a.slopes()(p, 0) == slopes[p]);
            CHECK(b.slopes()(p, 0) == 2 * slopes[p]);
            CHECK(a.states()(p, 0) == static_cast<int>(p));
        }
        CHECK(flaw(bare(f), a, -10, 10) == "");
        CHECK(flaw(hidden(f), b, -10, 10) == "");
    };
    check(linear{}, {}, {1});
    check(relu{}, {0}, {0, 1});
    check(leaky_relu{0.25}, {0}, {0.25, 1});
    check(leaky_relu{-1}, {0}, {-1, 1});
    check(absolute{}, {0}, {-1, 1});
    check(clipped_relu{6}, {0, 6}, {0, 1, 0});
    check(hard_tanh{}, {-1, 1}, {0, 1, 0});
    check(hard_sigmoid::onnx(), {-2.5, 2.5}, {0, 0.2, 0});
    check(clipped_relu{1e20}, {0}, {0, 1}); // a knot so far that adding 1 does not leave it
    check(dead_zone{}, {-1, 1}, {1, 0, 1});
}

TEST_CASE("a leaky unit of slope 1 bends nothing: a region more, the same function") {
    const auto a = pieces(hidden(leaky_relu{1}), -1, 1);
    CHECK(a.size() == 2);
    CHECK(a.affine_piece_count() == 1);
    CHECK_FALSE(a.creases()[0].affects_output);
}

TEST_CASE("a clipped output layer adds its own creases, owned by the output") {
    const sequential net{dense<relu, double>(matrix{{1}}, no_bias),
                         dense<hard_tanh, double>(matrix{{1}}, vector{-0.5})};
    const auto a = pieces(net, -1, 3);
    CHECK(list(a.breakpoints()) == std::vector<double>{-1, 0, 1.5, 3});
    CHECK((a.slopes() == matrix{{0}, {1}, {0}}));
    CHECK((a.intercepts() == matrix{{-0.5}, {-0.5}, {1}}));
    CHECK((a.states() == xt::xtensor<int, 2>{{0, 1}, {1, 1}, {1, 2}}));
    CHECK(a.creases()[1].owners == units{{1, 0}});
    CHECK(flaw(net, a, -1, 3) == "");
}

TEST_CASE("the maps are of z where the output layer is smooth") {
    auto layer = lab().layer<1>();
    const sequential smooth{lab().layer<0>(), dense<sigmoid, double>(layer.kernel(), layer.bias())};
    const auto a = pieces(smooth, 0, 3);
    CHECK((a.slopes() == pieces(lab(), 0, 3).slopes()));
    CHECK((a.intercepts() == pieces(lab(), 0, 3).intercepts()));
    CHECK((a.states() == pieces(lab(), 0, 3).states()));
    CHECK(to_piecewise_linear(smooth, 0, 3) == to_piecewise_linear(lab(), 0, 3));
}

TEST_CASE("every output has its map; a crease affects the output if it bends any") {
    const sequential net{dense<relu, double>(matrix{{1, 1, 1}}, vector{0, -1, -2}),
                         dense<linear, double>(matrix{{1, 0}, {0, 2}, {0, 0}}, vector{5, 6})};
    const auto a = pieces(net, -1, 3);
    CHECK((a.slopes() == matrix{{0, 0}, {1, 0}, {1, 2}, {1, 2}}));
    CHECK((a.intercepts() == matrix{{5, 6}, {5, 6}, {5, 4}, {5, 4}}));
    CHECK(a.affine_piece_count() == 3);
    CHECK(a.creases()[0].after == std::vector<double>{1, 0});
    CHECK(a.creases()[1].affects_output);
    CHECK_FALSE(a.creases()[2].affects_output);
    CHECK(flaw(net, a, -1, 3) == "");
}

TEST_CASE("creases that coincide are one, with all their owners by layer and unit") {
    // Units 0 and 2 are equal, unit 1 is opposite; unit (1, 0) is on exactly where they are.
    const sequential net{dense<relu, double>(matrix{{0.1, -0.3, 0.1}}, vector{-0.07, 0.21, -0.07}),
                         dense<relu, double>(matrix{{1, 0}, {-1, 0}, {1, 0}}, vector{0, 1}),
                         dense<linear, double>(matrix{{1}, {1}}, vector{0})};
    const auto a = pieces(net, -1, 2);
    REQUIRE(a.size() == 2);
    CHECK(a.creases()[0].owners == units{{0, 0}, {0, 1}, {0, 2}, {1, 0}});
    CHECK(std::abs(a.breakpoints()(1) - 0.7) < 1e-15);
    CHECK(flaw(net, a, -1, 2) == "");
}

TEST_CASE("dead units, zero weights and units that are 0 everywhere make no crease") {
    const sequential net{dense<relu, double>(matrix{{0, 0, 0, 1, 1e-300}}, vector{0, -1, 1, -5, 0}),
                         dense<relu, double>(matrix{{1, 0}, {1, 0}, {1, 0}, {1, 0}, {0, 0}}, vector{-1, 0}),
                         dense<linear, double>(matrix{{1}, {1}}, vector{2})};
    const auto a = pieces(net, 0, 4); // unit 4's crease is at 0, the interval's end
    CHECK(a.size() == 1);
    CHECK((a.slopes() == matrix{{0}}));
    CHECK((a.intercepts() == matrix{{2}}));
    CHECK((a.states() == xt::xtensor<int, 2>{{0, 0, 1, 0, 1, 0, 0, 0}}));
    CHECK(a.creases().empty());
}

TEST_CASE("equal and opposite units that cancel leave a unit that is 0, without creases of its own") {
    // h = relu(x - 0.1) three times; the sum 0.1 h + 0.2 h - 0.3 h is not 0 in floating point.
    const sequential net{dense<relu, double>(matrix{{1, 1, 1}}, vector{-0.1, -0.1, -0.1}),
                         dense<relu, double>(matrix{{0.1}, {0.2}, {-0.3}}, vector{0}),
                         dense<linear, double>(matrix{{1}}, vector{0})};
    const auto a = pieces(net, -1, 2);
    CHECK(a.size() == 2);
    CHECK(a.creases()[0].owners == units{{0, 0}, {0, 1}, {0, 2}});
    CHECK((a.slopes() == matrix{{0}, {0}}));
    CHECK(a.affine_piece_count() == 1);
}

TEST_CASE("what cancels is 0 in the layers after, behind linear and leaky layers too") {
    const auto check = [](auto first, auto second, auto third, std::size_t regions) {
        const sequential net{first, second, third, dense<linear, double>(matrix{{1}}, vector{5})};
        const auto a = pieces(net, -1, 2);
        CHECK(a.size() == regions);
        for (std::size_t p = 0; p != a.size(); ++p) CHECK(a.states()(p, a.states().shape()[1] - 2) == 0);
        CHECK(to_piecewise_linear(net, -1, 2).values() == std::vector<double>{5, 5});
    };
    const vector at{-0.1, -0.1, -0.1};
    const matrix in{{1, 1, 1}}, cancel{{0.1}, {0.2}, {-0.3}};
    const dense<relu, double> last(matrix{{1}}, no_bias);
    check(dense<relu, double>(in, at), dense<linear, double>(cancel, no_bias), last, 2);
    check(dense<linear, double>(in, at), dense<linear, double>(cancel, no_bias), last, 1);
    const leaky_relu leaky{0.1};
    check(dense<leaky_relu, double>(in, at, leaky), dense<leaky_relu, double>(cancel, no_bias, leaky), last,
          2);
}

TEST_CASE("a crease at an end of the interval is none") {
    for (const auto& [lo, hi] : {std::pair{1.0, 2.0}, {0.0, 1.0}, {2.0, 3.0}, {1.0, 1.5}}) {
        const auto a = pieces(lab(), lo, hi);
        CHECK(a.size() == 1);
        CHECK(list(a.breakpoints()) == std::vector<double>{lo, hi});
        CHECK(flaw(lab(), a, lo, hi) == "");
    }
    // At ends that are not exact in binary, too.
    for (int tenth = 1; tenth <= 30; ++tenth) {
        const double at = tenth / 10.0;
        const sequential net{dense<relu, double>(matrix{{0.3, -0.7}}, vector{-0.3 * at, 0.7 * at}),
                             dense<linear, double>(matrix{{1}, {1}}, vector{0})};
        CHECK(pieces(net, at, at + 1).size() == 1);
        CHECK(pieces(net, at - 1, at).size() == 1);
        CHECK(pieces(net, at - 1, at + 1).size() == 2);
    }
}

TEST_CASE("an interval may be tiny, huge, or far from 0") {
    const sequential net{dense<relu, double>(matrix{{1, 1}}, vector{-1e6, -1e6 - 1}),
                         dense<linear, double>(matrix{{1}, {1}}, vector{0})};
    CHECK(list(pieces(net, 1e6 - 1, 1e6 + 2).breakpoints()) ==
          std::vector<double>{1e6 - 1, 1e6, 1e6 + 1, 1e6 + 2});
    CHECK(pieces(net, 1e6 + 0.25, 1e6 + 0.75).size() == 1);
    CHECK(pieces(lab(), 1 - 1e-9, 1 + 1e-9).size() == 2);
}

TEST_CASE("creases nearer than the tolerance on places, which is relative to the interval, are one") {
    CHECK(pieces(lab(), -1e9, 1e9).size() == 3);
    const auto far = pieces(lab(), -1e13, 1e13);
    REQUIRE(far.size() == 2);
    CHECK(far.creases()[0].owners == units{{0, 0}, {0, 1}, {0, 2}});
    CHECK((far.slopes() == matrix{{-2}, {3}}));
    CHECK(pieces(lab(), -1e13, 1e13, {.place = 0}).size() == 3);
}

TEST_CASE("where a unit passes two knots of one interval, what it gives beyond the second counts for the "
          "tolerance") {
    // Three equal units whose steep ends cancel: what rounding leaves of them is below -1e-11 or above it.
    matrix next(std::array<std::size_t, 2>{3, 12});
    for (std::size_t j = 0; j != 12; ++j) {
        next(0, j) = 0.1 + 0.07 * static_cast<double>(j);
        next(1, j) = 0.7 / (1 + static_cast<double>(j));
        next(2, j) = -(next(0, j) + next(1, j));
    }
    const sequential net{dense<steep_end, double>(matrix{{1, 1, 1}}, vector{0, 0, 0}),
                         dense<relu, double>(next, vector(std::array<std::size_t, 1>{12}, -1e-11)),
                         dense<linear, double>(matrix(std::array<std::size_t, 2>{12, 1}, 1.0), vector{0})};
    const line_pieces<double> p = pieces(net, -1, 2);
    for (const double slope : p.slopes()) CHECK(slope == 0);
}

TEST_CASE("a user's own functor of float alone, or of double alone, is taken apart if it has knots") {
    const auto a = pieces(hidden(sixth_in_float{}), -10, 10);
    CHECK(list(a.breakpoints()) == std::vector<double>{-10, -3, 3, 10});
    CHECK(a.slopes()(1, 0) == 2 * double{1 / 6.0F});
    CHECK(std::abs(a.intercepts()(2, 0) - 3) < 1e-6);
    CHECK(pieces(hidden(hinge_in_double{}), -10, 10).breakpoints()(1) == 1);
}

TEST_CASE("the tent map, iterated six times, has 2^6 pieces of slope +-64") {
    const auto stored = reference::read_anatomy("deg_d1_tent6");
    const auto net = from_reference(stored);
    const auto a = pieces(net, stored.lo, stored.hi);
    CHECK(a.size() == stored.regions);
    CHECK(a.affine_piece_count() == 64);
    bool exact = true;
    for (std::size_t p = 0; p != 64; ++p)
        exact = exact && a.breakpoints()(p) == static_cast<double>(p) / 64 &&
                a.slopes()(p, 0) == (p % 2 == 0 ? 64 : -64);
    CHECK(exact);
    CHECK(flaw(net, a, stored.lo, stored.hi) == "");
}

TEST_CASE("random ReLU networks have as many regions as four independent programs count") {
    for (const char* name : {"d1_64_b1_box10_s0", "d1_64x64_b1_box10_s0", "d1_128x128x128_b1_box10_s0"}) {
        const auto stored = reference::read_anatomy(name);
        const auto net = from_reference(stored);
        const auto a = pieces(net, stored.lo, stored.hi);
        CAPTURE(name);
        CHECK(a.size() == stored.regions);
        CHECK(flaw(net, a, stored.lo, stored.hi) == "");
    }
}

TEST_CASE("on every piece of a deep random network the map is the network, and the states are the trace's") {
    const any_activation r{relu{}};
    const std::vector<std::vector<any_activation>> kinds{
        {r},
        {any_activation{leaky_relu{0.1}}, r},
        {any_activation{absolute{}}, any_activation{hard_tanh{}}},
        {any_activation{clipped_relu{1}}, any_activation{hard_sigmoid::pytorch()}, any_activation{linear{}}}};
    twin::numbers next(5);
    for (unsigned seed = 0; seed != 80; ++seed) {
        std::vector<std::size_t> widths(1 + seed % 5);
        for (std::size_t& width : widths) width = 1 + next.below(seed % 10 == 0 ? 64 : 12);
        widths.push_back(1 + seed % 3);
        const auto net = random_net(widths, kinds[(seed / 5) % kinds.size()], seed);
        CAPTURE(seed);
        CHECK(flaw(net, pieces(net, -3, 4), -3, 4) == "");
    }
}

TEST_CASE("networks of twelve layers are taken apart as well") {
    for (unsigned seed = 0; seed != 5; ++seed) {
        std::vector<std::size_t> widths(12, 10);
        widths.push_back(1);
        const auto net = random_net(widths, {any_activation{relu{}}, any_activation{leaky_relu{0.2}}}, seed);
        CAPTURE(seed);
        CHECK(flaw(net, pieces(net, -3, 4), -3, 4) == "");
    }
}

TEST_CASE("states are those of a trace inside each piece") {
    const auto net = random_net({8, 8, 1}, {any_activation{relu{}}}, 3);
    const auto a = pieces(net, -2, 2);
    for (std::size_t p = 0; p != a.size(); ++p) {
        const auto tr = trace(net, vector{(a.breakpoints()(p) + a.breakpoints()(p + 1)) / 2});
        for (std::size_t u = 0; u != 16; ++u) CHECK(a.states()(p, u) == (tr.z(u / 8)(0, u % 8) > 0));
    }
}

TEST_CASE("what stands to the left of a temporary result can be kept") {
    const auto slopes = pieces(lab(), 0, 3).slopes();
    CHECK((slopes == matrix{{-2}, {1}, {3}}));
    double sum = 0;
    for (const auto& crease : pieces(lab(), 0, 3).creases()) sum += crease.x;
    CHECK(sum == 3);
}

TEST_CASE("pieces says what it wanted and what it got") {
    constexpr double inf = std::numeric_limits<double>::infinity(),
                     nan = std::numeric_limits<double>::quiet_NaN();
    const auto value = [](auto f) { return twin::what<value_error>(f); };
    const auto unsupported = [](auto f) { return twin::what<unsupported_error>(f); };
    CHECK(value([] { pieces(lab(), 3, 0); }) == "pieces: expected finite lo < hi, got 3 and 0");
    CHECK(value([] { pieces(lab(), 1, 1); }) == "pieces: expected finite lo < hi, got 1 and 1");
    CHECK(value([] { pieces(lab(), nan, 1); }) == "pieces: expected finite lo < hi, got nan and 1");
    CHECK(value([] { pieces(lab(), 0, inf); }) == "pieces: expected finite lo < hi, got 0 and inf");
    CHECK(twin::what<shape_error>([] { pieces(sequential{dense<relu>(2, 1)}, 0, 1); }) ==
          "pieces: expected a network of one input, got 2");
    CHECK(value([] { pieces(model<double>{}, 0, 1); }) == "network: expected at least one layer, got none");

    auto net = lab();
    net.layer<0>().set(matrix{{-2, inf, 2}});
    CHECK(value([&] { pieces(net, 0, 3); }) ==
          "anatomy: dense (1 -> 3, relu): expected finite weights, got NaN or infinity at unit 1");
    net = lab();
    net.layer<1>().set(matrix{{1}, {nan}, {1}});
    CHECK(value([&] { pieces(net, 0, 3); }) ==
          "anatomy: dense (3 -> 1, linear): expected finite weights, got NaN or infinity at unit 0");
    net = lab();
    net.layer<0>().set(matrix{{1, 1, 1}}, vector{0, 0, -inf});
    CHECK(value([&] { pieces(net, 0, 3); }) ==
          "anatomy: dense (1 -> 3, relu): expected finite weights, got NaN or infinity at unit 2");
    net.layer<0>() = dense<relu, double>(1, 4);
    CHECK(twin::what<shape_error>([&] { pieces(net, 0, 3); }) ==
          "network: layer 0, dense (1 -> 4, relu), gives 4 values, but layer 1, dense (3 -> 1, linear), "
          "takes 3");

    model<double> smooth;
    smooth.add(dense<relu, double>(1, 2, relu{}, "l1")).add(dense<sigmoid, double>(2, 2, sigmoid{}, "l2"));
    CHECK(pieces(smooth, 0, 1).size() == 1); // a smooth output layer is no obstacle
    smooth.add(dense<linear, double>(2, 1));
    CHECK(unsupported([&] { pieces(smooth, 0, 1); }) ==
          "anatomy: dense \"l2\": expected a piecewise-linear activation in a hidden layer, got sigmoid");
    CHECK(unsupported([] { pieces(hidden(two_knots_say_one{}), 0, 1); }) ==
          "anatomy: dense (1 -> 1, liar): expected an activation of straight pieces that meet at its knots, "
          "got "
          "another value or slope at z = 1000");
    CHECK_THROWS_AS(pieces(hidden(jump{}), 0, 1), unsupported_error);
}

TEST_CASE("to_piecewise_linear gives the lab's target back: data, not only function") {
    CHECK(to_piecewise_linear(lab(), 0, 3) == lab_target());
    const auto wider = to_piecewise_linear(lab(), -1, 4);
    CHECK(wider.knots() == std::vector<double>{-1, 1, 2, 4});
    CHECK(wider.values() == std::vector<double>{4, 0, 1, 7});
}

TEST_CASE("the flagship law: a target's network, taken apart, is the target, in every form") {
    const auto target = lab_target();
    for (const form how : {form::hinge, form::sum_only, form::fewest_units})
        CHECK(approx_equal(to_piecewise_linear(to_network(target, how), 0, 3), target, 1e-14));
    for (std::uint64_t seed = 0; seed != 200; ++seed) {
        const auto t = random_target({.pieces = 1 + seed % 20, .lo = -2, .hi = 3, .min_width = 0.1}, seed);
        const auto back = to_piecewise_linear(to_network(t), t.knots().front(), t.knots().back());
        CAPTURE(seed);
        CHECK(approx_equal(back, t, 1e-12));
        CHECK(back.knots().size() == t.knots().size());
    }
}

TEST_CASE("knots where nothing bends are merged") {
    const sequential net{dense<relu, double>(matrix{{1, 1, 1}}, vector{0, -1, -2}),
                         dense<linear, double>(matrix{{1}, {0}, {-1}}, vector{0})};
    const auto t = to_piecewise_linear(net, -1, 3);
    CHECK(t.knots() == std::vector<double>{-1, 0, 2, 3});
    CHECK(t.values() == std::vector<double>{0, 0, 2, 2});
    CHECK(t.slopes() == std::vector<double>{0, 1, 0});
    // 0.1 and 0.2 up, 0.3 down at the same place: nothing but rounding is left.
    const sequential flat{dense<relu, double>(matrix{{1, 1, 1, 1}}, vector{-1, -1, -1, 0}),
                          dense<linear, double>(matrix{{0.1}, {0.2}, {-0.3}, {1}}, vector{0})};
    CHECK(to_piecewise_linear(flat, 0, 2).knots() == std::vector<double>{0, 2});
}

TEST_CASE("to_piecewise_linear wants one output") {
    CHECK(twin::what<shape_error>([] { to_piecewise_linear(sequential{dense<relu>(1, 2)}, 0, 1); }) ==
          "to_piecewise_linear: expected a network of one output, got 2");
    CHECK_THROWS_AS(to_piecewise_linear(lab(), 1, 0), value_error);
}

TEST_CASE("far from 0 and on a short interval, pieces, values, unit reports and the network agree") {
    // relu(x - k) for knots 2^-11, 2^-10 above 1e9: exact numbers, all of them.
    const double lo = 1e9, step = std::ldexp(1.0, -11);
    const auto target =
        piecewise_linear<double>::from_knots({lo, lo + step, lo + 2 * step, lo + 4 * step}, {2, 0, 1, 4});
    const auto net = to_network(target);
    CHECK(to_piecewise_linear(net, lo, lo + 4 * step) == target);
    const auto parts = pieces(net, lo, lo + 4 * step);
    REQUIRE(parts.size() == 3);
    const auto y = net(parts.breakpoints());
    for (std::size_t b = 0; b != 4; ++b) {
        CHECK(parts.values()(b, 0) == target.values()[b]);
        CHECK(y(b, 0) == target.values()[b]);
    }
    const auto reports = unit_report(net, lo, lo + 4 * step);
    CHECK(reports[0].share_on(1) == 0.75);
    CHECK(reports[0].share_on(2) == 0.5);
    CHECK(reports[0].on_intervals[2] == std::vector<std::array<double, 2>>{{lo + 2 * step, lo + 4 * step}});
}

TEST_CASE("a gentle bend next to a steep piece still affects the output") {
    const auto target = piecewise_linear<double>::from_knots({0, 1e-9, 1, 2, 3}, {0, 1, 0, 1, 0});
    CHECK(pieces(to_network(target), 0, 3).affine_piece_count() == 4);
}

TEST_CASE("parameters near the largest number are taken apart") {
    const xt::xtensor<double, 2> one{{1}};
    const xt::xtensor<double, 1> zero{0};
    const sequential clipped{dense<clipped_relu, double>(one, zero, clipped_relu{1e307}),
                             dense<linear, double>(one, zero)};
    CHECK(pieces(clipped, -1, 1).size() == 2);
    const sequential steep{dense<leaky_relu, double>(one, zero, leaky_relu{1e306}),
                           dense<linear, double>(one, zero)};
    CHECK(pieces(steep, -1, 1).creases()[0].before[0] == 1e306);
}

TEST_CASE("units that stay on a knot are listed with each of their pieces") {
    // Unit 0 is 0 throughout, unit 1 passes 0 at 1; unit 0 of the second layer is 0 where unit 1 is off.
    const sequential net{dense<relu, double>(matrix{{0, 1}}, vector{0, -1}),
                         dense<relu, double>(matrix{{3, 0}, {2, 1}}, vector{0, 1}),
                         dense<linear, double>(matrix{{1}, {1}}, vector{0})};
    const auto p = pieces(net, 0, 2);
    REQUIRE(p.size() == 2);
    const std::vector<unit_on_knot> expected{{0, {0, 0}}, {0, {1, 0}}, {1, {0, 0}}};
    CHECK(p.on_knot() == expected);
    CHECK(pieces(net, 0, 2).on_knot() == expected);
    CHECK(p.states()(0, 2) == 0); // the lower state
    CHECK(pieces(lab(), 0, 3).on_knot().empty());
}

TEST_CASE("a clipped unit that stays on its upper knot is listed") {
    const sequential net{dense<clipped_relu, double>(matrix{{0, 1}}, vector{2, 0}, clipped_relu{2}),
                         dense<linear, double>(matrix{{1}, {1}}, vector{0})};
    const auto p = pieces(net, -1, 3);
    REQUIRE(p.size() == 3);
    const std::vector<unit_on_knot> expected{{0, {0, 0}}, {1, {0, 0}}, {2, {0, 0}}};
    CHECK(p.on_knot() == expected);
    CHECK(p.states()(0, 0) == 1); // of the knots at 0 and 2, the lower one is below
}
