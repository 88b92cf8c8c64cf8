// SPDX-License-Identifier: BSD-3-Clause
#include <crease/initializers.hpp>
#include <crease/model.hpp>
#include <crease/sequential.hpp>

#include "support/catch.hpp"
#include "support/twin.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <utility>

using namespace crease;
using twin::same_bits;

namespace {

using leaky_net = sequential<dense<leaky_relu, double>, dense<absolute, double>, dense<linear, double>>;

leaky_net random_net() {
    leaky_net net{dense<leaky_relu, double>(2, 5, leaky_relu{0.3}, "l1"),
                  dense<absolute, double>(5, 4, no_bias), dense<linear, double>(4, 3, linear{}, "out")};
    initialize(net, he_normal{}, 3);
    net.layer<0>().set(net.layer<0>().kernel(), twin::vector(5, 1));
    return net;
}

struct tripled {
    static constexpr std::string_view name = "tripled";
    double operator()(double z) const { return 3 * z; }
    double slope(double) const { return 3; }
};

} // namespace

TEST_CASE("a model has the same bits as the sequential it is made from") {
    const auto net = random_net();
    const auto m = to_model(net);
    for (const std::size_t batch : {0U, 1U, 5U, 200U}) {
        const auto x = twin::matrix(batch, 2, 4);
        CHECK(same_bits(m(x), net(x)));
        CHECK(same_bits(m(x * 1.0), net(x)));
    }
    CHECK(m.size() == 3);
    CHECK(m.layer(1).activation().name() == "abs");
    CHECK_FALSE(m.layer(1).has_bias());
}

TEST_CASE("to_model and as<Net>() are each other's inverse, to the bit") {
    const auto net = random_net();
    const auto back = to_model(net).as<leaky_net>();
    CHECK(same_bits(back.layer<0>().kernel(), net.layer<0>().kernel()));
    CHECK(same_bits(back.layer<0>().bias(), net.layer<0>().bias()));
    CHECK(back.layer<0>().activation().negative_slope() == 0.3);
    CHECK(back.layer<0>().name() == "l1");
    CHECK_FALSE(back.layer<1>().has_bias());
    CHECK(same_bits(back(twin::matrix(9, 2, 4)), net(twin::matrix(9, 2, 4))));
}

TEST_CASE("as<Net>() may fix shapes, and may leave activations open") {
    const auto m = to_model(random_net());
    using fixed = sequential<dense<leaky_relu, double, 2, 5>, dense<absolute, double, 5, 4>,
                             dense<linear, double, 4, 3>>;
    using open =
        sequential<dense<any_activation, double>, dense<absolute, double>, dense<any_activation, double>>;
    const auto x = twin::matrix(9, 2, 4);
    CHECK(same_bits(m.as<open>()(x), m(x)));
    CHECK(m.as<open>().layer<0>().activation().name() == "leaky_relu");
    const std::array<double, 3> y = m.as<fixed>()(std::array{x(0, 0), x(0, 1)});
    for (std::size_t j = 0; j != 3; ++j) CHECK(std::abs(y[j] - m(x)(0, j)) < 1e-14);
}

TEST_CASE("as<Net>() says which layer differs, and how") {
    const auto m = to_model(random_net());
    using short_net = sequential<dense<leaky_relu, double>>;
    using relu_net = sequential<dense<relu, double>, dense<absolute, double>, dense<linear, double>>;
    using abs_net = sequential<dense<leaky_relu, double>, dense<relu, double>, dense<linear, double>>;
    using wide_net = sequential<dense<leaky_relu, double, 2, 6>, dense<absolute, double, 6, 4>,
                                dense<linear, double, 4, 3>>;
    CHECK(twin::what<shape_error>([&] { m.as<short_net>(); }) == "sequential: expected 1 layer, got 3");
    CHECK(twin::what<value_error>([&] { m.as<relu_net>(); }) ==
          "dense \"l1\": expected activation relu, got leaky_relu");
    CHECK(twin::what<value_error>([&] { m.as<abs_net>(); }) ==
          "dense (5 -> 4, abs): expected activation relu, got abs");
    CHECK(twin::what<shape_error>([&] { m.as<wide_net>(); }) ==
          "dense \"l1\": expected kernel of shape (2, 6), got (2, 5)");
    CHECK(twin::what<shape_error>([&] { model<double>{}.as<short_net>(); }) ==
          "sequential: expected 1 layer, got 0");
}

TEST_CASE("layers are added one after another, of any activation and shape kind") {
    model<double> m;
    m.add(dense<any_activation, double>(xt::xtensor<double, 2>{{-2, 1, 2}}, xt::xtensor<double, 1>{2, -1, -4},
                                        any_activation{relu{}}, "l1"))
        .add(dense<linear, double, 3, 1>(xt::xtensor<double, 2>{{1}, {1}, {1}}, no_bias));
    CHECK((m(xt::xtensor<double, 1>{0, 1, 2, 3}) == xt::xtensor<double, 2>{{2}, {0}, {1}, {4}}));
    m.add(dense<tripled, double>(xt::xtensor<double, 2>{{1}}, no_bias));
    CHECK((m(xt::xtensor<double, 1>{3}) == xt::xtensor<double, 2>{{12}}));
    m.add(m.layers()[2]).add(m.layer(2));
    CHECK((m(xt::xtensor<double, 1>{3}) == xt::xtensor<double, 2>{{108}}));
}

TEST_CASE("a layer that does not fit is refused naming both, and the model stays as it was") {
    model<float> m;
    m.add(dense<relu>(2, 3, relu{}, "l1"));
    CHECK(twin::what<shape_error>([&] { m.add(dense<linear>(4, 1, linear{}, "l2")); }) ==
          "network: layer 0, dense \"l1\", gives 3 values, but layer 1, dense \"l2\", takes 4");
    CHECK(m.size() == 1);
    m.add(dense<linear>(3, 1, linear{}, "l2"));
    CHECK(twin::what<shape_error>([&] { m.add(dense<linear>(4, 1)); }) ==
          "network: layer 1, dense \"l2\", gives 1 values, but layer 2, dense (4 -> 1, linear), takes 4");
}

TEST_CASE("widths that no longer fit are refused when the model runs") {
    auto m = to_model(random_net());
    m.layer(0) = dense<any_activation, double>(2, 6, any_activation{relu{}});
    CHECK(
        twin::what<shape_error>([&] { m(twin::matrix(1, 2, 1)); }) ==
        "network: layer 0, dense (2 -> 6, relu), gives 6 values, but layer 1, dense (5 -> 4, abs), takes 5");
}

TEST_CASE("layers of a model are reached by place and by name, to read and to set") {
    auto m = to_model(random_net());
    CHECK(&m.layer("out") == &m.layer(2));
    CHECK(&std::as_const(m).layer("l1") == &m.layer(0));
    m.layer("out").set(xt::xtensor<double, 2>(std::array<std::size_t, 2>{4, 3}, 0.0),
                       xt::xtensor<double, 1>{1, 2, 3});
    CHECK((m(twin::matrix(1, 2, 1)) == xt::xtensor<double, 2>{{1, 2, 3}}));
    CHECK(twin::what<value_error>([&] { m.layer(3); }) ==
          "model: expected the index of a layer, below 3, got 3");
    CHECK(twin::what<value_error>([&] { m.layer("none"); }) ==
          "network: expected the name of a layer, got \"none\"");
    m.add(dense<linear, double>(3, 3, linear{}, "l1"));
    CHECK(twin::what<value_error>([&] { m.layer("l1"); }) ==
          "network: expected one layer named \"l1\", got layers 0 and 3");
}

TEST_CASE("a model without layers is refused where it would run") {
    CHECK(twin::what<value_error>([] { model<float>{}(xt::xtensor<float, 1>{1}); }) ==
          "network: expected at least one layer, got none");
    CHECK(model<float>{}.size() == 0);
    CHECK(to_model(model<float>{}).size() == 0);
}

TEST_CASE("a copy of a model has weights of its own; a moved-from model can be assigned and destroyed") {
    auto m = to_model(random_net());
    const auto copy = m;
    const auto x = twin::matrix(3, 2, 1);
    const auto y = m(x);
    m.layer("out").set(xt::xtensor<double, 2>(std::array<std::size_t, 2>{4, 3}, 0.0),
                       xt::xtensor<double, 1>{0, 0, 0});
    CHECK(same_bits(copy(x), y));
    CHECK((m(x) == xt::xtensor<double, 2>(std::array<std::size_t, 2>{3, 3}, 0.0)));
    auto other = std::move(m);
    m = copy;
    CHECK(same_bits(m(x), y));
    m = std::move(other);
    other = copy;
    CHECK(same_bits(other(x), y));
}
