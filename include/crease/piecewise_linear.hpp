// SPDX-License-Identifier: BSD-3-Clause
// layer 6 · Piecewise-linear curves: what targets are made of, and what the anatomy of one input returns.
//
// A curve is given by its knots; between two it is straight, and beyond the ends its end pieces go on. Slopes
// are stored, not derived: those given are kept exactly, and a tiny piece keeps the slope it was meant to
// have.
#ifndef CREASE_PIECEWISE_LINEAR_HPP
#define CREASE_PIECEWISE_LINEAR_HPP

#include <crease/detail/number_text.hpp>
#include <crease/detail/random.hpp>
#include <crease/detail/xtensor.hpp>
#include <crease/error.hpp>
#include <crease/lift.hpp>
#include <crease/shapes.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace crease {

/// Points of a curve: x and y of shape (n).
template <class T> struct curve_samples { xt::xtensor<T, 1> x, y; };

namespace detail {
inline namespace CREASE_TAG {

/// n knots, n values, n - 1 slopes: not checked yet.
template <class T> struct curve_data {
    std::vector<T> knots, values, slopes;
    friend bool operator==(const curve_data&, const curve_data&) = default;
};

/// "knot 2 = 0.5".
template <class T> std::string item_text(const char* what, std::size_t i, const std::vector<T>& list) {
    return message({what, " ", count_text(i), " = ", number_text(list[i])});
}

template <class T> void check_finite(const char* what, const std::vector<T>& list) {
    for (std::size_t i = 0; i != list.size(); ++i)
        if (!std::isfinite(list[i]))
            throw value_error(
                message({"piecewise_linear: expected finite ", what, "s, got ", item_text(what, i, list)}));
}

template <class T> void check_curve(const curve_data<T>& data) {
    const auto& knots = data.knots;
    if (knots.size() != data.values.size())
        throw shape_error(
            message({"piecewise_linear: expected one value for each knot, got ",
                     counted(knots.size(), "knot"), " and ", counted(data.values.size(), "value")}));
    if (knots.size() < 2)
        throw shape_error(
            message({"piecewise_linear: expected at least two knots, got ", count_text(knots.size())}));
    check_finite("knot", knots);
    for (std::size_t i = 1; i != knots.size(); ++i)
        if (!(knots[i - 1] < knots[i]))
            throw value_error(
                message({"piecewise_linear: expected knots that increase, got ",
                         item_text("knot", i - 1, knots), " and ", item_text("knot", i, knots)}));
    if (!std::isfinite(knots.back() - knots.front()))
        throw value_error(message({"piecewise_linear: expected knots a finite length apart, got ",
                                   number_text(knots.front()), " and ", number_text(knots.back())}));
    check_finite("value", data.values);
    check_finite("slope", data.slopes);
}

} // namespace CREASE_TAG
} // namespace detail

/// A continuous piecewise-linear function of one number. A value: copied, compared, never changed.
template <class T = double> class piecewise_linear {
    static_assert(std::floating_point<T>, "crease: piecewise_linear<T> computes in float or double");

public:
    using value_type = T;

    /// Straight from each point (xs[i], ys[i]) to the next. Throws shape_error for fewer than two points or
    /// lengths that differ, value_error unless all is finite, the slopes too, and xs increases.
    static piecewise_linear from_knots(detail::list_of<T> xs, detail::list_of<T> ys) {
        detail::curve_data<T> data{std::move(xs).values(), std::move(ys).values(), {}};
        for (std::size_t i = 1; i < data.knots.size() && i < data.values.size(); ++i)
            data.slopes.push_back((data.values[i] - data.values[i - 1]) /
                                  (data.knots[i] - data.knots[i - 1]));
        return piecewise_linear(std::move(data));
    }

    /// From (x0, y0) on, piece after piece. With as many breakpoints as slopes each breakpoint ends its
    /// piece; with one fewer they are those between the pieces, and the last piece, which goes on for ever
    /// anyway, is given length 1. Throws as from_knots does.
    static piecewise_linear from_slopes(T x0, T y0, detail::list_of<T> breakpoints,
                                        detail::list_of<T> slopes) {
        detail::curve_data<T> data{{x0}, {y0}, std::move(slopes).values()};
        const std::size_t given = breakpoints.size(), pieces = data.slopes.size();
        if (given != pieces && given + 1 != pieces)
            throw shape_error(detail::message(
                {"piecewise_linear: expected as many breakpoints as slopes, or one fewer, got ",
                 detail::counted(given, "breakpoint"), " and ", detail::counted(pieces, "slope")}));
        if (pieces == 0)
            throw shape_error("piecewise_linear: expected at least one slope, got none");
        detail::check_finite("slope", data.slopes); // first: they make the values
        data.knots.insert(data.knots.end(), breakpoints.values().begin(), breakpoints.values().end());
        if (given != pieces)
            data.knots.push_back(
                std::max(data.knots.back() + 1, // or the next number, where 1 adds nothing
                         std::nextafter(data.knots.back(), std::numeric_limits<T>::infinity())));
        for (std::size_t i = 0; i != pieces; ++i)
            data.values.push_back(
                std::fma(data.slopes[i], data.knots[i + 1] - data.knots[i], data.values[i]));
        return piecewise_linear(std::move(data));
    }

    /// The library's own door: knots, values and slopes that fit together. Throws as from_knots does.
    explicit piecewise_linear(detail::curve_data<T> data) : data_(std::move(data)) {
        detail::check_curve(data_);
    }

    /// The same curve in another scalar type, rounded. Throws value_error if two knots become one.
    template <std::floating_point U>
    explicit piecewise_linear(const piecewise_linear<U>& other)
        : piecewise_linear(detail::curve_data<T>{detail::list_of<T>(other.knots()).values(),
                                                 detail::list_of<T>(other.values()).values(),
                                                 detail::list_of<T>(other.slopes()).values()}) {}

    // Each comes twice: what a temporary gives away it does not refer to, as in
    // for (double x : lab_target().knots()).
    const std::vector<T>& knots() const& noexcept { return data_.knots; }
    std::vector<T> knots() && noexcept { return std::move(data_.knots); }
    const std::vector<T>& values() const& noexcept { return data_.values; }
    std::vector<T> values() && noexcept { return std::move(data_.values); }
    /// One fewer than knots: slopes()[i] is that of the piece from knots()[i] to knots()[i + 1].
    const std::vector<T>& slopes() const& noexcept { return data_.slopes; }
    std::vector<T> slopes() && noexcept { return std::move(data_.slopes); }

    /// The curve's value; at a knot exactly the knot's. NaN in, NaN out. The same bits on every platform.
    template <class X>
    requires std::is_arithmetic_v<X> T operator()(X at) const noexcept {
        const T x = static_cast<T>(at);
        const auto right = std::upper_bound(knots().begin(), knots().end(), x) - knots().begin();
        const auto anchor = static_cast<std::size_t>(std::max<std::ptrdiff_t>(right - 1, 0));
        const T slope = slopes()[std::min(anchor, slopes().size() - 1)];
        if (slope == 0 && !std::isnan(x)) // 0 * inf would be NaN
            return values()[anchor];
        return std::fma(slope, x - knots()[anchor], values()[anchor]);
    }

    /// The curve over an expression, lazily, of the expression's shape and scalar type; holds its own copy.
    template <detail::expression E> auto operator()(E&& e) const { return lift(*this, std::forward<E>(e)); }

    /// The slope at x; at a knot, the left piece's. NaN in, NaN out.
    template <class X>
        requires std::is_arithmetic_v<X> T slope(X at)
    const noexcept {
        const T x = static_cast<T>(at);
        if (std::isnan(x))
            return x;
        const auto left = std::lower_bound(knots().begin(), knots().end(), x) - knots().begin();
        const auto last = static_cast<std::ptrdiff_t>(slopes().size()) - 1;
        return slopes()[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(left - 1, 0, last))];
    }

    /// n points at equal steps from the first knot to the last, both included; one point is the first knot.
    curve_samples<T> sample(std::size_t n) const {
        const std::array<std::size_t, 1> shape{n};
        curve_samples<T> points{xt::xtensor<T, 1>(shape), xt::xtensor<T, 1>(shape)};
        const double lo = knots().front(), length = knots().back() - lo;
        for (std::size_t i = 0; i != n; ++i) {
            // Multiplied first: steps that are whole in x land on whole x. The product may overflow.
            const auto inner = [&] {
                return lo + length * static_cast<double>(i) / static_cast<double>(n - 1);
            };
            const T x = i == 0       ? knots().front()
                        : i == n - 1 ? knots().back()
                                     : std::min(static_cast<T>(inner()), knots().back());
            points.x(i) = x;
            points.y(i) = (*this)(x);
        }
        return points;
    }

    /// The same with normal noise on y, the same for the same seed. Throws value_error unless noise_stddev is
    /// finite and at least 0.
    curve_samples<T> sample(std::size_t n, double noise_stddev, std::uint64_t seed) const {
        if (!(noise_stddev >= 0 && std::isfinite(noise_stddev)))
            throw value_error(detail::message({"sample: expected a finite noise_stddev of at least 0, got ",
                                               detail::number_text(noise_stddev)}));
        curve_samples<T> points = sample(n);
        detail::random_stream random(seed);
        for (T& y : points.y) y = static_cast<T>(y + detail::rounded(noise_stddev * random.normal()));
        return points;
    }

    /// Exactly the same knots, values and slopes; approx_equal compares functions.
    friend bool operator==(const piecewise_linear&, const piecewise_linear&) = default;

private:
    detail::curve_data<T> data_;
};

namespace detail {
inline namespace CREASE_TAG {

/// What the arithmetic of a few dozen knots may take from a value, relative to value_scale.
template <class T>
inline constexpr double rounding_level = 16 * static_cast<double>(std::numeric_limits<T>::epsilon());

/// The largest |value| at a knot.
template <class T> double value_scale(const piecewise_linear<T>& p) {
    double scale = 0;
    for (const T y : p.values()) scale = std::max(scale, static_cast<double>(std::abs(y)));
    return scale;
}

} // namespace CREASE_TAG
} // namespace detail
} // namespace crease
#endif // CREASE_PIECEWISE_LINEAR_HPP
