// SPDX-License-Identifier: BSD-3-Clause
// layer 3 · Affine units: z of a layer along a line.
#ifndef CREASE_ANATOMY_AFFINE_UNITS_HPP
#define CREASE_ANATOMY_AFFINE_UNITS_HPP

#include <crease/detail/instruction_set.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// z of a layer's units on an interval: slope * (x - lo) + intercept, and the state of each.
struct affine_units {
    std::vector<double> coefficients; // (2, units): the slopes and the intercepts
    std::span<double> slope, intercept;
    // Of the terms that z is a sum of, for the tolerance: in the sum that the layer was entered with.
    std::span<const double> size;
    std::vector<std::uint8_t> state_bytes; // with room for eight more
    std::span<std::uint8_t> state;

    void resize(std::size_t units) {
        coefficients.resize(2 * units);
        slope = std::span(coefficients).first(units);
        intercept = std::span(coefficients).last(units);
        state_bytes.resize(units + 8);
        state = std::span(state_bytes).first(units);
    }
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_AFFINE_UNITS_HPP
