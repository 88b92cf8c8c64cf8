// SPDX-License-Identifier: BSD-3-Clause
// The page's second tab: a ReLU network of two inputs on a rectangle. As values, and as JSON.
#pragma once

#include <crease/language.hpp>
#include <crease/model.hpp>

#include "drawn_weights.hpp"
#include "field.hpp"
#include "layer_numbers.hpp"
#include "layers_json.hpp"
#include "sliders.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace lab_page {

inline constexpr activation_choice plane_activation{activation_kind::relu, 0};

struct plane {
    crease::language language;
    std::array<double, 2> lower, upper;
    std::vector<layer_numbers> layers; // hidden ones of relu, then the output
    std::uint64_t seed;                // of the weights, as they were before they were edited

    std::size_t hidden() const noexcept { return layers.size() - 1; }
    crease::model<double> net() const { return model_of(layers, plane_activation); }
};

/// Draws all weights, to two decimals. Biases are small, so that creases run through the rectangle.
inline void draw_plane(plane& p, const std::vector<std::size_t>& widths, std::uint64_t seed) {
    constexpr double decimals = 0.01;
    p.seed = seed;
    p.layers = drawn_layers(2, widths, seed);
    for (layer_numbers& layer : p.layers) {
        for (double& b : layer.bias) b = nearest_multiple(b / 2, decimals);
        for (auto& row : layer.weights)
            for (double& w : row) w = nearest_multiple(w, decimals);
    }
}

inline plane plane_start(crease::language language) {
    plane p{language, {-1, -1}, {1, 1}, {}, 0};
    draw_plane(p, {8, 6}, 1);
    return p;
}

namespace words {
inline constexpr phrase above_lower{"a number of at least {0}, above the lower corner's",
                                    "不小于 {0} 的数（大于下角的坐标）"};
inline constexpr phrase relu_only{"\"relu\" in hidden layers", "\"relu\"（隐藏层）"};
} // namespace words

/// Throws refused.
inline plane read_plane(const field& state) {
    constexpr double narrowest = 1e-3; // a side of the rectangle
    state.allow({"language", "lower", "upper", "layers", "seed"});
    plane p{};
    p.language = read_language(state["language"]);
    const std::vector<field> lower = state["lower"].items(2, 2), upper = state["upper"].items(2, 2);
    for (std::size_t d = 0; d != 2; ++d) {
        p.lower[d] = lower[d].number(-largest_number, largest_number);
        p.upper[d] = upper[d].number(-largest_number, largest_number);
        if (p.upper[d] < p.lower[d] + narrowest)
            upper[d].refuse(state.say()(words::above_lower, {number(p.lower[d] + narrowest, 12)}));
    }
    activation_choice activation{};
    read_layers(state["layers"], 2, p.layers, activation);
    if (activation.kind != activation_kind::relu)
        state["layers"].items(2, most_hidden_layers + 1)[0]["activation"].refuse(
            state.say()(words::relu_only));
    p.seed = state["seed"].whole(0, largest_seed);
    return p;
}

inline json to_json(const plane& p) {
    return object()
        .add("language", code_of(p.language))
        .add("lower", json(p.lower))
        .add("upper", json(p.upper))
        .add("layers", to_json(p.layers, plane_activation))
        .add("seed", p.seed);
}

} // namespace lab_page
