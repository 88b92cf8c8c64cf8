// SPDX-License-Identifier: BSD-3-Clause
// A target of one's own: knots are moved, added and removed.
#pragma once

#include "exercise.hpp"
#include "exercise_json.hpp"
#include "field.hpp"
#include "say.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace lab_page {

namespace words {
inline constexpr phrase too_near{"x = {0} is too near to the knot at {1}", "x = {0} 离 {1} 处的结点太近"};
inline constexpr phrase knots_full{"a target has at most {0} knots here", "这里的目标最多有 {0} 个结点"};
inline constexpr phrase knots_needed{"a target has at least {0} knots", "目标至少要有 {0} 个结点"};
} // namespace words

/// How near to each other edits bring knots: a thousandth of the domain.
inline double least_gap(const exercise& e) {
    return std::max((e.knots.back() - e.knots.front()) / 1000, 2 * narrowest_segment);
}

/// Moves a knot; it stays between its neighbours. The first and the last move the domain's ends.
inline void move_knot(exercise& e, std::size_t k, double x, double y) {
    const double gap = least_gap(e);
    const double lowest = k == 0 ? -largest_number : e.knots[k - 1] + gap,
                 highest = k + 1 == e.knots.size() ? largest_number : e.knots[k + 1] - gap;
    if (lowest <= highest) // else its neighbours leave no room to move
        e.knots[k] = std::clamp(x, lowest, highest);
    e.values[k] = y;
}

/// Adds a knot on the curve. Throws refused.
inline void add_knot(exercise& e, double x) {
    const voice say(e.language);
    if (e.knots.size() == most_knots)
        throw refused(say(words::knots_full, {number(most_knots)}));
    for (const double knot : e.knots)
        if (std::abs(knot - x) < least_gap(e))
            throw refused(say(words::too_near, {number(x), number(knot)}));
    const double y = e.target()(x);
    const auto at = std::upper_bound(e.knots.begin(), e.knots.end(), x);
    e.values.insert(e.values.begin() + (at - e.knots.begin()), y);
    e.knots.insert(at, x);
}

/// Adds one in the middle of the longest segment. Throws refused.
inline void add_knot(exercise& e) {
    std::size_t longest = 0;
    const auto length = [&](std::size_t k) { return e.knots[k + 1] - e.knots[k]; };
    for (std::size_t k = 1; k + 1 != e.knots.size(); ++k)
        if (length(k) > length(longest))
            longest = k;
    add_knot(e, e.knots[longest] + length(longest) / 2);
}

/// Throws refused.
inline void remove_knot(exercise& e, std::size_t k) {
    if (e.knots.size() == fewest_knots)
        throw refused(voice(e.language)(words::knots_needed, {number(fewest_knots)}));
    e.knots.erase(e.knots.begin() + static_cast<std::ptrdiff_t>(k));
    e.values.erase(e.values.begin() + static_cast<std::ptrdiff_t>(k));
}

} // namespace lab_page
