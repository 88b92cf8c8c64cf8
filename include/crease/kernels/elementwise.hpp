// SPDX-License-Identifier: BSD-3-Clause
// layer 5 · Elementwise kernel: out[i] = f(in[i]) over contiguous memory. Pointers and sizes only.
#ifndef CREASE_KERNELS_ELEMENTWISE_HPP
#define CREASE_KERNELS_ELEMENTWISE_HPP

#include <crease/detail/formula.hpp>
#include <crease/detail/simd.hpp>
#include <crease/detail/vector_math.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace crease::detail {
inline namespace CREASE_TAG {

/// How results reach memory: through the caches, or past them.
enum class storing { cached, streamed };

template <class F, class T> struct elementwise_args {
    F f; // by value: a reference might be to what is written, and its parameters be read anew for each vector
    const T* in;
    T* out;
    std::size_t n;
};

/// z to p, aligned to 16 bytes, past the caches where the processor can. In pieces of 16 bytes, for which the
/// baseline has an instruction: the processor joins them to whole lines.
template <class T, std::size_t Bytes>
[[gnu::always_inline]] inline void stream(simd<T, Bytes> z, T* p) noexcept {
#if CREASE_X86_DISPATCH
    typedef float piece __attribute__((vector_size(16), may_alias));
    piece pieces[Bytes / 16];
    std::memcpy(pieces, &z.v, Bytes);
    CREASE_UNROLL
    for (std::size_t i = 0; i != Bytes / 16; ++i) {
        auto* const to = reinterpret_cast<piece*>(p) + i;
#if defined(__clang__)
        __builtin_nontemporal_store(pieces[i], to);
#else
        __builtin_ia32_movntps(reinterpret_cast<float*>(to), pieces[i]);
#endif
    }
#else
    z.store(p);
#endif
}
/// What is written after it is seen after what was streamed before it.
[[gnu::always_inline]] inline void end_stream() noexcept {
#if CREASE_X86_DISPATCH
    __builtin_ia32_sfence();
#endif
}

/// out[i] = f(in[i]) for i < n, every element by the vectors' formula; in may be out.
template <class F, class T, storing Storing> struct elementwise_kernel {
    using args_type = elementwise_args<F, T>;

    template <std::size_t Bytes> [[gnu::always_inline]] static void run(const args_type& args) noexcept {
        if (args.n < Bytes / sizeof(T))
            run_few<Bytes>(args);
        else
            run_many<Bytes>(args);
    }

private:
    /// Fewer elements than a vector has, in vectors of 16 bytes.
    template <std::size_t Bytes> [[gnu::always_inline]] static void run_few(const args_type& args) noexcept {
        using vector = simd<T, 16>;
        constexpr std::size_t width = vector::width;
        const auto [f, in, out, n] = args;
        const vector last = n < width ? vector::load(in, n) : vector::load(in + n - width);
        if constexpr (Bytes > 16)
            for (std::size_t i = 0; i + width < n; i += width) f(vector::load(in + i)).store(out + i);
        const vector result = f(last);
        if (n < width)
            result.store(out, n);
        else
            result.store(out + n - width);
    }

    /// Results are written where vectors are aligned: to cross a cache line costs another write. What that
    /// leaves at either end is done by a vector that overlaps its neighbour, read before anything is written
    /// and written last.
    template <std::size_t Bytes> [[gnu::always_inline]] static void run_many(const args_type& args) noexcept {
        using vector = simd<T, Bytes>;
        constexpr std::size_t width = vector::width, block = 16 * width;
        constexpr bool streams = Storing == storing::streamed;
        const auto [f, in, out, n] = args;
        const std::size_t beyond = reinterpret_cast<std::uintptr_t>(out) % Bytes / sizeof(T);
        const std::size_t first = beyond != 0 && (streams || n >= 4 * width) ? width - beyond : 0;
        const std::size_t end = n - (n - first) % width;

        T edge[2 * width];
        vector::load(in).store(edge);
        vector::load(in + n - width).store(edge + width);
        const auto put = [](vector a, T * p) __attribute__((always_inline)) {
            if constexpr (streams)
                stream(a, p);
            else
                a.store(p);
        };
        for (std::size_t i = first; i != end;) {
            const std::size_t stop = std::min(i + block, end);
            if constexpr (has_usual_range<F, vector>) {
                if (all_usual<vector>(in + i, (stop - i) / width)) {
                    for (; i != stop; i += width) put(f.usual(vector::load(in + i)), out + i);
                    continue;
                }
            }
            for (; i != stop; i += width) put(f(vector::load(in + i)), out + i);
        }
        if constexpr (streams)
            end_stream();
        for (std::size_t k = first == 0; k != (end == n ? 1 : 2); ++k)
            f(vector::load(edge + k * width)).store(out + k * (n - width));
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
