// SPDX-License-Identifier: BSD-3-Clause
// layer 2 · Rows of words as a table of text.
#ifndef CREASE_DETAIL_TEXT_TABLE_HPP
#define CREASE_DETAIL_TEXT_TABLE_HPP

#include <crease/detail/instruction_set.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// Aligned columns, two spaces apart, between them and the first row a rule, and one at the end. The columns
/// from `numbers` on stand to the right.
template <std::size_t N>
std::string text_table(const std::vector<std::array<std::string, N>>& rows, std::size_t numbers) {
    std::array<std::size_t, N> width{};
    for (const auto& row : rows)
        for (std::size_t c = 0; c != N; ++c) width[c] = std::max(width[c], row[c].size());
    std::size_t total = 2 * (N - 1);
    for (const std::size_t w : width) total += w;

    const std::string rule = std::string(total, '-') + "\n";
    std::string text;
    for (const auto& row : rows) {
        for (std::size_t c = 0; c != N; ++c) {
            const std::string padding(width[c] - row[c].size(), ' ');
            text += c >= numbers ? padding + row[c] : c + 1 == N ? row[c] : row[c] + padding;
            text += c + 1 == N ? "\n" : "  ";
        }
        if (&row == &rows.front())
            text += rule;
    }
    return text + rule;
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_DETAIL_TEXT_TABLE_HPP
