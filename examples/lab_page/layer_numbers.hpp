// SPDX-License-Identifier: BSD-3-Clause
// A network as the page knows it: numbers in lists, which become a crease::model to be looked at.
#pragma once

#include <crease/activations.hpp>
#include <crease/any_activation.hpp>
#include <crease/dense.hpp>
#include <crease/detail/xtensor.hpp>
#include <crease/model.hpp>

#include <array>
#include <cstddef>
#include <vector>

namespace lab_page {

// What fits a figure, and is computed within a frame.
inline constexpr std::size_t most_hidden_layers = 3, most_units = 8;
inline constexpr double largest_number = 1e6;

struct layer_numbers {
    std::vector<std::vector<double>> weights; // (in, out), as crease has them
    std::vector<double> bias;                 // (out)

    std::size_t in() const noexcept { return weights.size(); }
    std::size_t out() const noexcept { return bias.size(); }
    friend bool operator==(const layer_numbers&, const layer_numbers&) = default;
};

enum class activation_kind { linear, relu, leaky_relu, sigmoid };

struct activation_choice {
    activation_kind kind;
    double slope; // of leaky_relu below 0

    bool is_smooth() const noexcept { return kind == activation_kind::sigmoid; }
};

inline crease::any_activation functor_of(const activation_choice& choice) {
    switch (choice.kind) {
    case activation_kind::linear:
        return crease::any_activation{crease::linear{}};
    case activation_kind::relu:
        return crease::any_activation{crease::relu{}};
    case activation_kind::leaky_relu:
        return crease::any_activation{crease::leaky_relu{choice.slope}};
    case activation_kind::sigmoid:
        break;
    }
    return crease::any_activation{crease::sigmoid{}};
}

inline crease::dense<crease::any_activation, double> dense_of(const layer_numbers& layer,
                                                              const crease::any_activation& f) {
    xt::xtensor<double, 2> kernel(std::array<std::size_t, 2>{layer.in(), layer.out()});
    xt::xtensor<double, 1> bias(std::array<std::size_t, 1>{layer.out()});
    for (std::size_t u = 0; u != layer.out(); ++u) {
        bias(u) = layer.bias[u];
        for (std::size_t i = 0; i != layer.in(); ++i) kernel(i, u) = layer.weights[i][u];
    }
    return {kernel, bias, f};
}

/// Hidden layers of one activation, and a linear output layer.
inline crease::model<double> model_of(const std::vector<layer_numbers>& layers,
                                      const activation_choice& activation) {
    crease::model<double> net;
    for (std::size_t l = 0; l != layers.size(); ++l)
        net.add(dense_of(layers[l], l + 1 == layers.size() ? crease::any_activation{crease::linear{}}
                                                           : functor_of(activation)));
    return net;
}

} // namespace lab_page
