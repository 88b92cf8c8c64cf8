// SPDX-License-Identifier: BSD-3-Clause
// All that the page draws and says of an exercise.
#pragma once

#include <crease/explain.hpp>
#include <crease/grade_report.hpp>
#include <crease/grade_text.hpp>
#include <crease/language.hpp>

#include "exercise.hpp"
#include "field.hpp"
#include "grading.hpp"
#include "ledger.hpp"
#include "say.hpp"
#include "study.hpp"
#include "unit_view.hpp"
#include "verdict.hpp"

#include <cstddef>
#include <string>

namespace lab_page {

inline json creases_view(const study& s) {
    json list = json::array();
    if (!s.exact())
        return list;
    for (const auto& crease : s.facts->creases) {
        json owners = json::array();
        for (const auto& change : crease.changes) owners.push_back(unit_json(change.unit));
        // Crease k ends piece k.
        list.push_back({{"x", crease.x},
                        {"y", s.y[crease.piece + 1]},
                        {"owners", owners},
                        {"before", s.facts->slopes[crease.piece]},
                        {"after", s.facts->slopes[crease.piece + 1]},
                        {"affects_output", crease.bends}});
    }
    return list;
}

inline json segments_view(const crease::grade_report& report, const study& s, const voice& say) {
    json list = json::array();
    for (const auto& segment : report.segments) {
        json found = json::array();
        for (const auto& part : segment.found)
            found.push_back({{"from", part.from}, {"to", part.to}, {"slope", part.slope}});
        list.push_back({{"from", segment.from},
                        {"to", segment.to},
                        {"wanted", segment.slope},
                        {"found", found},
                        {"difference", segment.difference},
                        {"matches", segment.matches},
                        {"ledger", s.exact() ? ledger_text(*s.facts, segment, say) : ""}});
    }
    return list;
}

inline json hints_view(const crease::grade_report& report, crease::language language) {
    json list = json::array();
    for (const auto& hint : report.hints) {
        const bool moves = hint.direction != 0, somebody = hint.reason != crease::hint_reason::nobody;
        json weight;
        if (moves)
            weight = {{"layer", hint.weight.unit.layer},
                      {"unit", hint.weight.unit.unit},
                      {"is_bias", hint.weight.is_bias},
                      {"input", hint.weight.input}};
        list.push_back({{"text", crease::hint_text(hint, language)},
                        {"segment", hint.segment},
                        {"unit", somebody ? unit_json(hint.unit) : json{}},
                        {"weight", weight},
                        {"direction", hint.direction},
                        {"goal", moves ? json(hint.goal) : json{}}});
    }
    return list;
}

inline json view_of(const exercise& e) {
    const voice say(e.language);
    const study s = study_of(e);
    const crease::grade_report report = report_of(e, s);
    return {{"x", {s.lo, s.hi}},
            {"target", curve_json(e.knots, e.values)},
            {"output", curve_json(s.x, s.y)},
            {"units", units_view(e, s, say)},
            {"creases", creases_view(s)},
            {"mean_squared_error", s.mean_squared_error},
            {"samples", sample_count},
            {"max_difference", report.max_difference},
            {"at", report.at},
            {"exact", s.exact()},
            {"solved", report.solved},
            {"verdict", verdict_text(report, e.language)},
            {"reach", reach_text(report, say)},
            {"segments", segments_view(report, s, say)},
            {"hints", hints_view(report, e.language)},
            {"explanation", crease::explain(s.net, s.lo, s.hi, e.language)}};
}

} // namespace lab_page
