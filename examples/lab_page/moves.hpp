// SPDX-License-Identifier: BSD-3-Clause
// Moves of weights: a step towards the solution, and a kink that is dragged.
#pragma once

#include "exercise.hpp"
#include "field.hpp"
#include "grading.hpp"
#include "say.hpp"
#include "sliders.hpp"
#include "study.hpp"
#include "unit_words.hpp"
#include "verdict.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

namespace lab_page {

namespace words {
inline constexpr phrase moved{"{0}: {1} goes from {2} to {3}.", "{0}：{1} 由 {2} 改为 {3}。"};
inline constexpr phrase nothing_left{"The network is the target: nothing is left to move.",
                                     "网络与目标完全一致，不需要再调整。"};
inline constexpr phrase no_plan_there{
    "Steps are known only for a single hidden layer of ReLU units: here the hints can name who owns what is "
    "wrong, at most.",
    "只有单个 ReLU 隐藏层才能逐步给出要调整的权重：这里的提示最多只能指出由谁负责。"};
inline constexpr phrase no_kink{"{0} has no kink to move: its w is 0", "{0} 没有可以移动的折点：它的 w 是 0"};
inline constexpr phrase stays_fixed{"{0} stays as it is", "{0} 不能改动"};
inline constexpr phrase out_of_range{"the bias would be {0}, beyond what a weight may be: {1}",
                                     "偏置将为 {0}，超出权重的允许范围 {1}"};
} // namespace words

/// What was moved, or why nothing was.
inline std::string follow_hint(exercise& e) {
    const voice say(e.language);
    const study s = study_of(e);
    const crease::grade_report report = report_of(e, s);
    const auto hint = std::find_if(report.hints.begin(), report.hints.end(),
                                   [](const auto& h) { return h.direction != 0; });
    if (hint == report.hints.end()) {
        const std::string reach = reach_text(report, say);
        return report.solved ? say(words::nothing_left) : reach.empty() ? say(words::no_plan_there) : reach;
    }
    const auto& [unit, is_bias, input] = hint->weight;
    layer_numbers& layer = e.layers[unit.layer];
    double& weight = is_bias ? layer.bias[unit.unit] : layer.weights[input][unit.unit];
    const double on_slider = snapped(hint->goal, e.slider), before = weight;
    // A goal that the slider has but for rounding is that of the slider.
    weight = std::abs(on_slider - hint->goal) <= 1e-12 * std::abs(on_slider) ? on_slider : hint->goal;
    return say(words::moved, {unit_name(e, unit, say), is_bias ? "b" : "w", number(before), number(weight)});
}

/// Moves the kink of a unit of the first layer to x, by its bias alone.
inline void move_kink(exercise& e, std::size_t unit, double x, bool snap) {
    const voice say(e.language);
    const std::string name = unit_name(e, {0, unit}, say);
    if (e.fixed_unit_0 && unit == 0)
        throw refused(say(words::stays_fixed, {name}));
    const double w = e.layers[0].weights[0][unit];
    if (w == 0)
        throw refused(say(words::no_kink, {name}));
    const double b = 0 - w * x;
    if (!(std::abs(b) <= largest_number))
        throw refused(say(words::out_of_range, {number(b), number(largest_number, 15)}));
    e.layers[0].bias[unit] = snap ? snapped(b, e.slider) : b;
}

} // namespace lab_page
