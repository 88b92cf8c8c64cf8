// SPDX-License-Identifier: BSD-3-Clause
// layer 5 · Dot kernel: y = f(x W + b) for 1 to 3 outputs, along vectors of inputs. Pointers and sizes only.
//
// A sample's products are summed by lines of 64 bytes, whatever the vectors' size; then lane i
// is added to lane i + half, again and again, until one is left. So the bits depend neither on the rows
// around a sample nor on whether its vectors are AVX2's or AVX-512's.
#ifndef CREASE_KERNELS_DOT_HPP
#define CREASE_KERNELS_DOT_HPP

#include <crease/detail/simd.hpp>
#include <crease/detail/simd_order.hpp>
#include <crease/kernels/pack.hpp>
#include <crease/kernels/tile.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace crease::detail {
inline namespace CREASE_TAG {

/// In a and b, runs of 2 * Half lanes: each run's lower half plus its upper half, those of a before those of
/// b.
template <std::size_t Half, class T, std::size_t Bytes>
[[gnu::always_inline]] inline simd<T, Bytes> add_halves(simd<T, Bytes> a, simd<T, Bytes> b) noexcept {
    constexpr std::size_t width = simd<T, Bytes>::width;
    return [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
        return shuffle<(I / Half * 2 * Half + I % Half)...>(a, b) +
               shuffle<(I / Half * 2 * Half + I % Half + Half)...>(a, b);
    }
    (std::make_index_sequence<width>{});
}

/// The sums of all lanes of v[0 .. Rows - 1]: in lane r that of v[r]. Rows is a power of 2.
template <class V, std::size_t Rows, std::size_t Half = V::width / 2>
[[gnu::always_inline]] inline V sum_lanes(typename V::vector* v) noexcept {
    if constexpr (Half != 0) {
        CREASE_UNROLL
        for (std::size_t r = 0; r < Rows; r += 2)
            v[r / 2] = add_halves<Half>(V::of(v[r]), V::of(v[Rows == 1 ? r : r + 1])).v;
        return sum_lanes<V, (Rows + 1) / 2, Half / 2>(v);
    }
    return V::of(v[0]);
}

/// Output j of rows first .. first + Rows - 1; what is beyond the last row repeats it.
template <class T, std::size_t Bytes, std::size_t Rows>
[[gnu::always_inline]] inline void dot_rows(const dense_task<T>& t, std::size_t first,
                                            std::size_t j) noexcept {
    using vector = simd<T, Bytes>;
    constexpr std::size_t width = vector::width, parts = line_width<T> / width, N = Rows * parts;
    static_assert(parts <= 2, "the baseline does without");
    const std::size_t in = t.weights.in, whole = in / line_width<T> * line_width<T>;
    const T* const w = t.weights.kernel + j * t.weights.pair_step;
    const vector nothing(T(-0.0)), zero(T(0));
    const T* x[Rows];
    typename vector::vector sum[N], total[Rows];
    CREASE_UNROLL
    for (std::size_t r = 0; r != Rows; ++r) x[r] = t.x + std::min(first + r, t.rows - 1) * t.x_stride;
    CREASE_UNROLL
    for (std::size_t i = 0; i != N; ++i) sum[i] = nothing.v;
    for (std::size_t at = 0; at != whole; at += line_width<T>) {
        CREASE_UNROLL
        for (std::size_t i = 0; i != N; ++i) {
            const std::size_t part = at + i % parts * width;
            sum[i] += vector::load(x[i / parts] + part).v * vector::load(w + part).v;
        }
    }
    if (whole != in) {
        // The last line ends with the row. The lanes that repeat inputs become 0: there is no other way to
        // add nothing, since an input may be infinite.
        T number[line_width<T>];
        for (std::size_t i = 0; i != line_width<T>; ++i) number[i] = static_cast<T>(i);
        const vector repeated(static_cast<T>(whole + line_width<T> - in));
        CREASE_UNROLL
        for (std::size_t i = 0; i != N; ++i) {
            const std::size_t part = i % parts * width;
            const vector lanes = vector::load(x[i / parts] + (in - line_width<T> + part));
            sum[i] += choose(vector::load(number + part) < repeated, zero, lanes).v *
                      vector::load(w + whole + part).v;
        }
    }
    CREASE_UNROLL
    for (std::size_t r = 0; r != Rows; ++r) {
        total[r] = sum[parts * r];
        if constexpr (parts == 2)
            total[r] += sum[parts * r + 1];
    }
    typename vector::vector z[1] = {(sum_lanes<vector, Rows>(total) + vector(t.weights.bias[j])).v};
    bend_all<vector>(z, t.bend, t.slope);
    T lane[width];
    vector::of(z[0]).store(lane);
    const std::size_t count = std::min(Rows, t.rows - first);
    for (std::size_t r = 0; r != count; ++r) t.y[(first + r) * t.y_stride + j] = lane[r];
}

/// In groups of rows, whose lanes are summed side by side; fewer than half a group one by one.
template <class T> struct dot_kernel {
    template <std::size_t Bytes> [[gnu::always_inline]] static void run(const dense_task<T>& t) noexcept {
        constexpr std::size_t rows = std::min<std::size_t>(Bytes / sizeof(T), Bytes == line_bytes ? 8 : 4);
        std::size_t r = 0;
        for (; r + rows / 2 < t.rows; r += rows)
            for (std::size_t j = 0; j != t.weights.out; ++j) dot_rows<T, Bytes, rows>(t, r, j);
        for (; r < t.rows; ++r)
            for (std::size_t j = 0; j != t.weights.out; ++j) dot_rows<T, Bytes, 1>(t, r, j);
    }
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_KERNELS_DOT_HPP
