// SPDX-License-Identifier: BSD-3-Clause
// The same exercise with another number of layers or units.
#pragma once

#include "exercise.hpp"
#include "layer_numbers.hpp"

#include <cstddef>
#include <vector>

namespace lab_page {

/// A layer of this shape: weights that `old` has a place for are kept. New units of the first layer begin
/// with w = b = 0, as the lab's do. Later layers begin by handing on: input i goes to unit i, beyond the last
/// unit round again; so a new ReLU layer before an output that sums changes nothing.
inline layer_numbers reshaped(const layer_numbers& old, std::size_t in, std::size_t out, bool first) {
    layer_numbers layer{std::vector(in, std::vector<double>(out, 0.0)), std::vector<double>(out, 0.0)};
    for (std::size_t u = 0; u != out; ++u) {
        if (u < old.out())
            layer.bias[u] = old.bias[u];
        for (std::size_t i = 0; i != in; ++i)
            if (i < old.in() && u < old.out())
                layer.weights[i][u] = old.weights[i][u];
            else if (!first && i % out == u)
                layer.weights[i][u] = 1;
    }
    return layer;
}

/// With these hidden layers, activation and kind of output. Outputs that become free begin as sums.
inline exercise with_shape(const exercise& e, const std::vector<std::size_t>& widths,
                           const activation_choice& activation, bool sums) {
    exercise shaped = e;
    shaped.activation = activation;
    shaped.sums = sums;
    shaped.layers.clear();
    std::size_t in = 1;
    for (std::size_t l = 0; l != widths.size(); ++l) {
        shaped.layers.push_back(
            reshaped(l < e.hidden() ? e.layers[l] : layer_numbers{}, in, widths[l], l == 0));
        in = widths[l];
    }
    shaped.layers.push_back(sums ? sum_of(in) : reshaped(e.layers.back(), in, 1, false));
    shaped.fixed_unit_0 = e.fixed_unit_0 && can_fix_unit_0(shaped);
    return shaped;
}

} // namespace lab_page
