// SPDX-License-Identifier: BSD-3-Clause
// Peer: the network of crease.cpp written with xtensor alone.
#include "xtensor.hpp"

int main() {
    const xt::xtensor<float, 2> w{{-2, 1, 2}}, v{{1, 1, 1}}, x{{0}, {1}, {2}, {3}};
    const xt::xtensor<float, 1> b{2, -1, -4}, c{0};
    const xt::xtensor<float, 2> a = xt::maximum(x * w + b, 0.F);
    const xt::xtensor<float, 1> y = xt::sum(a * v, {1}) + c;
    return y(3) == 4 ? 0 : 1;
}
