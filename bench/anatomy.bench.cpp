// SPDX-License-Identifier: BSD-3-Clause
// How many pieces or regions a second does exact anatomy find, with all that is stored of each, and how many
// bytes does a region take? One thread. The count is checked before it is timed.
#include <crease/anatomy/line.hpp>
#include <crease/anatomy/plane.hpp>
#include <crease/any_activation.hpp>
#include <crease/model.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

struct stored_network {
    crease::model<double> net;
    std::size_t regions, inputs;
    double lo, hi;
};

stored_network read(const std::string& name) {
    std::ifstream in(BENCH_DATA "/" + name + ".txt");
    stored_network stored{};
    std::size_t pieces = 0, layers = 0;
    in >> stored.regions >> pieces >> layers;
    std::vector<std::size_t> widths(layers + 1);
    for (auto& width : widths) in >> width;
    in >> stored.lo >> stored.hi;
    stored.inputs = widths[0];
    for (std::size_t l = 0; l != layers; ++l) {
        xt::xtensor<double, 2> kernel(std::array<std::size_t, 2>{widths[l], widths[l + 1]});
        xt::xtensor<double, 1> bias(std::array<std::size_t, 1>{widths[l + 1]});
        for (std::size_t j = 0; j != widths[l + 1]; ++j)
            for (std::size_t i = 0; i != widths[l]; ++i) in >> kernel(i, j);
        for (auto& b : bias) in >> b;
        const bool output = l + 1 == layers;
        stored.net.add(crease::dense<crease::any_activation, double>(
            kernel, bias,
            output ? crease::any_activation{crease::linear{}} : crease::any_activation{crease::relu{}}));
    }
    if (!in)
        throw std::runtime_error(name + ": missing, cut short or damaged");
    return stored;
}

void line(benchmark::State& state, const stored_network& stored) {
    for (auto _ : state) {
        auto found = crease::pieces(stored.net, stored.lo, stored.hi);
        benchmark::DoNotOptimize(found);
        if (found.size() != stored.regions)
            return state.SkipWithError("another number of pieces than the stored one");
    }
    state.counters["pieces"] = static_cast<double>(stored.regions);
    state.counters["pieces/s"] = benchmark::Counter(static_cast<double>(stored.regions),
                                                    benchmark::Counter::kIsIterationInvariantRate);
}

void plane(benchmark::State& state, const stored_network& stored) {
    double bytes = 0;
    for (auto _ : state) {
        auto found = crease::polygons(stored.net, {stored.lo, stored.lo}, {stored.hi, stored.hi});
        benchmark::DoNotOptimize(found);
        if (found.size() != stored.regions)
            return state.SkipWithError("another number of regions than the stored one");
        bytes = static_cast<double>(found.bytes());
    }
    state.counters["regions"] = static_cast<double>(stored.regions);
    state.counters["bytes/region"] = bytes / static_cast<double>(stored.regions);
    state.counters["regions/s"] = benchmark::Counter(static_cast<double>(stored.regions),
                                                     benchmark::Counter::kIsIterationInvariantRate);
}

} // namespace

int main(int argc, char** argv) {
    try {
        for (const char* name :
             {"d1_64_b1_box10_s0", "d1_64x64_b1_box10_s0", "d1_128x128x128_b1_box10_s0",
              "d2_16x16_b0.3_box1_s0", "d2_32x32x32_b0.3_box1_s0", "d2_64x64x64_b0.3_box1_s0"}) {
            const auto stored = read(name);
            benchmark::RegisterBenchmark(name, stored.inputs == 1 ? line : plane, stored)
                ->Unit(benchmark::kMicrosecond);
        }
    } catch (const std::exception& problem) {
        std::fprintf(stderr, "anatomy_bench: %s\n", problem.what());
        return EXIT_FAILURE;
    }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
