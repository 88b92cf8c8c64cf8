// SPDX-License-Identifier: BSD-3-Clause
// A reporter that ranks the answers to each question: the median, its ratio to the best peer and to the
// floor.
//
// A benchmark is named "<question>/<who>: <what>"; who is floor, peer or crease.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

class ratios : public benchmark::ConsoleReporter {
public:
    void ReportRuns(const std::vector<Run>& runs) override {
        for (const Run& run : runs) {
            if (run.run_type != Run::RT_Iteration)
                continue;
            const std::string& name = run.run_name.function_name;
            const auto slash = name.find('/');
            times_[name.substr(0, slash)][name.substr(slash + 1)].push_back(run.GetAdjustedRealTime());
        }
    }

    void Finalize() override {
        for (auto& [question, answers] : times_) {
            ranking fastest_first;
            for (auto& [name, times] : answers) fastest_first.emplace_back(median(times), name);
            std::sort(fastest_first.begin(), fastest_first.end());

            const double peer = best("peer", fastest_first), floor = best("floor", fastest_first);
            std::printf("\n%-28s%14s%15s%10s\n", question.c_str(), "median ns", "/ best peer", "/ floor");
            for (const auto& [time, name] : fastest_first)
                std::printf("  %-26s%14.0f%15.3f%10.1f\n", name.c_str(), time, time / peer, time / floor);
        }
    }

private:
    using ranking = std::vector<std::pair<double, std::string>>;

    static double median(std::vector<double>& times) {
        const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
        std::nth_element(times.begin(), middle, times.end());
        return *middle;
    }

    /// NaN if a filter left none of them.
    static double best(std::string_view who, const ranking& fastest_first) {
        for (const auto& [time, name] : fastest_first)
            if (name.starts_with(who))
                return time;
        return std::numeric_limits<double>::quiet_NaN();
    }

    std::map<std::string, std::map<std::string, std::vector<double>>> times_; // ns, by question and name
};
