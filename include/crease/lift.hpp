// SPDX-License-Identifier: BSD-3-Clause
// layer 4 · Lifting a functor to a lazy xtensor expression, with or without XTENSOR_USE_XSIMD.
#ifndef CREASE_LIFT_HPP
#define CREASE_LIFT_HPP

#include <crease/detail/formula.hpp>
#include <crease/detail/simd.hpp>
#include <crease/detail/xtensor.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace crease {
namespace detail {
inline namespace CREASE_TAG {

/// F as xtensor calls it: on scalars, and under XTENSOR_USE_XSIMD on xsimd's batches. A batch becomes our own
/// vector, so that no formula depends on the quirks of an xsimd version; a functor for scalars sees each
/// lane.
template <class F> struct lifted {
    F f;

    template <class T> T operator()(const T& z) const {
        static_assert(
            std::floating_point<T>,
            "crease: an activation takes float or double; write xt::cast<float>(x) or xt::cast<double>(x)");
#if defined(XTENSOR_USE_XSIMD)
        // xtensor gives scalars to the ends of what it gives batches to: the same bits in every place.
        if constexpr (vectorised<F> && !requires { f.knots(); }) {
            using vector = simd<T, 16>;
            T lane[vector::width];
            f(vector(z)).store(lane);
            return lane[0];
        }
#endif
        return value_at(f, z);
    }
    template <class B> B simd_apply(const B& z) const {
        using T = typename B::value_type;
        constexpr std::size_t width = sizeof(B) / sizeof(T);
        alignas(B) T lane[width];
        z.store_unaligned(lane);
        if constexpr (vectorised<F>)
            f(simd<T, sizeof(B)>::load(lane)).store(lane);
        else
            for (T& value : lane) value = value_at(f, value);
        return B::load_unaligned(lane);
    }
};

} // namespace CREASE_TAG
} // namespace detail

/// Lazy f(e), of e's shape and scalar type. Holds f, and e if it is an rvalue; computes when assigned.
template <class F, class E>
requires xt::is_xexpression<std::remove_cvref_t<E>>::value auto lift(F f, E&& e) {
    using function = xt::xfunction<detail::lifted<F>, xt::const_xclosure_t<E>>;
    return function(detail::lifted<F>{std::move(f)}, std::forward<E>(e));
}

} // namespace crease
#endif // CREASE_LIFT_HPP
