// SPDX-License-Identifier: BSD-3-Clause
// layer 5 · Flat kernel: y = f(x W + b) for one input and fewer outputs than fill a vector, y without gaps:
// the outputs of as many samples as there are lanes fill as many vectors as there are outputs. Pointers and
// sizes only.
#ifndef CREASE_KERNELS_FLAT_HPP
#define CREASE_KERNELS_FLAT_HPP

#include <crease/detail/simd.hpp>
#include <crease/detail/simd_order.hpp>
#include <crease/kernels/tile.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace crease::detail {
inline namespace CREASE_TAG {

/// Up to this many outputs.
inline constexpr std::size_t flat_outputs = 8;

template <class T> struct flat_kernel {
    template <std::size_t Bytes> [[gnu::always_inline]] static void run(const dense_task<T>& task) noexcept {
        const weights_view<T> layer = task.weights;
        const dense_task<T> t = task.with(layer);
        const std::size_t width = simd<T, Bytes>::width;
        pattern<Bytes> repeated;
        repeated.fill(layer);
        // The first samples end where a whole vector of y begins: stores that share cache lines take twice as
        // long.
        std::size_t r = 0;
        while (r != width && reinterpret_cast<std::uintptr_t>(t.y + r * layer.out) % Bytes != 0) ++r;
        r %= width;
        part(t, repeated, 0, r);
        for (; r + width <= t.rows; r += width) {
            if (t.x_stride == 1)
                group(t, repeated, t.x + r, t.y + r * layer.out);
            else
                part(t, repeated, r, width);
        }
        part(t, repeated, r, t.rows - r);
    }

private:
    /// Element e of a group's y is output e % out of its sample e / out.
    template <std::size_t Bytes> struct pattern {
        using vector = simd<T, Bytes>;
        T weights[flat_outputs * vector::width], biases[flat_outputs * vector::width];
        typename vector::index sample[flat_outputs];

        [[gnu::always_inline]] void fill(const weights_view<T>& layer) noexcept {
            std::size_t e = 0;
            for (std::size_t r = 0; r != vector::width; ++r)
                for (std::size_t j = 0; j != layer.out; ++j, ++e) {
                    weights[e] = layer.weight(0, j);
                    biases[e] = layer.bias[j];
                    sample[e / vector::width].lane[e % vector::width] =
                        static_cast<typename vector::index::value_type>(r);
                }
        }
    };

    /// As many samples as there are lanes.
    template <std::size_t Bytes>
    [[gnu::always_inline]] static void group(const dense_task<T>& t, const pattern<Bytes>& repeated,
                                             const T* x, T* y) noexcept {
        using vector = simd<T, Bytes>;
        const vector all = vector::load(x);
        for (std::size_t v = 0, e = 0; v != t.weights.out; ++v, e += vector::width) {
            typename vector::vector z[1] = {vector::load(repeated.biases + e).v};
            z[0] += permute(all, repeated.sample[v]).v * vector::load(repeated.weights + e).v;
            bend_all<vector>(z, t.bend, t.slope);
            vector::of(z[0]).store(y + e);
        }
    }
    /// `count` samples from `first` on, at most as many as there are lanes, one by one into lanes.
    template <std::size_t Bytes>
    [[gnu::always_inline]] static void part(const dense_task<T>& t, const pattern<Bytes>& repeated,
                                            std::size_t first, std::size_t count) noexcept {
        T x[simd<T, Bytes>::width] = {}, y[flat_outputs * simd<T, Bytes>::width];
        for (std::size_t i = 0; i != count; ++i) x[i] = t.x[(first + i) * t.x_stride];
        group<Bytes>(t, repeated, x, y);
        std::copy_n(y, count * t.weights.out, t.y + first * t.weights.out);
    }
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_KERNELS_FLAT_HPP
