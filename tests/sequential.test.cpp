// SPDX-License-Identifier: BSD-3-Clause
#include <crease/initializers.hpp>
#include <crease/sequential.hpp>

#include "support/catch.hpp"
#include "support/forms.hpp"
#include "support/twin.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

using namespace crease;
using twin::same_bits;

namespace {

/// The lab, solved: y = relu(-2x + 2) + relu(x - 1) + relu(2x - 4).
template <class T = double> auto lab() {
    return sequential{
        dense<relu, T>(xt::xtensor<T, 2>{{-2, 1, 2}}, xt::xtensor<T, 1>{2, -1, -4}, relu{}, "l1"),
        dense<linear, T>(xt::xtensor<T, 2>{{1}, {1}, {1}}, no_bias, linear{}, "l2")};
}

template <class T = float> auto random_net(std::size_t in, std::size_t hidden, std::size_t out) {
    sequential net{dense<relu, T>(in, hidden), dense<sigmoid, T>(hidden, hidden),
                   dense<linear, T>(hidden, out)};
    initialize(net, he_normal{}, 7);
    return net;
}

} // namespace

TEST_CASE("the solved lab is the lab's target: (0,2) (1,0) (2,1) (3,4)") {
    const auto net = lab();
    CHECK((net(xt::xtensor<double, 2>{{0}, {0.5}, {1}, {1.5}, {2}, {2.5}, {3}}) ==
           xt::xtensor<double, 2>{{2}, {1}, {0}, {0.5}, {1}, {2.5}, {4}}));
    CHECK((net(xt::xtensor<double, 1>{0, 1, 3}) == xt::xtensor<double, 2>{{2}, {0}, {4}}));
    static_assert(std::is_same_v<decltype(net(xt::xtensor<double, 1>{0})), xt::xtensor<double, 2>>);
}

TEST_CASE("a network of one layer is that layer") {
    const dense<relu> d(twin::matrix<float>(3, 2, 1), twin::vector<float>(2, 2));
    const sequential net{d};
    const auto x = twin::matrix<float>(5, 3, 3);
    CHECK(same_bits(net(x), d(x)));
    CHECK(net.size() == 1);
}

TEMPLATE_TEST_CASE("deep networks agree with brute force in long double, at every width", "", float, double) {
    using T = TestType;
    double worst = 0;
    for (std::size_t width = 1; width <= 20; ++width) {
        const auto net = random_net<T>(3, width, 2);
        const auto x = twin::matrix<T>(4, 3, 1);
        const auto y = net(x);
        for (std::size_t r = 0; r != 4; ++r) {
            const auto exact = twin::run(net, xt::view(x, r, xt::all()));
            for (std::size_t j = 0; j != 2; ++j)
                worst = std::max(worst, std::abs(static_cast<double>(y(r, j) - exact.back().a[j])));
        }
    }
    CHECK(worst < 50 * std::numeric_limits<T>::epsilon());
}

TEST_CASE("the result has the same bits for x in every form") {
    const auto net = random_net<double>(5, 6, 2);
    for (const std::size_t batch : {1U, 3U, 98U}) {
        const auto x = twin::matrix<double>(batch, 5, 3);
        const auto expected = net(x);
        forms::each(x, [&](const char* form, const auto& e) {
            CAPTURE(form, batch);
            CHECK(same_bits(net(e), expected));
        });
    }
}

TEMPLATE_TEST_CASE(
    "a network's result for a sample does not depend on the batch it is in, nor on its place there", "",
    float, double) {
    using T = TestType;
    // Blocks of 96 rows; of fewer; of one, larger than the stack's workspace.
    for (const std::size_t hidden : {4U, 200U, 9000U}) {
        if (hidden == 9000 && std::is_same_v<T, float>)
            continue;
        const sequential net{
            dense<relu, T>(twin::matrix<T>(2, hidden, 1), twin::vector<T>(hidden, 2)),
            dense<hyperbolic_tangent, T>(twin::matrix<T>(hidden, 3, 4), twin::vector<T>(3, 5))};
        const auto all = twin::matrix<T>(200, 2, 3);
        const auto expected = net(all);
        bool same = true;
        for (std::size_t size = 1; size <= 70; size += hidden == 4 ? 1 : 23)
            for (const std::size_t first : {0U, 1U, 17U, 95U, 130U}) {
                const auto part = [&](const auto& m) {
                    return xt::view(m, xt::range(first, first + size), xt::all());
                };
                same = same && same_bits(net(part(all)), part(expected)) &&
                       same_bits(net(part(all) * T(1)), part(expected));
            }
        CHECK(same);
    }
}

TEST_CASE("a network gives a batch of 0 the shape (0, out)") {
    using shape = std::array<std::size_t, 2>;
    CHECK(random_net(3, 4, 2)(xt::xtensor<float, 2>(shape{0, 3})).shape() == shape{0, 2});
    CHECK(lab()(xt::xtensor<double, 1>(std::array<std::size_t, 1>{0})).shape() == shape{0, 1});
}

TEST_CASE("NaN in, NaN out through every layer, and only in its own sample") {
    const auto net = random_net<float>(3, 8, 2);
    auto x = twin::matrix<float>(100, 3, 1);
    const auto clean = net(x);
    x(97, 1) = std::numeric_limits<float>::quiet_NaN();
    const auto y = net(x);
    CHECK(std::isnan(y(97, 0)));
    CHECK(std::isnan(y(97, 1)));
    CHECK(same_bits(xt::view(y, xt::range(0, 97), xt::all()), xt::view(clean, xt::range(0, 97), xt::all())));
    CHECK(same_bits(xt::view(y, xt::range(98, 100), xt::all()),
                    xt::view(clean, xt::range(98, 100), xt::all())));
}

TEST_CASE("a wrong x is refused in the first layer's name, rank 1 too unless there is one input") {
    const auto message = [](auto f) { return twin::what<shape_error>(f); };
    const auto net = random_net(3, 4, 2);
    CHECK(message([&] {
              net(xt::xtensor<float, 2>(std::array<std::size_t, 2>{32, 4}));
          }) == "dense (3 -> 4, relu): expected x of shape (batch, 3), got (32, 4)");
    CHECK(message([&] {
              net(xt::xtensor<float, 1>{1, 2, 3});
          }) == "dense (3 -> 4, relu): expected x of shape (batch, 3), got (3)");
    CHECK(message([&] {
              lab()(xt::xtensor<double, 2>{{1, 2}});
          }) == "dense \"l1\": expected x of shape (batch, 1), got (1, 2)");
}

TEST_CASE("widths that do not fit are refused when the network is made, naming both layers") {
    CHECK(twin::what<shape_error>([] {
              sequential{dense<relu>(1, 3), dense<linear>(2, 1)};
          }) == "network: layer 0, dense (1 -> 3, relu), gives 3 values, but layer 1, dense (2 -> 1, "
                "linear), takes 2");
    CHECK(twin::what<shape_error>([] {
              sequential{dense<relu>(1, 3, relu{}, "a"), dense<relu>(3, 3, relu{}, "b"),
                         dense<linear>(4, 1, linear{}, "c")};
          }) == "network: layer 1, dense \"b\", gives 3 values, but layer 2, dense \"c\", takes 4");
}

TEST_CASE("widths that no longer fit are refused when the network runs") {
    auto net = lab();
    net.layer<0>() = dense<relu, double>(1, 5);
    const auto message =
        "network: layer 0, dense (1 -> 5, relu), gives 5 values, but layer 1, dense \"l2\", takes 3";
    CHECK(twin::what<shape_error>([&] { net(xt::xtensor<double, 1>{1}); }) == message);
    CHECK(twin::what<shape_error>([&] { net(xt::xtensor<double, 1>(std::array<std::size_t, 1>{0})); }) ==
          message);
    net.layer<1>() = dense<linear, double>(5, 2);
    CHECK((net(xt::xtensor<double, 1>{1}) == xt::xtensor<double, 2>{{0, 0}}));
}

TEST_CASE("layers are reached by place and by name, to read and to set") {
    auto net = lab();
    const auto& constant = net;
    CHECK(constant.layer<0>().kernel()(0, 0) == -2);
    CHECK(constant.layer("l2").in() == 3);
    CHECK(constant.layers()[1].name == "l2");
    net.layer<0>().set(xt::xtensor<double, 2>{{0, 0, 0}}, xt::xtensor<double, 1>{1, 2, 3});
    CHECK((net(xt::xtensor<double, 1>{9}) == xt::xtensor<double, 2>{{6}}));
    net.layer("l2").set(xt::xtensor<double, 2>{{1}, {10}, {100}});
    CHECK((net(xt::xtensor<double, 1>{9}) == xt::xtensor<double, 2>{{321}}));
    net.layer("l1").set(xt::xtensor<double, 2>{{1, 1, 1}}, xt::xtensor<double, 1>{0, 0, 0});
    CHECK((net(xt::xtensor<double, 1>{2}) == xt::xtensor<double, 2>{{222}}));
    CHECK(net.size() == 2);
}

TEST_CASE("a layer set through its name is checked, and unchanged if that throws") {
    auto net = lab();
    CHECK(twin::what<shape_error>([&] {
              net.layer("l1").set(xt::xtensor<double, 2>{{1, 2}});
          }) == "dense \"l1\": expected kernel of shape (1, 3), got (1, 2)");
    CHECK(twin::what<shape_error>([&] {
              net.layer("l2").set(xt::xtensor<double, 2>{{1}, {2}, {3}}, xt::xtensor<double, 1>{1});
          }) == "dense \"l2\": expected a kernel alone, got a bias as well");
    CHECK((net.layer<0>().kernel() == lab().layer<0>().kernel()));
    CHECK((net.layer<1>().kernel() == lab().layer<1>().kernel()));
}

TEST_CASE("a name of no layer, or of two, is refused") {
    sequential net{dense<relu>(1, 1, relu{}, "a"), dense<relu>(1, 1, relu{}, "a"), dense<linear>(1, 1)};
    CHECK(twin::what<value_error>([&] { net.layer("b"); }) ==
          "network: expected the name of a layer, got \"b\"");
    CHECK(twin::what<value_error>([&] { std::as_const(net).layer("a"); }) ==
          "network: expected one layer named \"a\", got layers 0 and 1");
}

TEST_CASE("a copy has weights of its own") {
    auto net = lab();
    const auto copy = net;
    net.layer<0>().set(xt::xtensor<double, 2>{{0, 0, 0}}, xt::xtensor<double, 1>{0, 0, 0});
    CHECK((copy(xt::xtensor<double, 1>{3}) == xt::xtensor<double, 2>{{4}}));
    CHECK((net(xt::xtensor<double, 1>{3}) == xt::xtensor<double, 2>{{0}}));
}

TEST_CASE("a moved-from network can be assigned and destroyed") {
    auto net = lab();
    const auto moved = std::move(net);
    net = moved;
    auto other = std::move(net);
    net = std::move(other);
    other = moved;
    CHECK((net(xt::xtensor<double, 1>{3}) == xt::xtensor<double, 2>{{4}}));
    CHECK((other(xt::xtensor<double, 1>{3}) == xt::xtensor<double, 2>{{4}}));
}

TEMPLATE_TEST_CASE("networks of compile-time shapes give what those of run-time shapes give, to rounding", "",
                   float, double) {
    using T = TestType;
    sequential<dense<relu, T, 4, 16>, dense<hyperbolic_tangent, T, 16, 16>, dense<linear, T, 16, 3>> fixed{
        dense<relu, T, 4, 16>{}, dense<hyperbolic_tangent, T, 16, 16>{}, dense<linear, T, 16, 3>{}};
    initialize(fixed, glorot_normal{}, 5);
    static_assert(decltype(fixed)::is_static && !decltype(random_net<T>(1, 1, 1))::is_static);
    static_assert(noexcept(fixed(std::array<T, 4>{})));
    const auto run_time =
        sequential<dense<relu, T>, dense<hyperbolic_tangent, T>, dense<linear, T>>::from_layers(
            fixed.layers());
    const auto x = twin::matrix<T>(30, 4, 3);
    const auto y = run_time(x), batch = fixed(x);
    double worst = 0;
    for (std::size_t r = 0; r != 30; ++r) {
        const std::array<T, 3> a = fixed(std::array<T, 4>{x(r, 0), x(r, 1), x(r, 2), x(r, 3)});
        for (std::size_t j = 0; j != 3; ++j)
            worst = std::max({worst, std::abs(static_cast<double>(a[j] - y(r, j))),
                              std::abs(static_cast<double>(batch(r, j) - y(r, j)))});
    }
    CHECK(worst < 20 * std::numeric_limits<T>::epsilon());
}

TEST_CASE("compile-time and run-time shapes mix") {
    const sequential net{dense<relu, double, 1, 3>(lab().layer<0>().layers()[0]),
                         dense<linear, double>(lab().layer<1>().layers()[0])};
    static_assert(!decltype(net)::is_static);
    CHECK((net(xt::xtensor<double, 1>{3}) == xt::xtensor<double, 2>{{4}}));
}

TEST_CASE("a network of compile-time shapes takes activations that have no default") {
    using first = dense<leaky_relu, float, 3, 4>;
    static_assert(std::is_constructible_v<first, leaky_relu>);
    const first layer(xt::xtensor<float, 2>{{1, -1, 0, 2}, {0, 1, 1, 0}, {0, 0, 0, 0}}, no_bias,
                      leaky_relu{0.5});
    const dense<linear, float, 4, 1> sum(xt::xtensor<float, 2>{{1}, {1}, {1}, {1}}, no_bias);
    const sequential two{layer, sum};
    const sequential<first, dense<linear, float, 4, 1>> same{layer, sum};
    CHECK(two(std::array<float, 3>{1, 3, 0}) == std::array<float, 1>{1 + 2 + 3 + 2});
    CHECK(same(std::array<float, 3>{-1, 1, 0}) == std::array<float, 1>{-0.5F + 2 + 1 - 1});
}

TEST_CASE("from_layers refuses another number of layers, another activation and another compile-time shape") {
    const auto net = lab();
    using one = sequential<dense<relu, double>>;
    using other = sequential<dense<relu, double>, dense<sigmoid, double>>;
    using wide = sequential<dense<relu, double, 1, 4>, dense<linear, double, 4, 1>>;
    CHECK(twin::what<shape_error>([&] { one::from_layers(net.layers()); }) ==
          "sequential: expected 1 layer, got 2");
    CHECK(twin::what<value_error>([&] { other::from_layers(net.layers()); }) ==
          "dense \"l2\": expected activation sigmoid, got linear");
    CHECK(twin::what<shape_error>([&] { wide::from_layers(net.layers()); }) ==
          "dense \"l1\": expected kernel of shape (1, 4), got (1, 3)");
}

TEST_CASE("any number of threads may run one network, and get the same bits") {
    const auto net = random_net<float>(8, 32, 4);
    const auto x = twin::matrix<float>(500, 8, 1);
    const auto expected = net(x);
    std::vector<char> same(4, 0);
    std::vector<std::thread> threads;
    for (char& mine : same)
        threads.emplace_back([&] {
            bool all = true;
            for (int i = 0; i != 20; ++i) all = all && same_bits(net(x * 1.F), expected);
            mine = all;
        });
    for (std::thread& thread : threads) thread.join();
    CHECK(same == std::vector<char>(4, 1));
}
