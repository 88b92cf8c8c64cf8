// SPDX-License-Identifier: BSD-3-Clause
// layer 7 · Summary: a network's layers as a table of text, and how many parameters they have.
#ifndef CREASE_SUMMARY_HPP
#define CREASE_SUMMARY_HPP

#include <crease/detail/text_table.hpp>
#include <crease/error.hpp>
#include <crease/network.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace crease {

/// Weights and biases of one layer.
template <class T> CREASE_UNIT std::size_t parameter_count(const layer_view<T>& layer) {
    return layer.in() * layer.out() + (layer.has_bias ? layer.out() : 0);
}
/// Weights and biases of all layers.
template <network Net> CREASE_UNIT std::size_t parameter_count(const Net& net) {
    std::size_t count = 0;
    for (const auto& layer : net.layers()) count += parameter_count(layer);
    return count;
}

/// A table in the manner of Keras, a line a layer: name, activation, output shape, parameters; and their
/// total.
template <network Net> CREASE_UNIT std::string summary(const Net& net) {
    using row = std::array<std::string, 4>;
    std::vector<row> rows{{"Layer", "Activation", "Output shape", "Parameters"}};
    const auto layers = detail::layers_of(net);
    for (std::size_t l = 0; l != layers.size(); ++l) {
        const auto& layer = layers[l];
        rows.push_back({layer.name.empty() ? "dense " + std::to_string(l) : std::string(layer.name),
                        std::string(layer.activation.name()), "(batch, " + std::to_string(layer.out()) + ")",
                        std::to_string(parameter_count(layer))});
    }
    return detail::text_table(rows, 3) +
           detail::message({"Input (batch, ", detail::count_text(layers[0].in()), "), ",
                            detail::count_text(parameter_count(net)), " parameters\n"});
}

} // namespace crease
#endif // CREASE_SUMMARY_HPP
