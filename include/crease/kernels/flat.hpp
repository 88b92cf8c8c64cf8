// SPDX-License-Identifier: BSD-3-Clause
// layer 4 · Flat kernel: y = f(x W + b) for one input and fewer outputs than fill a vector, y without gaps:
// the outputs of as many samples as there are lanes fill as many vectors as there are outputs. Pointers and
// sizes only.
#ifndef CREASE_KERNELS_FLAT_HPP
#define CREASE_KERNELS_FLAT_HPP

#include <crease/detail/simd.hpp>
#include <crease/kernels/dense.hpp>

#include <cstddef>

namespace crease::detail {
inline namespace CREASE_TAG {

/// Up to this many outputs.
inline constexpr std::size_t flat_outputs = 8;

template <class T> struct flat_kernel {
    template <std::size_t Bytes> [[gnu::always_inline]] static void run(const dense_task<T>& t) noexcept {
        using vector = simd<T, Bytes>;
        constexpr std::size_t width = vector::width;
        const std::size_t out = t.weights.out;
        // Element e of a group's y is output e % out of its sample e / out.
        T weights[flat_outputs * width], biases[flat_outputs * width];
        typename vector::index sample[flat_outputs];
        for (std::size_t e = 0, r = 0, j = 0; e != out * width;
             ++e, r += j + 1 == out, j = j + 1 == out ? 0 : j + 1) {
            weights[e] = t.weights.weight(0, j);
            biases[e] = t.weights.bias[j];
            sample[e / width].lane[e % width] = static_cast<typename vector::index::value_type>(r);
        }
        const auto group = [&](const T* x, T* y) __attribute__((always_inline)) {
            const vector all = vector::load(x);
            for (std::size_t v = 0; v != out; ++v) {
                typename vector::vector z[1] = {vector::load(biases + v * width).v};
                z[0] += permute(all, sample[v]).v * vector::load(weights + v * width).v;
                bend_all<vector>(z, t.bend, t.slope);
                vector::of(z[0]).store(y + v * width);
            }
        };
        std::size_t r = 0;
        for (; r + width <= t.rows; r += width) {
            if (t.x_stride == 1) {
                group(t.x + r, t.y + r * out);
            } else {
                T x[width];
                for (std::size_t i = 0; i != width; ++i) x[i] = t.x[(r + i) * t.x_stride];
                group(x, t.y + r * out);
            }
        }
        if (r != t.rows) {
            T x[width] = {}, y[flat_outputs * width];
            for (std::size_t i = 0; i != t.rows - r; ++i) x[i] = t.x[(r + i) * t.x_stride];
            group(x, y);
            for (std::size_t e = 0; e != (t.rows - r) * out; ++e) t.y[r * out + e] = y[e];
        }
    }
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_KERNELS_FLAT_HPP
