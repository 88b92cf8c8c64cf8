// SPDX-License-Identifier: BSD-3-Clause
// layer 4 · Dot kernel: y = f(x W + b) for 1 to 3 outputs, along vectors of inputs. Pointers and sizes only.
//
// A sample's products are summed in two chains of lines of 64 bytes, whatever the vectors' size; then lane i
// is added to lane i + half, again and again, until one is left. So the bits depend neither on the rows
// around a sample nor on whether its vectors are AVX2's or AVX-512's.
#ifndef CREASE_KERNELS_DOT_HPP
#define CREASE_KERNELS_DOT_HPP

#include <crease/detail/simd.hpp>
#include <crease/kernels/dense.hpp>
#include <crease/kernels/pack.hpp>

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

/// The sums of all lanes of line[0 .. Rows - 1], each line as vectors: in lane r that of line r. Rows is a
/// power of 2.
template <std::size_t Rows, std::size_t Half, class T, std::size_t Bytes>
[[gnu::always_inline]] inline simd<T, Bytes> sum_lanes(simd<T, Bytes>* v) noexcept {
    if constexpr (Half == 0) {
        return v[0];
    } else {
        CREASE_UNROLL
        for (std::size_t r = 0; r < Rows; r += 2) v[r / 2] = add_halves<Half>(v[r], v[Rows == 1 ? r : r + 1]);
        return sum_lanes<(Rows + 1) / 2, Half / 2>(v);
    }
}

/// Output j of rows first .. first + Rows - 1; what is beyond the last row repeats it.
template <class T, std::size_t Bytes, std::size_t Rows>
[[gnu::always_inline]] inline void dot_rows(const dense_task<T>& t, std::size_t first,
                                            std::size_t j) noexcept {
    using vector = simd<T, Bytes>;
    constexpr std::size_t width = vector::width, parts = line_width<T> / width;
    const std::size_t in = t.weights.in, lines = in / line_width<T>, rest = in % line_width<T>;
    const T* w = t.weights.kernel + j * t.weights.pair_step;
    const T* x[Rows];
    vector sum[Rows][parts], other[Rows][parts];
    CREASE_UNROLL
    for (std::size_t r = 0; r != Rows; ++r) {
        x[r] = t.x + std::min(first + r, t.rows - 1) * t.x_stride;
        CREASE_UNROLL
        for (std::size_t p = 0; p != parts; ++p) sum[r][p] = other[r][p] = vector(T(-0.0));
    }
    const auto add = [&](auto& sums, std::size_t at, const T* weights, auto&& load)
        __attribute__((always_inline)) {
        CREASE_UNROLL
        for (std::size_t p = 0; p != parts; ++p) {
            const vector weight = vector::load(weights + p * width);
            CREASE_UNROLL
            for (std::size_t r = 0; r != Rows; ++r) sums[r][p].add_product(load(x[r] + at, p), weight);
        }
    };
    const auto whole = [](const T* p, std::size_t part) __attribute__((always_inline)) {
        return vector::load(p + part * width);
    };
    std::size_t line = 0;
    for (; line + 2 <= lines; line += 2) {
        add(sum, line * line_width<T>, w + line * line_width<T>, whole);
        add(other, (line + 1) * line_width<T>, w + (line + 1) * line_width<T>, whole);
    }
    if (line != lines)
        add(sum, line * line_width<T>, w + line * line_width<T>, whole);
    if (rest != 0) {
        // The last line ends with the row. The lanes that repeat inputs become 0: there is no other way to
        // add nothing, since an input may be infinite.
        T lane[line_width<T>];
        for (std::size_t i = 0; i != line_width<T>; ++i) lane[i] = static_cast<T>(i);
        const vector repeated(static_cast<T>(line_width<T> - rest));
        add(
            other, in - line_width<T>,
            w + lines * line_width<T>, [&](const T* p, std::size_t part) __attribute__((always_inline)) {
                return choose(vector::load(lane + part * width) < repeated, vector(T(0)), whole(p, part));
            });
    }
    vector z[1], total[Rows];
    CREASE_UNROLL
    for (std::size_t r = 0; r != Rows; ++r) {
        CREASE_UNROLL
        for (std::size_t p = 0; p != parts; ++p) sum[r][p] = sum[r][p] + other[r][p];
        for (std::size_t half = parts / 2; half != 0; half /= 2)
            for (std::size_t p = 0; p != half; ++p) sum[r][p] = sum[r][p] + sum[r][p + half];
        total[r] = sum[r][0];
    }
    z[0] = sum_lanes<Rows, width / 2>(total) + vector(t.weights.bias[j]);
    bend_all(z, t);
    T lane[width];
    z[0].store(lane);
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
