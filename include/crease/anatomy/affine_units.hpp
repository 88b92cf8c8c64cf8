// SPDX-License-Identifier: BSD-3-Clause
// layer 9 · Affine units: z of a layer along a line, and where a line begins.
#ifndef CREASE_ANATOMY_AFFINE_UNITS_HPP
#define CREASE_ANATOMY_AFFINE_UNITS_HPP

#include <crease/anatomy/affine_start.hpp>
#include <crease/anatomy/piecewise_layers.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// z of a layer's units on an interval: slope * (x - lo) + intercept, and the state of each.
struct affine_units {
    std::vector<double> coefficients; // (3, units): the slopes, intercepts and sizes
    std::span<double> slope, intercept;
    std::span<double> size;                // of the terms that z is a sum of, for the tolerance
    std::vector<std::uint8_t> state_bytes; // with room for eight more
    std::span<std::uint8_t> state;

    void resize(std::size_t units) {
        coefficients.resize(3 * units);
        slope = std::span(coefficients).first(units);
        intercept = std::span(coefficients).subspan(units, units);
        size = std::span(coefficients).last(units);
        state_bytes.resize(units + 8);
        state = std::span(state_bytes).first(units);
    }
};

/// z of the first layer of a network of one input, measured from lo.
inline affine_columns line_start(const std::vector<piecewise_layer>& layers, double lo, double hi) {
    const double one = 1, length = hi - lo;
    const std::span<const double> direction(&one, 1);
    return affine_start(layers.front(), std::span(&lo, 1), std::span(&direction, 1), std::span(&length, 1));
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_AFFINE_UNITS_HPP
