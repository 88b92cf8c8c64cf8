// SPDX-License-Identifier: BSD-3-Clause
// The exercise's data, to be taken elsewhere: samples as CSV; network, target and report as JSON.
#pragma once

#include <crease/trace.hpp>

#include "exercise.hpp"
#include "exercise_json.hpp"
#include "field.hpp"
#include "grading.hpp"
#include "program_text.hpp"
#include "study.hpp"
#include "view.hpp"

#include <cstddef>
#include <string>

namespace lab_page {

/// x, target, y, and z and a of every hidden unit, a sample a line.
inline std::string samples_csv(const exercise& e, const study& s) {
    const auto samples = s.target.sample(sample_count);
    const auto units = crease::trace(s.net, samples.x);
    std::string text = "x,target,y";
    for (std::size_t l = 0; l != e.hidden(); ++l)
        for (std::size_t u = 0; u != e.layers[l].out(); ++u)
            for (const char* what : {",z", ",a"}) {
                text += what;
                text += e.hidden() == 1 ? number(u) : message({number(l), "_", number(u)});
            }
    for (std::size_t r = 0; r != sample_count; ++r) {
        text += message({"\n", literal(samples.x(r)), ",", literal(samples.y(r)), ",",
                         literal(units.a(e.hidden())(r, 0))});
        for (std::size_t l = 0; l != e.hidden(); ++l)
            for (std::size_t u = 0; u != e.layers[l].out(); ++u)
                text += message({",", literal(units.z(l)(r, u)), ",", literal(units.a(l)(r, u))});
    }
    return text + "\n";
}

inline std::string report_json(const exercise& e, const study& s) {
    const crease::grade_report report = report_of(e, s);
    const json state = to_json(e);
    const json all = object()
                         .add("network", state["layers"])
                         .add("target", state["target"])
                         .add("report", object()
                                            .add("mean_squared_error", s.mean_squared_error)
                                            .add("samples", sample_count)
                                            .add("max_difference", report.max_difference)
                                            .add("at", report.at)
                                            .add("exact", s.exact())
                                            .add("solved", report.solved)
                                            .add("segments", segments_view(report, s, voice(e.language)))
                                            .add("creases", creases_view(s)));
    return all.dump(2) + "\n";
}

inline json table_of(const exercise& e) {
    const study s = study_of(e);
    return object().add("csv", samples_csv(e, s)).add("json", report_json(e, s));
}

} // namespace lab_page
