// SPDX-License-Identifier: BSD-3-Clause
// A deep ReLU network of one input and one output, the same for the same seed on every platform.
#pragma once

#include <crease/any_activation.hpp>
#include <crease/dense.hpp>
#include <crease/detail/xtensor.hpp>
#include <crease/initializers.hpp>
#include <crease/model.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// Hidden layers l1, l2, ... of so many units, and the output layer y. He-normal weights; biases uniform in
/// [-2, 2], so that the units of the first layer do not all switch at x = 0.
inline crease::model<double> random_network(const std::vector<std::size_t>& hidden, std::uint64_t seed) {
    using crease::any_activation;
    using layer = crease::dense<any_activation, double>;
    crease::model<double> net;
    std::size_t in = 1;
    for (const std::size_t units : hidden) {
        net.add(layer(in, units, any_activation{crease::relu{}}, "l" + std::to_string(net.size() + 1)));
        in = units;
    }
    net.add(layer(in, 1, any_activation{crease::linear{}}, "y"));
    crease::model<double> biases = net;
    crease::initialize(net, crease::he_normal{}, seed);
    crease::initialize(biases, crease::uniform(2), ~seed);
    for (std::size_t l = 0; l != net.size(); ++l) {
        xt::xtensor<double, 1> bias = net.layer(l).bias();
        for (std::size_t u = 0; u != bias.size(); ++u) bias(u) = biases.layer(l).kernel()(0, u);
        net.layer(l).set(net.layer(l).kernel(), bias);
    }
    return net;
}
