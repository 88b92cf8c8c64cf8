// SPDX-License-Identifier: BSD-3-Clause
// layer 7 · Arithmetic of curves: sum, scale, shift, largest, smallest, composition, and knots that do
// nothing.
//
// A result's domain, from first knot to last, is the hull of its arguments', which extrapolate to fill it.
#ifndef CREASE_CURVE_ALGEBRA_HPP
#define CREASE_CURVE_ALGEBRA_HPP

#include <crease/piecewise_linear.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <iterator>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

namespace crease {
namespace detail {
inline namespace CREASE_TAG {

template <class T> std::vector<T> union_of_knots(const piecewise_linear<T>& p, const piecewise_linear<T>& q) {
    std::vector<T> knots;
    std::set_union(p.knots().begin(), p.knots().end(), q.knots().begin(), q.knots().end(),
                   std::back_inserter(knots));
    return knots;
}

/// A curve that grows from left to right, each knot with the slope of the piece after it. A knot that
/// rounding puts on the one before it is that one: only its slope is taken.
template <class T> class growing_curve {
public:
    void add(T x, T y, T slope_after) {
        if (!data_.knots.empty() && x <= data_.knots.back()) {
            data_.slopes.back() = slope_after;
            return;
        }
        data_.knots.push_back(x);
        data_.values.push_back(y);
        data_.slopes.push_back(slope_after);
    }
    piecewise_linear<T> finish(T x, T y) && {
        add(x, y, T(0));
        data_.slopes.pop_back();
        return piecewise_linear<T>(std::move(data_));
    }

private:
    curve_data<T> data_;
};

/// p op q for an op that acts on slopes as it does on values.
template <class T, class Op>
piecewise_linear<T> combined(const piecewise_linear<T>& p, const piecewise_linear<T>& q, Op op) {
    curve_data<T> data{union_of_knots(p, q), {}, {}};
    for (const T x : data.knots) {
        data.values.push_back(op(p(x), q(x)));
        if (data.values.size() > 1)
            data.slopes.push_back(op(p.slope(x), q.slope(x)));
    }
    return piecewise_linear<T>(std::move(data));
}

/// knots + dx, values * c + dy, slopes * c.
template <class T> piecewise_linear<T> transformed(const piecewise_linear<T>& p, T dx, T c, T dy) {
    curve_data<T> data{p.knots(), p.values(), p.slopes()};
    for (T& x : data.knots) x += dx;
    for (T& y : data.values) y = y * c + dy;
    for (T& slope : data.slopes) slope *= c;
    return piecewise_linear<T>(std::move(data));
}

} // namespace CREASE_TAG
} // namespace detail

/// p + q, exact on the whole line.
template <class T>
CREASE_UNIT piecewise_linear<T> operator+(const piecewise_linear<T>& p, const piecewise_linear<T>& q) {
    return detail::combined(p, q, std::plus<>{});
}
/// p - q, exact on the whole line.
template <class T>
CREASE_UNIT piecewise_linear<T> operator-(const piecewise_linear<T>& p, const piecewise_linear<T>& q) {
    return detail::combined(p, q, std::minus<>{});
}
template <class T>
CREASE_UNIT piecewise_linear<T> operator*(std::type_identity_t<T> c, const piecewise_linear<T>& p) {
    return detail::transformed(p, T(0), c, T(0));
}
template <class T>
CREASE_UNIT piecewise_linear<T> operator*(const piecewise_linear<T>& p, std::type_identity_t<T> c) {
    return c * p;
}
template <class T> CREASE_UNIT piecewise_linear<T> operator-(const piecewise_linear<T>& p) {
    return T(-1) * p;
}
template <class T>
CREASE_UNIT piecewise_linear<T> operator+(const piecewise_linear<T>& p, std::type_identity_t<T> c) {
    return detail::transformed(p, T(0), T(1), c);
}
template <class T>
CREASE_UNIT piecewise_linear<T> operator-(const piecewise_linear<T>& p, std::type_identity_t<T> c) {
    return p + -c;
}

/// p moved right by dx and up by dy: translate(p, dx, dy)(x + dx) == p(x) + dy.
template <class T>
CREASE_UNIT piecewise_linear<T> translate(const piecewise_linear<T>& p, std::type_identity_t<T> dx,
                                          std::type_identity_t<T> dy = 0) {
    return detail::transformed(p, dx, T(1), dy);
}

/// The larger of p and q at each x of the domain; where they cross is a knot.
template <class T>
CREASE_UNIT piecewise_linear<T> max(const piecewise_linear<T>& p, const piecewise_linear<T>& q) {
    const std::vector<T> knots = detail::union_of_knots(p, q);
    detail::growing_curve<T> result;
    for (std::size_t i = 0; i + 1 != knots.size(); ++i) {
        const T a = knots[i], b = knots[i + 1], lead_a = p(a) - q(a), lead_b = p(b) - q(b);
        const bool p_leads = lead_a > 0 || (lead_a == 0 && lead_b >= 0);
        const T slope_p = p.slope(b), slope_q = q.slope(b); // at b the left piece's: the slope from a to b
        result.add(a, std::max(p(a), q(a)), p_leads ? slope_p : slope_q);
        if ((lead_a > 0 && lead_b < 0) || (lead_a < 0 && lead_b > 0)) {
            const T x = std::min(b, a + (b - a) * (lead_a / (lead_a - lead_b)));
            result.add(x, std::max(p(x), q(x)), p_leads ? slope_q : slope_p);
        }
    }
    return std::move(result).finish(knots.back(), std::max(p(knots.back()), q(knots.back())));
}
/// The smaller of p and q at each x of the domain; where they cross is a knot.
template <class T>
CREASE_UNIT piecewise_linear<T> min(const piecewise_linear<T>& p, const piecewise_linear<T>& q) {
    return -max(-p, -q);
}

/// f(g(x)) for each x of g's domain.
template <class T>
CREASE_UNIT piecewise_linear<T> compose(const piecewise_linear<T>& f, const piecewise_linear<T>& g) {
    detail::growing_curve<T> result;
    for (std::size_t i = 0; i != g.slopes().size(); ++i) {
        const T x0 = g.knots()[i], x1 = g.knots()[i + 1], y0 = g.values()[i], y1 = g.values()[i + 1];
        // What g meets on its way from y0 to y1: y0, the knots of f in between, y1.
        std::vector<T> levels{y0};
        for (const T level : f.knots())
            if (std::min(y0, y1) < level && level < std::max(y0, y1))
                levels.push_back(level);
        if (y1 < y0)
            std::reverse(levels.begin() + 1, levels.end());
        levels.push_back(y1);
        for (std::size_t k = 0; k + 1 != levels.size(); ++k) {
            const T y = levels[k];
            const T x = k == 0 ? x0 : std::min(x1, x0 + (x1 - x0) * ((y - y0) / (y1 - y0)));
            result.add(x, f(y), g.slopes()[i] * f.slope(std::max(y, levels[k + 1])));
        }
    }
    return std::move(result).finish(g.knots().back(), f(g.values().back()));
}

/// p without the knots it does not need: on its domain no value moves by more than tolerance times the
/// largest |value| at a knot. The default is at the rounding level of T.
template <class T>
CREASE_UNIT piecewise_linear<T> merge_collinear(const piecewise_linear<T>& p,
                                                double tolerance = detail::rounding_level<T>) {
    const double allowed = tolerance * detail::value_scale(p);
    const std::size_t last = p.knots().size() - 1;
    detail::growing_curve<T> result;
    for (std::size_t start = 0, end; start != last; start = end) {
        // From the knot `start` a piece may run to the knot `next` if its slope is among those that pass each
        // knot in between within what is allowed: errors do not add up, and each knot is looked at once.
        const auto slope_to = [&](std::size_t i, double lift) {
            return (double{p.values()[i]} + lift - double{p.values()[start]}) /
                   (double{p.knots()[i]} - double{p.knots()[start]});
        };
        double least = -std::numeric_limits<double>::infinity(), most = -least;
        end = start + 1;
        for (std::size_t next = end + 1; next <= last; ++next) {
            least = std::max(least, slope_to(next - 1, -allowed));
            most = std::min(most, slope_to(next - 1, allowed));
            if (!(least <= slope_to(next, 0) && slope_to(next, 0) <= most))
                break;
            end = next;
        }
        const auto from = p.slopes().begin() + static_cast<std::ptrdiff_t>(start);
        const auto to = p.slopes().begin() + static_cast<std::ptrdiff_t>(end);
        const bool same = std::all_of(from, to, [from](T slope) { return slope == *from; });
        result.add(p.knots()[start], p.values()[start], same ? *from : static_cast<T>(slope_to(end, 0)));
    }
    return std::move(result).finish(p.knots().back(), p.values().back());
}

} // namespace crease
#endif // CREASE_CURVE_ALGEBRA_HPP
