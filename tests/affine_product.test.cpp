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

TEST_CASE(
    "an affine product is the plain sum, on every instruction set, for every number of rows and columns") {
    const std::vector<std::uint32_t> units{4, 2, 0, 1, 3}, columns{1, 5, 0, 2, 4}; // of six
    const std::size_t terms = units.size();
    for (std::size_t rows = 1; rows != 10; ++rows)
        for (std::size_t out = 1; out != 81; ++out) {
            const auto kernel = numbers(terms * out, 7, 11), coefficients = numbers(6 * rows, 5, 13),
                       start = numbers(rows * out, 3, 7);
            // Rows from `first_size` on take the sizes of the weights.
            const auto expected = [&](std::size_t first_size) {
                std::vector<double> sum = start;
                for (std::size_t t = 0; t != terms; ++t)
                    for (std::size_t r = 0; r != rows; ++r)
                        for (std::size_t j = 0; j != out; ++j) {
                            const double w = kernel[units[t] * out + j];
                            sum[r * out + j] +=
                                coefficients[6 * r + columns[t]] * (r < first_size ? w : std::abs(w));
                        }
                return sum;
            };
            std::vector<double> result(rows * out);
            const affine_product p{.kernel = kernel.data(),
                                   .out = out,
                                   .rows = rows,
                                   .units = units.data(),
                                   .columns = columns.data(),
                                   .terms = terms,
                                   .coefficients = coefficients.data(),
                                   .coefficient_stride = 6,
                                   .start = start.data(),
                                   .start_stride = out,
                                   .result = result.data(),
                                   .result_stride = out};
            for (const auto set :
                 {instruction_set::baseline, instruction_set::avx2, instruction_set::avx512}) {
                if (set > best_instruction_set())
                    continue;
                CAPTURE(rows, out, static_cast<int>(set));
                multiply(set, p);
                REQUIRE(result == expected(rows));
                multiply_with_sizes(set, p);
                REQUIRE(result == expected(rows - 1));
                multiply_sizes(set, p);
                REQUIRE(result == expected(0));
            }
        }
}
