// SPDX-License-Identifier: BSD-3-Clause
// layer 7 · How far two curves are apart, exactly: a difference of straight pieces is largest at a knot.
#ifndef CREASE_CURVE_DIFFERENCE_HPP
#define CREASE_CURVE_DIFFERENCE_HPP

#include <crease/detail/number_text.hpp>
#include <crease/error.hpp>
#include <crease/piecewise_linear.hpp>

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace crease {

/// The largest |p - q|, and the leftmost x where it is reached.
struct curve_difference {
    double value;
    double x;
};

/// The largest |p(x) - q(x)| for x in both domains, computed in double. Throws value_error if there is none.
template <class T, class U>
CREASE_UNIT curve_difference max_difference(const piecewise_linear<T>& p, const piecewise_linear<U>& q) {
    const piecewise_linear<double> a(p), b(q);
    const double lo = std::max(a.knots().front(), b.knots().front());
    const double hi = std::min(a.knots().back(), b.knots().back());
    if (!(lo <= hi))
        throw value_error(detail::message(
            {"max_difference: expected curves whose domains meet, got [",
             detail::number_text(a.knots().front()), ", ", detail::number_text(a.knots().back()), "] and [",
             detail::number_text(b.knots().front()), ", ", detail::number_text(b.knots().back()), "]"}));
    curve_difference largest{0, lo};
    const auto look = [&](double x) {
        const double distance = std::abs(a(x) - b(x));
        if (lo <= x && x <= hi && (distance > largest.value || (distance == largest.value && x < largest.x)))
            largest = {distance, x};
    };
    for (const double x : a.knots()) look(x);
    for (const double x : b.knots()) look(x);
    return largest;
}

/// What approx_equal allows by default: 1e-9, or 1e-4 if either curve is of float.
template <class T, class U>
inline constexpr double default_tolerance =
    std::is_same_v<T, float> || std::is_same_v<U, float> ? 1e-4 : 1e-9;

/// Whether p and q are the same function where both have their domain, to within tolerance times
/// max(1, largest |value| of either). False if the domains do not meet.
template <class T, class U>
CREASE_UNIT bool approx_equal(const piecewise_linear<T>& p, const piecewise_linear<U>& q,
                              double tolerance = default_tolerance<T, U>) {
    if (p.knots().front() > q.knots().back() || q.knots().front() > p.knots().back())
        return false;
    const double scale = std::max({1.0, detail::value_scale(p), detail::value_scale(q)});
    return max_difference(p, q).value <= tolerance * scale;
}

} // namespace crease
#endif // CREASE_CURVE_DIFFERENCE_HPP
