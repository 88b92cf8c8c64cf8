// SPDX-License-Identifier: BSD-3-Clause
#include <crease/anatomy/affine_product.hpp>

#include "support/catch.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

using namespace crease::detail;

namespace {

/// Small whole numbers, so that every sum is exact: of `count` of them, from -modulus / 2 on.
std::vector<double> numbers(std::size_t count, std::size_t step, std::size_t modulus) {
    std::vector<double> list;
    for (std::size_t i = 0; i != count; ++i)
        list.push_back(static_cast<double>(i * step % modulus) - static_cast<double>(modulus / 2));
    return list;
}

} // namespace

TEST_CASE("an affine product is the plain sum, on every instruction set, for every number of rows, columns "
          "and terms") {
    const std::vector<std::uint32_t> all_units{4, 2, 0, 1, 3, 8, 6, 5, 7, 9},
        columns{1, 5, 0, 2, 4, 11, 7, 3, 10, 8};
    constexpr std::size_t wide = 12; // of the coefficients
    for (std::size_t rows = 1; rows != 10; ++rows)
        for (std::size_t out = 1; out != 81; ++out) {
            const std::size_t terms = (rows * 7 + out) % 11,
                              gap = out % 3; // between the rows of start and result
            const auto kernel = numbers(10 * out, 7, 11), coefficients = numbers(wide * rows, 5, 13),
                       start = numbers(rows * (out + gap), 3, 7);
            // Rows from `first_size` on take the sizes of the weights.
            const auto expected = [&](std::size_t first_size) {
                std::vector<double> sum = start;
                for (std::size_t t = 0; t != terms; ++t)
                    for (std::size_t r = 0; r != rows; ++r)
                        for (std::size_t j = 0; j != out; ++j) {
                            const double w = kernel[all_units[t] * out + j];
                            sum[r * (out + gap) + j] +=
                                coefficients[wide * r + columns[t]] * (r < first_size ? w : std::abs(w));
                        }
                return sum;
            };
            for (const auto set : {instruction_set::baseline, instruction_set::avx2, instruction_set::avx512})
                for (const bool in_place : {false, true}) {
                    if (set > best_instruction_set())
                        continue;
                    CAPTURE(rows, out, terms, in_place, static_cast<int>(set));
                    std::vector<double> result;
                    const auto run = [&](auto product) {
                        result = start; // what lies between rows stays
                        product(set, affine_product{.kernel = kernel.data(),
                                                    .out = out,
                                                    .rows = rows,
                                                    .units = all_units.data(),
                                                    .columns = columns.data(),
                                                    .terms = terms,
                                                    .coefficients = coefficients.data(),
                                                    .coefficient_stride = wide,
                                                    .start = in_place ? result.data() : start.data(),
                                                    .start_stride = out + gap,
                                                    .result = result.data(),
                                                    .result_stride = out + gap});
                    };
                    run(multiply<>);
                    REQUIRE((result == expected(rows)));
                    run(multiply_with_sizes<>);
                    REQUIRE((result == expected(rows - 1)));
                    run(multiply_sizes<>);
                    REQUIRE((result == expected(0)));
                }
        }
}

TEST_CASE("equal columns of an affine product have equal bits, wherever they lie") {
    const std::vector<std::uint32_t> units{0, 1, 2, 3, 4, 5, 6};
    const std::vector<double> weights{0.1, -0.7, 1e-9, 3.3, 5.7, -0.01, 1e5};
    for (std::size_t rows = 1; rows != 7; ++rows)
        for (std::size_t out = 1; out != 81; ++out) {
            std::vector<double> kernel, coefficients, start(rows * out, 0.3), result(rows * out);
            for (const double w : weights) kernel.insert(kernel.end(), out, w);
            for (std::size_t i = 0; i != 7 * rows; ++i)
                coefficients.push_back(std::sin(static_cast<double>(i)));
            multiply_with_sizes(best_instruction_set(), {.kernel = kernel.data(),
                                                         .out = out,
                                                         .rows = rows,
                                                         .units = units.data(),
                                                         .columns = units.data(),
                                                         .terms = 7,
                                                         .coefficients = coefficients.data(),
                                                         .coefficient_stride = 7,
                                                         .start = start.data(),
                                                         .start_stride = out,
                                                         .result = result.data(),
                                                         .result_stride = out});
            CAPTURE(rows, out);
            for (std::size_t r = 0; r != rows; ++r)
                for (std::size_t j = 1; j != out; ++j) REQUIRE(result[r * out + j] == result[r * out]);
        }
}
