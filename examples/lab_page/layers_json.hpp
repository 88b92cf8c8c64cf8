// SPDX-License-Identifier: BSD-3-Clause
// What states of one and of two inputs have in common: the language, and layers of numbers.
#pragma once

#include <crease/language.hpp>

#include "field.hpp"
#include "layer_numbers.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lab_page {

// As crease names them, by activation_kind.
inline constexpr std::array<const char*, 4> activation_names{"linear", "relu", "leaky_relu", "sigmoid"};

namespace words {
inline constexpr phrase same_activation{"{0}, as in all hidden layers", "与各隐藏层相同的 {0}"};
} // namespace words

inline const char* code_of(crease::language l) { return l == crease::language::chinese ? "zh" : "en"; }
inline const char* name_of(activation_kind kind) { return activation_names[static_cast<std::size_t>(kind)]; }

inline crease::language read_language(const field& code) {
    return code.one_of({"en", "zh"}) == 1 ? crease::language::chinese : crease::language::english;
}

inline activation_kind read_kind(const field& name) {
    const auto& names = activation_names;
    return static_cast<activation_kind>(name.one_of({names[0], names[1], names[2], names[3]}));
}
/// Below 0, of leaky_relu.
inline double read_slope(const field& slope) { return slope.number(0, 1); }

inline std::vector<std::size_t> read_widths(const field& hidden) {
    std::vector<std::size_t> widths;
    for (const field& width : hidden.items(1, most_hidden_layers))
        widths.push_back(static_cast<std::size_t>(width.whole(1, most_units)));
    return widths;
}

inline layer_numbers read_layer(const field& layer, std::size_t in, std::size_t most_out) {
    layer_numbers numbers;
    numbers.bias = layer["bias"].numbers(1, most_out, -largest_number, largest_number);
    for (const field& row : layer["weights"].items(in, in))
        numbers.weights.push_back(row.numbers(numbers.out(), numbers.out(), -largest_number, largest_number));
    return numbers;
}

/// Hidden layers of one activation, then a linear one of one output.
inline void read_layers(const field& list, std::size_t in, std::vector<layer_numbers>& layers,
                        activation_choice& activation) {
    const std::vector<field> items = list.items(2, most_hidden_layers + 1);
    for (std::size_t l = 0; l != items.size(); ++l) {
        const field &layer = items[l], name = layer["activation"];
        const bool is_output = l + 1 == items.size();
        const activation_kind kind = read_kind(name);
        const bool has_slope = kind == activation_kind::leaky_relu;
        has_slope ? layer.allow({"activation", "slope", "weights", "bias"})
                  : layer.allow({"activation", "weights", "bias"});
        const activation_choice choice{kind, has_slope ? read_slope(layer["slope"]) : 0};
        if (l == 0)
            activation = choice;
        else if (is_output && kind != activation_kind::linear)
            name.refuse(name_of(activation_kind::linear));
        else if (!is_output && kind != activation.kind)
            name.refuse(name.say()(words::same_activation, {name_of(activation.kind)}));
        else if (!is_output && choice.slope != activation.slope)
            layer["slope"].refuse(name.say()(words::same_activation, {number(activation.slope)}));
        layers.push_back(read_layer(layer, in, is_output ? 1 : most_units));
        in = layers.back().out();
    }
}

inline json to_json(const std::vector<layer_numbers>& layers, const activation_choice& activation) {
    json list = json::array();
    for (std::size_t l = 0; l != layers.size(); ++l) {
        const bool is_output = l + 1 == layers.size();
        const activation_kind kind = is_output ? activation_kind::linear : activation.kind;
        json& layer = list.emplace_back(object()
                                            .add("activation", name_of(kind))
                                            .add("weights", json(layers[l].weights))
                                            .add("bias", layers[l].bias));
        if (kind == activation_kind::leaky_relu)
            layer["slope"] = activation.slope;
    }
    return list;
}

} // namespace lab_page
