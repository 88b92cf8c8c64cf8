// SPDX-License-Identifier: BSD-3-Clause
// layer 2 · Weights as kernels read them, and the rule that says which kernel reads them. Pointers and sizes
// only.
#ifndef CREASE_KERNELS_PACK_HPP
#define CREASE_KERNELS_PACK_HPP

#include <crease/detail/instruction_set.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>

namespace crease::detail {
inline namespace CREASE_TAG {

/// By how many chains, each over a part of the inputs, a sample's sum of products is computed. A processor
/// needs some 8 sums in flight: a layer of 8 vectors or more has them, a narrower one splits its sums, but
/// never into parts of fewer than 8 inputs. Depends on nothing but the shape, so every kernel gives the same
/// bits.
template <class T> constexpr std::size_t chains_of(std::size_t in, std::size_t out) noexcept {
    const std::size_t lines = (out + line_width<T> - 1) / line_width<T>;
    std::size_t chains = lines >= 8 ? 1 : lines >= 4 ? 2 : 4;
    while (chains > 1 && in / chains < 8) chains /= 2;
    return chains;
}

/// Chains along the inputs' vectors instead: where outputs do not fill a vector and inputs fill several.
constexpr bool prefers_dot(std::size_t in, std::size_t out) noexcept { return out <= 3 && in > 32; }

/// A layer's weights. Outputs come in vectors of `width`; the last vector ends with the last output, so that
/// it may repeat some of the one before; where there is less than one vector, it is padded.
template <class T> struct weights_view {
    const T* kernel;
    const T* bias;
    std::size_t in, out;
    std::size_t chains, part; // inputs a chain takes; the last one takes the rest too
    std::size_t vectors, width;
    std::size_t input_step; // from an input's weights to those of the next input
    std::size_t pair_step;  // from a pair of vectors to the next pair
    std::size_t back;       // how much nearer the last vector's weights are than a whole vector
    instruction_set set;    // of the dense kernel
    instruction_set most;   // of the others
    bool dot;

    /// The output that vector v begins with.
    std::size_t output(std::size_t v) const noexcept {
        return v + 1 == vectors && v != 0 ? out - width : v * width;
    }
    /// The weight of output j for input k.
    const T& weight(std::size_t k, std::size_t j) const noexcept {
        const std::size_t v = std::min(j / width, vectors - 1);
        return at(v, k)[j - output(v)];
    }
    /// The weights of vector v for input k.
    const T* at(std::size_t v, std::size_t k) const noexcept {
        return kernel + (v / 2) * pair_step + (v % 2) * width - (v + 1 == vectors ? back : 0) +
               k * input_step;
    }
};

/// The instruction set for a layer's tiles: no vector wider than its outputs, so that none is mostly padding.
template <class T> constexpr instruction_set tile_set(instruction_set most, std::size_t out) noexcept {
    return most == instruction_set::avx512 && out < line_width<T> ? instruction_set::avx2 : most;
}

/// Weights where they lie, (in, out) row-major; null kernel if they must be packed to be read.
template <class T>
weights_view<T> direct_weights(const T* kernel, const T* bias, std::size_t in, std::size_t out,
                               instruction_set most) noexcept {
    const instruction_set set = tile_set<T>(most, out);
    const std::size_t width = vector_bytes(set) / sizeof(T), vectors = (out + width - 1) / width;
    const std::size_t chains = chains_of<T>(in, out);
    const bool readable = out >= width && !prefers_dot(in, out);
    return {readable ? kernel : nullptr,
            bias,
            in,
            out,
            chains,
            in / chains,
            vectors,
            width,
            out,
            2 * width,
            vectors * width - out,
            set,
            most,
            prefers_dot(in, out)};
}

/// Weights in the order in which kernels read them. A pair of vectors is a panel: its weights for the first
/// input, for the second, and so on. For `dot`, an output's weights are one line after another.
template <class T> class packed_weights {
public:
    packed_weights(const T* kernel, const T* bias, std::size_t in, std::size_t out, instruction_set most)
        : view_{direct_weights(kernel, bias, in, out, most)} {
        const std::size_t panel = view_.vectors == 1 ? view_.width : 2 * view_.width;
        const std::size_t dot_lines = (in + line_width<T> - 1) / line_width<T>;
        const std::size_t lines =
            view_.dot ? out * dot_lines : ((view_.vectors + 1) / 2 * in * panel) / line_width<T> + 1;
        const std::size_t bias_lines = (std::max(out, view_.width) + line_width<T> - 1) / line_width<T>;
        storage_ = std::make_unique<line[]>(lines + bias_lines);
        T* const weights = storage_[0].lane;
        T* const biases = storage_[lines].lane;
        std::copy_n(bias, out, biases);
        view_.kernel = weights;
        view_.bias = biases;
        view_.pair_step = view_.dot ? dot_lines * line_width<T> : in * panel;
        view_.input_step = panel;
        view_.back = 0;
        if (view_.dot)
            pack_lines(kernel, weights);
        else
            pack_panels(kernel, weights);
    }

    const weights_view<T>& view() const noexcept { return view_; }

private:
    struct alignas(line_bytes) line {
        T lane[line_width<T>];
    };

    void pack_panels(const T* kernel, T* weights) const noexcept {
        const std::size_t count = std::min(view_.width, view_.out);
        for (std::size_t v = 0; v != view_.vectors; ++v)
            for (std::size_t k = 0; k != view_.in; ++k)
                std::copy_n(kernel + k * view_.out + view_.output(v), count,
                            weights + (view_.at(v, k) - view_.kernel));
    }
    // The last line ends with the last input; what it repeats of the line before counts -0, which adds
    // nothing.
    void pack_lines(const T* kernel, T* weights) const noexcept {
        for (std::size_t j = 0; j != view_.out; ++j, weights += view_.pair_step)
            for (std::size_t i = 0; i != view_.pair_step; ++i) {
                const std::size_t repeated = view_.pair_step - view_.in;
                const std::size_t last = view_.pair_step - line_width<T>;
                const bool counts = i < last || i >= last + repeated;
                weights[i] = counts ? kernel[(i < last ? i : i - repeated) * view_.out + j] : T(-0.0);
            }
    }

    weights_view<T> view_;
    std::unique_ptr<line[]> storage_;
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_KERNELS_PACK_HPP
