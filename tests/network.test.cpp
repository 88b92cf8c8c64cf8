// SPDX-License-Identifier: BSD-3-Clause
#include <crease/dense.hpp>
#include <crease/forward.hpp>
#include <crease/model.hpp>
#include <crease/network.hpp>
#include <crease/predictor.hpp>
#include <crease/sequential.hpp>

#include "support/catch.hpp"
#include "support/twin.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

using namespace crease;

namespace {

/// A front end of one's own: nothing but value_type and layers().
struct two_layers {
    using value_type = double;
    std::vector<double> w1{-2, 1, 2}, b1{2, -1, -4}, w2{1, 1, 1}, b2{0};
    relu f;
    linear g;
    std::vector<layer_view<double>> layers() const {
        return {{{w1.data(), 1, 3}, b1, f, "hidden"}, {{w2.data(), 3, 1}, b2, g, "output"}};
    }
};

struct nothing {
    using value_type = double;
    std::vector<layer_view<double>> layers() const { return {}; }
};

struct not_a_network {
    using value_type = double;
    std::vector<double> layers() const { return {}; }
};

} // namespace

TEST_CASE("whatever shows itself as a list of layers is a network") {
    static_assert(network<sequential<dense<relu>>>);
    static_assert(network<model<double>>);
    static_assert(network<predictor<float>>);
    static_assert(network<dense<relu>>); // one layer is a network of one
    static_assert(network<two_layers>);
    static_assert(!network<not_a_network>);
    static_assert(!network<std::vector<double>>);
}

TEST_CASE("a network of one's own runs, and copies to a model, a predictor and a typed sequential") {
    const two_layers mine;
    const xt::xtensor<double, 1> x{0, 0.5, 1, 2, 3}; // the lab's target at its knots and at 0.5
    const xt::xtensor<double, 2> y{{2}, {1}, {0}, {1}, {4}};
    CHECK((detail::run(mine, x) == y));
    CHECK((to_model(mine)(x) == y));
    CHECK((predictor{mine}(x) == y));
    CHECK((to_model(mine).as<sequential<dense<relu, double>, dense<linear, double>>>()(x) == y));
}

TEST_CASE("a layer_view shows a layer as it is") {
    const dense<leaky_relu, double> d(xt::xtensor<double, 2>{{1, 2, 3}, {4, 5, 6}},
                                      xt::xtensor<double, 1>{7, 8, 9}, leaky_relu{0.5}, "name");
    const layer_view<double> view = d.layers()[0];
    CHECK(view.in() == 2);
    CHECK(view.out() == 3);
    CHECK(view.kernel(1, 2) == 6);
    CHECK(view.kernel.row(1)[0] == 4);
    CHECK(view.bias[2] == 9);
    CHECK(view.name == "name");
    CHECK(view.activation.name() == "leaky_relu");
    CHECK(view.activation(-2.0) == -1);
    CHECK(view.has_bias);
}

TEST_CASE("a network without layers is refused where it would run") {
    CHECK(twin::what<value_error>([] { detail::run(nothing{}, xt::xtensor<double, 1>{1}); }) ==
          "network: expected at least one layer, got none");
    CHECK(twin::what<value_error>([] { predictor{nothing{}}; }) ==
          "network: expected at least one layer, got none");
}

TEST_CASE("a misfit names both layers, their places and their widths") {
    struct misfit : two_layers {
        std::vector<layer_view<double>> layers() const {
            return {{{w1.data(), 1, 3}, b1, f, "hidden"}, {{w2.data(), 2, 1}, b2, g, ""}};
        }
    };
    CHECK(twin::what<shape_error>([] { detail::run(misfit{}, xt::xtensor<double, 1>{1}); }) ==
          "network: layer 0, dense \"hidden\", gives 3 values, but layer 1, dense (2 -> 1, linear), takes 2");
}

TEST_CASE("a layer is found by its name if that is the name of one") {
    const two_layers mine;
    const auto layers = mine.layers();
    const std::span<const layer_view<double>> list(layers);
    CHECK(detail::find_layer(list, "hidden") == 0);
    CHECK(detail::find_layer(list, "output") == 1);
    CHECK(twin::what<value_error>([&] { detail::find_layer(list, "third"); }) ==
          "network: expected the name of a layer, got \"third\"");
    const std::vector<layer_view<double>> twice{layers[0], layers[1], layers[0]};
    CHECK(twin::what<value_error>([&] { detail::find_layer(std::span(twice), "hidden"); }) ==
          "network: expected one layer named \"hidden\", got layers 0 and 2");
    CHECK(detail::find_layer(std::span(twice), "output") == 1);
}
