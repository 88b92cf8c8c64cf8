// SPDX-License-Identifier: BSD-3-Clause
// The verdict of a grade in a sentence, and how far its hints lead.
#pragma once

#include <crease/grade_report.hpp>
#include <crease/grade_text.hpp>
#include <crease/language.hpp>

#include "say.hpp"

#include <string>

namespace lab_page {

namespace words {
inline constexpr phrase reach{
    "No setting of these units was found for the whole target: the hints lead to {0} of its {1} segments, "
    "from the left.",
    "没有找到能让这些单元匹配整个目标的权重：按提示最多能让左起 {0} 段（共 {1} 段）吻合。"};
} // namespace words

/// Of the lines that grade_text makes the first.
inline std::string verdict_text(const crease::grade_report& report, crease::language language) {
    const std::string text = crease::grade_text(report, language);
    return text.substr(0, text.find('\n'));
}

/// Where no plan leads to the whole target: how far one does; else "".
inline std::string reach_text(const crease::grade_report& report, const voice& say) {
    if (!report.planned || report.reachable == report.segments.size())
        return "";
    return say(words::reach, {number(report.reachable), number(report.segments.size())});
}

} // namespace lab_page
