// SPDX-License-Identifier: BSD-3-Clause
// A file that includes all of crease and runs a predictor of a network whose shapes are known at run time.
#include <crease/crease.hpp>

#include <array>
#include <cstddef>

int main() {
    using crease::dense, crease::linear, crease::relu, crease::sequential;
    sequential net{dense<relu>(784, 128), dense<relu>(128, 64), dense<linear>(64, 10)};
    crease::initialize(net, crease::glorot_uniform{}, 1);
    const xt::xtensor<float, 2> x(std::array<std::size_t, 2>{32, 784}, 0.F);
    const crease::predictor p{net};
    return p(x)(31, 9) == 0 ? 0 : 1;
}
