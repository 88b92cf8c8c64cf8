// SPDX-License-Identifier: BSD-3-Clause
// layer 5 · Dense kernel: y = f(x W + b) in tiles. Which tiles when, and in what order, so that what they
// read again is still in cache. Pointers and sizes only.
#ifndef CREASE_KERNELS_DENSE_HPP
#define CREASE_KERNELS_DENSE_HPP

#include <crease/detail/instruction_set.hpp>
#include <crease/kernels/pack.hpp>
#include <crease/kernels/tile.hpp>

#include <algorithm>
#include <cstddef>

namespace crease::detail {
inline namespace CREASE_TAG {

/// A part of a task: vectors from v on, for `count` tiles of rows from row `first` on, the last of them moved
/// back to end with the task's rows.
template <class T> struct dense_part {
    const dense_task<T>& task;
    std::size_t first, count, v;
};
template <class T, std::size_t M, std::size_t N> struct tiles_kernel {
    template <std::size_t Bytes> [[gnu::always_inline]] static void run(const dense_part<T>& p) noexcept {
        const weights_view<T> weights = p.task.weights;
        const dense_task<T> t = p.task.with(weights);
        const std::size_t end = p.first + p.count * M, v = p.v;
        for (std::size_t r = p.first; r != end; r += M) tile<T, Bytes, M, N>(t, std::min(r, t.rows - M), v);
    }
};
/// Rows from `first` on by vectors from v on: by fours of vectors, two rows at a time, which share the
/// weights that they wait for.
template <class T> struct rows_kernel {
    template <std::size_t Bytes> [[gnu::always_inline]] static void run(const dense_part<T>& p) noexcept {
        const std::size_t vectors = p.task.weights.vectors, rows = p.task.rows;
        std::size_t v = p.v;
        if constexpr (Bytes != vector_bytes(instruction_set::baseline))
            for (; v + 4 <= vectors; v += 4) {
                std::size_t r = p.first;
                for (; r + 2 <= rows; r += 2) tile<T, Bytes, 2, 4>(p.task, r, v);
                if (r != rows)
                    tile<T, Bytes, 1, 4>(p.task, r, v);
            }
        for (; v != vectors; ++v)
            for (std::size_t r = p.first; r != rows; ++r) tile<T, Bytes, 1, 1>(p.task, r, v);
    }
};
/// A single row, without what it takes to choose between tiles: that is a third of the time of a small layer.
template <class T> struct row_kernel {
    template <std::size_t Bytes> [[gnu::always_inline]] static void run(const dense_task<T>& t) noexcept {
        for (std::size_t v = 0; v != t.weights.vectors; ++v) tile<T, Bytes, 1, 1>(t, 0, v);
    }
};
template <class T> struct rows_in_chains_kernel {
    template <std::size_t Bytes> [[gnu::always_inline]] static void run(const dense_part<T>& p) noexcept {
        for (std::size_t r = p.first; r != p.task.rows; ++r)
            for (std::size_t v = p.v; v < p.task.weights.vectors; v += 2) row_tile<T, Bytes>(p.task, r, v);
    }
};

/// What a block's rows of x may take of the first cache.
inline constexpr std::size_t block_bytes = 16384;

/// As many rows as can be swept by tiles of M rows, from row r on; returns the first row that is left. In
/// blocks of six tiles, or of more where rows are short: their rows of x stay in cache while all weights pass
/// by. Fewer let large weights pass more often, which a shared memory makes slow; more was not faster. Rows
/// that fill more than half a tile get one that is moved back to end with them, and computes some rows again.
template <std::size_t Bytes, std::size_t M, class T>
[[gnu::always_inline]] inline std::size_t sweep(const dense_task<T>& t, std::size_t r) noexcept {
    if (t.rows < M)
        return r;
    const std::size_t tile_bytes = M * t.weights.in * sizeof(T);
    const std::size_t most = tile_bytes * 6 > block_bytes ? 6 * M : block_bytes / tile_bytes * M;
    while (t.rows - r > M / 2) {
        const std::size_t block = std::min(t.rows - r, most);
        const std::size_t tiles = block / M + (block % M > M / 2 ? 1 : 0);
        std::size_t v = 0;
        for (; v + 2 <= t.weights.vectors; v += 2)
            run_sized<tiles_kernel<T, M, 2>, Bytes>(dense_part<T>{t, r, tiles, v});
        if (v != t.weights.vectors)
            run_sized<tiles_kernel<T, M, 1>, Bytes>(dense_part<T>{t, r, tiles, v});
        r = std::min(r + tiles * M, t.rows);
    }
    return r;
}

/// Tiles have as many sums as the registers hold beside two vectors of weights. The rows that are left are
/// computed one by one; AVX-512 first takes four at a time where outputs come in pairs of vectors.
template <std::size_t Bytes, class T> void run_dense_sized(const dense_task<T>& t) {
    const std::size_t vectors = t.weights.vectors;
    std::size_t r = sweep < Bytes, Bytes == 64 ? 8 : Bytes == 32 ? 6 : 4 > (t, 0);
    std::size_t done = 0; // vectors of the rows that are left
    if constexpr (Bytes == 64)
        if (t.rows >= 4 && t.rows - r > 2)
            for (; done + 2 <= vectors; done += 2)
                run_sized<tiles_kernel<T, 4, 2>, Bytes>(dense_part<T>{t, r, (t.rows - r + 3) / 4, done});
    if (r == t.rows)
        return;
    if (Bytes != 16 && t.weights.chains == 4)
        run_sized<rows_in_chains_kernel<T>, Bytes>(dense_part<T>{t, r, 0, done});
    else
        run_sized<rows_kernel<T>, Bytes>(dense_part<T>{t, r, 0, done});
}
template <class T> void run_dense(const dense_task<T>& t) {
    if (t.rows == 1 && t.weights.vectors < 4 && t.weights.chains != 4)
        return run_on<row_kernel<T>>(t.weights.set, t);
    if constexpr (is_compiled(instruction_set::avx512))
        if (t.weights.set == instruction_set::avx512)
            return run_dense_sized<vector_bytes(instruction_set::avx512)>(t);
    if constexpr (is_compiled(instruction_set::avx2))
        if (t.weights.set == instruction_set::avx2)
            return run_dense_sized<vector_bytes(instruction_set::avx2)>(t);
    run_dense_sized<vector_bytes(instruction_set::baseline)>(t);
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_KERNELS_DENSE_HPP
