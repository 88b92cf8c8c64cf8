// SPDX-License-Identifier: BSD-3-Clause
// layer 9 · The walk along a line: splits an interval at every place where a unit passes a knot.
//
// Depth-first: on an interval where every unit of the layers before is affine in x, so is z of the next
// layer; the places where one of its units passes a knot split the interval, and each part goes one layer
// deeper. Places are measured from lo, so that an interval far from 0 is resolved as well as one near it.
#ifndef CREASE_ANATOMY_LINE_WALK_HPP
#define CREASE_ANATOMY_LINE_WALK_HPP

#include <crease/anatomy/affine_start.hpp>
#include <crease/anatomy/piecewise_layers.hpp>
#include <crease/error.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// z of a layer's units on an interval: slope * (x - lo) + intercept, and the state of each.
struct affine_units {
    std::vector<double> slope, intercept, size; // size: sum of the sizes of the terms of z, for the tolerance
    std::vector<std::size_t> state;
};

/// z of the first layer of a network of one input, measured from lo.
inline affine_columns line_start(const std::vector<piecewise_layer>& layers, double lo, double hi) {
    const double one = 1, length = hi - lo;
    const std::span<const double> direction(&one, 1);
    return affine_start(layers.front(), std::span(&lo, 1), std::span(&direction, 1), std::span(&length, 1));
}

/// Walks the pieces of a network of one input on [lo, hi] from left to right, and calls visit(left, right,
/// units, output) on each: left and right measured from lo, in `units` z and state of every layer, in
/// `output` slope, intercept and size of each output.
template <class Visit> class line_walk {
public:
    line_walk(const std::vector<piecewise_layer>& layers, double lo, double hi, const tolerances& tolerance,
              Visit visit)
        : line_walk(layers, line_start(layers, lo, hi), lo, hi, tolerance, std::move(visit)) {}

    /// The same along a line through inputs of any number: `start` is z of the first layer from lo on.
    line_walk(const std::vector<piecewise_layer>& layers, const affine_columns& start, double lo, double hi,
              const tolerances& tolerance, Visit visit)
        : layers_{layers}, tolerance_{tolerance}, length_{hi - lo},
          same_place_{std::max(tolerance.place * length_, resolution(lo, hi))}, visit_{std::move(visit)},
          units_(layers.size()), passes_(layers.size()) {
        const auto middle = start.coefficients.begin() + static_cast<std::ptrdiff_t>(layers.front().out);
        units_[0].slope.assign(start.coefficients.begin(), middle);
        units_[0].intercept.assign(middle, start.coefficients.end());
        units_[0].size = start.sizes;
        walk(0, 0, length_);
    }

private:
    struct pass { // unit passes a knot at x, measured from lo
        double x;
        std::size_t unit;
        bool upwards;
    };

    void walk(std::size_t l, double left, double right) {
        if (l == layers_.size())
            return visit_(left, right, units_, output_);
        find_passes(l, left, right);
        std::vector<pass>& passes = passes_[l];
        std::sort(passes.begin(), passes.end(), [](const pass& a, const pass& b) { return a.x < b.x; });
        for (std::size_t i = 0; i != passes.size();) {
            const double x = passes[i].x;
            descend(l, left, x);
            for (; i != passes.size() && passes[i].x <= x + same_place_; ++i) {
                std::size_t& state = units_[l].state[passes[i].unit];
                state = passes[i].upwards ? state + 1 : state - 1;
            }
            left = x;
        }
        descend(l, left, right);
    }

    /// The states of layer l at the left end of the interval, and its passes strictly inside.
    void find_passes(std::size_t l, double left, double right) {
        const piecewise_layer& layer = layers_[l];
        affine_units& units = units_[l];
        units.state.assign(layer.out, 0);
        passes_[l].clear();
        for (std::size_t u = 0; u != layer.out; ++u) {
            if (!std::isfinite(units.size[u]))
                throw value_error(
                    message({"anatomy: expected z that does not overflow, got infinity at layer ",
                             count_text(l), ", unit ", count_text(u)}));
            const double slope = units.slope[u], intercept = units.intercept[u];
            for (const double knot : layer.knots) {
                const double on_knot = tolerance_.value * (units.size[u] + std::abs(knot));
                const auto above_knot = [&](double x) {
                    const double above = slope * x + intercept - knot;
                    return std::abs(above) <= on_knot ? 0 : above;
                };
                const double at_left = above_knot(left), at_right = above_knot(right);
                if ((at_left < 0 && at_right > 0) || (at_left > 0 && at_right < 0)) {
                    const double x = (knot - intercept) / slope;
                    if (x > left + same_place_ && x < right - same_place_) {
                        passes_[l].push_back({x, u, slope > 0});
                        units.state[u] += at_left > 0;
                        continue;
                    }
                }
                // No pass inside: z is on one side, but for rounding at an end.
                units.state[u] += (std::abs(at_left) > std::abs(at_right) ? at_left : at_right) > 0;
            }
        }
    }

    /// From the states of layer l to z of the layer after it (or to the output) on the interval, and on.
    void descend(std::size_t l, double left, double right) {
        const piecewise_layer& layer = layers_[l];
        const affine_units& units = units_[l];
        const bool last = l + 1 == layers_.size();
        affine_units& next = last ? output_ : units_[l + 1];
        if (last) {
            next.slope.assign(layer.out, 0);
            next.intercept.assign(layer.out, 0);
            next.size.assign(layer.out, 0);
        } else {
            const std::vector<double>& bias = layers_[l + 1].bias;
            next.slope.assign(bias.size(), 0);
            next.intercept = bias;
            next.size = bias;
            for (double& size : next.size) size = std::abs(size);
        }
        for (std::size_t u = 0; u != layer.out; ++u) {
            const std::size_t state = units.state[u];
            const double slope = layer.slopes[state] * units.slope[u];
            const double intercept = layer.slopes[state] * units.intercept[u] + layer.intercepts[state];
            if (last) {
                next.slope[u] = slope;
                next.intercept[u] = intercept;
                next.size[u] =
                    std::abs(layer.slopes[state]) * units.size[u] + std::abs(layer.intercepts[state]);
                continue;
            }
            if (slope == 0 && intercept == 0)
                continue;
            const double size = std::abs(slope) * length_ + std::abs(intercept);
            const double* kernel = layers_[l + 1].kernel.data() + u * next.slope.size();
            for (std::size_t j = 0; j != next.slope.size(); ++j) {
                next.slope[j] += slope * kernel[j];
                next.intercept[j] += intercept * kernel[j];
                next.size[j] += size * std::abs(kernel[j]);
            }
        }
        // Where the terms of z cancel, what rounding left is 0: it could bend in the next layer.
        for (std::size_t j = 0; !last && j != next.slope.size(); ++j)
            if (std::abs(next.slope[j]) * length_ + std::abs(next.intercept[j]) <=
                tolerance_.value * next.size[j])
                next.slope[j] = next.intercept[j] = 0;
        walk(l + 1, left, right);
    }

    /// Places nearer than this cannot be told apart as numbers.
    static double resolution(double lo, double hi) {
        return 4 * std::numeric_limits<double>::epsilon() * std::max(std::abs(lo), std::abs(hi));
    }

    const std::vector<piecewise_layer>& layers_;
    tolerances tolerance_;
    double length_, same_place_;
    Visit visit_;
    std::vector<affine_units> units_;
    std::vector<std::vector<pass>> passes_;
    affine_units output_;
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_LINE_WALK_HPP
