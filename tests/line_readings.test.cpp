// SPDX-License-Identifier: BSD-3-Clause
#include <crease/anatomy/line_readings.hpp>
#include <crease/any_activation.hpp>
#include <crease/model.hpp>
#include <crease/sequential.hpp>

#include "support/catch.hpp"
#include "support/networks.hpp"
#include "support/reference.hpp"
#include "support/twin.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

using namespace crease;

namespace {

using matrix = xt::xtensor<double, 2>;
using vector = xt::xtensor<double, 1>;

/// relu(x) - relu(x - 1) - relu(x - 2) + relu(x - 3) - 0.5: up from 0 to 1, down from 2 to 3.
sequential<dense<relu, double>, dense<linear, double>> hat(double offset) {
    return sequential{dense<relu, double>(matrix{{1, 1, 1, 1}}, vector{0, -1, -2, -3}),
                      dense<linear, double>(matrix{{1}, {-1}, {-1}, {1}}, vector{offset})};
}

} // namespace

TEST_CASE("degenerate networks of one input have exactly as many pieces as in rational numbers") {
    std::size_t count = 0;
    for (const auto& stored : reference::read_exact_cases()) {
        if (stored.low.size() != 1)
            continue;
        ++count;
        const auto a = pieces(networks::from_layers(stored.layers), stored.low[0], stored.high[0]);
        CAPTURE(stored.name);
        CHECK(a.size() == stored.regions);
        CHECK(a.affine_piece_count() == stored.pieces);
    }
    CHECK(count >= 100);
}

TEST_CASE("roots are points, or whole intervals where the output is 0") {
    CHECK(roots(pieces(hat(-0.5), -1, 4)) == std::vector<root>{{0.5, 0.5}, {2.5, 2.5}});
    CHECK(roots(pieces(hat(0), -1, 4)) == std::vector<root>{{-1, 0}, {3, 4}});
    CHECK(roots(pieces(hat(-1), -1, 4)) == std::vector<root>{{1, 2}});
    CHECK(roots(pieces(hat(1), -1, 4)).empty());
    CHECK(roots(pieces(hat(-0.5), 0.5, 2.5)) == std::vector<root>{{0.5, 0.5}, {2.5, 2.5}}); // at the ends
    const sequential flat{dense<relu, double>(matrix{{0}}, no_bias),
                          dense<linear, double>(matrix{{1}}, no_bias)};
    CHECK(roots(pieces(flat, -1, 1)) == std::vector<root>{{-1, 1}});
    const sequential touching{dense<absolute, double>(matrix{{1}}, no_bias),
                              dense<linear, double>(matrix{{1}}, no_bias)};
    CHECK(roots(pieces(touching, -1, 1)) == std::vector<root>{{0, 0}});
}

TEST_CASE("rounding at a breakpoint neither makes a root nor hides one") {
    // 0.1 + 0.2 - 0.3 is not 0 in floating point.
    const sequential net{dense<relu, double>(matrix{{0.1, 0.2}}, vector{0, 0}),
                         dense<linear, double>(matrix{{1}, {1}}, vector{-0.3})};
    const auto found = roots(pieces(net, -1, 1)), again = roots(pieces(net, 0, 1));
    REQUIRE(found.size() == 1);
    CHECK(found[0].from == found[0].to);
    CHECK(std::abs(found[0].from - 1) < 1e-15);
    CHECK(again.size() == 1);
}

TEST_CASE("what rounding left in an intercept neither makes a root nor hides one") {
    // |x| + 0.1 + 0.2 - 0.30000000000000004
    const sequential touching{
        dense<relu, double>(matrix{{1, -1, 0, 0}}, vector{0, 0, 0.1, 0.2}),
        dense<linear, double>(matrix{{1}, {1}, {1}, {1}}, vector{-0.30000000000000004})};
    CHECK(roots(pieces(touching, -1, 1)) == std::vector<root>{{0, 0}});
    for (std::size_t p = 0; p != 2; ++p) { // |x|, 0.1, 0.2 and 0.3, with some room for the sums' own rounding
        CHECK(pieces(touching, -1, 1).term_size(p, 0) >= 1.6);
        CHECK(pieces(touching, -1, 1).term_size(p, 0) < 8);
    }
    // 0 at 0 as rational numbers: terms of 5e-7.
    const sequential ending{
        dense<relu, double>(matrix{{-6.103515625e-06, -2.0345052083333332e-05, 0, 9.1552734374999997e-06}},
                            vector{3.0517578125e-06, -3.0517578125e-05, 4.2724609375e-05, 0}),
        dense<linear, double>(matrix{{-0.125}, {-0.009375}, {0.013392857142857142}, {0.0625}},
                              vector{-1.9073486328125e-07})};
    CHECK(roots(pieces(ending, -1, 0)) == std::vector<root>{{0, 0}});
    CHECK(roots(pieces(ending, -1, 1)) == std::vector<root>{{0, 0}});
    // What is small beside a long interval, and not left by rounding, is seen.
    const sequential near{dense<absolute, double>(matrix{{1}}, no_bias),
                          dense<linear, double>(matrix{{1}}, vector{1e-9})};
    CHECK(roots(pieces(near, -1e5, 1e5)).empty());
}

TEST_CASE("monotone intervals join pieces of one direction") {
    CHECK(monotone_intervals(pieces(hat(0), -1, 4)) ==
          std::vector<monotone_interval>{{-1, 0, trend::constant},
                                         {0, 1, trend::rising},
                                         {1, 2, trend::constant},
                                         {2, 3, trend::falling},
                                         {3, 4, trend::constant}});
    const sequential steeper{dense<relu, double>(matrix{{1, 1}}, vector{0, -1}),
                             dense<linear, double>(matrix{{1}, {1}}, no_bias)};
    CHECK(monotone_intervals(pieces(steeper, 0, 3)) == std::vector<monotone_interval>{{0, 3, trend::rising}});
}

TEST_CASE("the integral is exact") {
    CHECK(integrate(pieces(hat(0), -1, 4)) == 2);
    CHECK(integrate(pieces(hat(-0.5), 0, 3)) == 0.5);
    const auto net = networks::random(1, {9, 8, 1}, {any_activation{relu{}}}, 4);
    const auto a = pieces(net, -2, 3);
    double sum = 0; // by the midpoint rule on every piece, exact for straight lines
    for (std::size_t p = 0; p != a.size(); ++p) {
        const auto [left, right] = a.interval(p);
        sum +=
            (right - left) * static_cast<double>(twin::run(net, std::array{(left + right) / 2}).back().a[0]);
    }
    CHECK(std::abs(integrate(a) - sum) < 1e-12);
}

TEST_CASE("readings refuse an output that is not there") {
    const auto a = pieces(hat(0), -1, 4);
    CHECK(twin::what<value_error>([&] { roots(a, 1); }) ==
          "roots: expected the index of an output, below 1, got 1");
    CHECK_THROWS_AS(monotone_intervals(a, 1), value_error);
    CHECK_THROWS_AS(integrate(a, 1), value_error);
}

TEST_CASE("on a segment through many inputs the pieces are those of the network along it") {
    const auto net =
        networks::random(5, {10, 8, 2}, {any_activation{relu{}}, any_activation{hard_tanh{}}}, 7);
    const std::vector<double> p{1, -2, 0.5, 0, 3}, q{-1, 2, 0.25, 0, -1};
    const auto a = pieces_on_segment(net, p, q);
    CHECK(a.breakpoints()(0) == 0);
    CHECK(a.breakpoints()(a.size()) == 1);
    CHECK(a.size() > 5);
    matrix along(std::array<std::size_t, 2>{1, 5});
    vector origin(std::array<std::size_t, 1>{5});
    for (std::size_t i = 0; i != 5; ++i) {
        along(0, i) = q[i] - p[i];
        origin(i) = p[i];
    }
    model<double> composed;
    composed.add(dense<any_activation, double>(along, origin, any_activation{linear{}}));
    for (std::size_t l = 0; l != net.size(); ++l) composed.add(net.layer(l));
    const auto b = pieces(composed, 0, 1);
    REQUIRE(a.size() == b.size());
    for (std::size_t k = 0; k != a.size(); ++k) {
        CHECK(std::abs(a.breakpoints()(k) - b.breakpoints()(k)) < 1e-12);
        for (std::size_t j = 0; j != 2; ++j) CHECK(std::abs(a.slopes()(k, j) - b.slopes()(k, j)) < 1e-11);
    }
}

TEST_CASE("a segment of one input is an interval, also backwards") {
    const auto a = pieces_on_segment(hat(0), {-1}, {4}), b = pieces_on_segment(hat(0), {4}, {-1});
    REQUIRE(a.size() == 5);
    REQUIRE(b.size() == 5);
    CHECK(std::abs(a.breakpoints()(1) - 0.2) < 1e-15);
    CHECK(a.slopes()(1, 0) == 5);
    CHECK(b.slopes()(1, 0) == 5);
    CHECK(b.slopes()(3, 0) == -5);
}

TEST_CASE("pieces_on_segment says what it wanted and what it got") {
    CHECK(twin::what<value_error>([] { pieces_on_segment(hat(0), {1}, {1}); }) ==
          "pieces_on_segment: expected p and q that differ, got the same point twice");
    CHECK(twin::what<shape_error>([] {
              pieces_on_segment(hat(0), {1, 2}, {1});
          }) == "pieces_on_segment: expected p of 1 coordinate, got 2");
    CHECK(twin::what<value_error>([] { pieces_on_segment(hat(0), {-1e308}, {1e308}); }) ==
          "pieces_on_segment: expected finite q - p, got inf at coordinate 0");
}
