// SPDX-License-Identifier: BSD-3-Clause
// layer 4 · Networks whose shapes are known at compile time, unrolled: one sample with outputs in lanes, or a
// batch with samples in lanes. Pointers and sizes only.
#ifndef CREASE_KERNELS_FIXED_HPP
#define CREASE_KERNELS_FIXED_HPP

#include <crease/detail/formula.hpp>
#include <crease/detail/simd.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <tuple>
#include <type_traits>

namespace crease::detail {
inline namespace CREASE_TAG {

/// The sums of `Chains` groups, in pairs.
template <class V, std::size_t Chains, std::size_t Group>
[[gnu::always_inline]] inline void join_chains(typename V::vector* sum) noexcept {
    if constexpr (Chains > 1) {
        constexpr std::size_t half = Chains / 2 * Group;
        CREASE_UNROLL
        for (std::size_t i = 0; i != half; ++i) sum[i] = sum[i] + sum[i + half];
        join_chains<V, Chains / 2, Group>(sum);
    }
}
template <class T> struct scalar_as_vector { using vector = T; };

/// A layer of compile-time shape by reference: kernel (In, Out) row-major, bias (Out).
template <class F, class T, std::size_t In, std::size_t Out> struct fixed_layer {
    static constexpr std::size_t in = In, out = Out;
    static constexpr bool is_vectorised = vectorised<F>;
    const T* kernel;
    const T* bias;
    const F& f;

    /// f(x W + b) of one sample. Some 8 sums are in flight: where there are fewer outputs or vectors of them,
    /// each has several, over every n-th input.
    template <std::size_t Bytes> [[gnu::always_inline]] void run(const T* x, T* y) const {
        if constexpr (Out * sizeof(T) < vector_bytes(instruction_set::baseline))
            run_scalars(x, y);
        else
            run_vectors<Bytes>(x, y);
    }

private:
    static constexpr std::size_t chains(std::size_t sums) noexcept {
        return std::bit_floor(std::min(In, std::max<std::size_t>(8 / sums, 1)));
    }

    [[gnu::always_inline]] void run_scalars(const T* x, T* y) const {
        constexpr std::size_t sums = chains(Out) * Out;
        T sum[sums];
        CREASE_UNROLL
        for (std::size_t i = 0; i != sums; ++i) sum[i] = i < Out ? bias[i] : T(-0.0);
        std::size_t k = 0;
        for (; k + chains(Out) <= In; k += chains(Out)) {
            CREASE_UNROLL
            for (std::size_t i = 0; i != sums; ++i) sum[i] += x[k + i / Out] * kernel[k * Out + i];
        }
        if constexpr (In % chains(Out) != 0) // else g++ warns of what no k reaches
            for (; k < In; ++k) {
                CREASE_UNROLL
                for (std::size_t j = 0; j != Out; ++j) sum[j] += x[k] * kernel[k * Out + j];
            }
        join_chains<scalar_as_vector<T>, chains(Out), Out>(sum);
        CREASE_UNROLL
        for (std::size_t j = 0; j != Out; ++j) y[j] = value_at(f, sum[j]);
    }

    /// Vectors are no wider than the outputs; the last one ends with the last output.
    template <std::size_t Bytes> [[gnu::always_inline]] void run_vectors(const T* x, T* y) const {
        constexpr std::size_t bytes = std::min({Bytes, std::bit_floor(Out * sizeof(T)), line_bytes});
        using vector = simd<T, bytes>;
        constexpr std::size_t width = vector::width, vectors = (Out + width - 1) / width;
        constexpr std::size_t group = std::min<std::size_t>(vectors, 8), sums = chains(group) * group;
        for (std::size_t first = 0; first < vectors; first += group) {
            const auto output = [first](std::size_t v) { return std::min((first + v) * width, Out - width); };
            const auto weights = [&](std::size_t k, std::size_t v) __attribute__((always_inline)) {
                return vector::load(kernel + (k * Out + output(v)));
            };
            typename vector::vector sum[sums];
            const vector nothing(T(-0.0));
            CREASE_UNROLL
            for (std::size_t i = 0; i != sums; ++i)
                sum[i] = i < group ? vector::load(bias + output(i)).v : nothing.v;
            std::size_t k = 0;
            for (; k + chains(group) <= In; k += chains(group)) {
                CREASE_UNROLL
                for (std::size_t i = 0; i != sums; ++i)
                    sum[i] += x[k + i / group] * weights(k + i / group, i % group).v;
            }
            for (; k < In; ++k) {
                CREASE_UNROLL
                for (std::size_t v = 0; v != group; ++v) sum[v] += x[k] * weights(k, v).v;
            }
            join_chains<vector, chains(group), group>(sum);
            CREASE_UNROLL
            for (std::size_t v = 0; v != group; ++v) {
                vector z = vector::of(sum[v]);
                if constexpr (vectorised<F>)
                    z = f(z);
                z.store(y + output(v));
            }
        }
        if constexpr (!vectorised<F>)
            for (std::size_t j = 0; j != Out; ++j) y[j] = value_at(f, y[j]);
    }
};

/// Layers one after another, as a task of one sample.
template <class T, class... Layers> struct fixed_sample_task {
    std::tuple<Layers...> layers;
    const T* x;
    T* y;
};
template <class T, class... Layers> struct fixed_sample_kernel {
    template <std::size_t Bytes>
    [[gnu::always_inline]] static void run(const fixed_sample_task<T, Layers...>& t) {
        from<Bytes, 0>(t, t.x);
    }

private:
    template <std::size_t Bytes, std::size_t L>
    [[gnu::always_inline]] static void from(const fixed_sample_task<T, Layers...>& t, const T* h) {
        const auto& layer = std::get<L>(t.layers);
        if constexpr (L + 1 == sizeof...(Layers)) {
            layer.template run<Bytes>(h, t.y);
        } else {
            T a[std::remove_cvref_t<decltype(layer)>::out];
            layer.template run<Bytes>(h, a);
            from<Bytes, L + 1>(t, a);
        }
    }
};

/// Layers one after another, one sample. A small network runs in the caller's own instruction set: choosing
/// one would take longer.
template <class T, std::size_t Out, class... Layers>
[[gnu::always_inline]] inline std::array<T, Out> run_fixed(const T* x, const Layers&... layers) {
    std::array<T, Out> y;
    const fixed_sample_task<T, Layers...> task{{layers...}, x, y.data()};
    using kernel = fixed_sample_kernel<T, Layers...>;
    if constexpr (((Layers::in * Layers::out) + ...) < 64)
        kernel::template run<vector_bytes(instruction_set::baseline)>(task);
    else
        run_on<kernel>(best_instruction_set(), task);
    return y;
}

/// A batch, samples in lanes.
template <class T, class... Layers> struct fixed_batch_task {
    std::tuple<Layers...> layers;
    const T* x;
    std::size_t x_stride, rows;
    T* y;
    std::size_t y_stride;
};
template <class T, class... Layers> struct fixed_batch_kernel {
    using task = fixed_batch_task<T, Layers...>;
    static constexpr std::size_t in = std::tuple_element_t<0, std::tuple<Layers...>>::in;
    static constexpr std::size_t out =
        std::tuple_element_t<sizeof...(Layers) - 1, std::tuple<Layers...>>::out;

    template <std::size_t Bytes> [[gnu::always_inline]] static void run(const task& t) {
        constexpr std::size_t samples = 2 * Bytes / sizeof(T);
        std::size_t r = 0;
        if constexpr (in == 1 && out == 1)
            if (t.x_stride == 1 && t.y_stride == 1)
                for (; r + samples <= t.rows; r += samples) group<Bytes>(t, t.x + r, t.y + r);
        for (; r < t.rows; r += samples) {
            const std::size_t count = std::min(samples, t.rows - r);
            T x[in * samples] = {}, y[out * samples];
            for (std::size_t i = 0; i != count; ++i)
                for (std::size_t k = 0; k != in; ++k) x[k * samples + i] = t.x[(r + i) * t.x_stride + k];
            group<Bytes>(t, x, y);
            for (std::size_t i = 0; i != count; ++i)
                for (std::size_t j = 0; j != out; ++j) t.y[(r + i) * t.y_stride + j] = y[j * samples + i];
        }
    }

private:
    /// Two vectors of samples: x and y hold those of the first input, of the second, and so on.
    template <std::size_t Bytes> [[gnu::always_inline]] static void group(const task& t, const T* x, T* y) {
        using vector = simd<T, Bytes>;
        vector h[2 * in];
        CREASE_UNROLL
        for (std::size_t i = 0; i != 2 * in; ++i) h[i] = vector::load(x + i * vector::width);
        from<0>(t, h, y);
    }
    template <std::size_t L, class V>
    [[gnu::always_inline]] static void from(const task& t, const V* h, T* y) {
        if constexpr (L == sizeof...(Layers)) {
            CREASE_UNROLL
            for (std::size_t i = 0; i != 2 * out; ++i) h[i].store(y + i * V::width);
        } else {
            const auto& layer = std::get<L>(t.layers);
            constexpr std::size_t inputs = std::remove_cvref_t<decltype(layer)>::in;
            constexpr std::size_t outputs = std::remove_cvref_t<decltype(layer)>::out;
            V a[2 * outputs];
            CREASE_UNROLL
            for (std::size_t i = 0; i != 2 * outputs; ++i) a[i] = V(layer.bias[i / 2]);
            CREASE_UNROLL
            for (std::size_t k = 0; k != inputs; ++k) {
                CREASE_UNROLL
                for (std::size_t i = 0; i != 2 * outputs; ++i)
                    a[i].add_product(layer.kernel[k * outputs + i / 2], h[2 * k + i % 2]);
            }
            CREASE_UNROLL
            for (std::size_t i = 0; i != 2 * outputs; ++i) a[i] = layer.f(a[i]);
            from<L + 1>(t, a, y);
        }
    }
};

template <class T, class... Layers>
void run_fixed_batch(const T* x, std::size_t x_stride, std::size_t rows, T* y, std::size_t y_stride,
                     const Layers&... layers) {
    run_on<fixed_batch_kernel<T, Layers...>>(
        best_instruction_set(), fixed_batch_task<T, Layers...>{{layers...}, x, x_stride, rows, y, y_stride});
}

/// True if a batch is worth lanes: layers so small that all of them, unrolled, stay in registers.
template <class... Layers>
inline constexpr bool fixed_prefers_lanes = ((Layers::is_vectorised && Layers::in * Layers::out <= 64 &&
                                              Layers::in <= 16 && Layers::out <= 16) &&
                                             ...);

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_KERNELS_FIXED_HPP
