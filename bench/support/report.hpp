// SPDX-License-Identifier: BSD-3-Clause
// The results of a run as files: all of them as JSON, the ratios as a chart.
#pragma once

#include "chart.hpp"
#include "ratios.hpp"

#include <cmath>
#include <deque>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace bench {

/// What the numbers depend on besides the code.
struct setting {
    std::string machine, compiler, flags, peer_flags;
    std::string text() const {
        return machine + ", " + compiler + ", crease " + flags + ", header-only peers " + peer_flags;
    }
};

/// The processor's own name, where the system tells.
inline std::string machine_name() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("model name"))
            return line.substr(line.find(':') + 2);
    return "unnamed machine";
}

inline void write_json(const std::filesystem::path& path, const setting& s,
                       const std::deque<result>& results) {
    nlohmann::ordered_json questions = nlohmann::ordered_json::array();
    for (const result& r : results) {
        auto& question = questions.emplace_back();
        question["question"] = r.question;
        if (const answer* peer = r.best_peer())
            question["best peer"] = peer->who;
        for (const answer& a : r.answers) {
            auto& entry = question["answers"].emplace_back();
            entry["who"] = a.who;
            entry["median ns"] = a.median;
            if (const double rate = r.gflops(a); std::isfinite(rate))
                entry["GFLOP/s"] = rate;
            if (const double ratio = r.peer_ratio(a); std::isfinite(ratio))
                entry["best peer / it"] = ratio;
            entry["ns"] = a.times;
        }
    }
    std::ofstream(path) << nlohmann::ordered_json{{"machine", s.machine},
                                                  {"compiler", s.compiler},
                                                  {"flags of crease", s.flags},
                                                  {"flags of header-only peers", s.peer_flags},
                                                  {"questions", questions}}
                               .dump(1)
                        << '\n';
}

inline void write_chart(const std::filesystem::path& path, const setting& s,
                        const std::deque<result>& results) {
    std::vector<bar> bars;
    for (const result& r : results)
        if (const answer* ours = r.crease(), *peer = r.best_peer(); ours && peer)
            bars.push_back({r.question, r.peer_ratio(*ours), peer->who});
    if (!bars.empty())
        std::ofstream(path) << chart("Time of the best peer / time of crease", s.text(), bars);
}

} // namespace bench
