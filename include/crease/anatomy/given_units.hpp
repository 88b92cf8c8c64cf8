// SPDX-License-Identifier: BSD-3-Clause
// layer 3 · Given units: what the units of a layer, affine functions on a region, give to the next layer.
#ifndef CREASE_ANATOMY_GIVEN_UNITS_HPP
#define CREASE_ANATOMY_GIVEN_UNITS_HPP

#include <crease/detail/byte_bits.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// Of one layer, on one region at a time, as columns of an affine_product.
class given_units {
public:
    /// d: the region's dimensions. slopes, intercepts: of the activation, in each state.
    given_units(std::size_t units, std::size_t d, std::span<const double> slopes,
                std::span<const double> intercepts)
        : units_{units}, d_{d}, slopes_{slopes}, intercepts_{intercepts}, coefficients_((d + 2) * units),
          gives_((units + 63) / 64 * 64), list_(units) {}

    std::span<const double> slopes() const noexcept { return slopes_; }
    std::span<const double> intercepts() const noexcept { return intercepts_; }
    /// (d + 2, units): slopes and intercept of what a unit gives, and the size of its terms.
    double* coefficients() noexcept { return coefficients_.data(); }
    const double* coefficients() const noexcept { return coefficients_.data(); }
    /// (units, up to a multiple of 64): not 0 if any of that is not 0.
    std::uint8_t* gives() noexcept { return gives_.data(); }

    /// The size of what a unit gives in a state, if z is at most `largest`.
    double size_in(std::size_t state, double largest) const noexcept {
        return std::abs(slopes_[state]) * largest + std::abs(intercepts_[state]);
    }
    /// The size of what passing a knot adds to that, or takes from it.
    double size_of_change(std::size_t knot, double largest) const noexcept {
        return std::abs(slopes_[knot + 1] - slopes_[knot]) * largest +
               std::abs(intercepts_[knot + 1] - intercepts_[knot]);
    }
    /// A unit in a state, whose z is column `unit` of (d + 1, units), and at most `largest`.
    void give(std::size_t unit, std::size_t state, const double* z, double largest) noexcept {
        const double slope = slopes_[state], intercept = intercepts_[state];
        double* const to = coefficients_.data() + unit;
        for (std::size_t r = 0; r <= d_; ++r) to[r * units_] = slope * z[r * units_ + unit];
        to[d_ * units_] += intercept;
        to[(d_ + 1) * units_] = size_in(state, largest);
        gives_[unit] = slope != 0 || intercept != 0;
    }

    /// What the unit comes to give in a part of the region, or more than it gives now: its size counts in all
    /// of the region's sums.
    void add_size(std::size_t unit, double size) noexcept {
        coefficients_[(d_ + 1) * units_ + unit] += size;
        gives_[unit] |= size != 0;
    }

    /// Who gives something.
    std::span<const std::uint32_t> list() noexcept {
        std::uint32_t* end = list_.data();
        for (std::size_t first = 0; first < units_; first += 64)
            for (std::uint64_t giving =
                     bits_of(gives_.data() + first, std::min<std::size_t>(units_ - first, 64));
                 giving != 0; giving &= giving - 1)
                *end++ = static_cast<std::uint32_t>(first) + lowest_bit(giving);
        return {list_.data(), end};
    }

private:
    std::size_t units_, d_;
    std::span<const double> slopes_, intercepts_;
    std::vector<double> coefficients_;
    std::vector<std::uint8_t> gives_;
    std::vector<std::uint32_t> list_;
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_GIVEN_UNITS_HPP
