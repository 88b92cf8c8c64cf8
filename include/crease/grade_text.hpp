// SPDX-License-Identifier: BSD-3-Clause
// layer 5 · Grade text: what grade found, and its hints, in words.
#ifndef CREASE_GRADE_TEXT_HPP
#define CREASE_GRADE_TEXT_HPP

#include <crease/detail/phrase.hpp>
#include <crease/error.hpp>
#include <crease/grade_report.hpp>
#include <crease/language.hpp>

#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <string>
#include <vector>

namespace crease {
namespace detail {
namespace phrases {

inline constexpr phrase solved{"Solved: the network is the target (largest difference {0}).\n",
                               "完成：网络与目标完全一致（最大误差 {0}）。\n"};
inline constexpr phrase unsolved{"Not solved yet: the largest difference is {0}, at x = {1}.\n",
                                 "尚未完成：最大误差为 {0}，出现在 x = {1} 处。\n"};
inline constexpr phrase matching_segment{"  [{0}, {1}]  {2}, slope {3}: matches\n",
                                         "  [{0}, {1}]  {2}，斜率 {3}：吻合\n"};
inline constexpr phrase wrong_slope{"  [{0}, {1}]  {2}, slope {4}: should be {3}\n",
                                    "  [{0}, {1}]  {2}，斜率 {4}：应为 {3}\n"};
inline constexpr phrase wrong_height{"  [{0}, {1}]  {2}, slope {3}: right, but off by up to {4}\n",
                                     "  [{0}, {1}]  {2}，斜率 {3}：斜率正确，但高度最多相差 {4}\n"};
inline constexpr phrase next_move{"Next: {0}\n", "下一步：{0}\n"};
inline constexpr phrase more_moves{"After that, weights left to move: {0}.\n",
                                   "之后还需调整的参数：{0} 个。\n"};
inline constexpr phrase out_of_reach{
    "No plan was found for the whole target: these hints lead to {0} of its {1} segments, from the left.\n",
    "没有找到匹配整个目标的调法：以下提示只通向从左数起 {1} 段中的 {0} 段。\n"};
inline constexpr phrase hint_slope{"{0} has slope {1} and needs {2}: {3}", "{0} 的斜率是 {1}，应为 {2}：{3}"};
inline constexpr phrase hint_height{"{0} has its slope {2}, but is off by up to {4}: {3}",
                                    "{0} 的斜率 {2} 已经正确，但高度最多相差 {4}：{3}"};
inline constexpr phrase hint_matches{
    "{0} matches for now, but with weights that are in the way elsewhere: {3}",
    "{0} 目前吻合，但这组参数会妨碍其他段：{3}"};
inline constexpr phrase owns_it{"{0} owns it", "这一段由 {0} 负责"};
inline constexpr phrase extends_into_it{"the contribution of {0} extends into it", "{0} 的贡献延伸到这一段"};
inline constexpr phrase takes_over{"other units are in the way, and {0} is to take over",
                                   "其他单元还挡在这里，要由 {0} 来接手"};
inline constexpr phrase must_be_silent{"{0} must be silent there", "{0} 在这里应当保持沉默"};
inline constexpr phrase nobody_there{"no unit adds a slope there.", "这里没有单元贡献斜率。"};
inline constexpr phrase raise_it{"{0}; raise its {1}.", "{0}，请调大它的 {1}。"};
inline constexpr phrase lower_it{"{0}; lower its {1}.", "{0}，请调小它的 {1}。"};
inline constexpr phrase full_stop{"{0}.", "{0}。"};
inline constexpr phrase sentence_segment{"Segment {0}", "第 {0} 段"};

} // namespace phrases

inline namespace CREASE_TAG {

/// Two slopes to four digits, or as many more as tell them apart where they differ by more than rounding.
template <class Real> std::array<std::string, 2> told_apart(Real a, Real b) {
    const bool same = std::abs(a - b) <= 1e-6 * (std::abs(a) + std::abs(b));
    for (int digits = 4;; ++digits)
        if (std::array texts{short_text(a, digits), short_text(b, digits)};
            same ? digits == 4 : texts[0] != texts[1] || digits == 9)
            return texts;
}

template <class Voice> std::string hint_text(const grade_hint& hint, const Voice& say) {
    std::string move;
    if (hint.reason == hint_reason::nobody) {
        move = say(phrases::nobody_there);
    } else {
        const std::string number = count_text(hint.unit.unit);
        const std::string unit =
            !hint.several_layers
                ? say(phrases::unit, {number})
                : say(phrases::unit_of,
                      {number,
                       hint.layer.empty() ? say(phrases::layer, {count_text(hint.unit.layer)}) : hint.layer});
        const std::string why = say(hint.reason == hint_reason::owner  ? phrases::owns_it
                                    : hint.reason == hint_reason::part ? phrases::extends_into_it
                                    : hint.reason == hint_reason::heir ? phrases::takes_over
                                                                       : phrases::must_be_silent,
                                    {unit});
        if (hint.direction != 0)
            move = say(hint.direction > 0 ? phrases::raise_it : phrases::lower_it,
                       {why, hint.weight.is_bias ? "b" : "w"});
        else
            move = say(phrases::full_stop, {why});
    }
    const std::string segment = say(phrases::sentence_segment, {count_text(hint.segment + 1)});
    const auto [found, wanted] = told_apart(hint.slope_found, hint.slope_wanted);
    return say(hint.matches                            ? phrases::hint_matches
               : hint.slope_found != hint.slope_wanted ? phrases::hint_slope
                                                       : phrases::hint_height,
               {segment, found, wanted, move, short_text(hint.off_by)});
}

template <class Voice>
std::string segment_text(const graded_segment& segment, std::size_t s, const Voice& say) {
    const std::string from = short_text(segment.from), to = short_text(segment.to), name = say.segments({s});
    std::vector<std::string> slopes; // of its parts: many are told by the first and the last
    const auto& found = segment.found;
    bool right = true;
    for (std::size_t i = 0; i != found.size(); ++i) {
        const auto [slope, wanted] = told_apart(found[i].slope, segment.slope);
        right = right && slope == wanted;
        if (i < 3 || i + 1 == found.size())
            slopes.push_back(slope);
        else if (i == 3)
            slopes.push_back("...");
    }
    const std::string wanted = short_text(segment.slope);
    if (segment.matches)
        return say(phrases::matching_segment, {from, to, name, wanted});
    if (right)
        return say(phrases::wrong_height, {from, to, name, wanted, short_text(segment.difference)});
    return say(phrases::wrong_slope, {from, to, name, wanted, say.clauses(slopes)});
}

template <class Voice> std::string grade_text(const grade_report& report, const Voice& say) {
    if (report.solved)
        return say(phrases::solved, {short_text(report.max_difference, 2)});
    std::string text = say(phrases::unsolved, {short_text(report.max_difference), short_text(report.at)});
    for (std::size_t s = 0; s != report.segments.size(); ++s)
        text += segment_text(report.segments[s], s, say);
    if (report.planned && report.reachable != report.segments.size())
        text +=
            say(phrases::out_of_reach, {count_text(report.reachable), count_text(report.segments.size())});
    if (!report.hints.empty())
        text += say(phrases::next_move, {hint_text(report.hints[0], say)});
    if (report.hints.size() > 1 && report.hints[0].direction != 0)
        text += say(phrases::more_moves, {count_text(report.hints.size() - 1)});
    return text;
}

} // namespace CREASE_TAG
} // namespace detail

// Templates, so that who only includes this header does not compile them.

/// A hint as a sentence: "Segment 2 has slope 1.2 and needs 1: unit 1 owns it; lower its w."
template <std::same_as<grade_hint> Hint>
CREASE_UNIT std::string hint_text(const Hint& hint, language which = language::english) {
    return detail::hint_text(hint, detail::voice(which));
}

/// The verdict, a line a segment, what to do next, and how much is then left. Lines end in \n.
template <std::same_as<grade_report> Report>
CREASE_UNIT std::string grade_text(const Report& report, language which = language::english) {
    return detail::grade_text(report, detail::voice(which));
}

} // namespace crease
#endif // CREASE_GRADE_TEXT_HPP
