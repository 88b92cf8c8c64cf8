// SPDX-License-Identifier: BSD-3-Clause
// layer 2 · The functions that formulas are made of, for a scalar and lane by lane.
#ifndef CREASE_DETAIL_VECTOR_MATH_HPP
#define CREASE_DETAIL_VECTOR_MATH_HPP

#include <crease/detail/simd.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>

namespace crease::detail {
inline namespace CREASE_TAG {

template <class Z> [[gnu::always_inline]] inline Z exp(Z z) {
    return each_lane(z, [](auto s) { return std::exp(s); });
}
template <class Z> [[gnu::always_inline]] inline Z expm1(Z z) {
    return each_lane(z, [](auto s) { return std::expm1(s); });
}
template <class Z> [[gnu::always_inline]] inline Z log1p(Z z) {
    return each_lane(z, [](auto s) { return std::log1p(s); });
}
template <class Z> [[gnu::always_inline]] inline Z tanh(Z z) {
    return each_lane(z, [](auto s) { return std::tanh(s); });
}
template <class Z> [[gnu::always_inline]] inline Z erfc(Z z) {
    return each_lane(z, [](auto s) { return std::erfc(s); });
}

/// a * b + c rounded once: left to the compiler, a scalar might be fused where a vector is not.
template <class Z> [[gnu::always_inline]] inline Z fma(Z a, Z b, Z c) {
    if constexpr (std::floating_point<Z>) {
        return std::fma(a, b, c);
    } else {
        scalar_t<Z> x[Z::width], y[Z::width], sum[Z::width];
        a.store(x);
        b.store(y);
        c.store(sum);
        for (std::size_t i = 0; i != Z::width; ++i) sum[i] = std::fma(x[i], y[i], sum[i]);
        return Z::load(sum);
    }
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_DETAIL_VECTOR_MATH_HPP
