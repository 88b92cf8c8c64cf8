// SPDX-License-Identifier: BSD-3-Clause
// layer 9 · The walk along a line: splits an interval at every place where a unit passes a knot.
//
// Depth-first: on an interval where every unit of the layers before is affine in x, so is z of the next
// layer; the places where one of its units passes a knot split the interval, and each part goes one layer
// deeper. Places are measured from lo, so that an interval far from 0 is resolved as well as one near it.
#ifndef CREASE_ANATOMY_LINE_WALK_HPP
#define CREASE_ANATOMY_LINE_WALK_HPP

#include <crease/anatomy/affine_start.hpp>
#include <crease/anatomy/affine_units.hpp>
#include <crease/anatomy/box.hpp>
#include <crease/anatomy/line_layer.hpp>
#include <crease/anatomy/piecewise_layers.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
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
        : layers_{layers}, visit_{visit}, units_(layers.size()) {
        const double length = hi - lo, same_place = std::max(tolerance.place * length, resolution(lo, hi));
        for (std::size_t l = 0; l != layers.size(); ++l) {
            levels_.emplace_back(l, layers[l], l + 1 == layers.size() ? nullptr : &layers[l + 1], length,
                                 same_place, tolerance);
            units_[l].resize(layers[l].out);
        }
        output_.resize(layers.back().out);
        output_sizes_.resize(layers.back().out);
        output_.size = output_sizes_;
        std::vector<double> sum = start.coefficients;
        sum.insert(sum.end(), start.sizes.begin(), start.sizes.end());
        walk(0, sum, 0, length);
    }

private:
    /// sum (3, units): z of layer l, and the sizes of its terms.
    void walk(std::size_t l, const std::vector<double>& sum, double left, double right) {
        line_layer<>& at = levels_[l];
        if (l + 1 == layers_.size() && layers_[l].knots.empty()) {
            at.enter_last(sum, units_[l]);
            return leave(left, right);
        }
        const std::size_t flags = on_knot_.size();
        at.enter(sum, units_[l], left, right, on_knot_);
        const line_passes<>& passes = at.passes();
        for (std::size_t i = 0; i != passes.list().size();) {
            const double x = passes.list()[i].x;
            const std::size_t end = passes.end_of_place(i);
            descend(l, left, x);
            at.pass_over(i, end);
            i = end;
            left = x;
        }
        descend(l, left, right);
        on_knot_.resize(flags);
    }

    /// To the layer after l, or to the output, on a part of the interval.
    void descend(std::size_t l, double left, double right) {
        if constexpr (requires { visit_.takes_branch(l); })
            if (!visit_.takes_branch(l))
                return;
        if (l + 1 != layers_.size())
            walk(l + 1, levels_[l].sum(), left, right);
        else
            leave(left, right);
    }

    /// A finished piece.
    void leave(double left, double right) {
        const std::size_t l = layers_.size() - 1;
        for (std::size_t u = 0; u != layers_[l].out; ++u) {
            const std::size_t state = units_[l].state[u];
            const double slope = layers_[l].slopes[state], intercept = layers_[l].intercepts[state];
            output_.slope[u] = slope * units_[l].slope[u];
            output_.intercept[u] = slope * units_[l].intercept[u] + intercept;
            output_sizes_[u] = std::abs(slope) * units_[l].size[u] + std::abs(intercept);
        }
        visit_(left, right, units_, output_, on_knot_);
    }

    /// Places nearer than this cannot be told apart as numbers.
    static double resolution(double lo, double hi) {
        return 4 * std::numeric_limits<double>::epsilon() * std::max(std::abs(lo), std::abs(hi));
    }

    const std::vector<piecewise_layer>& layers_;
    Visit& visit_;
    std::vector<affine_units> units_;
    std::vector<line_layer<>> levels_;
    affine_units output_;
    std::vector<double> output_sizes_;
    std::vector<unit_index> on_knot_;
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_LINE_WALK_HPP
