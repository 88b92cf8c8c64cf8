// SPDX-License-Identifier: BSD-3-Clause
// How many pieces or regions a second does exact anatomy find, with all that is stored of each, and how many
// bytes does a region take? One thread, and where oneTBB is there, all that there are: those rows are by the
// clock. The count is checked.
#include <crease/anatomy/line.hpp>
#include <crease/anatomy/plane.hpp>
#include <crease/anatomy/regions.hpp>
#include <crease/any_activation.hpp>
#include <crease/initializers.hpp>
#include <crease/model.hpp>

#if BENCH_HAS_TBB
#include <crease/anatomy/parallel.hpp>
#endif

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

void set_counters(benchmark::State& state, const char* what, std::size_t count) {
    state.counters[what] = static_cast<double>(count);
    state.counters[std::string(what) + "/s"] =
        benchmark::Counter(static_cast<double>(count), benchmark::Counter::kIsIterationInvariantRate);
}

/// find(net): the pieces or polygons of a stored network.
template <class Find>
void find_all(benchmark::State& state, const stored_network& stored, const char* what, Find find) {
    double bytes = 0;
    for (auto _ : state) {
        auto found = find(stored);
        benchmark::DoNotOptimize(found);
        if (found.size() != stored.regions)
            return state.SkipWithError("another number than the stored one");
        if constexpr (requires { found.bytes(); })
            bytes = static_cast<double>(found.bytes());
    }
    if (bytes != 0)
        state.counters["bytes/region"] = bytes / static_cast<double>(stored.regions);
    set_counters(state, what, stored.regions);
}

void line(benchmark::State& state, const stored_network& stored) {
    find_all(state, stored, "pieces",
             [](const stored_network& s) { return crease::pieces(s.net, s.lo, s.hi); });
}
void plane(benchmark::State& state, const stored_network& stored) {
    find_all(state, stored, "regions", [](const stored_network& s) {
        return crease::polygons(s.net, {s.lo, s.lo}, {s.hi, s.hi});
    });
}

/// Visits each region and asks for its states; nothing is stored.
void regions(benchmark::State& state, const stored_network& stored) {
    const std::vector<double> lower(stored.inputs, stored.lo), upper(stored.inputs, stored.hi);
    std::size_t found = 0;
    for (auto _ : state) {
        int states = 0;
        found = crease::for_each_region(stored.net, lower, upper, [&](const crease::region& r) {
                    states += r.states()[0];
                }).count;
        benchmark::DoNotOptimize(states);
        if (stored.regions != 0 && found != stored.regions)
            return state.SkipWithError("another number of regions than the stored one");
    }
    set_counters(state, "regions", found);
}

#if BENCH_HAS_TBB
void line_parallel(benchmark::State& state, const stored_network& stored) {
    find_all(state, stored, "pieces",
             [](const stored_network& s) { return crease::pieces_parallel(s.net, s.lo, s.hi); });
}
void plane_parallel(benchmark::State& state, const stored_network& stored) {
    find_all(state, stored, "regions", [](const stored_network& s) {
        return crease::polygons_parallel(s.net, {s.lo, s.lo}, {s.hi, s.hi});
    });
}
void regions_parallel(benchmark::State& state, const stored_network& stored) {
    const std::vector<double> lower(stored.inputs, stored.lo), upper(stored.inputs, stored.hi);
    std::size_t found = 0;
    for (auto _ : state) {
        found = crease::count_regions_parallel(stored.net, lower, upper);
        if (stored.regions != 0 && found != stored.regions)
            return state.SkipWithError("another number of regions than the stored one");
    }
    set_counters(state, "regions", found);
}
#endif

/// Two ReLU layers of `width` units, He-normal weights and small biases, on [-1, 1]^inputs. Its number of
/// regions is not known from elsewhere.
stored_network seeded(std::size_t inputs, std::size_t width) {
    stored_network made{.net = {}, .regions = 0, .inputs = inputs, .lo = -1, .hi = 1};
    const auto add = [&](std::size_t in, std::size_t out, crease::any_activation f) {
        made.net.add(crease::dense<crease::any_activation, double>(in, out, f));
    };
    add(inputs, width, crease::any_activation{crease::relu{}});
    add(width, width, crease::any_activation{crease::relu{}});
    add(width, 1, crease::any_activation{crease::linear{}});
    crease::initialize(made.net, crease::he_normal{}, 1);
    for (std::size_t l = 0; l != 2; ++l) {
        xt::xtensor<double, 1> bias(std::array<std::size_t, 1>{width});
        for (std::size_t u = 0; u != width; ++u)
            bias(u) = 0.6 * (static_cast<double>(u) + 0.5) / static_cast<double>(width) - 0.3;
        made.net.layer(l).set(made.net.layer(l).kernel(), bias);
    }
    return made;
}

} // namespace

int main(int argc, char** argv) {
    try {
        const auto add = [](const std::string& name, auto run, const stored_network& net) {
            benchmark::RegisterBenchmark(name.c_str(), run, net)->Unit(benchmark::kMicrosecond);
        };
        for (const char* name : {"d1_64_b1_box10_s0", "d1_64x64_b1_box10_s0", "d1_128x128x128_b1_box10_s0"})
            add(name, line, read(name));
        for (const char* name :
             {"d2_16x16_b0.3_box1_s0", "d2_32x32x32_b0.3_box1_s0", "d2_64x64x64_b0.3_box1_s0"})
            add(name, plane, read(name));
        for (const char* name : {"d3_16x16_b0.3_box1_s0", "d4_16x16_b0.3_box1_s0"})
            add(name, regions, read(name));
        add("d3_32x32_seeded", regions, seeded(3, 32));
        add("d6_10x10_seeded", regions, seeded(6, 10));
#if BENCH_HAS_TBB
        const auto add_parallel = [](const std::string& name, auto run, const stored_network& net) {
            benchmark::RegisterBenchmark((name + "/threads").c_str(), run, net)
                ->Unit(benchmark::kMicrosecond)
                ->UseRealTime();
        };
        add_parallel("d1_128x128x128_b1_box10_s0", line_parallel, read("d1_128x128x128_b1_box10_s0"));
        for (const char* name : {"d2_32x32x32_b0.3_box1_s0", "d2_64x64x64_b0.3_box1_s0"})
            add_parallel(name, plane_parallel, read(name));
        add_parallel("d4_16x16_b0.3_box1_s0", regions_parallel, read("d4_16x16_b0.3_box1_s0"));
        add_parallel("d3_32x32_seeded", regions_parallel, seeded(3, 32));
        add_parallel("d6_10x10_seeded", regions_parallel, seeded(6, 10));
#endif
    } catch (const std::exception& problem) {
        std::fprintf(stderr, "anatomy_bench: %s\n", problem.what());
        return EXIT_FAILURE;
    }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
