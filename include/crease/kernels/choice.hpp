// SPDX-License-Identifier: BSD-3-Clause
// layer 6 · Which kernel runs a layer, by its shape.
#ifndef CREASE_KERNELS_CHOICE_HPP
#define CREASE_KERNELS_CHOICE_HPP

#include <crease/detail/simd_order.hpp>
#include <crease/kernels/dense.hpp>
#include <crease/kernels/dot.hpp>
#include <crease/kernels/flat.hpp>
#include <crease/kernels/lanes.hpp>
#include <crease/kernels/pack.hpp>
#include <crease/kernels/tile.hpp>

#include <algorithm>
#include <cstddef>
#include <span>

namespace crease::detail {
inline namespace CREASE_TAG {

// Which kernel when: three functions, and prefers_dot in pack.hpp, on which bits depend; the batch chooses
// only between kernels that give the same bits. Measured in us on one core of a Zen 5, AVX-512, float:
//   dot : tiles      (500,128,1) 2.7 : 11.6   (1000,64,2) 3.5 : 12.4   (1000,33,3) 5.9 : 6.8
//   flat : tiles     (1000,1,1) 0.15 : 0.98   (1000,1,8) 0.66 : 0.96   but (128,1,8) 0.34 : 0.13
//   lanes : tiles    4096 samples of 1-3-1 0.8 : 10.5   2-32-32-1 56 : 79   6-24-6 31.6 : 34.3
//                    but 8-8-8 27.6 : 20.8
//   packing for one call : not      (384,784,128) 370 : 357, never better; but (48,1024,1024) 720 : 970,
//                    where rows of weights that lie 4096 bytes apart drive each other from the cache

/// Runs the kernel for a layer's shape.
template <class T> [[gnu::always_inline]] inline void run_kernel(const dense_task<T>& task) {
    const weights_view<T>& w = task.weights;
    const bool no_gaps = task.y_stride == w.out;
    if (w.dot)
        run_wide<dot_kernel<T>>(w.set, task);
    else if (w.in == 1 && w.out <= flat_outputs && no_gaps && task.rows >= 256 && has_permute &&
             has_wide(w.set))
        run_wide<flat_kernel<T>>(w.set, task);
    else
        run_dense(task);
}

/// True if a network's samples are better put into lanes: several layers, all so narrow that outputs would
/// not fill vectors, and few inputs and outputs, which must be turned.
template <class T, class Layer> bool prefers_lanes(std::span<const Layer> layers, std::size_t rows) noexcept {
    const auto narrow = [](const Layer& layer) { return layer.in() <= 32 && layer.out() <= 32; };
    return rows >= lanes_group<T> / 2 && layers.size() > 1 &&
           layers.front().in() + layers.back().out() <= 12 &&
           std::all_of(layers.begin(), layers.end(), narrow);
}

/// True if weights are worth packing for one call. A predictor, which packs once, always does.
template <class T> bool pays_to_pack(std::size_t out, std::size_t rows) noexcept {
    return rows >= 512 || (rows >= 32 && out * sizeof(T) % 4096 == 0);
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_KERNELS_CHOICE_HPP
