// SPDX-License-Identifier: BSD-3-Clause
// Weights drawn by a seed, the same in every browser: crease's initialisers have the same bits everywhere.
#pragma once

#include <crease/initializers.hpp>
#include <crease/model.hpp>

#include "exercise.hpp"
#include "layer_numbers.hpp"
#include "sliders.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace lab_page {

inline constexpr std::uint64_t largest_seed = 9007199254740991; // the largest whole number of JavaScript

/// Layers of so many units, and an output layer of one: He-normal weights, biases uniform in [-1, 1].
inline std::vector<layer_numbers> drawn_layers(std::size_t in, std::vector<std::size_t> widths,
                                               std::uint64_t seed) {
    widths.push_back(1);
    std::vector<layer_numbers> layers;
    for (const std::size_t width : widths) {
        layers.push_back({std::vector(in, std::vector<double>(width)), std::vector<double>(width)});
        in = width;
    }
    crease::model<double> weights = model_of(layers, {activation_kind::relu, 0}), biases = weights;
    crease::initialize(weights, crease::he_normal{}, seed);
    crease::initialize(biases, crease::uniform(1), ~seed); // any row of its kernels will do
    for (std::size_t l = 0; l != layers.size(); ++l)
        for (std::size_t u = 0; u != layers[l].out(); ++u) {
            layers[l].bias[u] = biases.layer(l).kernel()(0, u);
            for (std::size_t i = 0; i != layers[l].in(); ++i)
                layers[l].weights[i][u] = weights.layer(l).kernel()(i, u);
        }
    return layers;
}

/// Draws the weights of the hidden layers, as sliders give them; the fixed unit and the output stay. Units of
/// the first layer get a kink somewhere between the target's ends, and a w for which a slider has the bias.
inline void draw_weights(exercise& e, std::uint64_t seed) {
    std::vector<std::size_t> widths;
    for (std::size_t l = 0; l != e.hidden(); ++l) widths.push_back(e.layers[l].out());
    std::vector<layer_numbers> drawn = drawn_layers(1, widths, seed);
    const double lo = e.knots.front(), length = e.knots.back() - lo;
    const double most = std::max(std::abs(e.slider.lowest), std::abs(e.slider.highest));
    for (std::size_t l = 0; l != e.hidden(); ++l)
        for (std::size_t u = 0; u != drawn[l].out(); ++u) {
            double& b = drawn[l].bias[u];
            if (l == 0) {
                double& w = drawn[0].weights[0][u];
                const double kink = lo + length * (b + 1) / 2;
                if (std::abs(w * kink) > most)
                    w = std::copysign(most / std::abs(kink), w);
                const double drawn_w = w;
                if (w = snapped(w, e.slider); w == 0) // it would be dead
                    w = snapped(std::copysign(e.slider.step, drawn_w), e.slider);
                b = 0 - w * kink;
            }
            b = snapped(b, e.slider);
            if (l != 0)
                for (auto& row : drawn[l].weights) row[u] = snapped(row[u], e.slider);
        }
    if (e.fixed_unit_0) {
        drawn[0].weights[0][0] = fixed_w;
        drawn[0].bias[0] = fixed_b;
    }
    std::copy_n(drawn.begin(), e.hidden(), e.layers.begin());
}

} // namespace lab_page
