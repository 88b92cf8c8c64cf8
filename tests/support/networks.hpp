// SPDX-License-Identifier: BSD-3-Clause
// Networks for tests of anatomy: from stored layers, and random ones.
#pragma once

#include <crease/any_activation.hpp>
#include <crease/initializers.hpp>
#include <crease/model.hpp>

#include "support/reference.hpp"
#include "support/twin.hpp"

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace networks {

inline crease::any_activation activation(const std::string& name, double parameter) {
    using namespace crease;
    if (name == "linear")
        return any_activation{linear{}};
    if (name == "relu")
        return any_activation{relu{}};
    if (name == "abs")
        return any_activation{absolute{}};
    if (name == "hard_tanh")
        return any_activation{hard_tanh{}};
    if (name == "leaky_relu")
        return any_activation{leaky_relu{parameter}};
    if (name == "clipped_relu")
        return any_activation{clipped_relu{parameter}};
    throw std::runtime_error("no activation for tests: " + name);
}

inline crease::model<double> from_layers(const std::vector<reference::layer>& layers) {
    crease::model<double> net;
    for (const auto& l : layers)
        net.add(crease::dense<crease::any_activation, double>(l.kernel, l.bias,
                                                              activation(l.activation, l.parameter)));
    return net;
}

/// Weights He-normal, biases normal, the output linear.
inline crease::model<double> random(std::size_t in, const std::vector<std::size_t>& widths,
                                    const std::vector<crease::any_activation>& activations, unsigned seed) {
    crease::model<double> net;
    for (std::size_t l = 0; l != widths.size(); ++l) {
        const bool output = l + 1 == widths.size();
        net.add(crease::dense<crease::any_activation, double>(
            in, widths[l],
            output ? crease::any_activation{crease::linear{}} : activations[l % activations.size()]));
        in = widths[l];
    }
    crease::initialize(net, crease::he_normal{}, seed);
    for (std::size_t l = 0; l != net.size(); ++l)
        net.layer(l).set(net.layer(l).kernel(),
                         twin::vector(net.layer(l).out(), seed + 100 + static_cast<unsigned>(l)));
    return net;
}

} // namespace networks
