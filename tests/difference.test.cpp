// SPDX-License-Identifier: BSD-3-Clause
#include <crease/build.hpp>
#include <crease/difference.hpp>
#include <crease/initializers.hpp>
#include <crease/sequential.hpp>
#include <crease/targets.hpp>

#include "support/catch.hpp"
#include "support/twin.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>

using namespace crease;

namespace {

using curve = piecewise_linear<double>;
using matrix = xt::xtensor<double, 2>;

const curve zero = curve::from_knots({0, 1}, {0, 0});

template <class T> auto random_net(std::size_t out, unsigned seed) {
    sequential net{dense<relu, T>(1, 7), dense<leaky_relu, T>(7, 6, leaky_relu{0.25}),
                   dense<linear, T>(6, out)};
    initialize(net, he_normal{}, seed);
    net.template layer<0>().set(net.template layer<0>().kernel(), twin::vector<T>(7, seed));
    return net;
}

} // namespace

TEST_CASE("the difference of the lab's target from 0 is known in closed form") {
    // Triangles and a trapezium: 1 + 1/2 + 5/2; squares: (4 + 1 + (1 + 4 + 16)) / 3.
    const auto d = difference(lab_target<double>(), zero, 0, 3);
    CHECK(d.maximum == 4);
    CHECK(d.x == 3);
    CHECK(d.output == 0);
    CHECK(d.l1 == Approx(4).epsilon(1e-15));
    CHECK(d.l2 == Approx(std::sqrt(26.0 / 3)).epsilon(1e-15));
    const auto swapped = difference(zero, lab_target<float>(), 0, 3);
    CHECK(swapped.maximum == 4);
    CHECK(swapped.l1 == d.l1);
    CHECK(swapped.l2 == d.l2);
}

TEST_CASE("where the difference changes sign, both triangles count") {
    const curve line = curve::from_knots({-1, 1}, {-1, 1});
    CHECK(difference(line, zero, -1, 1).l1 == Approx(1).epsilon(1e-15));
    CHECK(difference(line, zero, -1, 1).l2 == Approx(std::sqrt(2.0 / 3)).epsilon(1e-15));
    CHECK(difference(line, zero, -1, 3).l1 == Approx(5).epsilon(1e-15)); // 1/2 + 9/2
    CHECK(difference(line, zero, -1, 1).maximum == 1);
    CHECK(difference(line, zero, -1, 1).x == -1); // the leftmost of two
}

TEST_CASE("a curve's end pieces go on, and its knots outside of the interval do not count") {
    const curve lab = lab_target<double>();
    CHECK(difference(lab, zero, -1, 5).maximum == 10); // 4 + 2 * 3
    CHECK(difference(lab, zero, -1, 5).x == 5);
    CHECK(difference(lab, zero, 4, 6).maximum == 13);
    CHECK(difference(lab, zero, 4, 6).l1 == Approx(20).epsilon(1e-15)); // (7 + 13) / 2 * 2
    CHECK(difference(lab, zero, -3, -2).maximum == 8);
    CHECK(difference(lab, zero, -3, -2).l1 == Approx(7).epsilon(1e-15));
    CHECK(difference(lab, zero, 0.25, 0.5).l1 == Approx(0.3125).epsilon(1e-15)); // (1.5 + 1) / 2 / 4
}

TEMPLATE_TEST_CASE("a function differs from itself by exactly 0", "", float, double) {
    for (unsigned seed = 0; seed != 20; ++seed) {
        const auto net = random_net<TestType>(3, seed);
        const auto d = difference(net, net, -5, 5);
        CHECK(d.maximum == 0);
        CHECK(d.x == -5);
        CHECK(d.l1 == 0);
        CHECK(d.l2 == 0);
    }
    CHECK(difference(lab_target<TestType>(), lab_target<TestType>(), -1, 4).maximum == 0);
}

TEST_CASE("a network is the curve it was made from, and the curve that it is read as") {
    const curve lab = lab_target<double>();
    const auto built = to_network(lab);
    CHECK(difference(built, lab, 0, 3).maximum <= 1e-15);
    const auto net = random_net<double>(1, 4);
    CHECK(difference(to_piecewise_linear(net, -3, 3), net, -3, 3).maximum <= 1e-14);
    // 3 of 4 straight pieces: a unit less than the lab's network.
    const sequential two{dense<relu, double>(matrix{{-2, 1}}, xt::xtensor<double, 1>{2, -1}),
                         dense<linear, double>(matrix{{1}, {1}}, no_bias)};
    const auto d = difference(two, lab, 0, 3);
    CHECK(d.maximum == 2);
    CHECK(d.x == 3);
    CHECK(d.l1 == Approx(1).epsilon(1e-15)); // a triangle 1 wide and 2 high
    CHECK(d.l2 == Approx(std::sqrt(4.0 / 3)).epsilon(1e-15));
}

TEST_CASE("of several outputs the largest difference is named, and the integrals are added") {
    const dense<linear, double> f(matrix{{1, 2, 4}}, no_bias), g(matrix{{0, 0, 0}}, no_bias);
    const auto d = difference(f, g, 0, 1);
    CHECK(d.maximum == 4);
    CHECK(d.output == 2);
    CHECK(d.l1 == Approx(3.5).epsilon(1e-15));
    CHECK(d.l2 == Approx(std::sqrt(7.0)).epsilon(1e-15)); // (1 + 4 + 16) / 3
}

TEST_CASE("random networks differ as a fine sum over samples says") {
    for (unsigned seed = 0; seed != 5; ++seed) {
        const auto f = random_net<double>(2, seed), g = random_net<double>(2, seed + 50);
        const auto d = difference(f, g, -2, 3);
        const std::size_t n = 200000;
        xt::xtensor<double, 1> x(std::array{n});
        for (std::size_t i = 0; i != n; ++i) x(i) = -2 + 5 * (static_cast<double>(i) + 0.5) / n;
        const matrix y = f(x) - g(x);
        double largest = 0, l1 = 0, squares = 0;
        for (const double value : y) {
            largest = std::max(largest, std::abs(value));
            l1 += std::abs(value) * 5 / n;
            squares += value * value * 5 / n;
        }
        CAPTURE(seed);
        CHECK(d.maximum >= largest - 1e-12);
        CHECK(d.maximum == Approx(largest).epsilon(1e-3));
        CHECK(d.l1 == Approx(l1).epsilon(1e-6));
        CHECK(d.l2 == Approx(std::sqrt(squares)).epsilon(1e-6));
        const xt::xtensor<double, 1> place{d.x};
        CHECK(std::abs(f(place)(0, d.output) - g(place)(0, d.output)) == Approx(d.maximum).epsilon(1e-12));
    }
}

TEST_CASE("difference refuses what it cannot compare") {
    const auto net = random_net<double>(2, 1);
    CHECK(twin::what<shape_error>([&] { (void)difference(net, zero, 0, 1); }) ==
          "difference: expected functions of as many outputs, got 2 and 1");
    CHECK(twin::what<value_error>([&] { (void)difference(zero, zero, 1, 1); }) ==
          "difference: expected finite lo < hi, got 1 and 1");
    CHECK(twin::what<value_error>([&] {
              (void)difference(zero, zero, 0, std::numeric_limits<double>::infinity());
          }) == "difference: expected finite lo < hi, got 0 and inf");
    const dense<linear, double> two(2, 1);
    CHECK(twin::what<shape_error>([&] { (void)difference(two, zero, 0, 1); }) ==
          "difference: expected a network of one input, got 2");
}
