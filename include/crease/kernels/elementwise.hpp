// SPDX-License-Identifier: BSD-3-Clause
// layer 3 · Elementwise kernel: out[i] = f(in[i]) over contiguous memory. Pointers and sizes only.
#ifndef CREASE_KERNELS_ELEMENTWISE_HPP
#define CREASE_KERNELS_ELEMENTWISE_HPP

#include <crease/detail/simd.hpp>

#include <cstddef>

namespace crease::detail {
inline namespace CREASE_TAG {

template <class F, class T> struct elementwise_args {
    const F& f;
    const T* in;
    T* out;
    std::size_t n;
};

/// The tail goes through the same vector formula as the rest, padded, so that a value's result does not
/// depend on its position.
template <class F, class T> struct elementwise_kernel {
    template <std::size_t Bytes>
    [[gnu::always_inline]] static void run(const elementwise_args<F, T>& args) noexcept {
        using vector = simd<T, Bytes>;
        const auto [f, in, out, n] = args;
        std::size_t i = 0;
        for (; i + vector::width <= n; i += vector::width) f(vector::load(in + i)).store(out + i);
        if (i != n)
            f(vector::load(in + i, n - i)).store(out + i, n - i);
    }
};

/// out[i] = f(in[i]) for i < n; in == out is allowed, other overlap is not.
template <class F, class T> void elementwise(const F& f, const T* in, T* out, std::size_t n) {
    if constexpr (vectorised<F>)
        run_on<elementwise_kernel<F, T>>(best_instruction_set(), elementwise_args<F, T>{f, in, out, n});
    else
        for (std::size_t i = 0; i != n; ++i) out[i] = value_at(f, in[i]);
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_KERNELS_ELEMENTWISE_HPP
