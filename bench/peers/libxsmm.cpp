// SPDX-License-Identifier: BSD-3-Clause
// Peer: libxsmm's kernels, compiled at run time for the tile at hand: weights packed once into panels of 64
// outputs, 96 samples a tile, the bias written before and relu applied after each tile while it is in cache.
#include "peer.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <libxsmm.h>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using bench::job, bench::operation, bench::task;

constexpr std::size_t panel = 64, rows = 96;

template <class T>
using kernel = std::conditional_t<std::is_same_v<T, float>, libxsmm_smmfunction, libxsmm_dmmfunction>;

/// c += a b as libxsmm has them, column-major: a tile of W transposed, of x transposed, of z transposed.
template <class T> kernel<T> compiled(std::size_t m, std::size_t n, const bench::layer<T>& layer) {
    const int k = static_cast<int>(layer.in), c_stride = static_cast<int>(layer.out),
              a_stride = static_cast<int>(m);
    const T alpha = 1, beta = 1;
    if constexpr (std::is_same_v<T, float>)
        return libxsmm_smmdispatch(a_stride, static_cast<int>(n), k, &a_stride, &k, &c_stride, &alpha, &beta,
                                   nullptr, nullptr);
    else
        return libxsmm_dmmdispatch(a_stride, static_cast<int>(n), k, &a_stride, &k, &c_stride, &alpha, &beta,
                                   nullptr, nullptr);
}

template <class T> class dense {
public:
    dense(const bench::layer<T>& layer, std::size_t batch) : layer_{layer}, batch_{batch} {
        for (std::size_t j = 0; j < layer.out; j += panel)
            for (std::size_t k = 0; k != layer.in; ++k)
                packed_.insert(packed_.end(), layer.kernel + k * layer.out + j,
                               layer.kernel + k * layer.out + std::min(j + panel, layer.out));
        for (const bool last_rows : {false, true})
            for (const bool last_panel : {false, true}) {
                const std::size_t m = last_panel ? layer.out % panel : std::min(panel, layer.out);
                const std::size_t n = last_rows ? batch % rows : std::min(rows, batch);
                if (m == 0 || n == 0)
                    continue;
                kernels_[last_rows][last_panel] = compiled(m, n, layer);
                can_ = can_ && kernels_[last_rows][last_panel];
            }
    }

    bool can() const { return can_; }

    void operator()(const T* x, T* z) const {
        for (std::size_t row = 0; row < batch_; row += rows)
            for (std::size_t j = 0; j < layer_.out; j += panel)
                tile(x + row * layer_.in, packed_.data() + j * layer_.in, j, std::min(rows, batch_ - row),
                     z + row * layer_.out + j);
    }

private:
    void tile(const T* x, const T* weights, std::size_t j, std::size_t height, T* z) const {
        const std::size_t width = std::min(panel, layer_.out - j), stride = layer_.out;
        for (std::size_t i = 0; i != height; ++i) std::copy_n(layer_.bias + j, width, z + i * stride);
        kernels_[height < rows][width < panel](weights, x, z);
        if (layer_.relu)
            for (std::size_t i = 0; i != height; ++i)
                for (std::size_t c = 0; c != width; ++c) {
                    T& value = z[i * stride + c];
                    value = value < 0 ? T(0) : value;
                }
    }

    bench::layer<T> layer_;
    std::size_t batch_;
    std::vector<T> packed_;                             // panel after panel, each (in, panel) row-major
    std::array<std::array<kernel<T>, 2>, 2> kernels_{}; // [fewer rows][narrower panel]
    bool can_ = true;
};

template <class T> task network(const job<T>& job) {
    if (job.what != operation::network || job.threads != 1)
        return {};
    libxsmm_init();
    std::vector<dense<T>> layers;
    std::vector<std::vector<T>> between; // the layers
    for (const auto& layer : job.layers) {
        layers.emplace_back(layer, job.batch);
        between.emplace_back(job.batch * layer.out);
        if (!layers.back().can())
            return {};
    }
    return bench::as_task(
        [layers = std::move(layers), between = std::move(between), x = job.x, y = job.y]() mutable {
            const T* h = x;
            for (std::size_t i = 0; i != layers.size(); ++i) {
                T* const a = i + 1 == layers.size() ? y : between[i].data();
                layers[i](h, a);
                h = a;
            }
            return h;
        });
}

} // namespace

const bench::way bench::ways[] = {{"libxsmm", network<float>, network<double>}, {}};
