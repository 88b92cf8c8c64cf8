// SPDX-License-Identifier: BSD-3-Clause
// layer 3 · Dense kernel: y = f(x W + b) in register tiles of rows by vectors of outputs. Pointers and sizes
// only.
//
// A sample's sum starts at its bias, is split into chains over consecutive inputs, and joins them in order:
// the same in every tile, so that its bits do not depend on how many rows there are.
#ifndef CREASE_KERNELS_DENSE_HPP
#define CREASE_KERNELS_DENSE_HPP

#include <crease/detail/simd.hpp>
#include <crease/kernels/pack.hpp>

#include <algorithm>
#include <cstddef>

namespace crease::detail {
inline namespace CREASE_TAG {

/// What is done to z in registers before it is stored: nothing, or z below 0 becomes 0 or slope * z.
enum class bend_kind { none, to_zero, to_slope };

/// y = bend(x W + b) for `rows` rows; x and y have a row every x_stride and y_stride elements, and do not
/// overlap.
template <class T> struct dense_task {
    weights_view<T> weights;
    const T* x;
    std::size_t x_stride, rows;
    T* y;
    std::size_t y_stride;
    bend_kind bend;
    T slope;
    // From a row's bias to the next row's, and from an output's to the next output's. Where samples lie in
    // lanes, units are rows, and a row's bias is a vector of equal lanes.
    std::size_t bias_row = 0, bias_output = 1;
};

template <std::size_t N, class V, class T>
[[gnu::always_inline]] inline void bend_all(V (&z)[N], const dense_task<T>& t) noexcept {
    if (t.bend == bend_kind::to_zero) {
        CREASE_UNROLL
        for (std::size_t i = 0; i != N; ++i) z[i] = bend(z[i], V(T(0)));
    } else if (t.bend == bend_kind::to_slope) {
        const V slope(t.slope);
        CREASE_UNROLL
        for (std::size_t i = 0; i != N; ++i) z[i] = bend(z[i], slope * z[i]);
    }
}

/// Rows first .. first + M - 1 by vectors v .. v + N - 1.
template <class T, std::size_t Bytes, std::size_t M, std::size_t N>
[[gnu::always_inline]] inline void tile(const dense_task<T>& t, std::size_t first, std::size_t v) noexcept {
    using vector = simd<T, Bytes>;
    const std::size_t out = t.weights.out, begin = t.weights.output(v);
    const std::size_t next = t.weights.output(v + N - 1) - begin;
    const T* const bias = t.weights.bias + first * t.bias_row + begin * t.bias_output;
    const T* x[M];
    vector sum[M * N], joined[M * N];
    CREASE_UNROLL
    for (std::size_t m = 0; m != M; ++m) {
        x[m] = t.x + (first + m) * t.x_stride;
        CREASE_UNROLL
        for (std::size_t n = 0; n != N; ++n)
            sum[m * N + n] = vector::load(bias + m * t.bias_row + n * next * t.bias_output);
    }
    const T* w = t.weights.at(v, 0);
    const std::ptrdiff_t other = t.weights.at(v + N - 1, 0) - w;
    for (std::size_t k = 0, end = t.weights.part, chain = 1;; ++chain, end += t.weights.part) {
        if (chain == t.weights.chains)
            end = t.weights.in;
        for (; k != end; ++k, w += t.weights.input_step) {
            vector weights[N];
            CREASE_UNROLL
            for (std::size_t n = 0; n != N; ++n) weights[n] = vector::load(n == 0 ? w : w + other);
            CREASE_UNROLL
            for (std::size_t i = 0; i != M * N; ++i) sum[i].add_product(x[i / N][k], weights[i % N]);
        }
        if (chain != 1) {
            CREASE_UNROLL
            for (std::size_t i = 0; i != M * N; ++i) sum[i] = joined[i] + sum[i];
        }
        if (chain == t.weights.chains)
            break;
        CREASE_UNROLL
        for (std::size_t i = 0; i != M * N; ++i) {
            joined[i] = sum[i];
            sum[i] = vector(T(-0.0)); // 0 would turn a sum of -0 into 0
        }
    }
    bend_all(sum, t);
    T* const y = t.y + first * t.y_stride + begin;
    // Less than a vector is stored as a whole one where it spills over into later rows of the task.
    if (N > 1 || out >= vector::width ||
        (t.y_stride == out && (first + M - 1) * out + vector::width <= t.rows * out)) {
        CREASE_UNROLL
        for (std::size_t i = 0; i != M * N; ++i) sum[i].store(y + i / N * t.y_stride + i % N * next);
    } else {
        T lanes[M * vector::width];
        CREASE_UNROLL
        for (std::size_t m = 0; m != M; ++m) sum[m * N].store(lanes + m * vector::width);
        for (std::size_t m = 0; m != M; ++m)
            for (std::size_t j = 0; j != out; ++j) y[m * t.y_stride + j] = lanes[m * vector::width + j];
    }
}

/// One row by N vectors from v on, or as many as there are, with all chains side by side: 8 sums in flight.
template <class T, std::size_t Bytes, std::size_t N>
[[gnu::always_inline]] inline void row_tile(const dense_task<T>& t, std::size_t row, std::size_t v) noexcept {
    using vector = simd<T, Bytes>;
    constexpr std::size_t chains = 8 / N;
    const T* const x = t.x + row * t.x_stride;
    const T* const bias = t.weights.bias + row * t.bias_row;
    const std::size_t in = t.weights.in, step = t.weights.input_step;
    const std::size_t part = chains == 1 ? in : t.weights.part, last = t.weights.vectors - 1;
    const T* w[N];
    std::size_t output[N];
    vector sum[chains * N];
    const T* const first = t.weights.at(v, 0);
    CREASE_UNROLL
    for (std::size_t n = 0; n != N; ++n) { // the last vector again where there are no N
        w[n] = v + n < last ? first + (n / 2 * t.weights.pair_step + n % 2 * vector::width)
                            : t.weights.at(last, 0);
        output[n] = v + n < last ? (v + n) * vector::width : t.weights.output(last);
        sum[n] = vector::load(bias + output[n] * t.bias_output);
    }
    CREASE_UNROLL
    for (std::size_t i = N; i != chains * N; ++i) sum[i] = vector(T(-0.0));
    for (std::size_t k = 0, offset = 0; k != part; ++k, offset += step) {
        CREASE_UNROLL
        for (std::size_t i = 0; i != chains * N; ++i)
            sum[i].add_product(x[i / N * part + k], vector::load(w[i % N] + (i / N * part * step + offset)));
    }
    if (chains != 1)
        for (std::size_t k = chains * part; k != in; ++k) {
            CREASE_UNROLL
            for (std::size_t n = 0; n != N; ++n)
                sum[(chains - 1) * N + n].add_product(x[k], vector::load(w[n] + k * step));
        }
    vector z[N];
    CREASE_UNROLL
    for (std::size_t n = 0; n != N; ++n) z[n] = sum[n];
    CREASE_UNROLL
    for (std::size_t i = N; i != chains * N; ++i) z[i % N] = z[i % N] + sum[i];
    bend_all(z, t);
    T* const y = t.y + row * t.y_stride;
    const std::size_t out = t.weights.out;
    if (out < vector::width) {
        T lanes[vector::width];
        z[0].store(lanes);
        for (std::size_t j = 0; j != out; ++j) y[j] = lanes[j];
    } else {
        CREASE_UNROLL
        for (std::size_t n = 0; n != N; ++n) z[n].store(y + output[n]);
    }
}

/// A part of a task: vectors from v on, for `count` tiles of rows from row `first` on, the last of them moved
/// back to end with the task's rows.
template <class T> struct dense_part {
    const dense_task<T>& task;
    std::size_t first, count, v;
};
template <class T, std::size_t M, std::size_t N> struct tiles_kernel {
    template <std::size_t Bytes> [[gnu::always_inline]] static void run(const dense_part<T>& p) noexcept {
        std::size_t r = p.first;
        for (std::size_t i = 0; i != p.count; ++i, r += M)
            tile<T, Bytes, M, N>(p.task, std::min(r, p.task.rows - M), p.v);
    }
};
template <class T, std::size_t N> struct row_kernel {
    template <std::size_t Bytes> [[gnu::always_inline]] static void run(const dense_part<T>& p) noexcept {
        for (std::size_t v = p.v; v < p.task.weights.vectors; v += N)
            row_tile<T, Bytes, N>(p.task, p.first, v);
    }
};

/// As many rows as can be swept by tiles of M rows, from row r on; returns the first row that is left. Blocks
/// of three tiles: their rows of x stay in the first cache while all weights pass by. Rows that fill more
/// than half a tile get one that is moved back to end with them, and computes some rows again.
template <std::size_t Bytes, std::size_t M, class T>
[[gnu::always_inline]] inline std::size_t sweep(const dense_task<T>& t, std::size_t r) noexcept {
    const std::size_t vectors = t.weights.vectors;
    while (t.rows >= M && t.rows - r > M / 2) {
        const std::size_t block = std::min(t.rows - r, 3 * M);
        const std::size_t tiles = block / M + (block % M > M / 2 ? 1 : 0);
        std::size_t v = 0;
        for (; v + 2 <= vectors; v += 2)
            run_sized<tiles_kernel<T, M, 2>, Bytes>(dense_part<T>{t, r, tiles, v});
        if (v != vectors)
            run_sized<tiles_kernel<T, M, 1>, Bytes>(dense_part<T>{t, r, tiles, v});
        r = std::min(r + tiles * M, t.rows);
    }
    return r;
}

/// Tiles have as many sums as the registers hold beside two vectors of weights. The rows that are left are
/// computed one by one; AVX-512 first takes what fills a smaller tile.
template <class T> struct dense_kernel {
    template <std::size_t Bytes> [[gnu::always_inline]] static void run(const dense_task<T>& t) noexcept {
        std::size_t r = sweep < Bytes, Bytes == 64 ? 8 : Bytes == 32 ? 6 : 4 > (t, 0);
        if constexpr (Bytes == 64)
            r = sweep<Bytes, 4>(t, r);
        for (; r != t.rows; ++r) {
            const dense_part<T> row{t, r, 1, 0};
            if (t.weights.chains == 1)
                run_sized<row_kernel<T, 8>, Bytes>(row);
            else if (t.weights.chains == 2)
                run_sized<row_kernel<T, 4>, Bytes>(row);
            else
                run_sized<row_kernel<T, 2>, Bytes>(row);
        }
    }
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_KERNELS_DENSE_HPP
