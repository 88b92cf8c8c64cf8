// SPDX-License-Identifier: BSD-3-Clause
// Question: what does a forward pass cost, next to the same formulas written in plain xtensor, and how far is
// that from the floor, a copy of the input or the output, whichever is larger?
#include <crease/crease.hpp>

#include "support/ratios.hpp"

#if __has_include(<xtensor/views/xview.hpp>)
#include <xtensor/core/xmath.hpp>
#include <xtensor/views/xview.hpp>
#else
#include <xtensor/xmath.hpp>
#include <xtensor/xview.hpp>
#endif

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>
#include <vector>

namespace {

using batch = xt::xtensor<float, 2>;
using crease::dense;
using crease::linear;
using crease::relu;
using crease::sequential;

auto lab() { return sequential{dense<relu>(1, 3), dense<linear>(3, 1)}; }
auto digits() { return sequential{dense<relu>(784, 128), dense<relu>(128, 64), dense<linear>(64, 10)}; }

/// x W + b, as xtensor without BLAS says it.
batch plain_z(const auto& layer, const batch& x) {
    return xt::sum(xt::view(x, xt::all(), xt::all(), xt::newaxis()) * layer.kernel(), {1}) + layer.bias();
}

batch plain(const decltype(lab())& net, const batch& x) {
    const batch a0 = xt::maximum(plain_z(net.layer<0>(), x), 0.F);
    return plain_z(net.layer<1>(), a0);
}

batch plain(const decltype(digits())& net, const batch& x) {
    const batch a0 = xt::maximum(plain_z(net.layer<0>(), x), 0.F);
    const batch a1 = xt::maximum(plain_z(net.layer<1>(), a0), 0.F);
    return plain_z(net.layer<2>(), a1);
}

template <class Run> void measure(const std::string& name, Run run) {
    benchmark::RegisterBenchmark(name.c_str(), [run](benchmark::State& state) mutable {
        for (auto _ : state) {
            benchmark::DoNotOptimize(run());
            benchmark::ClobberMemory();
        }
    });
}

template <class Net> void ask(const std::string& question, Net net, std::size_t size) {
    crease::initialize(net, crease::glorot_uniform{}, 1);
    const std::size_t in = net.layers().front().in(), out = net.layers().back().out();
    batch x = batch::from_shape({size, in});
    for (std::size_t i = 0; i != x.size(); ++i)
        x.data()[i] = 6 * static_cast<float>(i) / static_cast<float>(x.size()) - 3;

    const std::vector<float> bytes(size * std::max(in, out));
    measure(question + "/floor: copy", [bytes, copy = bytes]() mutable {
        std::memcpy(copy.data(), bytes.data(), bytes.size() * sizeof(float));
        return copy.data();
    });
    measure(question + "/peer: xtensor", [net, x] { return plain(net, x); });
    measure(question + "/crease: net(x)", [net, x] { return net(x); });
    measure(question + "/crease: predictor", [p = crease::predictor{net}, x] { return p(x); });
}

} // namespace

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 2;
    ask("1-3-1, batch 100000", lab(), 100000);
    ask("784-128-64-10, batch 32", digits(), 32);
    ratios reporter;
    benchmark::RunSpecifiedBenchmarks(&reporter);
}
