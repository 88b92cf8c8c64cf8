// SPDX-License-Identifier: BSD-3-Clause
// The exercise: a target, a network of one input and one output that is to become it, and how weights may be
// set. All of it is in the page's state, and nothing else is.
#pragma once

#include <crease/language.hpp>
#include <crease/piecewise_linear.hpp>

#include "layer_numbers.hpp"

#include <cstddef>
#include <vector>

namespace lab_page {

/// What a slider gives: lowest, lowest + step, ... highest.
struct slider_range {
    double lowest = -4, highest = 4, step = 0.1;
};

struct exercise {
    crease::language language;
    std::vector<double> knots, values; // of the target
    activation_choice activation;      // of all hidden layers
    std::vector<layer_numbers> layers; // hidden ones, then the output, which is linear
    bool sums;                         // the output only adds up: weights 1, bias 0
    bool fixed_unit_0;                 // it is the lab's and stays as it is
    slider_range slider;

    std::size_t hidden() const noexcept { return layers.size() - 1; }
    crease::piecewise_linear<double> target() const {
        return crease::piecewise_linear<double>::from_knots(knots, values);
    }
};

// The lab's unit 0: z = -2x + 2.
inline constexpr double fixed_w = -2, fixed_b = 2;

/// Whether unit 0 is as the lab fixes it: of a single hidden ReLU layer, with the lab's weights.
inline bool can_fix_unit_0(const exercise& e) {
    return e.activation.kind == activation_kind::relu && e.hidden() == 1 &&
           e.layers[0].weights[0][0] == fixed_w && e.layers[0].bias[0] == fixed_b;
}

/// An output layer that only adds up.
inline layer_numbers sum_of(std::size_t units) { return {std::vector(units, std::vector<double>{1}), {0}}; }
inline bool only_sums(const layer_numbers& layer) { return layer == sum_of(layer.weights.size()); }

/// The lab as it begins: unit 0 is right, units 1 and 2 do nothing yet.
inline exercise lab_start(crease::language language) {
    return {language,
            {0, 1, 2, 3},
            {2, 0, 1, 4},
            {activation_kind::relu, 0},
            {{{{fixed_w, 0, 0}}, {fixed_b, 0, 0}}, sum_of(3)},
            true,
            true,
            {}};
}

} // namespace lab_page
