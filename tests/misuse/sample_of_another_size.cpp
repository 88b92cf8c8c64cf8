// SPDX-License-Identifier: BSD-3-Clause
// crease: one sample of this network is a std::array of its scalar type and as many elements as it has
// inputs
#include <crease/sequential.hpp>

#include <array>

int main() {
    using namespace crease;
    const sequential net{dense<relu, float, 2, 3>{}, dense<linear, float, 3, 1>{}};
#ifdef MENDED
    const std::array<float, 2> x{0, 1};
#else
    const std::array<float, 3> x{0, 1, 2};
#endif
    const std::array<float, 1> y = net(x);
    return static_cast<int>(y.size());
}
