// SPDX-License-Identifier: BSD-3-Clause
// Question: what does a forward pass cost, next to every peer that this machine has, and how far is that from
// the floor: the multiply-adds alone, or a copy of as many bytes?
#include "support/panel.hpp"
#include "support/plugins.hpp"
#include "support/ratios.hpp"
#include "support/report.hpp"

#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

namespace {

using bench::description, bench::operation, bench::panel;
using shape = std::array<std::size_t, 3>; // batch, in, out
using sizes = std::vector<std::size_t>;

/// One layer with bias and relu.
description dense(shape s) {
    const auto [batch, in, out] = s;
    const std::string name =
        "dense " + std::to_string(batch) + "x" + std::to_string(in) + "x" + std::to_string(out);
    return {.name = name, .what = operation::network, .batch = batch, .widths = {in, out}, .last_relu = true};
}
/// Hidden layers with relu, the last without.
description net(sizes widths, std::size_t batch) {
    std::string name = "net";
    for (const std::size_t width : widths) name += (name == "net" ? ' ' : '-') + std::to_string(width);
    return {.name = name + ", batch " + std::to_string(batch),
            .what = operation::network,
            .batch = batch,
            .widths = widths};
}
description elementwise(operation what, const char* name, std::size_t size) {
    return {.name = name + (' ' + std::to_string(size)), .what = what, .batch = size, .widths = {}};
}

description compile_time(description d) {
    d.name += ", compile-time";
    d.compile_time_shapes = true;
    return d;
}
description in_double(description d) {
    d.name += ", double";
    return d;
}
description two_threads(description d) {
    d.name += ", 2 threads";
    d.threads = 2;
    return d;
}
description each_instruction_set(description d) {
    d.every_instruction_set = true;
    return d;
}

void ask_all(panel& peers) {
    // Shapes known to the compiler.
    peers.ask(compile_time(dense({1, 1, 3})));
    peers.ask(compile_time(each_instruction_set(dense({1, 16, 16}))));
    peers.ask(compile_time(dense({1, 64, 64})));
    peers.ask(compile_time(dense({1, 784, 128})));
    peers.ask(compile_time(net({4, 16, 16, 4}, 1)));
    peers.ask(compile_time(net({1, 3, 1}, 100000)));

    // One sample, and a few.
    for (const shape s : {shape{1, 1, 3}, {1, 16, 16}}) peers.ask(dense(s));
    peers.ask(each_instruction_set(dense({1, 64, 64})));
    for (const shape s : {shape{1, 784, 128},
                          {1, 128, 1},
                          {2, 784, 128},
                          {4, 64, 64},
                          {16, 128, 128},
                          {3, 5, 1000},
                          {7, 33, 17},
                          {9, 96, 40}})
        peers.ask(dense(s));
    // Batches: square, odd, large.
    peers.ask(each_instruction_set(dense({32, 64, 64})));
    for (const shape s : {shape{50, 31, 7},
                          {64, 300, 50},
                          {256, 784, 128},
                          {1000, 400, 25},
                          {64, 4096, 512},
                          {128, 2048, 2048},
                          {1024, 1024, 1024}})
        peers.ask(dense(s));
    // Narrow layers: one input, few inputs, few outputs.
    peers.ask(each_instruction_set(dense({100000, 1, 3})));
    for (const shape s : {shape{10000, 2, 32}, {2048, 8, 8}, {5000, 3, 16}, {500, 128, 1}, {1000, 100, 3}})
        peers.ask(dense(s));
    for (const shape s : {shape{1, 64, 64}, {32, 64, 64}, {256, 784, 128}, {10000, 2, 32}, {1000, 400, 25}})
        peers.ask<double>(in_double(dense(s)));

    // Whole networks.
    peers.ask(each_instruction_set(net({1, 3, 1}, 100000)));
    for (const std::size_t w : sizes{2, 8, 16, 32}) peers.ask(net({2, w, w, 1}, 4096));
    peers.ask(net({3, 17, 9, 2}, 1000));
    for (const std::size_t batch : sizes{1, 32, 1024}) peers.ask(net({784, 128, 64, 10}, batch));
    peers.ask<double>(in_double(net({784, 128, 64, 10}, 32)));

    // Activations alone; the last is far larger than the caches.
    peers.ask(each_instruction_set(elementwise(operation::relu, "relu", 1000)));
    peers.ask(each_instruction_set(elementwise(operation::sigmoid, "sigmoid", 1000)));
    peers.ask(elementwise(operation::sigmoid, "sigmoid", 100000));
    peers.ask(elementwise(operation::relu, "relu", 64'000'000));

    peers.ask(two_threads(dense({1024, 1024, 1024})));
}

} // namespace

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 2;
    const auto here = std::filesystem::path(argv[0]).parent_path();
    panel peers(bench::load_ways(here / "peers"));
    ask_all(peers);

    const bench::setting setting{bench::machine_name(), BENCH_COMPILER, BENCH_FLAGS, BENCH_PEER_FLAGS};
    std::printf("%s\n", setting.text().c_str());
    bench::ratios reporter;
    benchmark::RunSpecifiedBenchmarks(&reporter);
    bench::write_json(here / "ratios.json", setting, reporter.results());
    bench::write_chart(here / "ratios.svg", setting, reporter.results());
    return peers.all_right() ? 0 : 1;
}
