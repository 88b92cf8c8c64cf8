// SPDX-License-Identifier: BSD-3-Clause
// layer 3 · What makes a functor a formula, for scalars and vectors alike, and what formulas of straight
// pieces are made of.
#ifndef CREASE_DETAIL_FORMULA_HPP
#define CREASE_DETAIL_FORMULA_HPP

#include <crease/detail/simd.hpp>

#include <concepts>
#include <limits>
#include <type_traits>
#include <utility>

namespace crease::detail {
inline namespace CREASE_TAG {

/// What a formula is written over: a floating-point scalar, or a SIMD vector of them.
template <class Z>
concept lanes = std::floating_point<Z> || requires {
    typename Z::mask;
};

/// Base of the library's own activations: marks formulas that take vectors, and lets f(e) lift to a lazy
/// expression. `lift` is found by argument-dependent lookup, so this header needs no xtensor.
template <class F> struct formula {
    template <class E>
        requires(!lanes<std::remove_cvref_t<E>>)
    &&requires(const F& f, E&& e) { lift(f, std::forward<E>(e)); }
    constexpr auto operator()(E&& e) const { return lift(static_cast<const F&>(*this), std::forward<E>(e)); }
    /// Does not compile, and says why.
    template <std::integral Z> constexpr auto operator()(const Z&) const {
        static_assert(!std::integral<Z>, "crease: an activation takes float or double, as in relu{}(2.0)");
    }
};

/// Takes vectors as well as scalars: the library's own activations, and nothing else.
template <class F>
concept vectorised = std::derived_from<F, formula<F>>;

/// A functor's result as T. A functor of float alone is given a float: no silent narrowing in between.
template <class T, class Op> constexpr T narrowed(const Op& op, T z) {
    using result = decltype(op(z));
    if constexpr (std::floating_point<result> && sizeof(result) < sizeof(T))
        return static_cast<T>(op(static_cast<result>(z)));
    else
        return static_cast<T>(op(z));
}
template <class T, class F> constexpr T value_at(const F& f, T z) { return narrowed(f, z); }
template <class T, class F> constexpr T slope_at(const F& f, T z) {
    return narrowed([&f](auto s) -> decltype(f.slope(s)) { return f.slope(s); }, z);
}

/// z below 0 replaced. NaN and -0.0 are not below 0.
template <lanes Z> [[gnu::always_inline]] constexpr Z bend(Z z, Z below) noexcept {
    return choose(z < Z(0), below, z);
}
/// `off` up to and including the knot, `on` above it, NaN at NaN.
template <lanes Z> [[gnu::always_inline]] constexpr Z step(Z z, Z knot, Z off, Z on) noexcept {
    return choose(z > knot, on, choose(z <= knot, off, z));
}
/// z within [low, high].
template <lanes Z> [[gnu::always_inline]] constexpr Z clamp(Z z, Z low, Z high) noexcept {
    return choose(z < low, low, choose(z > high, high, z));
}
/// z with infinities replaced by the largest finite values: 0 * inf would be NaN.
template <lanes Z> [[gnu::always_inline]] constexpr Z finite(Z z) noexcept {
    using limits = std::numeric_limits<scalar_t<Z>>;
    return clamp(z, Z(limits::lowest()), Z(limits::max()));
}
/// A parameter as a lane holds it. Beyond float's range it is float's largest number: 0 * inf would be NaN.
template <lanes Z> [[gnu::always_inline]] constexpr Z constant(double value) noexcept {
    using limits = std::numeric_limits<scalar_t<Z>>;
    if constexpr (std::same_as<scalar_t<Z>, float>)
        value = clamp<double>(value, limits::lowest(), limits::max());
    return Z(static_cast<scalar_t<Z>>(value));
}

/// A functor's parameter, which becomes a float when it is set: in a formula, that would be done for each
/// vector.
class parameter {
public:
    constexpr parameter(double value) noexcept : value_{value}, float_{constant<float>(value)} {}
    constexpr operator double() const noexcept { return value_; }
    template <lanes Z> [[gnu::always_inline]] constexpr Z in() const noexcept {
        if constexpr (std::same_as<scalar_t<Z>, float>)
            return Z(float_);
        else
            return Z(static_cast<scalar_t<Z>>(value_));
    }

private:
    double value_;
    float float_;
};
template <lanes Z> [[gnu::always_inline]] constexpr Z constant(const parameter& p) noexcept {
    return p.in<Z>();
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_DETAIL_FORMULA_HPP
