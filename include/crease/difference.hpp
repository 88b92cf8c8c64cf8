// SPDX-License-Identifier: BSD-3-Clause
// layer 12 · Difference: how far two functions of one input are apart on an interval, exactly. Each is a
// network or a piecewise-linear curve.
//
// Between two neighbouring knots of either, the difference is straight: it is largest at a knot, and its
// integrals have closed forms.
#ifndef CREASE_DIFFERENCE_HPP
#define CREASE_DIFFERENCE_HPP

#include <crease/anatomy/line.hpp>
#include <crease/error.hpp>
#include <crease/network.hpp>
#include <crease/piecewise_linear.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace crease {

/// Of d(x) = f(x) - g(x), which has one component an output, for x from lo to hi.
struct function_difference {
    double maximum;     // the largest |d|
    double x;           // the leftmost place where it is reached,
    std::size_t output; // and the first output that reaches it there
    double l1;          // the integral of |d|, added over the outputs
    double l2;          // the root of the integral of d * d, added over the outputs
};

namespace detail {
inline namespace CREASE_TAG {

/// A piecewise-linear function on an interval, by its knots, which begin and end it.
struct straight_pieces {
    std::size_t out;
    std::vector<double> knots, values, slopes; // (P + 1), (P + 1, out), (P, out)

    /// The outputs at x, which lies on piece p. Exact at both ends of the piece, as its neighbours have them.
    double at(double x, std::size_t p, std::size_t j) const noexcept {
        return x == knots[p + 1] ? values[(p + 1) * out + j]
                                 : values[p * out + j] + (x - knots[p]) * slopes[p * out + j];
    }
};

template <network Net>
straight_pieces straight_pieces_of(const Net& net, double lo, double hi, const tolerances& tolerance) {
    const line_task task = interval_task("difference", net, lo, hi, tolerance);
    const auto parts = all_pieces<double>(task);
    return {parts.slopes().shape()[1],
            {parts.breakpoints().begin(), parts.breakpoints().end()},
            {parts.values().begin(), parts.values().end()},
            {parts.slopes().begin(), parts.slopes().end()}};
}
template <class T>
straight_pieces straight_pieces_of(const piecewise_linear<T>& curve, double lo, double hi,
                                   const tolerances&) {
    const piecewise_linear<double> c(curve);
    const auto& knots = c.knots();
    straight_pieces pieces{1, {lo}, {c(lo)}, {}};
    for (std::size_t k = 1; k != knots.size(); ++k) {
        const bool last = k + 1 == knots.size();
        if (knots[k] <= lo && !last)
            continue;
        const double end = last ? hi : std::min(knots[k], hi);
        pieces.knots.push_back(end);
        pieces.values.push_back(c(end));
        pieces.slopes.push_back(c.slopes()[k - 1]);
        if (end == hi)
            break;
    }
    return pieces;
}

/// A stretch of length h on which d goes straight from `left` to `right`.
struct straight_stretch {
    double h, left, right;

    double integral_of_size() const noexcept {
        const double a = std::abs(left), b = std::abs(right);
        if ((left < 0) == (right < 0) || a + b == 0)
            return h * (a + b) / 2;
        return h * (a * a + b * b) / (a + b) / 2; // two triangles
    }
    double integral_of_square() const noexcept {
        return h * (left * left + left * right + right * right) / 3;
    }
};

/// The difference of two functions on the same interval.
inline function_difference difference_of(const straight_pieces& f, const straight_pieces& g) {
    if (f.out != g.out)
        throw shape_error(message({"difference: expected functions of as many outputs, got ",
                                   count_text(f.out), " and ", count_text(g.out)}));
    function_difference result{-1, 0, 0, 0, 0};
    std::vector<double> left(f.out), right(f.out);
    const auto look = [&](double x, std::size_t p, std::size_t q, std::vector<double>& d) {
        for (std::size_t j = 0; j != f.out; ++j) {
            d[j] = f.at(x, p, j) - g.at(x, q, j);
            if (std::abs(d[j]) > result.maximum) {
                result.maximum = std::abs(d[j]);
                result.x = x;
                result.output = j;
            }
        }
    };
    double x = f.knots[0], squares = 0;
    look(x, 0, 0, left);
    for (std::size_t p = 0, q = 0; p + 1 != f.knots.size() && q + 1 != g.knots.size();) {
        const double end = std::min(f.knots[p + 1], g.knots[q + 1]);
        look(end, p, q, right);
        for (std::size_t j = 0; j != f.out; ++j) {
            const straight_stretch stretch{end - x, left[j], right[j]};
            result.l1 += stretch.integral_of_size();
            squares += stretch.integral_of_square();
        }
        x = end;
        std::swap(left, right);
        p += f.knots[p + 1] == end;
        q += g.knots[q + 1] == end;
    }
    result.l2 = std::sqrt(squares);
    return result;
}

template <class F> inline constexpr bool is_curve = false;
template <class T> inline constexpr bool is_curve<piecewise_linear<T>> = true;

/// What can be compared: a network, or a curve.
template <class F>
concept line_function = network<F> || is_curve<F>;

} // namespace CREASE_TAG
} // namespace detail

/// How far f and g are apart on [lo, hi]; each is a network of one input whose hidden layers are piecewise
/// linear, or a piecewise_linear, whose end pieces go on beyond its knots. Of z of a network's output layer
/// where that is smooth. Computed in double. Throws shape_error, value_error, unsupported_error as pieces()
/// does, and shape_error unless both have as many outputs.
template <detail::line_function F, detail::line_function G>
CREASE_UNIT function_difference difference(const F& f, const G& g, double lo, double hi,
                                           const tolerances& tolerance = {}) {
    if (!(std::isfinite(hi - lo) && lo < hi))
        throw value_error(detail::message({"difference: expected finite lo < hi, got ",
                                           detail::number_text(lo), " and ", detail::number_text(hi)}));
    return detail::difference_of(detail::straight_pieces_of(f, lo, hi, tolerance),
                                 detail::straight_pieces_of(g, lo, hi, tolerance));
}

} // namespace crease
#endif // CREASE_DIFFERENCE_HPP
