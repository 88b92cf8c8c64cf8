// SPDX-License-Identifier: BSD-3-Clause
// How far is a network from a copy whose weights are rounded, as float16 rounds to 11 bits? Exactly: both are
// straight between their creases, so that the largest difference lies at one of them. Samples only come near
// it.
//
//   compare_networks                                a network 1-16-16-1, rounded to 3 ... 24 bits
//   compare_networks --hidden 64 64 --seed 7 --bits 8 --from -1 --to 1
#include <crease/crease.hpp>

#include "command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

using network = crease::model<double>;
using crease::any_activation, crease::linear, crease::relu;

struct options {
    std::vector<std::size_t> hidden = {16, 16};
    std::uint64_t seed = 1;
    std::vector<int> bits = {3, 5, 8, 11, 16, 24};
    double from = -3, to = 3;
    std::size_t samples = 100;
};

// He-normal weights; biases spread the creases over the interval.
network random_network(const options& o) {
    network net;
    std::size_t in = 1;
    for (const std::size_t units : o.hidden) {
        net.add(crease::dense<any_activation, double>(in, units, any_activation{relu{}}));
        in = units;
    }
    net.add(crease::dense<any_activation, double>(in, 1, any_activation{linear{}}));
    crease::initialize(net, crease::he_normal{}, o.seed);
    auto& first = net.layer(0);
    xt::xtensor<double, 1> biases(std::array<std::size_t, 1>{first.out()});
    for (std::size_t u = 0; u != first.out(); ++u) {
        const double crease_at =
            o.from + (o.to - o.from) * (static_cast<double>(u) + 0.5) / static_cast<double>(first.out());
        biases(u) = -first.kernel()(0, u) * crease_at;
    }
    first.set(first.kernel(), biases);
    return net;
}

// The nearest number of so many significant bits, as a shorter floating-point type has them.
double rounded(double value, int bits) {
    int exponent = 0;
    const double fraction = std::frexp(value, &exponent); // in [1/2, 1)
    return std::ldexp(std::nearbyint(std::ldexp(fraction, bits)), exponent - bits);
}

network rounded(network net, int bits) {
    net.for_each_layer([bits](auto& layer) {
        xt::xtensor<double, 2> kernel = layer.kernel();
        xt::xtensor<double, 1> bias = layer.bias();
        for (double& weight : kernel) weight = rounded(weight, bits);
        for (double& weight : bias) weight = rounded(weight, bits);
        layer.set(kernel, bias);
    });
    return net;
}

// What so many evenly spaced samples find.
double sampled_difference(const network& f, const network& g, const options& o) {
    const auto x = crease::piecewise_linear<double>::from_knots({o.from, o.to}, {0, 0}).sample(o.samples).x;
    const xt::xtensor<double, 2> a = f(x), b = g(x);
    double largest = 0;
    for (std::size_t r = 0; r != x.size(); ++r) largest = std::max(largest, std::abs(a(r, 0) - b(r, 0)));
    return largest;
}

void compare(const options& o) {
    const network net = random_network(o);
    const std::size_t pieces = crease::pieces(net, o.from, o.to).size();
    std::printf("%s\n%zu pieces on [%g, %g].\n\n", crease::summary(net).c_str(), pieces, o.from, o.to);
    std::printf("%6s%10s%18s%14s%18s%14s\n", "bits", "pieces", "largest |f - g|", "at x", "in samples",
                "mean |f - g|");
    for (const int bits : o.bits) {
        const network copy = rounded(net, bits);
        const auto d = crease::difference(net, copy, o.from, o.to);
        std::printf("%6d%10zu%18.6g%14.6g%18.6g%14.6g\n", bits, crease::pieces(copy, o.from, o.to).size(),
                    d.maximum, d.x, sampled_difference(net, copy, o), d.l1 / (o.to - o.from));
    }
}

int main(int argc, char** argv) {
    options o;
    CLI::App app{"The exact difference between a network and copies of it with rounded weights."};
    app.add_option("--hidden", o.hidden, "units of each hidden layer")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    app.add_option("--seed", o.seed, "of the weights")->capture_default_str();
    app.add_option("--bits", o.bits, "significant bits of a copy's weights")
        ->check(CLI::Range(1, 53))
        ->capture_default_str();
    app.add_option("--from", o.from, "left end of the interval")->capture_default_str();
    app.add_option("--to", o.to, "right end")->capture_default_str();
    app.add_option("--samples", o.samples, "samples to compare with")
        ->check(CLI::Range(2, 1000000))
        ->capture_default_str();
    return run_command(app, "compare_networks", argc, argv, [&] { compare(o); });
}
