// SPDX-License-Identifier: BSD-3-Clause
// layer 8 · Knot bits: the states of all units of a region, in words.
#ifndef CREASE_ANATOMY_KNOT_BITS_HPP
#define CREASE_ANATOMY_KNOT_BITS_HPP

#include <crease/anatomy/piecewise_layers.hpp>

#include <cstddef>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// For every knot of every unit one bit: whether z is above it. Unit u's are first[layer] + u * knots and on;
/// a layer begins with a word of its own.
struct knot_bits {
    std::vector<std::size_t> first; // (layers)
    std::size_t words = 0;

    explicit knot_bits(const std::vector<piecewise_layer>& layers) {
        for (const auto& layer : layers) {
            first.push_back(64 * words);
            words += (layer.out * layer.knots.size() + 63) / 64;
        }
    }
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_KNOT_BITS_HPP
