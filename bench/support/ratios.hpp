// SPDX-License-Identifier: BSD-3-Clause
// A reporter that ranks the answers to each question: the median, the rate, and the ratios of the best peer's
// and of the floor's time to it, so that more is better.
//
// One thread is measured in processor time, which neighbours on a shared machine hardly touch; more in
// elapsed time.
//
// A benchmark is named "<question>/<who>"; who starts with "floor", with "crease", or is a peer.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bench {

struct answer {
    std::string who;
    std::int64_t place = 0;    // in the order of asking, which interleaving mixes
    std::vector<double> times; // ns, one a repetition
    double median = 0;

    bool is(std::string_view group) const { return who.starts_with(group); }
    bool is_peer() const { return !is("floor") && !is("crease"); }
};

struct result {
    std::string question;
    double operations = 0;
    std::deque<answer> answers;

    int threads() const { return question.ends_with(", 2 threads") ? 2 : 1; }
    /// The fastest peer, or nullptr.
    const answer* best_peer() const {
        const answer* best = nullptr;
        for (const answer& a : answers)
            if (a.is_peer() && (!best || a.median < best->median))
                best = &a;
        return best;
    }
    /// What crease recommends here: its first answer. Or nullptr.
    const answer* crease() const {
        const auto found =
            std::find_if(answers.begin(), answers.end(), [](auto& a) { return a.is("crease"); });
        return found == answers.end() ? nullptr : &*found;
    }
    /// The slower of the floors: the tighter bound. NaN if there is none.
    double floor() const {
        double tightest = std::numeric_limits<double>::quiet_NaN();
        for (const answer& a : answers)
            if (a.is("floor") && !(a.median < tightest))
                tightest = a.median;
        return tightest;
    }
    double peer_ratio(const answer& a) const {
        const answer* const peer = best_peer();
        return peer ? peer->median / a.median : std::numeric_limits<double>::quiet_NaN();
    }
    /// NaN if no arithmetic is counted.
    double gflops(const answer& a) const {
        return operations != 0 ? operations / a.median : std::numeric_limits<double>::quiet_NaN();
    }
};

class ratios : public benchmark::BenchmarkReporter {
public:
    const std::deque<result>& results() const { return results_; }

    bool ReportContext(const Context&) override { return true; } // the program tells what matters
    void ReportRuns(const std::vector<Run>& runs) override {
        for (const Run& run : runs) {
            if (run.run_type != Run::RT_Iteration || run.iterations == 0) // skipped
                continue;
            const std::string& name = run.run_name.function_name;
            const auto slash = name.find('/');
            result& r = named(results_, &result::question, name.substr(0, slash));
            if (const auto counter = run.counters.find("operations"); counter != run.counters.end())
                r.operations = counter->second.value;
            answer& a = named(r.answers, &answer::who, name.substr(slash + 1));
            a.place = run.family_index;
            a.times.push_back(r.threads() == 1 ? run.GetAdjustedCPUTime() : run.GetAdjustedRealTime());
        }
    }

    void Finalize() override {
        for (result& r : results_) {
            for (answer& a : r.answers) a.median = median(a.times);
            std::sort(r.answers.begin(), r.answers.end(), [](auto& a, auto& b) { return a.place < b.place; });
        }
        std::sort(results_.begin(), results_.end(),
                  [](auto& a, auto& b) { return a.answers.front().place < b.answers.front().place; });
        for (const result& r : results_) print(r);
        std::printf("\n%-40s%-26s%12s  %-22s%12s%8s\n", "Best peer / crease", "crease", "ns", "best peer",
                    "ns", "ratio");
        for (const result& r : results_)
            if (const answer* ours = r.crease(), *peer = r.best_peer(); ours && peer)
                std::printf("%-40s%-26s%12.1f  %-22s%12.1f%8.2f\n", r.question.c_str(), ours->who.c_str() + 8,
                            ours->median, peer->who.c_str(), peer->median, r.peer_ratio(*ours));
    }

private:
    template <class Item>
    static Item& named(std::deque<Item>& items, std::string Item::*field, std::string name) {
        for (Item& item : items)
            if (item.*field == name)
                return item;
        items.emplace_back().*field = std::move(name);
        return items.back();
    }

    /// Nothing for NaN.
    static std::string number(double value, int decimals) {
        char text[32] = "";
        if (value == value)
            std::snprintf(text, sizeof text, "%.*f", decimals, value);
        return text;
    }

    static double median(std::vector<double> times) {
        std::sort(times.begin(), times.end());
        return (times[(times.size() - 1) / 2] + times[times.size() / 2]) / 2;
    }

    void print(const result& r) const {
        std::printf("\n%-36s%12s%9s%16s%12s\n", r.question.c_str(), "median ns", "GFLOP/s", "best peer / it",
                    "floor / it");
        std::vector<const answer*> fastest_first;
        for (const answer& a : r.answers) fastest_first.push_back(&a);
        std::sort(fastest_first.begin(), fastest_first.end(),
                  [](auto* a, auto* b) { return a->median < b->median; });
        const result* const one_thread = alone(r);
        for (const answer* a : fastest_first) {
            std::printf("  %-34s%12.1f%9s%16s%12s", a->who.c_str(), a->median,
                        number(r.gflops(*a), 1).c_str(), number(r.peer_ratio(*a), 3).c_str(),
                        number(r.floor() / a->median, 2).c_str());
            if (one_thread && !a->is("floor"))
                print_scaling(*a, *one_thread);
            std::puts("");
        }
    }

    /// The same question on one thread, or nullptr.
    const result* alone(const result& r) const {
        const auto comma = r.question.rfind(", ");
        if (r.threads() != 1)
            for (const result& other : results_)
                if (other.question == r.question.substr(0, comma))
                    return &other;
        return nullptr;
    }
    static void print_scaling(const answer& a, const result& one_thread) {
        const bool ours = a.is("crease"); // predict_parallel is what runs the predictor on threads
        for (const answer& other : one_thread.answers)
            if (other.who == (ours ? "crease: predictor" : a.who))
                std::printf("   %.2f x one thread", other.median / a.median);
    }

    std::deque<result> results_;
};

} // namespace bench
