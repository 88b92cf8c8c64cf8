// SPDX-License-Identifier: BSD-3-Clause
// layer 2 · Assignment: the cheapest way to give each of n rows a column of its own.
#ifndef CREASE_DETAIL_ASSIGNMENT_HPP
#define CREASE_DETAIL_ASSIGNMENT_HPP

#include <crease/detail/instruction_set.hpp>

#include <cstddef>
#include <limits>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// The column of each row, cost(row, column) summing to the least: n^3 steps (Kuhn 1955, with potentials).
/// Whole numbers, so that equal costs are equal; their size times n must stay below a quarter of the largest
/// Cost.
template <class Cost>
std::vector<std::size_t> cheapest_assignment(const std::vector<Cost>& cost, std::size_t n) {
    // Rows and columns from 1; column 0 holds the row that looks for one.
    std::vector<Cost> of_row(n + 1, 0), of_column(n + 1, 0);
    std::vector<std::size_t> row_at(n + 1, 0), from(n + 1, 0);
    for (std::size_t row = 1; row <= n; ++row) {
        std::vector<Cost> slack(n + 1, std::numeric_limits<Cost>::max());
        std::vector<char> seen(n + 1, 0);
        std::size_t column = 0;
        row_at[0] = row;
        while (row_at[column] != 0) {
            seen[column] = 1;
            const std::size_t here = row_at[column];
            std::size_t next = 0;
            Cost least = std::numeric_limits<Cost>::max();
            for (std::size_t c = 1; c <= n; ++c) {
                if (seen[c])
                    continue;
                const Cost reduced = cost[(here - 1) * n + c - 1] - of_row[here] - of_column[c];
                if (reduced < slack[c]) {
                    slack[c] = reduced;
                    from[c] = column;
                }
                if (slack[c] < least) {
                    least = slack[c];
                    next = c;
                }
            }
            for (std::size_t c = 0; c <= n; ++c)
                if (seen[c]) {
                    of_row[row_at[c]] += least;
                    of_column[c] -= least;
                } else {
                    slack[c] -= least;
                }
            column = next;
        }
        for (; column != 0; column = from[column]) row_at[column] = row_at[from[column]];
    }
    std::vector<std::size_t> column_of(n);
    for (std::size_t c = 1; c <= n; ++c) column_of[row_at[c] - 1] = c - 1;
    return column_of;
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_DETAIL_ASSIGNMENT_HPP
