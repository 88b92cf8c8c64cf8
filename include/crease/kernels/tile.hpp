// SPDX-License-Identifier: BSD-3-Clause
// layer 4 · Tile: y = f(x W + b) for a few rows by a few vectors of outputs, in registers. Pointers and sizes
// only.
//
// A sample's sum starts at its bias, is split into chains over consecutive inputs, and joins them in order:
// the same in every tile, so that its bits do not depend on how many rows there are.
#ifndef CREASE_KERNELS_TILE_HPP
#define CREASE_KERNELS_TILE_HPP

#include <crease/detail/formula.hpp>
#include <crease/detail/simd.hpp>
#include <crease/kernels/pack.hpp>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <type_traits>

namespace crease::detail {
inline namespace CREASE_TAG {

/// What is done to z in registers before it is stored: nothing, or z below 0 becomes 0 or slope * z.
enum class bend_kind { none, to_zero, to_slope };

/// y = bend(x W + b) for `rows` rows; x and y have a row every x_stride and y_stride elements, and do not
/// overlap.
template <class T> struct dense_task {
    const weights_view<T>& weights;
    const T* x;
    std::size_t x_stride, rows;
    T* y;
    std::size_t y_stride;
    bend_kind bend;
    T slope;

    /// A kernel works on its own copies: it may store to any memory, and would read these again after each
    /// store.
    [[gnu::always_inline]] dense_task with(const weights_view<T>& copy) const noexcept {
        return {copy, x, x_stride, rows, y, y_stride, bend, slope};
    }
};

/// Arrays of sums are of bare vectors: g++ 12 keeps those in registers, but not arrays of structs.
template <class V, std::size_t N, class T>
[[gnu::always_inline]] inline void bend_all(typename V::vector (&z)[N], bend_kind kind, T slope) noexcept {
    if (kind == bend_kind::to_zero) {
        CREASE_UNROLL
        for (std::size_t i = 0; i != N; ++i) z[i] = bend(V::of(z[i]), V(T(0))).v;
    } else if (kind == bend_kind::to_slope) {
        const V steep(slope);
        CREASE_UNROLL
        for (std::size_t i = 0; i != N; ++i) z[i] = bend(V::of(z[i]), steep * V::of(z[i])).v;
    }
}

/// Copies n > 0 elements, less than a vector: in two or three pieces that overlap, rather than in a loop or
/// by a call of memcpy.
template <class T> CREASE_NOINLINE void copy_outputs(const T* from, std::size_t n, T* to) noexcept {
    const auto pieces = [&](auto size) {
        T first[size()], last[size()];
        std::memcpy(first, from, sizeof first);
        std::memcpy(last, from + n - size(), sizeof last);
        std::memcpy(to, first, sizeof first);
        std::memcpy(to + n - size(), last, sizeof last);
    };
    if (n >= 8) {
        pieces(std::integral_constant<std::size_t, 8>{});
    } else if (n >= 4) {
        pieces(std::integral_constant<std::size_t, 4>{});
    } else {
        to[0] = from[0];
        to[n / 2] = from[n / 2];
        to[n - 1] = from[n - 1];
    }
}

/// Rows first .. first + M - 1 by vectors v .. v + N - 1; v is even where N is.
template <class T, std::size_t Bytes, std::size_t M, std::size_t N>
[[gnu::always_inline]] inline void tile(const dense_task<T>& t, std::size_t first, std::size_t v) noexcept {
    using vector = simd<T, Bytes>;
    const weights_view<T>& weights = t.weights;
    const T* w = weights.at(v, 0);
    std::size_t output[N] = {weights.output(v)}, other[N] = {0};
    CREASE_UNROLL
    for (std::size_t n = 1; n != N; ++n) {
        output[n] = output[0] + n * vector::width;
        other[n] = n / 2 * weights.pair_step + n % 2 * vector::width;
    }
    if (N != 1 && v + N == weights.vectors) {
        output[N - 1] = weights.out - vector::width;
        other[N - 1] -= weights.back;
    }
    const T* x[M];
    typename vector::vector sum[M * N], joined[M * N];
    CREASE_UNROLL
    for (std::size_t m = 0; m != M; ++m) x[m] = t.x + (first + m) * t.x_stride;
    CREASE_UNROLL
    for (std::size_t i = 0; i != M * N; ++i) sum[i] = vector::load(weights.bias + output[i % N]).v;
    for (std::size_t k = 0, end = weights.part, chain = 1;; ++chain, end += weights.part) {
        if (chain == weights.chains)
            end = weights.in;
        for (; k != end; ++k, w += weights.input_step) {
            typename vector::vector column[N];
            CREASE_UNROLL
            for (std::size_t n = 0; n != N; ++n) column[n] = vector::load(w + other[n]).v;
            CREASE_UNROLL
            for (std::size_t i = 0; i != M * N; ++i) sum[i] += x[i / N][k] * column[i % N];
        }
        if (chain != 1) {
            CREASE_UNROLL
            for (std::size_t i = 0; i != M * N; ++i) sum[i] = joined[i] + sum[i];
        }
        if (chain == weights.chains)
            break;
        const vector nothing(T(-0.0)); // 0 would turn a sum of -0 into 0
        CREASE_UNROLL
        for (std::size_t i = 0; i != M * N; ++i) {
            joined[i] = sum[i];
            sum[i] = nothing.v;
        }
    }
    bend_all<vector>(sum, t.bend, t.slope);
    T* const y = t.y + first * t.y_stride;
    // Less than a vector is stored as a whole one where it spills over into later rows of the task.
    if (N != 1 || weights.out >= vector::width ||
        (t.y_stride == weights.out &&
         (first + M - 1) * weights.out + vector::width <= t.rows * weights.out)) {
        CREASE_UNROLL
        for (std::size_t i = 0; i != M * N; ++i)
            vector::of(sum[i]).store(y + i / N * t.y_stride + output[i % N]);
    } else {
        T lanes[M * vector::width];
        CREASE_UNROLL
        for (std::size_t m = 0; m != M; ++m) vector::of(sum[m * N]).store(lanes + m * vector::width);
        for (std::size_t m = 0; m != M; ++m)
            copy_outputs(lanes + m * vector::width, weights.out, y + m * t.y_stride);
    }
}

/// One row by two vectors from v on, or the last one, with four chains side by side.
template <class T, std::size_t Bytes>
[[gnu::always_inline]] inline void row_tile(const dense_task<T>& t, std::size_t row, std::size_t v) noexcept {
    using vector = simd<T, Bytes>;
    constexpr std::size_t N = 2, chains = 4;
    const weights_view<T>& weights = t.weights;
    const T* const x = t.x + row * t.x_stride;
    const std::size_t part = weights.part, step = weights.input_step;
    const T* w[N];
    std::size_t output[N];
    typename vector::vector sum[chains * N], z[N];
    CREASE_UNROLL
    for (std::size_t n = 0; n != N; ++n) {
        const std::size_t each = std::min(v + n, weights.vectors - 1);
        w[n] = weights.at(each, 0);
        output[n] = weights.output(each);
        sum[n] = vector::load(weights.bias + output[n]).v;
    }
    const vector nothing(T(-0.0));
    CREASE_UNROLL
    for (std::size_t i = N; i != chains * N; ++i) sum[i] = nothing.v;
    for (std::size_t k = 0, offset = 0; k != part; ++k, offset += step) {
        CREASE_UNROLL
        for (std::size_t i = 0; i != chains * N; ++i)
            sum[i] += x[i / N * part + k] * vector::load(w[i % N] + (i / N * part * step + offset)).v;
    }
    for (std::size_t k = chains * part; k != weights.in; ++k) {
        CREASE_UNROLL
        for (std::size_t n = 0; n != N; ++n)
            sum[(chains - 1) * N + n] += x[k] * vector::load(w[n] + k * step).v;
    }
    CREASE_UNROLL
    for (std::size_t i = 0; i != chains * N; ++i) z[i % N] = i < N ? sum[i] : z[i % N] + sum[i];
    bend_all<vector>(z, t.bend, t.slope);
    T* const y = t.y + row * t.y_stride;
    if (weights.out < vector::width) {
        T lanes[vector::width];
        vector::of(z[0]).store(lanes);
        copy_outputs(lanes, weights.out, y);
    } else {
        CREASE_UNROLL
        for (std::size_t n = 0; n != N; ++n) vector::of(z[n]).store(y + output[n]);
    }
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_KERNELS_TILE_HPP
