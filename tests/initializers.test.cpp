// SPDX-License-Identifier: BSD-3-Clause
#include <crease/initializers.hpp>
// first, alone: a header that needs a neighbour fails here
#include <crease/activations.hpp>
#include <crease/model.hpp>
#include <crease/sequential.hpp>

#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

using namespace crease;
using Catch::Matchers::WithinRel;

namespace {

struct statistics {
    double largest = 0, mean = 0, deviation = 0;
};

template <class Init> statistics draw(const Init& init, std::size_t in, std::size_t out) {
    constexpr int n = 100'000;
    detail::random_stream random(11);
    statistics s;
    double squares = 0;
    for (int i = 0; i != n; ++i) {
        const double w = init(random, in, out);
        s.largest = std::max(s.largest, std::abs(w));
        s.mean += w / n;
        squares += w * w / n;
    }
    s.deviation = std::sqrt(squares);
    return s;
}

// A uniform distribution in +-limit has the deviation limit / sqrt 3.
void check_uniform(const statistics& s, double limit) {
    CHECK(s.largest <= limit);
    CHECK(s.largest > 0.999 * limit);
    CHECK(std::abs(s.mean) < 0.01 * limit);
    CHECK_THAT(s.deviation, WithinRel(limit / std::sqrt(3.0), 0.01));
}

void check_normal(const statistics& s, double deviation) {
    CHECK_THAT(s.deviation, WithinRel(deviation, 0.01));
    CHECK(std::abs(s.mean) < 0.01 * deviation);
    CHECK(s.largest > 3 * deviation); // not cut at two
}

template <class T> auto net() {
    return sequential{dense<relu, T>(1, 3), dense<relu, T>(3, 3), dense<linear, T>(3, 2)};
}

} // namespace

TEST_CASE("each initialiser has its paper's limit or deviation") {
    check_uniform(draw(glorot_uniform{}, 64, 32), 0.25); // sqrt(6 / 96)
    check_uniform(draw(he_uniform{}, 24, 7), 0.5);       // sqrt(6 / 24)
    check_uniform(draw(uniform{0.05}, 3, 4), 0.05);
    check_normal(draw(glorot_normal{}, 30, 20), 0.2); // sqrt(2 / 50)
    check_normal(draw(he_normal{}, 8, 5), 0.5);       // sqrt(2 / 8)
    CHECK(draw(zeros{}, 2, 2).largest == 0);
}

TEST_CASE("uniform{lo, hi} stays between its ends") {
    detail::random_stream random(1);
    const uniform init{2, 3};
    for (int i = 0; i != 1000; ++i) {
        const double w = init(random, 1, 1);
        REQUIRE((2 <= w && w <= 3));
    }
}

TEST_CASE("uniform refuses ends that are out of order or not finite") {
    const double nan = std::numeric_limits<double>::quiet_NaN(),
                 inf = std::numeric_limits<double>::infinity();
    CHECK_THROWS_AS(uniform(-0.1), value_error);
    CHECK_THROWS_AS(uniform(nan), value_error);
    CHECK_THROWS_AS(uniform(inf), value_error);
    CHECK_THROWS_AS(uniform(0, nan), value_error);
    CHECK_THROWS_WITH(uniform(1, 0.5), "uniform: expected finite lo <= hi, got 1 and 0.5");
}

TEST_CASE("initialize sets kernels, and biases to zero") {
    auto n = net<double>();
    n.layer<0>().set(xt::xtensor<double, 2>{{1, 2, 3}}, xt::xtensor<double, 1>{4, 5, 6});
    initialize(n, he_normal{}, 1);
    CHECK((n.layer<0>().bias() == xt::xtensor<double, 1>{0, 0, 0}));
    for (const double w : n.layer<1>().kernel()) CHECK(w != 0);
    initialize(n, zeros{}, 1);
    for (const double w : n.layer<1>().kernel()) CHECK(w == 0);
}

TEST_CASE("weights have the same bits on every platform") {
    auto n = net<double>();
    initialize(n, glorot_uniform{}, 42);
    CHECK(n.layer<0>().kernel()(0, 0) == -0x1.89113d8b43864p-2);
    CHECK(n.layer<2>().kernel()(2, 1) == -0x1.5c56124629fe7p-1);
    initialize(n, he_normal{}, 42);
    CHECK(n.layer<0>().kernel()(0, 0) == -0x1.17a4d607ddcedp+2);
    CHECK(n.layer<2>().kernel()(2, 1) == 0x1.180de0f49f07fp-1);
}

TEST_CASE("the same seed gives the same weights, another seed others") {
    auto a = net<double>(), b = net<double>(), c = net<double>();
    initialize(a, glorot_uniform{}, 1);
    initialize(b, glorot_uniform{}, 1);
    initialize(c, glorot_uniform{}, 2);
    CHECK((a.layer<1>().kernel() == b.layer<1>().kernel()));
    CHECK((a.layer<1>().kernel() != c.layer<1>().kernel()));
}

TEST_CASE("layers of the same shape get different weights") {
    sequential n{dense<relu>(4, 4), dense<linear>(4, 4)};
    initialize(n, glorot_uniform{}, 1);
    CHECK((n.layer<0>().kernel() != n.layer<1>().kernel()));
}

TEST_CASE("float weights are the double weights, rounded") {
    auto d = net<double>();
    auto f = net<float>();
    initialize(d, he_normal{}, 5);
    initialize(f, he_normal{}, 5);
    for (std::size_t i = 0; i != 3; ++i)
        for (std::size_t j = 0; j != 3; ++j)
            CHECK(f.layer<1>().kernel()(i, j) == static_cast<float>(d.layer<1>().kernel()(i, j)));
}

TEST_CASE("a model gets the weights of the sequential of the same shape") {
    auto typed = net<float>();
    auto erased = to_model(typed);
    initialize(typed, he_uniform{}, 3);
    initialize(erased, he_uniform{}, 3);
    CHECK((typed.layer<2>().kernel() == erased.layer(2).kernel()));
}

TEST_CASE("a layer without bias is initialised too") {
    sequential n{dense<relu>(2, 3, no_bias), dense<linear>(3, 1)};
    initialize(n, he_uniform{}, 3);
    for (const float w : n.layer<0>().kernel()) CHECK(w != 0);
}

TEST_CASE("an initialiser of one's own is a function of the stream and the widths") {
    auto n = net<double>();
    initialize(
        n,
        [](auto& random, std::size_t in, std::size_t) {
            return static_cast<double>(in) + 0 * random.uniform();
        },
        1);
    CHECK(n.layer<1>().kernel()(2, 2) == 3);
}
