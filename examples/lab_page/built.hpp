// SPDX-License-Identifier: BSD-3-Clause
// "Build it for me": the network that crease plans for the target.
#pragma once

#include <crease/error.hpp>
#include <crease/unit_plan.hpp>

#include "exercise.hpp"
#include "field.hpp"
#include "say.hpp"
#include "sliders.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace lab_page {

namespace words {
inline constexpr phrase built_hinge{
    "Hidden units: {0}, one for each straight segment, coming on where it begins; its output weight is the "
    "turn there.",
    "隐藏单元：{0} 个，每段直线一个，在这一段开始处激活；它的输出权重就是那里的转折。"};
inline constexpr phrase built_sum{"Hidden units: {0}; the output only adds them up.",
                                  "隐藏单元：{0} 个；输出只把它们相加。"};
inline constexpr phrase built_fewest{
    "Hidden units: {0}. No network of one hidden ReLU layer does with fewer.",
    "隐藏单元：{0} 个。对只有一个 ReLU 隐藏层的网络来说，这已是最少。"};
inline constexpr phrase built_few{
    "Hidden units: {0}. One fewer may do: rounding, or the number of kinks, leaves it unproved.",
    "隐藏单元：{0} 个。也许还能再少一个：由于舍入误差或折点太多，未能证明。"};
inline constexpr phrase too_many_units{"this takes {0} hidden units, and the page has room for {1}",
                                       "这需要 {0} 个隐藏单元，而页面最多容纳 {1} 个"};
inline constexpr phrase too_large{"this takes the weight {0}, and weights here are at most {1}",
                                  "这需要权重 {0}，而这里的权重最大为 {1}"};
inline constexpr phrase concave{
    "sums of ReLU units only turn upwards, but at x = {0} the target turns down: the slope {1} becomes {2}",
    "ReLU 单元之和只会向上弯折，而目标在 x = {0} 处向下弯折：斜率由 {1} 变为 {2}"};
inline constexpr phrase negative{
    "sums of ReLU units are never negative, but the target is: its minimum is {0}, at x = {1}",
    "ReLU 单元之和不会小于 0，而目标会：它的最小值是 {0}，在 x = {1} 处"};
} // namespace words

/// Why no sum of units is the target, which plan_units has refused.
inline std::string no_sum_text(const exercise& e, const voice& say) {
    for (const auto& [x, before, after] : crease::detail::planned_target<double>(e.target()).kinks)
        if (after < before)
            return say(words::concave, {number(x), number(before, 4), number(after, 4)});
    const auto lowest = std::min_element(e.values.begin(), e.values.end());
    const auto k = static_cast<std::size_t>(lowest - e.values.begin());
    return say(words::negative, {number(*lowest), number(e.knots[k])});
}

inline crease::unit_plan<double> plan_for(const exercise& e, crease::form form, const voice& say) {
    try {
        return crease::plan_units(e.target(), form);
    } catch (const crease::unsupported_error&) {
        throw refused(no_sum_text(e, say));
    }
}

/// Makes its network the target; says how. Throws refused.
inline std::string build(exercise& e, crease::form form) {
    const voice say(e.language);
    const crease::unit_plan<double> plan = plan_for(e, form, say);
    const std::size_t count = plan.units.size();
    if (count > most_units)
        throw refused(say(words::too_many_units, {number(count), number(most_units)}));
    const auto checked = [&](double weight) {
        if (!(std::abs(weight) <= largest_number))
            throw refused(say(words::too_large, {number(weight), number(largest_number, 15)}));
        return weight;
    };
    layer_numbers hidden{{{}}, {}}, output{{}, {checked(plan.bias)}};
    for (const auto& [w, b, v] : plan.units) {
        hidden.weights[0].push_back(checked(w));
        hidden.bias.push_back(checked(b));
        output.weights.push_back({checked(v)});
    }
    e.activation = {activation_kind::relu, 0};
    e.layers = {hidden, output};
    e.sums = only_sums(output);
    e.fixed_unit_0 = e.fixed_unit_0 && can_fix_unit_0(e);
    fit_sliders(e);
    switch (form) {
    case crease::form::hinge:
        return say(words::built_hinge, {number(count)});
    case crease::form::sum_only:
        return say(words::built_sum, {number(count)});
    case crease::form::fewest_units:
        break;
    }
    return say(plan.proved_fewest ? words::built_fewest : words::built_few, {number(count)});
}

} // namespace lab_page
