// SPDX-License-Identifier: BSD-3-Clause
// layer 1 · Elementwise kernel: out[i] = f(in[i]) over contiguous memory. Pointers and sizes only.
#ifndef CREASE_KERNELS_ELEMENTWISE_HPP
#define CREASE_KERNELS_ELEMENTWISE_HPP

#include <crease/detail/simd.hpp>

#include <algorithm>
#include <cstddef>

namespace crease::detail {

/// Vector size that this translation unit's compiler flags allow.
#if defined(__AVX512F__)
inline constexpr std::size_t vector_bytes = 64;
#elif defined(__AVX__)
inline constexpr std::size_t vector_bytes = 32;
#else
inline constexpr std::size_t vector_bytes = 16;
#endif

/// out[i] = f(in[i]) for i < n; in == out is allowed, other overlap is not. The tail goes through the same
/// vector formula as the rest, padded, so that a value's result does not depend on its position.
template <class F, class T, std::size_t Bytes = vector_bytes>
void elementwise(const F& f, const T* in, T* out, std::size_t n) {
    if constexpr (vectorised<F>) {
        using vector = simd<T, Bytes>;
        std::size_t i = 0;
        for (; i + vector::width <= n; i += vector::width) f(vector::load(in + i)).store(out + i);
        if (i == n)
            return;
        T tail[vector::width] = {};
        std::copy(in + i, in + n, tail);
        f(vector::load(tail)).store(tail);
        std::copy(tail, tail + (n - i), out + i);
    } else {
        for (std::size_t i = 0; i != n; ++i) out[i] = value_at(f, in[i]);
    }
}

} // namespace crease::detail
#endif // CREASE_KERNELS_ELEMENTWISE_HPP
