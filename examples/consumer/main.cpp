// SPDX-License-Identifier: BSD-3-Clause
// The network of the lab's target, built and asked for its own pieces: they are the target's.
#include <crease/crease.hpp>

#include <cstdio>

int main() {
    const auto target = crease::lab_target<double>();
    const auto net = crease::to_network(target);
    const bool same = crease::approx_equal(crease::to_piecewise_linear(net, 0, 3), target, 1e-12);
    std::puts(same ? "the network is the target" : "the network is not the target");
    return same ? 0 : 1;
}
