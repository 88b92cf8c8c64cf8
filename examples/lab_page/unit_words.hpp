// SPDX-License-Identifier: BSD-3-Clause
// How units are called, and what each does, in a line.
#pragma once

#include <crease/anatomy/box.hpp>
#include <crease/detail/explain_units.hpp>
#include <crease/detail/fact_words.hpp>

#include "exercise.hpp"
#include "say.hpp"
#include "study.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace lab_page {

namespace words {
inline constexpr phrase unit{"Unit {0}", "单元 {0}"};
inline constexpr phrase fixed_unit{"Unit {0} (fixed)", "单元 {0}（固定）"};
inline constexpr phrase unit_of_layer{"Unit {0} of layer {1}", "第 {1} 层的单元 {0}"};
inline constexpr phrase owns{"{0} It owns {1}.", "{0}它负责 {1}。"};
inline constexpr phrase smooth_role{
    "{0}: z goes from {1} to {2} and a from {3} to {4}; it only bends, and is never exactly off.",
    "{0}：z 的范围是 {1} 到 {2}，a 的范围是 {3} 到 {4}；它只会弯曲，从不完全关闭。"};
} // namespace words

inline std::string unit_name(const exercise& e, crease::unit_index i, const voice& say) {
    if (e.hidden() > 1)
        return say(words::unit_of_layer, {number(i.unit), number(i.layer)});
    return say(e.fixed_unit_0 && i.unit == 0 ? words::fixed_unit : words::unit, {number(i.unit)});
}

/// Where it is on, off, bends the output; which segments of the output it owns.
inline std::string exact_role(const line_facts& facts, crease::unit_index i, const voice& say) {
    const crease::detail::fact_words<line_facts> fact_words{facts, say};
    const std::string sentence = crease::detail::unit_sentence(fact_words, i.layer, i.unit);
    std::vector<std::size_t> owned;
    for (std::size_t k = 0; k != facts.segments.size(); ++k) {
        const auto& owners = facts.segments[k].owners;
        if (std::find(owners.begin(), owners.end(), i) != owners.end())
            owned.push_back(k);
    }
    return owned.empty() ? sentence : say(words::owns, {sentence, say.segments(owned)});
}

inline std::string smooth_role(const exercise& e, const study& s, crease::unit_index i, const voice& say) {
    const std::vector<double> z = s.z(i.layer, i.unit), a = s.a(i.layer, i.unit);
    const auto [z_low, z_high] = std::minmax_element(z.begin(), z.end());
    const auto [a_low, a_high] = std::minmax_element(a.begin(), a.end());
    return say(words::smooth_role, {unit_name(e, i, say), number(*z_low, 4), number(*z_high, 4),
                                    number(*a_low, 4), number(*a_high, 4)});
}

inline std::string unit_role(const exercise& e, const study& s, crease::unit_index i, const voice& say) {
    return s.exact() ? exact_role(*s.facts, i, say) : smooth_role(e, s, i, say);
}

} // namespace lab_page
