// SPDX-License-Identifier: BSD-3-Clause
// crease: set changes weights, and this layer is const, or its network is
#include <crease/sequential.hpp>

int main() {
    using namespace crease;
#ifndef MENDED
    const
#endif
        sequential net{dense<relu>(1, 3), dense<linear>(3, 1)};
    const xt::xtensor<float, 2> kernel{{-2, 1, 2}};
    const xt::xtensor<float, 1> bias{2, -1, -4};
    net.layer<0>().set(kernel, bias);
    return static_cast<int>(net.size());
}
