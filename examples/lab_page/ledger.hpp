// SPDX-License-Identifier: BSD-3-Clause
// The ledger of a segment of the target: which units' slopes add up to the network's there.
#pragma once

#include <crease/detail/fact_words.hpp>
#include <crease/grade_report.hpp>

#include "say.hpp"
#include "study.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace lab_page {

namespace words {
inline constexpr phrase sum{"slope {0} = {1}", "斜率 {0} = {1}"};
inline constexpr phrase no_sum{"slope 0: no unit adds one", "斜率 0：没有单元贡献斜率"};
inline constexpr phrase part{"[{0}, {1}]: {2}", "[{0}, {1}]：{2}"};
inline constexpr phrase more_parts{"{0} more parts", "其余 {0} 部分从略"};
inline constexpr phrase next_part{"{0}; {1}", "{0}；{1}"};
} // namespace words

/// "slope 3 = unit 1: 1 + unit 2: 2"; where it is put together in more than one way, part by part.
inline std::string ledger_text(const line_facts& facts, const crease::graded_segment& segment,
                               const voice& say) {
    constexpr std::size_t most_parts = 6;
    struct part {
        double from, to;
        std::string sum;
    };
    std::vector<part> parts;
    const double narrow =
        1e-6 * (segment.to - segment.from); // as rounding makes them, where a knot is missed
    for (std::size_t p = 0; p + 1 != facts.breakpoints.size(); ++p) {
        const double from = std::max(facts.breakpoints[p], segment.from),
                     to = std::min(facts.breakpoints[p + 1], segment.to);
        if (to - from <= narrow)
            continue;
        std::vector<double> added;
        for (std::size_t u = 0; u != facts.units; ++u) added.push_back(facts.added(p, u, 0));
        const std::string terms = crease::detail::sum_text(say, added);
        std::string sum =
            terms.empty() ? say(words::no_sum) : say(words::sum, {number(facts.slopes[p], 4), terms});
        if (parts.empty() || parts.back().sum != sum)
            parts.push_back({from, to, std::move(sum)});
        parts.back().to = to;
    }
    if (parts.size() == 1)
        return parts[0].sum;
    std::string text;
    const auto add = [&](const std::string& more) {
        text = text.empty() ? more : say(words::next_part, {text, more});
    };
    for (std::size_t i = 0; i != std::min(parts.size(), most_parts); ++i)
        add(say(words::part, {number(parts[i].from, 4), number(parts[i].to, 4), parts[i].sum}));
    if (parts.size() > most_parts)
        add(say(words::more_parts, {number(parts.size() - most_parts)}));
    return text;
}

} // namespace lab_page
