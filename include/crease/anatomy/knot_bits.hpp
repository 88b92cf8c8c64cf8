// SPDX-License-Identifier: BSD-3-Clause
// layer 8 · Knot bits: the states of all units of a region, in words.
#ifndef CREASE_ANATOMY_KNOT_BITS_HPP
#define CREASE_ANATOMY_KNOT_BITS_HPP

#include <crease/anatomy/box.hpp>
#include <crease/anatomy/piecewise_layers.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// For every knot of every unit one bit: whether z is above it. Knot by knot the units of a layer, which
/// begin with a word of their own.
struct knot_bits {
    struct layer {
        std::size_t first, units, knots, words; // the first word; words: of one knot
    };
    std::vector<layer> layers;
    std::size_t words = 0;

    explicit knot_bits(const std::vector<piecewise_layer>& network) {
        for (const auto& of : network) {
            layers.push_back({words, of.out, of.knots.size(), (of.out + 63) / 64});
            words += layers.back().knots * layers.back().words;
        }
    }

    /// The bit's number.
    std::size_t bit(std::size_t l, unit_knot at) const noexcept {
        return 64 * (layers[l].first + at.knot * layers[l].words) + at.unit;
    }
    unit_index unit(std::size_t bit) const noexcept {
        std::size_t l = 0;
        while (l + 1 != layers.size() && bit >= 64 * layers[l + 1].first) ++l;
        return {l, (bit - 64 * layers[l].first) % (64 * layers[l].words)};
    }
    /// The number of knots below z.
    std::size_t state(const std::uint64_t* bits, unit_index unit) const noexcept {
        std::size_t state = 0;
        for (std::size_t k = 0; k != layers[unit.layer].knots; ++k) {
            const std::size_t b =
                bit(unit.layer, {static_cast<std::uint32_t>(unit.unit), static_cast<std::uint32_t>(k)});
            state += bits[b / 64] >> (b % 64) & 1;
        }
        return state;
    }
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_KNOT_BITS_HPP
