// SPDX-License-Identifier: BSD-3-Clause
// layer 8 · Line layer: what one layer of a network does on an interval on which the layers before it are
// affine. It finds the places where its units pass a knot, and sums up z of the next layer, part by part.
#ifndef CREASE_ANATOMY_LINE_LAYER_HPP
#define CREASE_ANATOMY_LINE_LAYER_HPP

#include <crease/anatomy/affine_product.hpp>
#include <crease/anatomy/affine_units.hpp>
#include <crease/anatomy/box.hpp>
#include <crease/anatomy/line_passes.hpp>
#include <crease/anatomy/piecewise_layers.hpp>
#include <crease/anatomy/value_range.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// One layer of a walk along a line, at work on one interval at a time.
class line_layer {
public:
    /// l: the layer's number. next: the layer that comes after it; null if it is the last. length: of the
    /// whole line. same_place: places no further apart are one. Throws unsupported_error.
    line_layer(std::size_t l, const piecewise_layer& layer, const piecewise_layer* next, double length,
               double same_place, const tolerances& tolerance)
        : layer_{layer}, next_{next}, set_{best_instruction_set()},
          passes_(l, layer.out, layer.knots, length, same_place, tolerance), columns_{next ? next->out
                                                                                           : layer.out},
          sum_(3 * columns_) {
        // As many as there are units, or passes of one interval: a unit passes each of its knots once.
        const std::size_t most_terms = layer.out * std::max<std::size_t>(layer.knots.size(), 1) + 1;
        units_.resize(most_terms);
        terms_.resize(3 * most_terms);
        for (std::size_t s = 0; s != layer.slopes.size(); ++s)
            gives_.push_back(layer.slopes[s] != 0 || layer.intercepts[s] != 0);
        if (next) {
            start_.assign(columns_, 0);
            start_.insert(start_.end(), next->bias.begin(), next->bias.end());
            for (const double bias : next->bias) start_.push_back(std::abs(bias));
        }
    }

    /// Of the interval that was entered.
    const line_passes& passes() const noexcept { return passes_; }
    /// (3, columns): z of the next layer on the part of it that was reached, and the sizes of its terms.
    const std::vector<double>& sum() const noexcept { return sum_; }

    /// Enters an interval with z of the layer's units: sets their states at its left end, finds the passes
    /// strictly inside, adds to on_knot whose z is on a knot throughout, and has the sum of the first part.
    /// Throws value_error if z overflows.
    void enter(affine_units& z, double left, double right, std::vector<unit_index>& on_knot) {
        z_ = &z;
        passes_.find(z, left, right, on_knot);
        changes_ = 0;
        if (next_)
            sum_units();
    }

    /// Enters an interval of a last layer that has no knots to pass. Throws as enter does.
    void enter_last(affine_units& z) { passes_.drop_rounding(z); }

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
            multiply(set_, product(list_terms()));
        changes_ = 0;
    }

private:
    /// What a unit gives in a state: slope, intercept and size.
    void give(std::size_t u, std::size_t state, double* term) const {
        const double slope = layer_.slopes[state], intercept = layer_.intercepts[state];
        term[0] = slope * z_->slope[u];
        term[1] = slope * z_->intercept[u] + intercept;
        term[2] = std::abs(slope) * passes_.largest()[u] + std::abs(intercept);
    }

    /// Of all units as they are. Returns how many give something.
    std::size_t list_terms() {
        const std::uint8_t* const state = z_->state.data();
        const unsigned char* const gives = gives_.data();
        std::size_t terms = 0;
        for (std::size_t first = 0; first < layer_.out; first += 8) {
            std::uint64_t candidates = gives[0] ? 255 : bits_of(state + first);
            if (first + 8 > layer_.out)
                candidates &= (1U << (layer_.out - first)) - 1;
            for (; candidates != 0; candidates &= candidates - 1) {
                const std::size_t u = first + static_cast<std::size_t>(std::countr_zero(candidates));
                if (!gives[state[u]])
                    continue;
                units_[terms] = static_cast<std::uint32_t>(u);
                give(u, state[u], terms_.data() + 3 * terms++);
            }
        }
        return terms;
    }

    affine_product product(std::size_t terms) {
        return {.kernel = next_->weights(),
                .out = columns_,
                .rows = 2,
                .units = units_.data(),
                .coefficients = terms_.data(),
                .coefficient_stride = 3,
                .terms = terms,
                .start = start_.data(),
                .start_stride = columns_,
                .result = sum_.data(),
                .result_stride = columns_};
    }

    /// z of the next layer at the left end of the interval, and the sizes of its terms on all of it.
    void sum_units() {
        std::size_t terms = list_terms();
        affine_product p = product(terms);
        p.rows = 3;
        multiply_with_sizes(set_, p);
        if (passes_.list().empty())
            return;
        // Who passes a knot adds what it comes to give.
        terms = 0;
        for (const line_pass& q : passes_.list()) {
            const std::size_t state = z_->state[q.unit];
            give(q.unit, q.upwards ? state + 1 : state - 1, terms_.data() + 3 * terms);
            units_[terms++] = q.unit;
        }
        p.rows = 1;
        p.coefficients += 2;
        p.terms = terms;
        p.start = p.result += 2 * columns_;
        multiply_sizes(set_, p);
    }

    void change_state(const line_pass& p) {
        std::uint8_t& state = z_->state[p.unit];
        state = static_cast<std::uint8_t>(p.upwards ? state + 1 : state - 1);
    }

    void change_sum(const line_pass& p) {
        double before[3], *const more = terms_.data();
        give(p.unit, z_->state[p.unit], before);
        change_state(p);
        give(p.unit, z_->state[p.unit], more);
        more[0] -= before[0];
        more[1] -= before[1];
        units_[0] = p.unit;
        affine_product update = product(1);
        update.start = update.result;
        multiply(set_, update);
    }

    const piecewise_layer& layer_;
    const piecewise_layer* next_;
    instruction_set set_;
    line_passes passes_;
    std::size_t columns_;              // of the next layer, or of the output
    std::vector<unsigned char> gives_; // (states): whether a unit in that state gives anything
    std::size_t changes_ = 0;          // of the sum, since it was made
    std::vector<std::uint32_t> units_; // who gives something to the next layer, or now gives something else
    std::vector<double> terms_;        // (units, 3): slope, intercept and size of that
    std::vector<double> start_;        // (3, columns): what a sum starts with: 0, bias, and its size
    std::vector<double> sum_;
    affine_units* z_ = nullptr; // of the interval that was entered
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_LINE_LAYER_HPP
