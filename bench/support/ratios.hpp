// SPDX-License-Identifier: BSD-3-Clause
// A reporter that prints, for each question, every answer's median and its ratio to the best peer and to the
// floor.
//
// A benchmark is named "<question>/<who>: <what>"; who is floor, peer or crease.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <limits>
#include <map>
#include <string>
#include <string_view>
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
            std::printf("\n%-28s%14s%15s%10s\n", question.c_str(), "median ns", "/ best peer", "/ floor");
            const double peer = best("peer", answers), floor = best("floor", answers);
            for (auto& [what, times] : answers) {
                const double time = median(times);
                std::printf("  %-26s%14.0f%15.3f%10.1f\n", what.c_str(), time, time / peer, time / floor);
            }
        }
    }

private:
    using answers = std::map<std::string, std::vector<double>>;

    static double median(std::vector<double>& times) {
        const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
        std::nth_element(times.begin(), middle, times.end());
        return *middle;
    }

    static double best(std::string_view who, answers& all) {
        double least = std::numeric_limits<double>::quiet_NaN();
        for (auto& [what, times] : all)
            if (what.starts_with(who))
                least = std::fmin(least, median(times)); // fmin: a number wins over NaN
        return least;
    }

    std::map<std::string, answers> times_;
};
