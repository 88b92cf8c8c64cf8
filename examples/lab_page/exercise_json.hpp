// SPDX-License-Identifier: BSD-3-Clause
// The exercise as JSON: read strictly, for it comes from links and files, and written.
#pragma once

#include "exercise.hpp"
#include "field.hpp"
#include "layers_json.hpp"

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace lab_page {

inline constexpr std::size_t fewest_knots = 2, most_knots = 24;
inline constexpr double finest_step = 1e-6;       // of a slider
inline constexpr double narrowest_segment = 1e-6; // wide enough for any two knots to have a slope

namespace words {
inline constexpr phrase right_of{"a number of at least {0}, right of the knot before it",
                                 "不小于 {0} 的数（在前一个结点右侧）"};
inline constexpr phrase above_lowest{"a number above {0}, the lowest", "大于最小值 {0} 的数"};
inline constexpr phrase only_sums{"{0}: expected weights 1 and bias 0, for the output is \"sum\", got others",
                                  "{0}：输出方式为 \"sum\" 时，权重应全为 1、偏置应为 0，实际不是"};
inline constexpr phrase not_the_lab_s{
    "{0}: expected false, for unit 0 is fixed only in a single hidden ReLU layer, with w = -2 and b = 2; got "
    "true",
    "{0}：应为 false，实际为 true；只有单个 ReLU 隐藏层、且 w = -2、b = 2 时，单元 0 才是固定的"};
} // namespace words

inline void read_target(const field& target, exercise& e) {
    target.allow({"knots", "values"});
    for (const field& knot : target["knots"].items(fewest_knots, most_knots)) {
        const double x = knot.number(-largest_number, largest_number);
        if (!e.knots.empty() && x < e.knots.back() + narrowest_segment)
            knot.refuse(knot.say()(words::right_of, {number(e.knots.back() + narrowest_segment, 12)}));
        e.knots.push_back(x);
    }
    e.values = target["values"].numbers(e.knots.size(), e.knots.size(), -largest_number, largest_number);
}

inline slider_range read_slider(const field& slider) {
    slider.allow({"lowest", "highest", "step"});
    slider_range range;
    range.lowest = slider["lowest"].number(-largest_number, largest_number);
    const field highest = slider["highest"];
    range.highest = highest.number(-largest_number, largest_number);
    if (!(range.highest > range.lowest))
        highest.refuse(highest.say()(words::above_lowest, {number(range.lowest)}));
    range.step = slider["step"].number(finest_step, largest_number);
    return range;
}

/// Throws refused.
inline exercise read_exercise(const field& state) {
    state.allow({"language", "target", "layers", "output", "fixed_unit_0", "slider"});
    exercise e{};
    e.language = read_language(state["language"]);
    read_target(state["target"], e);
    read_layers(state["layers"], 1, e.layers, e.activation);
    e.sums = state["output"].one_of({"sum", "free"}) == 0;
    if (e.sums && !only_sums(e.layers.back()))
        throw refused(state.say()(words::only_sums, {state["layers"].items(2, 4).back().place()}));
    const field fixed = state["fixed_unit_0"];
    e.fixed_unit_0 = fixed.truth();
    if (e.fixed_unit_0 && !can_fix_unit_0(e))
        throw refused(state.say()(words::not_the_lab_s, {fixed.place()}));
    e.slider = read_slider(state["slider"]);
    return e;
}

inline json to_json(const exercise& e) {
    return object()
        .add("language", code_of(e.language))
        .add("target", object().add("knots", e.knots).add("values", e.values))
        .add("layers", to_json(e.layers, e.activation))
        .add("output", e.sums ? "sum" : "free")
        .add("fixed_unit_0", e.fixed_unit_0)
        .add("slider", object()
                           .add("lowest", e.slider.lowest)
                           .add("highest", e.slider.highest)
                           .add("step", e.slider.step));
}

} // namespace lab_page
