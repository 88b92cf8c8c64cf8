// SPDX-License-Identifier: BSD-3-Clause
// layer 3 · Weights as kernels read them, and the numbers of a shape on which its bits depend. Pointers and
// sizes only.
#ifndef CREASE_KERNELS_PACK_HPP
#define CREASE_KERNELS_PACK_HPP

#include <crease/detail/instruction_set.hpp>

#include <algorithm>
#include <cstddef>

namespace crease::detail {
inline namespace CREASE_TAG {

/// A type of our own for the memory of weights: the code of its containers bears this translation unit's tag.
template <class T> struct alignas(line_bytes) line { T lane[line_width<T>]; };
template <class T> constexpr std::size_t lines_of(std::size_t elements) noexcept {
    return (elements + line_width<T> - 1) / line_width<T>;
}

/// By how many chains, each over consecutive inputs, a sample's sum of products is computed. A processor
/// needs some 8 sums in flight: a layer of 8 vectors or more has them, a narrower one splits its sums, but
/// never into parts of fewer than 8 inputs. Depends on the shape alone, so that all kernels give the same
/// bits.
template <class T> constexpr std::size_t chains_of(std::size_t in, std::size_t out) noexcept {
    const std::size_t lines = lines_of<T>(out);
    std::size_t chains = lines >= 8 ? 1 : lines >= 4 ? 2 : 4;
    while (chains > 1 && in / chains < 8) chains /= 2;
    return chains;
}

/// True if sums run along vectors of inputs: where outputs do not fill a vector and inputs fill several.
constexpr bool prefers_dot(std::size_t in, std::size_t out, instruction_set set) noexcept {
    return out <= 3 && in > 32 && has_wide(set);
}

/// A layer's weights. Outputs come in vectors of `width`; the last vector ends with the last output, so that
/// it may repeat some of the one before; where there is less than one vector, it is padded.
template <class T> struct weights_view {
    const T* kernel; // null: not where a kernel can read it
    const T* bias;
    std::size_t in, out;
    std::size_t chains, part; // inputs a chain takes; the last one takes the rest too
    std::size_t vectors, width;
    std::size_t input_step; // from an input's weights to those of the next input
    std::size_t pair_step;  // from a pair of vectors to the next pair; for `dot` from output to output
    std::size_t back;       // how much nearer the last vector's weights are than a whole vector
    instruction_set set;    // whose vectors these are
    bool dot;

    /// The output that vector v begins with.
    std::size_t output(std::size_t v) const noexcept {
        return v + 1 == vectors && v != 0 ? out - width : v * width;
    }
    /// The weights of vector v for input k.
    const T* at(std::size_t v, std::size_t k) const noexcept {
        return kernel + (v / 2 * pair_step + v % 2 * width - (v + 1 == vectors ? back : 0) + k * input_step);
    }
    /// The weight of output j for input k.
    const T& weight(std::size_t k, std::size_t j) const noexcept {
        const std::size_t v = std::min(j / width, vectors - 1);
        return at(v, k)[j - output(v)];
    }
};

/// Weights where they lie: kernel (in, out) row-major, bias (out).
template <class T>
weights_view<T> direct_weights(const T* kernel, const T* bias, std::size_t in, std::size_t out,
                               instruction_set set) noexcept {
    weights_view<T> w{};
    w.in = in;
    w.out = out;
    w.chains = chains_of<T>(in, out);
    w.part = in / w.chains;
    w.set = set;
    w.width = vector_bytes(w.set) / sizeof(T);
    w.vectors = (out + w.width - 1) / w.width;
    w.input_step = out;
    w.pair_step = 2 * w.width;
    w.back = w.vectors * w.width - out;
    w.dot = prefers_dot(in, out, set);
    w.kernel = out < w.width || w.dot ? nullptr : kernel;
    w.bias = bias;
    return w;
}

/// Lines of memory that packed weights take.
template <class T> std::size_t packed_lines(const weights_view<T>& w) noexcept {
    const std::size_t panel = w.vectors == 1 ? w.width : 2 * w.width;
    const std::size_t weights =
        w.dot ? w.out * lines_of<T>(w.in) * line_width<T> : (w.vectors + 1) / 2 * w.in * panel;
    return lines_of<T>(weights) + lines_of<T>(std::max(w.out, w.width));
}

/// Copies weights (in, out) and bias (out) to `storage` in the order in which kernels read them. A
/// pair of vectors is a panel: its weights for the first input, for the second, and so on. For `dot` an
/// output's weights are line after line; the last line ends with the last input, and counts -0, which adds
/// nothing, for what it repeats.
template <class T>
weights_view<T> pack(weights_view<T> w, const T* kernel, const T* bias, line<T>* storage) noexcept {
    const std::size_t bias_lines = lines_of<T>(std::max(w.out, w.width));
    T* const biases = storage->lane;
    T* const weights = (storage + bias_lines)->lane;
    std::copy_n(bias, w.out, biases);
    std::fill(biases + w.out, weights, T(0));
    w.bias = biases;
    w.kernel = weights;
    w.back = 0;
    w.input_step = w.vectors == 1 ? w.width : 2 * w.width;
    w.pair_step = w.dot ? lines_of<T>(w.in) * line_width<T> : w.in * w.input_step;
    if (w.dot) {
        const std::size_t last = w.pair_step - line_width<T>, repeated = w.pair_step - w.in;
        for (std::size_t j = 0; j != w.out; ++j)
            for (std::size_t i = 0; i != w.pair_step; ++i)
                weights[j * w.pair_step + i] = i < last               ? kernel[i * w.out + j]
                                               : i >= last + repeated ? kernel[(i - repeated) * w.out + j]
                                                                      : T(-0.0);
        return w;
    }
    if (w.out < w.width)
        std::fill_n(weights, w.in * w.width, T(0));
    for (std::size_t v = 0; v != w.vectors; ++v)
        for (std::size_t k = 0; k != w.in; ++k)
            std::copy_n(kernel + k * w.out + w.output(v), std::min(w.width, w.out),
                        weights + (w.at(v, k) - w.kernel));
    return w;
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_KERNELS_PACK_HPP
