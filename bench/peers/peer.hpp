// SPDX-License-Identifier: BSD-3-Clause
// What the bench asks of a peer. Each peer is a plugin of one short source file that exports `ways`: how many
// ways it has to do a job, their names, and a function that prepares each for it. An entry without a name
// ends them.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>

namespace bench {

/// a = f(x W + b): W (in, out) row-major, b (out), f relu or nothing.
template <class T> struct layer {
    std::size_t in, out;
    const T *kernel, *bias;
    bool relu;
};

enum class operation { network, relu, sigmoid };

template <class T> struct job {
    operation what;
    std::size_t batch;                // samples of a network, elements of relu and sigmoid
    std::span<const layer<T>> layers; // of a network
    const T* x;                       // (batch, in)
    T* y;                             // (batch, out): room for the answer, if it is not kept elsewhere
    int threads;
    bool compile_time_shapes;   // those to whom the widths are template arguments may answer
    bool every_instruction_set; // crease built for each instruction set shall answer
};

/// A prepared job; run(state, n) does it n times and returns where the answer lies. No run: the peer cannot.
struct task {
    const void* (*run)(void* state, std::size_t times) = nullptr;
    void (*release)(void* state) = nullptr;
    void* state = nullptr;
};

/// once() does the job and returns where the answer lies; before() is called once before a row of them.
/// The loop is the peer's, so that what is called in nanoseconds can be inlined.
template <class Once, class Before> task as_task(Once once, Before before) {
    using both = std::pair<Once, Before>;
    return {[](void* state, std::size_t times) {
                auto& [run_once, run_before] = *static_cast<both*>(state);
                run_before();
                const void* answer = nullptr;
                for (std::size_t i = 0; i != times; ++i) {
                    answer = run_once();
                    asm volatile("" : : "r"(answer) : "memory");
                }
                return answer;
            },
            [](void* state) { std::unique_ptr<both>(static_cast<both*>(state)); },
            std::make_unique<both>(std::move(once), std::move(before)).release()};
}
template <class Once> task as_task(Once once) {
    return as_task(std::move(once), [] {});
}

struct way {
    const char* name;
    task (*in_float)(const job<float>&);
    task (*in_double)(const job<double>&); // or nullptr
};

extern "C" [[gnu::visibility("default")]] const way ways[];

} // namespace bench
