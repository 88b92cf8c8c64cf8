// SPDX-License-Identifier: BSD-3-Clause
// layer 11 · Output range: the exact smallest and largest value of each output in a box, and where.
//
// Branch and bound: the region walk leaves out every cell on which interval bounds say that nothing exceeds
// what has been found; on a region the outputs are affine, and largest at a vertex. The worst case is a walk
// through all regions for each extreme, hence the budget.
#ifndef CREASE_ANATOMY_OUTPUT_RANGE_HPP
#define CREASE_ANATOMY_OUTPUT_RANGE_HPP

#include <crease/anatomy/box.hpp>
#include <crease/anatomy/interval_bounds.hpp>
#include <crease/anatomy/walk_box.hpp>
#include <crease/error.hpp>
#include <crease/network.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <utility>
#include <vector>

namespace crease {

struct output_range_options {
    /// Cells that may be looked at for each extreme; then the search ends with what it knows.
    std::size_t max_cells = std::numeric_limits<std::size_t>::max();
    tolerances tolerance = {};
};

/// The smallest or the largest value of an output.
struct extreme {
    double value;           // the output at `at`
    std::vector<double> at; // (in)
    double bound;           // no value is beyond, but for rounding; equals value if complete
    bool complete;
};

struct output_ranges {
    std::vector<extreme> minimum, maximum; // (out)
    bool complete;                         // all of them are
};

namespace detail {
inline namespace CREASE_TAG {

/// Looks for the largest sign * output.
struct extreme_guide {
    static constexpr bool ranges = true, prunes = true;
    std::size_t output, cells_left;
    double sign, small;             // small: what rounding makes of 0, relative to what the outputs could be
    double best, open;              // found, and possible where the search has ended early
    std::vector<double> where = {}; // best, in the coordinates of the cube

    template <class Walk> bool enter(const Walk& walk, std::size_t l, const typename Walk::cell&) {
        const interval y = bound_outputs(walk.layers(), l, pair_up(walk.low(l), walk.high(l)))[output];
        const double most = sign > 0 ? y.high : -y.low;
        if (scale == 0)
            scale = small * std::max(std::abs(y.low), std::abs(y.high));
        if (most <= best + scale)
            return false;
        if (cells_left == 0) {
            open = std::max(open, most);
            return false;
        }
        --cells_left;
        return true;
    }
    template <class Walk> bool leave(Walk& walk, const typename Walk::cell& c) {
        point.resize(walk.dimensions());
        const double value = walk.cells().find_highest(c, walk.output_plane(output, sign), point.data());
        if (value > best) {
            best = value;
            where = point;
        }
        return true;
    }

    double scale = 0; // of what the outputs could be
    std::vector<double> point = {};
};

/// The outputs at x. Throws value_error if z overflows.
inline std::vector<double> evaluate(const std::vector<piecewise_layer>& layers, std::vector<double> x) {
    for (std::size_t l = 0; l != layers.size(); ++l) {
        const piecewise_layer& layer = layers[l];
        std::vector<double> z = layer.bias;
        for (std::size_t i = 0; i != layer.in; ++i)
            for (std::size_t j = 0; j != layer.out; ++j) z[j] += x[i] * layer.kernel[i * layer.out + j];
        for (std::size_t j = 0; j != layer.out; ++j)
            if (!std::isfinite(z[j]))
                throw_overflow({l, j});
        for (double& value : z) value = activate(layer, {value, value}).low;
        x = std::move(z);
    }
    return x;
}

/// A few points of the cube, corners among them, with the outputs there: what the search begins with.
struct samples_of_box {
    std::vector<std::vector<double>> points, outputs;

    samples_of_box(const std::vector<piecewise_layer>& layers, const scaled_box& box) {
        std::mt19937 bits(1); // the same on every platform, as its distributions are not
        const std::size_t d = box.centre.size();
        for (std::size_t k = 0; k != 128; ++k) {
            std::vector<double> y(d), x(d);
            for (std::size_t i = 0; i != d; ++i) {
                const double uniform = static_cast<double>(bits() & 0xffffffff) * 0x1p-31 - 1;
                y[i] = k == 0 ? 0 : k % 2 == 0 ? uniform : uniform < 0 ? -1 : 1;
                x[i] = box.x(i, y[i]);
            }
            outputs.push_back(evaluate(layers, std::move(x)));
            points.push_back(std::move(y));
        }
    }
};

inline extreme find_extreme(const std::vector<piecewise_layer>& layers, const scaled_box& box,
                            const samples_of_box& samples, std::size_t output, double sign,
                            const output_range_options& options) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    extreme_guide guide{.output = output,
                        .cells_left = options.max_cells,
                        .sign = sign,
                        .small = options.tolerance.place,
                        .best = -infinity,
                        .open = -infinity};
    for (std::size_t k = 0; k != samples.points.size(); ++k)
        if (sign * samples.outputs[k][output] > guide.best) {
            guide.best = sign * samples.outputs[k][output];
            guide.where = samples.points[k];
        }
    walk_box(layers, box, options.tolerance, guide);
    extreme result{sign * guide.best, guide.where, sign * std::max(guide.best, guide.open),
                   guide.open <= guide.best};
    for (std::size_t i = 0; i != result.at.size(); ++i) result.at[i] = box.x(i, result.at[i]);
    return result;
}

/// Smooth, and never falling: extremes of z are those of a.
inline bool is_rising(activation_view f) {
    const elu* const e = f.target<elu>();
    return f.target<sigmoid>() != nullptr || f.target<hyperbolic_tangent>() != nullptr ||
           f.target<softplus>() != nullptr || (e != nullptr && e->alpha() >= 0);
}

} // namespace CREASE_TAG
} // namespace detail

/// The smallest and largest value of each output of net in the box between the corners lower and upper, and
/// where. A smooth output layer must be sigmoid, tanh, softplus or elu, which do not fall. Throws
/// shape_error, value_error, unsupported_error naming the layer.
template <network Net>
CREASE_UNIT output_ranges output_range(const Net& net, point_view lower, point_view upper,
                                       const output_range_options& options = {}) {
    const auto parts = detail::box_layers("output_range", net, lower, upper);
    const auto layers = detail::layers_of(net);
    const auto& last = layers[layers.size() - 1];
    const activation_view f = last.activation;
    if (!f.is_piecewise_linear() && !detail::is_rising(f))
        throw unsupported_error(detail::message({"output_range: ", detail::layer_text(last),
                                                 ": expected an output activation that is piecewise linear, "
                                                 "sigmoid, tanh, softplus or elu, got ",
                                                 f.name()}));
    const detail::scaled_box box = detail::scale_box(lower, upper);
    const detail::samples_of_box samples(parts, box);
    output_ranges result{{}, {}, true};
    for (std::size_t j = 0; j != parts.back().out; ++j)
        for (const double sign : {-1.0, 1.0}) {
            extreme found = detail::find_extreme(parts, box, samples, j, sign, options);
            if (!f.is_piecewise_linear()) {
                found.value = f(found.value);
                found.bound = f(found.bound);
            }
            result.complete = result.complete && found.complete;
            (sign < 0 ? result.minimum : result.maximum).push_back(std::move(found));
        }
    return result;
}

} // namespace crease
#endif // CREASE_ANATOMY_OUTPUT_RANGE_HPP
