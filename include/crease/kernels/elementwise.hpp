// SPDX-License-Identifier: BSD-3-Clause
// layer 3 · Elementwise kernel: out[i] = f(in[i]) over contiguous memory. Pointers and sizes only.
#ifndef CREASE_KERNELS_ELEMENTWISE_HPP
#define CREASE_KERNELS_ELEMENTWISE_HPP

#include <crease/detail/simd.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace crease::detail {
inline namespace CREASE_TAG {

template <class F, class T> struct elementwise_args {
    const F& f;
    const T* in;
    T* out;
    std::size_t n;
};

/// How results reach memory: through the caches, or past them.
enum class storing { cached, streamed };

/// z to p, which is aligned to 16 bytes, past the caches where the processor can. In pieces of 16 bytes,
/// which need no instruction set beyond the baseline: the processor joins them to whole lines.
template <class T, std::size_t Bytes>
[[gnu::always_inline]] inline void stream(simd<T, Bytes> z, T* p) noexcept {
#if CREASE_X86_DISPATCH
    typedef float piece __attribute__((vector_size(16)));
    piece pieces[Bytes / 16];
    std::memcpy(pieces, &z.v, Bytes);
    CREASE_UNROLL for (std::size_t i = 0; i != Bytes / 16; ++i) {
#if defined(__clang__)
        __builtin_nontemporal_store(pieces[i], reinterpret_cast<piece*>(p) + i);
#else
        __builtin_ia32_movntps(reinterpret_cast<float*>(p) + 4 * i, pieces[i]);
#endif
    }
#else
    z.store(p);
#endif
}

/// Vectors are written where they are aligned: one that crosses a cache line costs two. What this leaves at
/// the ends is covered by a vector that overlaps its neighbour, read before anything is written (in may be
/// out) and written last. Fewer elements than a vector has are padded, so that all take the same formula.
template <class F, class T, storing Storing> struct elementwise_kernel {
    template <std::size_t Bytes>
    [[gnu::always_inline]] static void run(const elementwise_args<F, T>& args) noexcept {
        using vector = simd<T, Bytes>;
        constexpr std::size_t width = vector::width;
        const auto [f, in, out, n] = args;

        T edge[2 * width] = {};
        std::size_t edges = 0, place[2] = {};
        if (n < width) {
            copy_fewer<width>(in, n, edge);
            edges = n != 0;
        } else {
            const std::size_t beyond = reinterpret_cast<std::uintptr_t>(out) % Bytes / sizeof(T);
            std::size_t i = 0;
            if (beyond != 0 && (n >= 4 * width || Storing == storing::streamed)) {
                vector::load(in).store(edge);
                edges = 1;
                i = width - beyond;
            }
            if ((n - i) % width != 0) {
                place[edges] = n - width;
                vector::load(in + place[edges]).store(edge + edges * width);
                ++edges;
            }
            for (; i + width <= n; i += width) {
                if constexpr (Storing == storing::streamed)
                    stream(f(vector::load(in + i)), out + i);
                else
                    f(vector::load(in + i)).store(out + i);
            }
#if CREASE_X86_DISPATCH
            if constexpr (Storing == storing::streamed)
                __builtin_ia32_sfence(); // what follows is seen after what was streamed
#endif
        }
        for (std::size_t k = 0; k != edges; ++k)
            f(vector::load(edge + k * width)).store(n < width ? edge : out + place[k]);
        if (n < width)
            copy_fewer<width>(edge, n, out);
    }
};

/// out[i] = f(in[i]) for i < n; in == out is allowed, other overlap is not.
template <storing Storing = storing::cached, class F, class T>
void elementwise(const F& f, const T* in, T* out, std::size_t n) {
    if constexpr (vectorised<F>)
        run_on<elementwise_kernel<F, T, Storing>>(best_instruction_set(),
                                                  elementwise_args<F, T>{f, in, out, n});
    else
        for (std::size_t i = 0; i != n; ++i) out[i] = value_at(f, in[i]);
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_KERNELS_ELEMENTWISE_HPP
