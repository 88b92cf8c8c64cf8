// SPDX-License-Identifier: BSD-3-Clause
// layer 8 · Line layer: what one layer of a network does on an interval on which the layers before it are
// affine. It finds the places where its units pass a knot, and sums up z of the next layer, part by part.
#ifndef CREASE_ANATOMY_LINE_LAYER_HPP
#define CREASE_ANATOMY_LINE_LAYER_HPP

#include <crease/anatomy/affine_product.hpp>
#include <crease/anatomy/affine_units.hpp>
#include <crease/anatomy/box.hpp>
#include <crease/anatomy/given_units.hpp>
#include <crease/anatomy/line_passes.hpp>
#include <crease/anatomy/piecewise_layers.hpp>
#include <crease/tolerances.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// One layer of a walk along a line, at work on one interval at a time. Real is double: a template so that
/// who includes this header without walking a line does not compile it.
template <class Real = double> class line_layer {
public:
    /// l: the layer's number. next: the layer that comes after it; null if it is the last. length: of the
    /// whole line. same_place: places no further apart are one. Throws unsupported_error.
    line_layer(std::size_t l, const piecewise_layer& layer, const piecewise_layer* next, double length,
               double same_place, const tolerances& tolerance)
        : next_{next}, set_{best_instruction_set()},
          passes_(l, layer.out, layer.knots, length, same_place, tolerance),
          given_(layer.out, 1, layer.slopes, layer.intercepts), columns_{next ? next->out : layer.out},
          sum_(3 * columns_) {
        if (next) {
            start_.assign(columns_, 0);
            start_.insert(start_.end(), next->bias.begin(), next->bias.end());
            for (const double bias : next->bias) start_.push_back(std::abs(bias));
        }
    }

    /// Of the interval that was entered.
    const line_passes<Real>& passes() const noexcept { return passes_; }
    /// (3, columns): z of the next layer on the part of it that was reached, and the sizes of its terms.
    const std::vector<double>& sum() const noexcept { return sum_; }

    /// Enters an interval with the sum of the layer before, which is to stay while it is at work: sets z, and
    /// the units' states at the left end, finds the passes strictly inside, adds to on_knot whose z is on a
    /// knot throughout, and has the sum of the first part. Throws value_error if z overflows.
    void enter(const std::vector<double>& sum, affine_units& z, double left, double right,
               std::vector<unit_index>& on_knot) {
        z_ = &z;
        passes_.find(sum, z, left, right, given_, on_knot);
        changes_ = 0;
        if (next_)
            sum_units();
    }

    /// Enters an interval of a last layer that has no knots to pass. Throws as enter does.
    void enter_last(const std::vector<double>& sum, affine_units& z) { passes_.drop_rounding(sum, z); }

    /// On to the part after the passes first ... last - 1.
    void pass_over(std::size_t first, std::size_t last) {
        // Each change of a sum leaves some rounding: after so many it is made anew.
        constexpr std::size_t most_changes = 16;
        changes_ += last - first;
        if (next_ && changes_ <= most_changes) {
            for (std::size_t i = first; i != last; ++i) change_sum(passes_.list()[i]);
            return;
        }
        for (std::size_t i = first; i != last; ++i) change_state(passes_.list()[i]);
        if (next_)
            multiply(set_, product(2));
        changes_ = 0;
    }

private:
    /// The first `rows` of z of the next layer, from all that is given.
    affine_product product(std::size_t rows) {
        const std::span<const std::uint32_t> units = given_.list();
        return {.kernel = next_->weights(),
                .out = columns_,
                .rows = rows,
                .units = units.data(),
                .columns = units.data(),
                .terms = units.size(),
                .coefficients = given_.coefficients(),
                .coefficient_stride = z_->slope.size(),
                .start = start_.data(),
                .start_stride = columns_,
                .result = sum_.data(),
                .result_stride = columns_};
    }

    /// z of the next layer at the left end of the interval, and the sizes of its terms on all of it.
    void sum_units() {
        for (const line_pass& p : passes_.list())
            given_.add_size(p.unit,
                            given_.size_in(p.upwards ? p.knot + 1U : p.knot, passes_.largest()[p.unit]));
        multiply_with_sizes(set_, product(3));
    }

    void change_state(const line_pass& p) {
        const std::size_t before = z_->state[p.unit], state = p.upwards ? before + 1 : before - 1;
        z_->state[p.unit] = static_cast<std::uint8_t>(state);
        given_.give(p.unit, state, z_->coefficients.data(), passes_.largest()[p.unit]);
    }

    void change_sum(const line_pass& p) {
        const double *const slope = given_.coefficients() + p.unit, *const intercept =
                                                                        slope + z_->slope.size();
        const double slope_before = *slope, intercept_before = *intercept;
        change_state(p);
        const double more[] = {*slope - slope_before, *intercept - intercept_before};
        const std::uint32_t first = 0;
        multiply(set_, {.kernel = next_->weights(),
                        .out = columns_,
                        .rows = 2,
                        .units = &p.unit,
                        .columns = &first,
                        .terms = 1,
                        .coefficients = more,
                        .coefficient_stride = 1,
                        .start = sum_.data(),
                        .start_stride = columns_,
                        .result = sum_.data(),
                        .result_stride = columns_});
    }

    const piecewise_layer* next_;
    instruction_set set_;
    line_passes<Real> passes_;
    given_units given_;
    std::size_t columns_;       // of the next layer, or of the output
    std::size_t changes_ = 0;   // of the sum, since it was made
    std::vector<double> start_; // (3, columns): what a sum starts with: 0, bias, and its size
    std::vector<double> sum_;
    affine_units* z_ = nullptr; // of the interval that was entered
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_LINE_LAYER_HPP
