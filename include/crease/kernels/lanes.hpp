// SPDX-License-Identifier: BSD-3-Clause
// layer 4 · A layer with samples in lanes: the dense kernel with the roles exchanged. Units are its rows,
// samples its outputs, and a layer's result already lies as the next layer reads it. For networks of few
// units a layer, whose outputs would not fill vectors. Pointers and sizes only.
#ifndef CREASE_KERNELS_LANES_HPP
#define CREASE_KERNELS_LANES_HPP

#include <crease/kernels/dense.hpp>
#include <crease/kernels/pack.hpp>

#include <cstddef>
#include <memory>

namespace crease::detail {
inline namespace CREASE_TAG {

/// A layer's weights (out, in), and its biases, each as a vector of equal lanes.
template <class T> class lanes_weights {
public:
    lanes_weights(const T* kernel, const T* bias, std::size_t in, std::size_t out, instruction_set set)
        : in_{in}, out_{out}, width_{vector_bytes(set) / sizeof(T)}, set_{set},
          storage_{std::make_unique<element[]>(out * (in + width_))} {
        for (std::size_t j = 0; j != out; ++j) {
            for (std::size_t k = 0; k != in; ++k) storage_[j * in + k].value = kernel[k * out + j];
            for (std::size_t lane = 0; lane != width_; ++lane)
                storage_[out * in + j * width_ + lane].value = bias[j];
        }
    }

    /// z of `samples` samples, at least a vector of them: from h, an input a row, to y, an output a row; both
    /// have a row every `stride` elements.
    dense_task<T> task(const T* h, T* y, std::size_t samples, std::size_t stride) const noexcept {
        const std::size_t vectors = (samples + width_ - 1) / width_, chains = chains_of<T>(in_, out_);
        const T* const weights = &storage_[0].value;
        return {{h, weights + out_ * in_, in_, samples, chains, in_ / chains, vectors, width_, stride,
                 2 * width_, vectors * width_ - samples, set_, set_, false},
                weights,
                in_,
                out_,
                y,
                stride,
                bend_kind::none,
                T(0),
                width_,
                0};
    }

private:
    struct element { // a type of its own: its containers' code bears this translation unit's tag
        T value;
    };
    std::size_t in_, out_, width_;
    instruction_set set_;
    std::unique_ptr<element[]> storage_;
};

/// x of `samples` rows as rows of inputs: the samples' lanes.
template <class T>
void to_lanes(const T* x, std::size_t x_stride, std::size_t samples, std::size_t in, T* h,
              std::size_t h_stride) noexcept {
    for (std::size_t r = 0; r != samples; ++r)
        for (std::size_t k = 0; k != in; ++k) h[k * h_stride + r] = x[r * x_stride + k];
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_KERNELS_LANES_HPP
