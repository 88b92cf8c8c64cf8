// SPDX-License-Identifier: BSD-3-Clause
// layer 3 · Summary: a network's layers as a table of text, and how many parameters they have.
#ifndef CREASE_SUMMARY_HPP
#define CREASE_SUMMARY_HPP

#include <crease/network.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace crease {

/// Weights and biases of one layer.
template <class T> std::size_t parameter_count(const layer_view<T>& layer) {
    return layer.in() * layer.out() + (layer.has_bias ? layer.out() : 0);
}
/// Weights and biases of all layers.
template <network Net> std::size_t parameter_count(const Net& net) {
    std::size_t count = 0;
    for (const auto& layer : net.layers()) count += parameter_count(layer);
    return count;
}

/// A table in the manner of Keras, a line a layer: name, activation, output shape, parameters; and their
/// total.
template <network Net> std::string summary(const Net& net) {
    using row = std::array<std::string, 4>;
    std::vector<row> rows{{"Layer", "Activation", "Output shape", "Parameters"}};
    const auto layers = detail::layers_of(net);
    for (std::size_t l = 0; l != layers.size(); ++l) {
        const auto& layer = layers[l];
        rows.push_back({layer.name.empty() ? "dense " + std::to_string(l) : std::string(layer.name),
                        std::string(layer.activation.name()), "(batch, " + std::to_string(layer.out()) + ")",
                        std::to_string(parameter_count(layer))});
    }
    std::array<std::size_t, 4> width{};
    for (const row& r : rows)
        for (std::size_t c = 0; c != r.size(); ++c) width[c] = std::max(width[c], r[c].size());

    const std::string rule(width[0] + width[1] + width[2] + width[3] + 6, '-');
    std::string text;
    for (const row& r : rows) {
        for (std::size_t c = 0; c != r.size(); ++c) {
            const std::string padding(width[c] - r[c].size(), ' ');
            text += c + 1 == r.size() ? padding + r[c] + "\n" : r[c] + padding + "  "; // numbers to the right
        }
        if (&r == &rows.front())
            text += rule + "\n";
    }
    return text + rule + "\nInput (batch, " + std::to_string(layers[0].in()) + "), " +
           std::to_string(parameter_count(net)) + " parameters\n";
}

} // namespace crease
#endif // CREASE_SUMMARY_HPP
