// SPDX-License-Identifier: BSD-3-Clause
// layer 4 · Line passes: where units that are affine on an interval pass a knot of their activation, and
// their states at its left end.
#ifndef CREASE_ANATOMY_LINE_PASSES_HPP
#define CREASE_ANATOMY_LINE_PASSES_HPP

#include <crease/anatomy/affine_units.hpp>
#include <crease/anatomy/box.hpp>
#include <crease/anatomy/given_units.hpp>
#include <crease/anatomy/value_range.hpp>
#include <crease/detail/byte_bits.hpp>
#include <crease/error.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// Unit passes a knot at x, measured from lo.
struct line_pass {
    double x;
    std::uint32_t unit;
    std::uint8_t knot;
    bool upwards;
};

/// The passes of one layer's units, of one interval at a time. A template as line_layer is one.
template <class Real = double> class line_passes {
public:
    /// l: the layer's number, for messages. length: of the whole line. same_place: places no further apart
    /// are one. Throws unsupported_error.
    line_passes(std::size_t l, std::size_t units, std::span<const double> knots, double length,
                double same_place, const tolerances& tolerance)
        : l_{l}, units_{units}, knots_{knots}, set_{best_instruction_set()}, tolerance_{tolerance},
          length_{length}, same_place_{same_place}, side_stride_{(units + line_width<double> - 1) /
                                                                 line_width<double> * line_width<double>},
          largest_(units) {
        if (knots.size() > std::numeric_limits<std::uint8_t>::max())
            throw unsupported_error(
                message({"anatomy: expected activations of at most 255 knots on a line, got ",
                         count_text(knots.size())}));
        above_.resize(side_stride_ * knots.size());
        both_.resize(above_.size());
    }

    /// In the order of their places.
    const std::vector<line_pass>& list() const noexcept { return list_; }
    /// (units): the largest |z| on the interval.
    const std::vector<double>& largest() const noexcept { return largest_; }

    /// The end of the passes that are at the place of the first.
    std::size_t end_of_place(std::size_t first) const noexcept {
        const double end = list_[first].x + same_place_;
        while (first != list_.size() && list_[first].x <= end) ++first;
        return first;
    }

    /// From a sum (3, units), z and the sizes of its terms, which is to stay: sets z without what rounding
    /// left of 0, the units' states at the left end and what they give in these, lists the passes strictly
    /// inside, and adds to on_knot whose z is on a knot throughout. Throws value_error if z overflows.
    void find(const std::vector<double>& sum, affine_units& units, double left, double right,
              given_units& given, std::vector<unit_index>& on_knot) {
        const double ends[] = {left, right};
        units.size = std::span(sum).last(units_);
        double overflow[line_width<double>];
        find_sides<1>(set_, {.sum = sum.data(),
                             .z = units.coefficients.data(),
                             .z_stride = units_,
                             .sizes = units.size.data(),
                             .units = units_,
                             .knots = knots_.data(),
                             .knot_count = knots_.size(),
                             .x = {ends},
                             .corners = 2,
                             .reach = {length_},
                             .value = tolerance_.value,
                             .place = {0},
                             .above = above_.data(),
                             .both = both_.data(),
                             .side_stride = side_stride_,
                             .largest = largest_.data(),
                             .overflow = overflow,
                             .slopes = given.slopes().data(),
                             .intercepts = given.intercepts().data(),
                             .given = given.coefficients(),
                             .gives = given.gives()});
        for (const double lane : overflow)
            if (lane != 0)
                overflows(units);
        list_.clear();
        for (std::size_t first = 0; first < units_; first += 8) {
            std::uint64_t states = 0;
            for (std::size_t k = 0; k != knots_.size(); ++k)
                states += load_eight(above_.data() + k * side_stride_ + first) & 0x0101010101010101;
            std::memcpy(units.state.data() + first, &states, 8);
        }
        for (std::size_t k = 0; k != knots_.size(); ++k)
            for (std::size_t first = 0; first < units_; first += 64)
                for (std::uint64_t both = bits_of(both_.data() + k * side_stride_ + first,
                                                  std::min<std::size_t>(units_ - first, 64));
                     both != 0; both &= both - 1) {
                    const std::size_t u = first + lowest_bit(both);
                    if (find_pass(units, u, k, left, right, on_knot)) {
                        units.state[u] = static_cast<std::uint8_t>(units.state[u] + 1);
                        given.give(u, units.state[u], units.coefficients.data(), largest_[u]);
                    }
                }
        if (list_.size() > 1)
            std::sort(list_.begin(), list_.end(),
                      [](const line_pass& a, const line_pass& b) { return a.x < b.x; });
    }

    /// The same for a layer that has no knots to pass.
    void drop_rounding(const std::vector<double>& sum, affine_units& z) {
        z.size = std::span(sum).last(units_);
        for (std::size_t u = 0; u != units_; ++u) {
            const double slope = sum[u], intercept = sum[units_ + u];
            const double least = tolerance_.value * z.size[u], run = std::abs(slope) * length_;
            largest_[u] = z.size[u] / 64 + run + std::abs(intercept);
            if (!std::isfinite(largest_[u]))
                overflows(z);
            z.slope[u] = run <= least ? 0 : slope;
            z.intercept[u] = std::abs(intercept) <= least ? 0 : intercept;
        }
    }

private:
    static std::uint64_t load_eight(const std::uint8_t* p) noexcept {
        std::uint64_t word;
        std::memcpy(&word, p, 8);
        return word;
    }

    /// Of a unit that may pass the knot: whether it is above it at the left end.
    bool find_pass(const affine_units& units, std::size_t u, std::size_t k, double left, double right,
                   std::vector<unit_index>& on_knot) {
        const double slope = units.slope[u], intercept = units.intercept[u], knot = knots_[k];
        const double share = tolerance_.value * (units.size[u] + std::abs(knot));
        const auto above_knot = [&](double x) {
            const double above = slope * x + intercept - knot;
            return std::abs(above) <= share ? 0 : above;
        };
        const double at_left = above_knot(left), at_right = above_knot(right);
        if ((at_left < 0 && at_right > 0) || (at_left > 0 && at_right < 0)) {
            const double x = (knot - intercept) / slope;
            if (x > left + same_place_ && x < right - same_place_) {
                list_.push_back({x, static_cast<std::uint32_t>(u), static_cast<std::uint8_t>(k), slope > 0});
                return at_left > 0;
            }
        }
        if (at_left == 0 && at_right == 0)
            on_knot.push_back({l_, u});
        // No pass inside: z is on one side, but for rounding at an end.
        return (std::abs(at_left) > std::abs(at_right) ? at_left : at_right) > 0;
    }

    [[noreturn]] void overflows(const affine_units& units) const {
        std::size_t u = 0;
        while (std::isfinite(units.size[u]) && std::isfinite(largest_[u])) ++u;
        throw_overflow({l_, u});
    }

    std::size_t l_;
    std::size_t units_;
    std::span<const double> knots_;
    instruction_set set_;
    tolerances tolerance_;
    double length_, same_place_;
    std::size_t side_stride_; // of find_sides, and its results
    std::vector<std::uint8_t> above_, both_;
    std::vector<double> largest_;
    std::vector<line_pass> list_;
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_LINE_PASSES_HPP
