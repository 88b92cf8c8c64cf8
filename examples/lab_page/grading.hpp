// SPDX-License-Identifier: BSD-3-Clause
// How far the network is from its target: exactly where it has pieces, over samples where it is smooth.
#pragma once

#include <crease/grade.hpp>
#include <crease/grade_report.hpp>

#include "exercise.hpp"
#include "study.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

namespace lab_page {

/// As the sliders go, and the fixed unit stays.
inline crease::grade_options slider_rules(const exercise& e) {
    crease::grade_options rules;
    if (e.fixed_unit_0)
        rules.fixed_units = {{0, 0}};
    rules.lowest = e.slider.lowest;
    rules.highest = e.slider.highest;
    rules.step = e.slider.step;
    return rules;
}

/// Hints lead to weights that sliders give, if these lead as far as any: else to weights to be typed in.
inline crease::grade_report exact_report(const exercise& e, const study& s) {
    crease::grade_options rules = slider_rules(e);
    crease::grade_report best = crease::grade(s.net, s.target, rules);
    const auto falls_short = [](const crease::grade_report& report) {
        return report.planned && report.reachable != report.segments.size();
    };
    if (!falls_short(best))
        return best;
    rules.step = 0;
    rules.lowest = -largest_number;
    rules.highest = largest_number;
    crease::grade_report typed = crease::grade(s.net, s.target, rules);
    return typed.reachable > best.reachable ? typed : best;
}

/// The same of a smooth network, whose hidden layers have no pieces to speak of: over samples.
inline crease::grade_report sampled_report(const study& s) {
    constexpr double same = 1e-9; // as grade has it
    crease::grade_report report{};
    double size = 0;
    for (const double value : s.target.values()) size = std::max(size, std::abs(value));
    const double tolerance = same * (size == 0 ? 1 : size);
    const auto& knots = s.target.knots();
    for (std::size_t k = 0; k + 1 != knots.size(); ++k)
        report.segments.push_back({knots[k], knots[k + 1], s.target.slopes()[k], {}, 0, false});
    report.max_difference = -1;
    for (std::size_t r = 0; r != s.x.size(); ++r) {
        const double off = std::abs(s.y[r] - s.target(s.x[r]));
        if (off > report.max_difference) {
            report.max_difference = off;
            report.at = s.x[r];
        }
        for (auto& segment : report.segments)
            if (segment.from <= s.x[r] && s.x[r] <= segment.to)
                segment.difference = std::max(segment.difference, off);
    }
    for (auto& segment : report.segments) segment.matches = segment.difference <= tolerance;
    report.solved = report.max_difference <= tolerance;
    return report;
}

inline crease::grade_report report_of(const exercise& e, const study& s) {
    return s.exact() ? exact_report(e, s) : sampled_report(s);
}

} // namespace lab_page
