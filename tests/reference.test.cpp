// SPDX-License-Identifier: BSD-3-Clause
// Networks made and run with PyTorch, float64 throughout: tests/data/README.md.
#include "support/reference.hpp"

#include <crease/model.hpp>
#include <crease/predictor.hpp>
#include <crease/sequential.hpp>
#include <crease/trace.hpp>

#include "support/catch.hpp"

#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>

using namespace crease;

namespace {

any_activation by_name(const reference::layer& l) {
    if (l.activation == "relu")
        return any_activation{relu{}};
    if (l.activation == "leaky_relu")
        return any_activation{leaky_relu{l.parameter}};
    if (l.activation == "sigmoid")
        return any_activation{sigmoid{}};
    if (l.activation == "tanh")
        return any_activation{hyperbolic_tangent{}};
    if (l.activation == "linear")
        return any_activation{linear{}};
    throw std::runtime_error("another activation: " + l.activation);
}

template <class T> model<T> make(const reference::network& stored) {
    model<T> net;
    for (const reference::layer& l : stored.layers)
        net.add(dense<any_activation, T>(l.kernel, l.bias, by_name(l)));
    return net;
}

/// The largest |a - b|.
template <class A, class B> double distance(const A& a, const B& b) {
    REQUIRE(detail::same_shape(a, b));
    double largest = 0;
    for (std::size_t i = 0; i != a.shape()[0]; ++i)
        for (std::size_t j = 0; j != a.shape()[1]; ++j) {
            const double off = std::abs(static_cast<double>(a(i, j)) - static_cast<double>(b(i, j)));
            largest = off <= largest ? largest : off; // a NaN stays
        }
    return largest;
}

/// How far y is beyond the bound at worst; at most 0 if it is within.
template <class T>
double excess(const xt::xtensor<T, 2>& y, const xt::xtensor<double, 2>& a,
              const xt::xtensor<double, 2>& bound) {
    double largest = -1;
    for (std::size_t i = 0; i != a.shape()[0]; ++i)
        for (std::size_t j = 0; j != a.shape()[1]; ++j) {
            const double over = std::abs(static_cast<double>(y(i, j)) - a(i, j)) - bound(i, j);
            largest = over <= largest ? largest : over;
        }
    return largest;
}

/// check(net, batch) for the network as a model, a predictor and a sequential of type Net.
template <class Net, class Check> void in_each_form(const reference::network& stored, Check check) {
    const auto net = make<typename Net::value_type>(stored);
    for (const reference::batch& batch : stored.batches) {
        CAPTURE(batch.x.shape()[0]);
        check(net, batch);
        check(predictor{net}, batch);
        check(net.template as<Net>(), batch);
    }
}

template <template <class> class Net> void agrees(const char* name) {
    const reference::pair stored = reference::read_mlp(name);
    in_each_form<Net<double>>(stored.f64, [](const auto& net, const reference::batch& batch) {
        CHECK(distance(detail::run(net, batch.x), batch.a.back()) < 1e-12);
        const auto traced = trace(net, batch.x);
        REQUIRE(traced.size() == batch.z.size());
        for (std::size_t l = 0; l != traced.size(); ++l) {
            CHECK(distance(traced.z(l), batch.z[l]) < 1e-12);
            CHECK(distance(traced.a(l), batch.a[l]) < 1e-12);
        }
    });
    in_each_form<Net<float>>(stored.f32, [](const auto& net, const reference::batch& batch) {
        REQUIRE(batch.bound.has_value());
        const xt::xtensor<float, 2> x(batch.x);
        CHECK(excess(detail::run(net, x), batch.a.back(), *batch.bound) <= 0);
        CHECK(excess(trace(net, x).a(batch.a.size() - 1), batch.a.back(), *batch.bound) <= 0);
    });
}

template <class T> using relu_net = sequential<dense<relu, T>, dense<relu, T>, dense<linear, T>>;
template <class T> using sigmoid_layer = sequential<dense<sigmoid, T>>;
template <class T>
using mixed_net = sequential<dense<sigmoid, T>, dense<leaky_relu, T>, dense<hyperbolic_tangent, T>>;

} // namespace

TEST_CASE("2-16-16-1 of ReLU agrees with PyTorch in every layer, in every form") {
    agrees<relu_net>("m02_2-16-16-1");
}
TEST_CASE("one sigmoid layer agrees with PyTorch in every form") {
    agrees<sigmoid_layer>("m06_single_3-2_sigmoid");
}
TEST_CASE("6-24-12-5 of sigmoid, leaky ReLU and tanh agrees with PyTorch in every layer, in every form") {
    agrees<mixed_net>("m10_6-24-12-5_mix");
}
