// SPDX-License-Identifier: BSD-3-Clause
// layer 5 · Lanes kernel: y = f(x W + b) with samples in lanes. For networks of few units a layer, whose
// outputs would not fill vectors; a layer's result already lies as the next layer reads it. Pointers and
// sizes only.
#ifndef CREASE_KERNELS_LANES_HPP
#define CREASE_KERNELS_LANES_HPP

#include <crease/detail/simd.hpp>
#include <crease/kernels/pack.hpp>
#include <crease/kernels/tile.hpp>

#include <algorithm>
#include <cstddef>

namespace crease::detail {
inline namespace CREASE_TAG {

/// Samples that are computed side by side: 8 sums of the widest vector.
template <class T> inline constexpr std::size_t lanes_group = 8 * line_width<T>;

/// A layer's weights (out, in), then its biases.
template <class T> struct lanes_weights {
    const T* data;
    std::size_t in, out;

    static std::size_t lines(std::size_t in, std::size_t out) noexcept { return lines_of<T>((in + 1) * out); }
    /// Copies kernel (in, out) and bias (out) to `storage`.
    static lanes_weights pack(const T* kernel, const T* bias, std::size_t in, std::size_t out,
                              line<T>* storage) noexcept {
        T* const data = storage->lane;
        for (std::size_t j = 0; j != out; ++j)
            for (std::size_t k = 0; k != in; ++k) data[j * in + k] = kernel[k * out + j];
        std::copy_n(bias, out, data + in * out);
        return {data, in, out};
    }
};

/// From h, an input a row, to y, an output a row: `samples` of them, a multiple of lanes_group. Rows lie
/// `stride` elements apart.
template <class T> struct lanes_task {
    lanes_weights<T> weights;
    const T* h;
    T* y;
    std::size_t samples, stride;
    bend_kind bend;
    T slope;
};
template <class T> struct lanes_kernel {
    template <std::size_t Bytes> [[gnu::always_inline]] static void run(const lanes_task<T>& task) noexcept {
        const lanes_task<T> t = task; // as in dense_task::with
        using vector = simd<T, Bytes>;
        constexpr std::size_t N = 8;
        const std::size_t in = t.weights.in, out = t.weights.out;
        const std::size_t chains = chains_of<T>(in, out), part = in / chains;
        for (std::size_t s = 0; s != t.samples; s += N * vector::width)
            for (std::size_t j = 0; j != out; ++j) {
                typename vector::vector sum[N], joined[N];
                const vector bias(t.weights.data[in * out + j]), nothing(T(-0.0));
                CREASE_UNROLL
                for (std::size_t n = 0; n != N; ++n) sum[n] = bias.v;
                const T *w = t.weights.data + j * in, *h = t.h + s;
                for (std::size_t k = 0, end = part, chain = 1;; ++chain, end += part) { // as in `tile`
                    if (chain == chains)
                        end = in;
                    for (; k != end; ++k, h += t.stride) {
                        CREASE_UNROLL
                        for (std::size_t n = 0; n != N; ++n)
                            sum[n] += w[k] * vector::load(h + n * vector::width).v;
                    }
                    CREASE_UNROLL
                    for (std::size_t n = 0; n != N; ++n) joined[n] = chain == 1 ? sum[n] : joined[n] + sum[n];
                    if (chain == chains)
                        break;
                    CREASE_UNROLL
                    for (std::size_t n = 0; n != N; ++n) sum[n] = nothing.v;
                }
                bend_all<vector>(joined, t.bend, t.slope);
                CREASE_UNROLL
                for (std::size_t n = 0; n != N; ++n)
                    vector::of(joined[n]).store(t.y + j * t.stride + s + n * vector::width);
            }
    }
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_KERNELS_LANES_HPP
