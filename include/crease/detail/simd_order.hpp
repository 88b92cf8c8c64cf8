// SPDX-License-Identifier: BSD-3-Clause
// layer 3 · Lanes of SIMD vectors in another order.
#ifndef CREASE_DETAIL_SIMD_ORDER_HPP
#define CREASE_DETAIL_SIMD_ORDER_HPP

#include <crease/detail/simd.hpp>

#include <cstddef>
#include <cstring>

namespace crease::detail {
inline namespace CREASE_TAG {

/// Lane i is lane I[i] of a followed by b.
template <std::size_t... I, class T, std::size_t Bytes>
[[gnu::always_inline]] inline simd<T, Bytes> shuffle(simd<T, Bytes> a, simd<T, Bytes> b) noexcept {
#if CREASE_GNU_VECTORS
    a.v = __builtin_shufflevector(a.v, b.v, static_cast<int>(I)...);
    return a;
#else
    simd<T, Bytes> result;
    std::size_t i = 0;
    ((result.v[i++] = I < sizeof...(I) ? a.v[I % sizeof...(I)] : b.v[I % sizeof...(I)]), ...);
    return result;
#endif
}
/// Lane i is lane order[i] of a. Fast where has_permute; clang has no such thing without a target of its own.
#if CREASE_GNU_VECTORS && !defined(__clang__)
inline constexpr bool has_permute = true;
#else
inline constexpr bool has_permute = false;
#endif
template <class T, std::size_t Bytes>
[[gnu::always_inline]] inline simd<T, Bytes> permute(simd<T, Bytes> a,
                                                     const typename simd<T, Bytes>::index& order) noexcept {
#if CREASE_GNU_VECTORS && !defined(__clang__)
    typename simd<T, Bytes>::bit_vector lanes;
    std::memcpy(&lanes, order.lane, sizeof lanes);
    a.v = __builtin_shuffle(a.v, lanes);
    return a;
#else
    simd<T, Bytes> result;
    CREASE_UNROLL
    for (std::size_t i = 0; i != simd<T, Bytes>::width; ++i)
        result.v[i] = a.v[static_cast<std::size_t>(order.lane[i])];
    return result;
#endif
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_DETAIL_SIMD_ORDER_HPP
