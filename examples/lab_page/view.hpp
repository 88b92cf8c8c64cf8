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
        list.push_back(object()
                           .add("x", crease.x)
                           .add("y", s.y[crease.piece + 1])
                           .add("owners", std::move(owners))
                           .add("before", s.facts->slopes[crease.piece])
                           .add("after", s.facts->slopes[crease.piece + 1])
                           .add("affects_output", crease.bends));
    }
    return list;
}

inline json segments_view(const crease::grade_report& report, const study& s, const voice& say) {
    json list = json::array();
    for (const auto& segment : report.segments) {
        json found = json::array();
        for (const auto& part : segment.found)
            found.push_back(object().add("from", part.from).add("to", part.to).add("slope", part.slope));
        list.push_back(object()
                           .add("from", segment.from)
                           .add("to", segment.to)
                           .add("wanted", segment.slope)
                           .add("found", std::move(found))
                           .add("difference", segment.difference)
                           .add("matches", segment.matches)
                           .add("ledger", s.exact() ? ledger_text(*s.facts, segment, say) : ""));
    }
    return list;
}

inline json hints_view(const crease::grade_report& report, crease::language language) {
    json list = json::array();
    for (const auto& hint : report.hints) {
        const bool moves = hint.direction != 0, somebody = hint.reason != crease::hint_reason::nobody;
        json weight;
        if (moves)
            weight = object()
                         .add("layer", hint.weight.unit.layer)
                         .add("unit", hint.weight.unit.unit)
                         .add("is_bias", hint.weight.is_bias)
                         .add("input", hint.weight.input);
        list.push_back(object()
                           .add("text", crease::hint_text(hint, language))
                           .add("segment", hint.segment)
                           .add("unit", somebody ? unit_json(hint.unit) : json())
                           .add("weight", std::move(weight))
                           .add("direction", json(hint.direction))
                           .add("goal", moves ? json(hint.goal) : json()));
    }
    return list;
}

inline json view_of(const exercise& e) {
    const voice say(e.language);
    const study s = study_of(e);
    const crease::grade_report report = report_of(e, s);
    return object()
        .add("x", std::vector{s.lo, s.hi})
        .add("target", curve_json(e.knots, e.values))
        .add("output", curve_json(s.x, s.y))
        .add("units", units_view(e, s, say))
        .add("creases", creases_view(s))
        .add("mean_squared_error", s.mean_squared_error)
        .add("samples", sample_count)
        .add("max_difference", report.max_difference)
        .add("at", report.at)
        .add("exact", s.exact())
        .add("solved", report.solved)
        .add("verdict", verdict_text(report, e.language))
        .add("reach", reach_text(report, say))
        .add("segments", segments_view(report, s, say))
        .add("hints", hints_view(report, e.language))
        .add("explanation", crease::explain(s.net, s.lo, s.hi, e.language));
}

} // namespace lab_page
