// SPDX-License-Identifier: BSD-3-Clause
// layer 11 · Parallel: a predictor on all cores, by oneTBB. Who includes this links TBB::tbb (package
// libtbb-dev, CMake find_package(TBB)); nothing else in crease needs it.
#ifndef CREASE_PARALLEL_HPP
#define CREASE_PARALLEL_HPP

#include <crease/predictor.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <span>

namespace crease {
namespace detail {
inline namespace CREASE_TAG {

/// Rows of a chunk, which one thread computes at a stretch. Whole tiles on every instruction set, and at
/// least a million products, some 20 us: a thread takes several to wake. Chunks are taken as threads come for
/// them, so that one that is held up delays the others by one chunk at most.
template <class T> std::size_t chunk_rows(std::span<const layer_view<T>> layers) {
    constexpr std::size_t tiles = 48, products = 1U << 20;
    std::size_t row = 0;
    for (const layer_view<T>& layer : layers) row += (layer.in() + 1) * layer.out();
    return std::max<std::size_t>((products / row + tiles - 1) / tiles, 1) * tiles;
}

} // namespace CREASE_TAG
} // namespace detail

/// p(x, out) by several threads: the same bits, checks and errors. A batch too small to share is computed by
/// the caller alone. Runs in the caller's task arena, which limits the number of threads. A lazy x is read by
/// several threads at once.
template <class T, detail::expression E, detail::expression Y>
CREASE_UNIT void predict_parallel(const predictor<T>& p, const E& x, Y&& out) {
    const auto run = p.in_parts(x, out);
    const std::size_t rows = x.shape()[0], chunk = detail::chunk_rows(p.layers());
    if (rows < 2 * chunk)
        return run(0, rows);
    using range = tbb::blocked_range<std::size_t>;
    tbb::parallel_for(
        range(0, (rows + chunk - 1) / chunk),
        [&](const range& chunks) {
            const std::size_t first = chunks.begin() * chunk;
            run(first, std::min(chunks.end() * chunk, rows) - first);
        },
        tbb::simple_partitioner{});
}

/// p(x) by several threads: the output for x of shape (batch, in) -> (batch, out). Throws shape_error.
template <class T, detail::expression E>
CREASE_UNIT xt::xtensor<T, 2> predict_parallel(const predictor<T>& p, const E& x) {
    const std::size_t rows = x.dimension() == 0 ? 0 : x.shape()[0];
    xt::xtensor<T, 2> y(std::array<std::size_t, 2>{rows, p.out()});
    predict_parallel(p, x, y);
    return y;
}

} // namespace crease
#endif // CREASE_PARALLEL_HPP
