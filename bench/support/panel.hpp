// SPDX-License-Identifier: BSD-3-Clause
// Puts questions to all peers as Google benchmarks named "<question>/<who>". Nothing is made for a question
// that a filter leaves out. A peer that cannot answer, or whose answer is wrong, is not timed.
#pragma once

#include "question.hpp"

#include <benchmark/benchmark.h>

#include <concepts>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace bench {

/// A task that releases itself.
class prepared {
public:
    explicit prepared(task t) : task_{t} {}
    prepared(const prepared&) = delete;
    prepared& operator=(const prepared&) = delete;
    ~prepared() {
        if (task_.release)
            task_.release(task_.state);
    }

    bool can() const { return task_.run != nullptr; }
    const void* run(std::size_t times) const { return task_.run(task_.state, times); }

private:
    task task_;
};

class panel {
public:
    explicit panel(std::vector<way> peers) : peers_{std::move(peers)} {}

    bool all_right() const { return all_right_; }

    /// The panel must outlive the benchmarks.
    template <std::floating_point T = float> void ask(description d) {
        const auto asked = std::make_shared<question<T>>(std::move(d));
        for (const way& w : peers_) {
            const auto prepare = prepare_of<T>(w);
            const std::string name = asked->name() + '/' + w.name;
            if (prepare)
                benchmark::RegisterBenchmark(name.c_str(),
                                             [this, asked, prepare, name, it = std::shared_ptr<prepared>()](
                                                 benchmark::State& state) mutable {
                                                 if (!it)
                                                     it = checked(*asked, prepare, name);
                                                 if (it->can())
                                                     time(state, *asked, *it);
                                                 else
                                                     state.SkipWithError("no answer");
                                             });
        }
    }

private:
    template <class T> static auto prepare_of(const way& w) {
        if constexpr (std::same_as<T, float>)
            return w.in_float;
        else
            return w.in_double;
    }

    template <class T>
    std::shared_ptr<prepared> checked(question<T>& asked, task (*prepare)(const job<T>&),
                                      const std::string& name) {
        const auto it = std::make_shared<prepared>(prepare(asked.job()));
        if (!it->can() || name.find("/floor") != std::string::npos)
            return it;
        asked.forget_answer();
        if (asked.is_right(static_cast<const T*>(it->run(1))))
            return it;
        std::fprintf(stderr, "WRONG, not timed: %s\n", name.c_str());
        all_right_ = false;
        return std::make_shared<prepared>(task{});
    }

    template <class T>
    static void time(benchmark::State& state, const question<T>& asked, const prepared& it) {
        const auto times = static_cast<benchmark::IterationCount>(asked.times());
        it.run(asked.times()); // wakes caches that an interleaved neighbour has filled
        while (state.KeepRunningBatch(times)) benchmark::DoNotOptimize(it.run(asked.times()));
        state.counters["operations"] = asked.operations();
    }

    std::vector<way> peers_;
    bool all_right_ = true;
};

} // namespace bench
