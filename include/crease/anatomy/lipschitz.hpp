// SPDX-License-Identifier: BSD-3-Clause
// layer 11 · Lipschitz: the exact Lipschitz constant of a network in a box.
//
// It is the largest norm of the Jacobian over all regions. Branch and bound: the region walk leaves out every
// cell on which interval bounds say that no Jacobian has a larger norm than one that has been found.
#ifndef CREASE_ANATOMY_LIPSCHITZ_HPP
#define CREASE_ANATOMY_LIPSCHITZ_HPP

#include <crease/anatomy/box.hpp>
#include <crease/anatomy/interval_bounds.hpp>
#include <crease/anatomy/local_layers.hpp>
#include <crease/anatomy/walk_box.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <vector>

namespace crease {

/// How distances are measured, of inputs and outputs alike; the norm of a Jacobian (out, in) is then its
/// largest column sum, its largest singular value, or its largest row sum.
enum class norm { one, two, infinity };

struct lipschitz_options {
    /// Cells that may be looked at; then the search ends with what it knows.
    std::size_t max_cells = std::numeric_limits<std::size_t>::max();
    tolerances tolerance = {};
};

/// The Lipschitz constant is in [lower, upper]; both are the same if complete, but for rounding.
struct lipschitz_bounds {
    double lower, upper;
    std::vector<double> at; // (in): in a region where the Jacobian's norm is `lower`
    bool complete;
};

namespace detail {
inline namespace CREASE_TAG {

/// The largest singular value of a matrix (rows, columns) in row-major order: the root of the largest
/// eigenvalue of its product with its transpose, by Jacobi's rotations.
inline double largest_singular_value(const std::vector<double>& m, std::size_t rows, std::size_t columns) {
    double scale = 0;
    for (const double value : m) scale = std::max(scale, std::abs(value));
    if (scale == 0)
        return 0;
    const bool wide = rows < columns;
    const std::size_t n = std::min(rows, columns), length = std::max(rows, columns);
    const auto value = [&](std::size_t i, std::size_t k) {
        return (wide ? m[i * columns + k] : m[k * columns + i]) / scale;
    };
    std::vector<double> gram(n * n, 0);
    for (std::size_t i = 0; i != n; ++i)
        for (std::size_t j = 0; j != n; ++j)
            for (std::size_t k = 0; k != length; ++k) gram[i * n + j] += value(i, k) * value(j, k);
    for (int sweep = 0; sweep != 50; ++sweep) {
        double off = 0, trace = 0;
        for (std::size_t i = 0; i != n; ++i) {
            trace += gram[i * n + i];
            for (std::size_t j = 0; j != i; ++j) off += gram[i * n + j] * gram[i * n + j];
        }
        if (off <= 1e-32 * trace * trace)
            break;
        for (std::size_t p = 0; p + 1 < n; ++p)
            for (std::size_t q = p + 1; q != n; ++q) {
                const double between = gram[p * n + q];
                if (between == 0)
                    continue;
                const double turn = (gram[q * n + q] - gram[p * n + p]) / (2 * between);
                const double tangent = (turn < 0 ? -1 : 1) / (std::abs(turn) + std::hypot(turn, 1.0));
                const double cosine = 1 / std::hypot(tangent, 1.0), sine = tangent * cosine;
                for (std::size_t k = 0; k != n; ++k) {
                    const double a = gram[k * n + p], b = gram[k * n + q];
                    gram[k * n + p] = cosine * a - sine * b;
                    gram[k * n + q] = sine * a + cosine * b;
                }
                for (std::size_t k = 0; k != n; ++k) {
                    const double a = gram[p * n + k], b = gram[q * n + k];
                    gram[p * n + k] = cosine * a - sine * b;
                    gram[q * n + k] = sine * a + cosine * b;
                }
            }
    }
    double largest = 0;
    for (std::size_t i = 0; i != n; ++i) largest = std::max(largest, gram[i * n + i]);
    return scale * std::sqrt(largest);
}

/// Of slopes (in, out), the transpose of a Jacobian.
inline double norm_of(const std::vector<double>& slopes, std::size_t in, std::size_t out, norm p) {
    if (p == norm::two)
        return largest_singular_value(slopes, in, out);
    std::vector<double> sums(p == norm::one ? in : out, 0.0);
    for (std::size_t i = 0; i != in; ++i)
        for (std::size_t j = 0; j != out; ++j) sums[p == norm::one ? i : j] += std::abs(slopes[i * out + j]);
    return *std::max_element(sums.begin(), sums.end());
}

struct lipschitz_guide {
    static constexpr bool ranges = true, prunes = true;
    norm p;
    std::size_t cells_left;
    double small;                   // what rounding makes of 0, relative
    double best = -1, open = 0;     // found, and possible where the search has ended early
    std::vector<double> where = {}; // in the coordinates of the cube

    template <class Walk> bool enter(const Walk& walk, std::size_t l, const typename Walk::cell&) {
        const double most = norm_of(
            bound_slopes(walk.layers(), l, pair_up(walk.low(l), walk.high(l)), unscaled(walk, walk.z(l))),
            walk.dimensions(), walk.layers().back().out, p);
        if (most <= best * (1 + small))
            return false;
        if (cells_left == 0 && best >= 0) {
            open = std::max(open, most);
            return false;
        }
        cells_left -= cells_left != 0; // one region, at least, is finished
        return true;
    }
    template <class Walk> bool leave(Walk& walk, const typename Walk::cell& c) {
        const double value =
            norm_of(unscaled(walk, walk.output()), walk.dimensions(), walk.layers().back().out, p);
        if (value > best) {
            best = value;
            where.resize(walk.dimensions());
            walk.cells().find_inside(c, where.data());
        }
        return true;
    }

private:
    /// Slopes (in, units) along x, from columns (in + 1, units) over the cube.
    template <class Walk, class Columns>
    static std::vector<double> unscaled(const Walk& walk, const Columns& columns) {
        const std::size_t in = walk.dimensions(), units = columns.size() / (in + 1);
        std::vector<double> slopes(columns.begin(), columns.end() - static_cast<std::ptrdiff_t>(units));
        for (std::size_t k = 0; k != slopes.size(); ++k) slopes[k] /= walk.box().half[k / units];
        return slopes;
    }
};

/// The regions around a few points, so that the search has something to begin with.
inline void start_from_samples(lipschitz_guide& guide, const std::vector<piecewise_layer>& layers,
                               const scaled_box& box, const tolerances& tolerance) {
    std::mt19937 bits(1); // the same on every platform, as its distributions are not
    const std::size_t d = box.centre.size();
    std::vector<double> x(d), y(d);
    for (int k = 0; k != 64; ++k) {
        for (std::size_t i = 0; i != d; ++i) {
            y[i] = static_cast<double>(bits() & 0xffffffff) * 0x1p-31 - 1;
            x[i] = box.x(i, y[i]);
        }
        local_layers local = look_around(layers, x, tolerance);
        if (local.on_crease)
            continue;
        const std::size_t out = layers.back().out;
        local.output.columns.resize(d * out);
        const double value = norm_of(local.output.columns, d, out, guide.p);
        if (value > guide.best) {
            guide.best = value;
            guide.where = y;
        }
    }
}

} // namespace CREASE_TAG
} // namespace detail

/// The largest p-to-p norm of the Jacobian of net in the box between the corners lower and upper: the best
/// constant L in |net(x) - net(x')| <= L |x - x'|. Of z of a smooth output layer. Throws shape_error,
/// value_error, unsupported_error naming a smooth hidden layer.
template <network Net>
CREASE_UNIT lipschitz_bounds lipschitz(const Net& net, point_view lower, point_view upper, norm p,
                                       const lipschitz_options& options = {}) {
    const auto layers = detail::box_layers("lipschitz", net, lower, upper);
    const detail::scaled_box box = detail::scale_box(lower, upper);
    detail::lipschitz_guide guide{.p = p, .cells_left = options.max_cells, .small = options.tolerance.slope};
    detail::start_from_samples(guide, layers, box, options.tolerance);
    detail::walk_box(layers, box, options.tolerance, guide);
    lipschitz_bounds result{guide.best, std::max(guide.best, guide.open), guide.where,
                            guide.open <= guide.best};
    for (std::size_t i = 0; i != result.at.size(); ++i) result.at[i] = box.x(i, result.at[i]);
    return result;
}

} // namespace crease
#endif // CREASE_ANATOMY_LIPSCHITZ_HPP
