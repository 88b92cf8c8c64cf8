// SPDX-License-Identifier: BSD-3-Clause
// layer 9 · The walk along a line: splits an interval at every place where a unit passes a knot.
//
// Depth-first: on an interval where every unit of the layers before is affine in x, so is z of the next
// layer; the places where one of its units passes a knot split the interval, and each part goes one layer
// deeper. Places are measured from lo, so that an interval far from 0 is resolved as well as one near it.
#ifndef CREASE_ANATOMY_LINE_WALK_HPP
#define CREASE_ANATOMY_LINE_WALK_HPP

#include <crease/anatomy/affine_product.hpp>
#include <crease/anatomy/affine_start.hpp>
#include <crease/anatomy/affine_units.hpp>
#include <crease/anatomy/box.hpp>
#include <crease/anatomy/piecewise_layers.hpp>
#include <crease/anatomy/value_range.hpp>
#include <crease/error.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// Walks the pieces of a network of one input on [lo, hi] from left to right, and calls visit(left, right,
/// units, output, on_knot) on each: left and right measured from lo, in `units` z and state of every layer,
/// in `output` slope, intercept and size of each output, and in on_knot the units whose z is a knot
/// throughout. Visit may have takes_branch(layer), which is asked before each part of an interval is handed
/// to the next layer: false leaves it out.
template <class Visit> class line_walk {
public:
    /// `start` is z of the first layer from lo on.
    line_walk(const std::vector<piecewise_layer>& layers, const affine_columns& start, double lo, double hi,
              const tolerances& tolerance, Visit& visit)
        : layers_{layers}, tolerance_{tolerance}, set_{best_instruction_set()}, length_{hi - lo},
          same_place_{std::max(tolerance.place * length_, resolution(lo, hi))}, visit_{visit},
          units_(layers.size()), levels_(layers.size()) {
        for (std::size_t l = 0; l != layers.size(); ++l) {
            const piecewise_layer& layer = layers[l];
            level& at = levels_[l];
            const std::size_t columns = l + 1 == layers.size() ? layer.out : layers[l + 1].out;
            if (layer.knots.size() > std::numeric_limits<std::uint8_t>::max())
                throw unsupported_error(
                    message({"anatomy: expected activations of at most 255 knots on a line, got ",
                             count_text(layer.knots.size())}));
            units_[l].resize(layer.out);
            at.largest.resize(layer.out);
            at.side_stride = (layer.out + line_width<double> - 1) / line_width<double> * line_width<double>;
            at.above.resize(at.side_stride * layer.knots.size());
            at.both.resize(at.above.size());
            // As many as there are units, or passes of one interval: a unit passes each of its knots once.
            const std::size_t most_terms = layer.out * std::max<std::size_t>(layer.knots.size(), 1) + 1;
            at.units.resize(most_terms);
            at.terms.resize(3 * most_terms);
            at.columns = columns;
            for (std::size_t s = 0; s != layer.slopes.size(); ++s)
                at.gives.push_back(layer.slopes[s] != 0 || layer.intercepts[s] != 0);
            at.sum.resize(3 * columns);
            if (l + 1 != layers.size()) {
                at.start.assign(columns, 0);
                at.start.insert(at.start.end(), layers[l + 1].bias.begin(), layers[l + 1].bias.end());
                for (const double bias : layers[l + 1].bias) at.start.push_back(std::abs(bias));
            }
        }
        output_.resize(layers.back().out);
        std::copy(start.coefficients.begin(), start.coefficients.end(), units_[0].coefficients.begin());
        std::copy(start.sizes.begin(), start.sizes.end(), units_[0].size.begin());
        walk(0, 0, length_);
    }

private:
    struct pass { // unit passes a knot at x, measured from lo
        double x;
        std::uint32_t unit;
        bool upwards;
    };
    struct level {
        std::vector<std::uint8_t> above, both; // of find_sides
        std::size_t side_stride;               // of these
        std::vector<double> largest;           // and of that
        std::vector<unsigned char> gives;      // (states): whether a unit in that state gives anything
        std::vector<pass> passes;
        std::vector<std::uint32_t>
            units;                 // who gives something to the next layer, or now gives something else
        std::vector<double> terms; // (units, 3): slope, intercept and size of that
        std::size_t columns;       // of the next layer, or of the output
        std::vector<double> start; // (3, columns): what a sum starts with: 0, bias, and its size
        std::vector<double> sum;   // (3, columns): z of the next layer, and the sizes of its terms
    };

    void walk(std::size_t l, double left, double right) {
        if (l + 1 == layers_.size() && layers_[l].knots.empty()) {
            drop_rounding(l);
            return leave(left, right);
        }
        const std::size_t flags = on_knot_.size();
        find_passes(l, left, right);
        std::vector<pass>& passes = levels_[l].passes;
        if (passes.size() > 1)
            std::sort(passes.begin(), passes.end(), [](const pass& a, const pass& b) { return a.x < b.x; });
        sum_units(l);
        std::size_t changes = 0;
        for (std::size_t i = 0; i != passes.size();) {
            const double x = passes[i].x;
            descend(l, left, x);
            const std::size_t first = i;
            while (i != passes.size() && passes[i].x <= x + same_place_) ++i;
            changes += i - first;
            if (changes <= most_changes) {
                change_sum(l, first, i);
            } else {
                for (std::size_t k = first; k != i; ++k) change_state(l, passes[k]);
                sum_terms(l, list_terms(l));
                changes = 0;
            }
            left = x;
        }
        descend(l, left, right);
        on_knot_.resize(flags);
    }

    /// Each change of a sum leaves some rounding: after so many it is made anew.
    static constexpr std::size_t most_changes = 16;

    void change_state(std::size_t l, const pass& p) {
        std::uint8_t& state = units_[l].state[p.unit];
        state = static_cast<std::uint8_t>(p.upwards ? state + 1 : state - 1);
    }

    /// The states of layer l at the left end of the interval, and its passes strictly inside.
    void find_passes(std::size_t l, double left, double right) {
        const piecewise_layer& layer = layers_[l];
        affine_units& units = units_[l];
        level& at = levels_[l];
        const double ends[] = {left, right};
        double overflow[line_width<double>];
        find_sides<1>(set_, {.z = units.coefficients.data(),
                             .z_stride = layer.out,
                             .sizes = units.size.data(),
                             .units = layer.out,
                             .knots = layer.knots.data(),
                             .knot_count = layer.knots.size(),
                             .x = {ends},
                             .corners = 2,
                             .reach = {length_},
                             .value = tolerance_.value,
                             .place = {0},
                             .above = at.above.data(),
                             .both = at.both.data(),
                             .side_stride = at.side_stride,
                             .largest = at.largest.data(),
                             .overflow = overflow});
        for (const double lane : overflow)
            if (lane != 0)
                throw_overflow(l);
        at.passes.clear();
        // Eight units at a time: few have a pass.
        for (std::size_t first = 0; first < layer.out; first += 8) {
            const std::uint64_t all = first + 8 <= layer.out ? 255 : (1U << (layer.out - first)) - 1;
            std::uint64_t states = 0;
            for (std::size_t k = 0; k != layer.knots.size(); ++k)
                states += load_eight(at.above.data() + k * at.side_stride + first) & 0x0101010101010101;
            std::memcpy(units.state.data() + first, &states, 8);
            for (std::size_t k = 0; k != layer.knots.size(); ++k)
                for (std::uint64_t both = bits_of(at.both.data() + k * at.side_stride + first) & all;
                     both != 0; both &= both - 1)
                    find_pass(l, first + static_cast<std::size_t>(std::countr_zero(both)), layer.knots[k],
                              left, right);
        }
    }
    static std::uint64_t load_eight(const std::uint8_t* p) noexcept {
        std::uint64_t word;
        std::memcpy(&word, p, 8);
        return word;
    }

    /// Of a unit that may pass the knot.
    void find_pass(std::size_t l, std::size_t u, double knot, double left, double right) {
        affine_units& units = units_[l];
        const double slope = units.slope[u], intercept = units.intercept[u];
        const double on_knot = tolerance_.value * (units.size[u] + std::abs(knot));
        const auto above_knot = [&](double x) {
            const double above = slope * x + intercept - knot;
            return std::abs(above) <= on_knot ? 0 : above;
        };
        const double at_left = above_knot(left), at_right = above_knot(right);
        if ((at_left < 0 && at_right > 0) || (at_left > 0 && at_right < 0)) {
            const double x = (knot - intercept) / slope;
            if (x > left + same_place_ && x < right - same_place_) {
                levels_[l].passes.push_back({x, static_cast<std::uint32_t>(u), slope > 0});
                raise(units.state[u], at_left > 0);
                return;
            }
        }
        if (at_left == 0 && at_right == 0)
            on_knot_.push_back({l, u});
        // No pass inside: z is on one side, but for rounding at an end.
        raise(units.state[u], (std::abs(at_left) > std::abs(at_right) ? at_left : at_right) > 0);
    }

    static void raise(std::uint8_t& state, bool by_one) noexcept {
        state = static_cast<std::uint8_t>(state + by_one);
    }

    [[noreturn]] void throw_overflow(std::size_t l) const {
        std::size_t u = 0;
        while (std::isfinite(units_[l].size[u]) && std::isfinite(levels_[l].largest[u])) ++u;
        throw value_error(message({"anatomy: expected z that does not overflow, got infinity at layer ",
                                   count_text(l), ", unit ", count_text(u)}));
    }

    /// What a unit gives in a state: slope, intercept and size.
    void give(std::size_t l, std::size_t u, std::size_t state, double* term) const {
        const piecewise_layer& layer = layers_[l];
        const double slope = layer.slopes[state], intercept = layer.intercepts[state];
        term[0] = slope * units_[l].slope[u];
        term[1] = slope * units_[l].intercept[u] + intercept;
        term[2] = std::abs(slope) * levels_[l].largest[u] + std::abs(intercept);
    }

    /// Of all units as they are. Returns how many give something.
    std::size_t list_terms(std::size_t l) {
        const piecewise_layer& layer = layers_[l];
        level& at = levels_[l];
        const std::uint8_t* const state = units_[l].state.data();
        const unsigned char* const gives = at.gives.data();
        std::size_t terms = 0;
        for (std::size_t first = 0; first < layer.out; first += 8) {
            std::uint64_t candidates = gives[0] ? 255 : bits_of(state + first);
            if (first + 8 > layer.out)
                candidates &= (1U << (layer.out - first)) - 1;
            for (; candidates != 0; candidates &= candidates - 1) {
                const std::size_t u = first + static_cast<std::size_t>(std::countr_zero(candidates));
                if (!gives[state[u]])
                    continue;
                at.units[terms] = static_cast<std::uint32_t>(u);
                give(l, u, state[u], at.terms.data() + 3 * terms++);
            }
        }
        return terms;
    }

    affine_product product(std::size_t l, std::size_t terms) {
        level& at = levels_[l];
        const std::size_t columns = at.columns;
        return {.kernel = layers_[l + 1].weights(),
                .out = columns,
                .rows = 2,
                .units = at.units.data(),
                .coefficients = at.terms.data(),
                .coefficient_stride = 3,
                .terms = terms,
                .start = at.start.data(),
                .start_stride = columns,
                .result = at.sum.data(),
                .result_stride = columns};
    }

    void sum_terms(std::size_t l, std::size_t terms) {
        if (l + 1 != layers_.size())
            multiply(set_, product(l, terms));
    }

    /// z of the next layer at the left end of the interval, and the sizes of its terms on all of it.
    void sum_units(std::size_t l) {
        level& at = levels_[l];
        if (l + 1 == layers_.size())
            return;
        std::size_t terms = list_terms(l);
        affine_product p = product(l, terms);
        p.rows = 3;
        multiply_with_sizes(set_, p);
        if (at.passes.empty())
            return;
        // Who passes a knot adds what it comes to give.
        terms = 0;
        for (const pass& q : at.passes) {
            const std::size_t state = units_[l].state[q.unit];
            give(l, q.unit, q.upwards ? state + 1 : state - 1, at.terms.data() + 3 * terms);
            at.units[terms++] = q.unit;
        }
        p.rows = 1;
        p.coefficients += 2;
        p.terms = terms;
        p.start = p.result += 2 * at.columns;
        multiply_sizes(set_, p);
    }

    /// After passes first ... last - 1.
    void change_sum(std::size_t l, std::size_t first, std::size_t last) {
        level& at = levels_[l];
        const bool product_follows = l + 1 != layers_.size();
        for (std::size_t i = first; i != last; ++i) {
            const pass& p = at.passes[i];
            double before[3] = {}, *const more = at.terms.data();
            if (product_follows)
                give(l, p.unit, units_[l].state[p.unit], before);
            change_state(l, p);
            if (!product_follows)
                continue;
            give(l, p.unit, units_[l].state[p.unit], more);
            more[0] -= before[0];
            more[1] -= before[1];
            at.units[0] = p.unit;
            affine_product update = product(l, 1);
            update.start = update.result;
            multiply(set_, update);
        }
    }

    /// To the layer after l, or to the output, on a part of the interval.
    void descend(std::size_t l, double left, double right) {
        if constexpr (requires { visit_.takes_branch(l); })
            if (!visit_.takes_branch(l))
                return;
        const level& at = levels_[l];
        if (l + 1 != layers_.size()) {
            std::copy(at.sum.begin(), at.sum.end(), units_[l + 1].coefficients.begin());
            walk(l + 1, left, right);
        } else {
            leave(left, right);
        }
    }

    /// A finished piece.
    void leave(double left, double right) {
        const std::size_t l = layers_.size() - 1;
        for (std::size_t u = 0; u != layers_[l].out; ++u) {
            const std::size_t state = units_[l].state[u];
            const double slope = layers_[l].slopes[state], intercept = layers_[l].intercepts[state];
            output_.slope[u] = slope * units_[l].slope[u];
            output_.intercept[u] = slope * units_[l].intercept[u] + intercept;
            output_.size[u] = std::abs(slope) * units_[l].size[u] + std::abs(intercept);
        }
        visit_(left, right, units_, output_, on_knot_);
    }

    /// The same as find_passes does, for a last layer that has no knots to pass.
    void drop_rounding(std::size_t l) {
        affine_units& z = units_[l];
        for (std::size_t u = 0; u != layers_[l].out; ++u) {
            const double least = tolerance_.value * z.size[u], run = std::abs(z.slope[u]) * length_;
            levels_[l].largest[u] = z.size[u] / 64 + run + std::abs(z.intercept[u]);
            if (!std::isfinite(levels_[l].largest[u]))
                throw_overflow(l);
            if (run <= least)
                z.slope[u] = 0;
            if (std::abs(z.intercept[u]) <= least)
                z.intercept[u] = 0;
        }
    }

    /// Places nearer than this cannot be told apart as numbers.
    static double resolution(double lo, double hi) {
        return 4 * std::numeric_limits<double>::epsilon() * std::max(std::abs(lo), std::abs(hi));
    }

    const std::vector<piecewise_layer>& layers_;
    tolerances tolerance_;
    instruction_set set_;
    double length_, same_place_;
    Visit& visit_;
    std::vector<affine_units> units_;
    std::vector<level> levels_;
    affine_units output_;
    std::vector<unit_index> on_knot_;
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_LINE_WALK_HPP
