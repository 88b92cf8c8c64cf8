// SPDX-License-Identifier: BSD-3-Clause
// layer 3 · Affine product: a layer applied to affine functions instead of numbers. Pointers and sizes only.
//
// A unit that is affine on a region is a column of coefficients: its slope along each direction, and its
// intercept. What the next layer makes of the units is a sum of their columns: result = start + sum of
// coefficient * kernel. A region that differs from another by one unit's state is one term away from it, so
// that its start is the other's result.
#ifndef CREASE_ANATOMY_AFFINE_PRODUCT_HPP
#define CREASE_ANATOMY_AFFINE_PRODUCT_HPP

#include <crease/detail/simd.hpp>

#include <cstddef>
#include <cstdint>

namespace crease::detail {
inline namespace CREASE_TAG {

/// result[r][j] = start[r][j] + sum over terms k of coefficients[r][columns[k]] * kernel[units[k]][j], for
/// r < rows and j < out. `result` may be `start`, and else overlaps nothing.
struct affine_product {
    const double* kernel; // (in, out), row by row
    std::size_t out;
    std::size_t rows;
    const std::uint32_t* units;   // (terms): whoever has only zeros is best left out
    const std::uint32_t* columns; // (terms): of `coefficients`; may be `units`
    std::size_t terms;
    const double* coefficients; // (rows, columns), a row every coefficient_stride
    std::size_t coefficient_stride;
    const double* start; // (rows, out), a row every start_stride
    std::size_t start_stride;
    double* result; // (rows, out), a row every result_stride
    std::size_t result_stride;
};

/// Which rows take the absolute values of the kernel's: they are the sizes of the terms of a sum.
enum class size_rows { none, last, all };

/// Its kernel.
template <size_rows Sizes> struct affine_product_kernel {
    template <std::size_t Bytes> [[gnu::always_inline]] static void run(const affine_product& p) noexcept {
        constexpr std::size_t sizes = Sizes == size_rows::last ? 1 : 0; // of the last rows
        std::size_t r = 0;
        for (; r + 4 < p.rows; r += 4) columns<Bytes, 4, 0>(p, r);
        switch (p.rows - r) {
        case 4:
            return columns<Bytes, 4, sizes>(p, r);
        case 3:
            return columns<Bytes, 3, sizes>(p, r);
        case 2:
            return columns<Bytes, 2, sizes>(p, r);
        case 1:
            return columns<Bytes, 1, sizes>(p, r);
        }
    }

private:
    template <std::size_t Rows, std::size_t LastSizes> static constexpr bool is_size(std::size_t row) {
        return Sizes == size_rows::all || row + LastSizes >= Rows;
    }

    /// All columns of rows first .. first + Rows - 1: in blocks that fill the registers, then what is left in
    /// ever shorter vectors. A sum waits four cycles for each term; where a product with sizes, which has the
    /// terms of a whole layer, has too few columns for that, they go to several chains in turn. So equal
    /// columns have equal bits.
    template <std::size_t Bytes, std::size_t Rows, std::size_t LastSizes>
    [[gnu::always_inline]] static void columns(const affine_product& p, std::size_t first) noexcept {
        // Long stretches of a row of the kernel: it seldom fits the first cache.
        constexpr std::size_t width = Bytes / sizeof(double);
        constexpr std::size_t wide = Bytes == 64 ? (Rows < 3 ? 8 : 4) : Rows == 1 ? 4 : 2;
        if constexpr (Sizes == size_rows::last && Bytes >= 32) {
            constexpr std::size_t chains = Rows < 3 ? 4 : 2;
            if (p.out < 8)
                return last_columns<32, Rows, LastSizes, chains>(p, first, 0);
        }
        std::size_t j = 0;
        for (; j + wide * width <= p.out; j += wide * width)
            block<Bytes, Rows, LastSizes, wide, 1>(p, first, j);
        if constexpr (wide > 2)
            for (; j + 2 * width <= p.out; j += 2 * width) block<Bytes, Rows, LastSizes, 2, 1>(p, first, j);
        last_columns<Bytes, Rows, LastSizes, 1>(p, first, j);
    }

    /// Those from j on.
    template <std::size_t Bytes, std::size_t Rows, std::size_t LastSizes, std::size_t Chains>
    [[gnu::always_inline]] static void last_columns(const affine_product& p, std::size_t first,
                                                    std::size_t j) noexcept {
        constexpr std::size_t width = Bytes / sizeof(double);
        for (; j + width <= p.out; j += width) block<Bytes, Rows, LastSizes, 1, Chains>(p, first, j);
        if constexpr (Bytes > 16)
            last_columns<Bytes / 2, Rows, LastSizes, Chains>(p, first, j);
        else if (j != p.out)
            column<Rows, LastSizes, Chains>(p, first, j);
    }

    /// add(k, sums of a chain) for each term k; then the first sums are those of all chains. V: a simd, whose
    /// vector is not deduced, which would lose its alignment; or `number`.
    template <class V, std::size_t Chains, std::size_t Sums, class Add>
    [[gnu::always_inline]] static void add_terms(std::size_t terms, typename V::vector (&sum)[Chains * Sums],
                                                 const Add& add) noexcept {
        std::size_t k = 0;
        for (; k + Chains <= terms; k += Chains) {
            CREASE_UNROLL
            for (std::size_t chain = 0; chain != Chains; ++chain) add(k + chain, sum + chain * Sums);
        }
        for (; k != terms; ++k) add(k, sum);
        CREASE_UNROLL
        for (std::size_t i = Sums; i != Chains * Sums; ++i) sum[i % Sums] += sum[i];
    }
    struct number {
        using vector = double;
    };

    template <std::size_t Bytes, std::size_t Rows, std::size_t LastSizes, std::size_t Wide,
              std::size_t Chains>
    [[gnu::always_inline]] static void block(const affine_product& p, std::size_t first,
                                             std::size_t j) noexcept {
        using vector = simd<double, Bytes>;
        constexpr std::size_t sums = Rows * Wide;
        typename vector::vector sum[Chains * sums];
        CREASE_UNROLL
        for (std::size_t i = 0; i != Chains * sums; ++i)
            sum[i] = i < sums ? vector::load(p.start + (first + i / Wide) * p.start_stride + j +
                                             i % Wide * vector::width)
                                    .v
                              : vector(0.0).v;
        const double* const kernel = p.kernel + j;
        const double* const coefficients = p.coefficients + first * p.coefficient_stride;
        const std::size_t out = p.out, stride = p.coefficient_stride;
        add_terms<vector, Chains, sums>(
            p.terms, sum, [&](std::size_t k, typename vector::vector * to) __attribute__((always_inline)) {
                const double *const w = kernel + p.units[k] * out, *const c = coefficients + p.columns[k];
                typename vector::vector weights[Wide], absolute[Wide];
                CREASE_UNROLL
                for (std::size_t i = 0; i != Wide; ++i) {
                    const vector weight = vector::load(w + i * vector::width);
                    weights[i] = weight.v;
                    absolute[i] = magnitude(weight).v;
                }
                CREASE_UNROLL
                for (std::size_t i = 0; i != sums; ++i)
                    to[i] += c[i / Wide * stride] *
                             (is_size<Rows, LastSizes>(i / Wide) ? absolute[i % Wide] : weights[i % Wide]);
            });
        CREASE_UNROLL
        for (std::size_t i = 0; i != sums; ++i)
            vector::of(sum[i]).store(p.result + (first + i / Wide) * p.result_stride + j +
                                     i % Wide * vector::width);
    }

    template <std::size_t Rows, std::size_t LastSizes, std::size_t Chains>
    [[gnu::always_inline]] static void column(const affine_product& p, std::size_t first,
                                              std::size_t j) noexcept {
        double sum[Chains * Rows];
        CREASE_UNROLL
        for (std::size_t r = 0; r != Chains * Rows; ++r)
            sum[r] = r < Rows ? p.start[(first + r) * p.start_stride + j] : 0;
        const double* const coefficients = p.coefficients + first * p.coefficient_stride;
        add_terms<number, Chains, Rows>(
            p.terms, sum, [&](std::size_t k, double* to) __attribute__((always_inline)) {
                const double w = p.kernel[p.units[k] * p.out + j];
                const double* const c = coefficients + p.columns[k];
                CREASE_UNROLL
                for (std::size_t r = 0; r != Rows; ++r)
                    to[r] += c[r * p.coefficient_stride] * (is_size<Rows, LastSizes>(r) ? magnitude(w) : w);
            });
        CREASE_UNROLL
        for (std::size_t r = 0; r != Rows; ++r) p.result[(first + r) * p.result_stride + j] = sum[r];
    }
};

/// Runs the product. `set` must not exceed best_instruction_set(). Real is double: a template so that who
/// does not call it does not compile it.
template <class Real = double> void multiply(instruction_set set, const affine_product& p) {
    run_on<affine_product_kernel<size_rows::none>>(set, p);
}
/// The same, the last row with the absolute values of the kernel's.
template <class Real = double> void multiply_with_sizes(instruction_set set, const affine_product& p) {
    run_on<affine_product_kernel<size_rows::last>>(set, p);
}
/// The same, all rows with the absolute values.
template <class Real = double> void multiply_sizes(instruction_set set, const affine_product& p) {
    run_on<affine_product_kernel<size_rows::all>>(set, p);
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_AFFINE_PRODUCT_HPP
