// SPDX-License-Identifier: BSD-3-Clause
// crease: x must be an xtensor expression, such as xt::xtensor<float, 2> or what xt::adapt makes of other
// memory
#include <crease/sequential.hpp>

#include <array>

int main() {
    using namespace crease;
#ifdef MENDED
    const sequential net{dense<relu, float, 2, 3>{}, dense<linear, float, 3, 1>{}};
#else
    const sequential net{dense<relu>(2, 3), dense<linear>(3, 1)};
#endif
    const std::array<float, 2> x{0, 1};
    const std::array<float, 1> y = net(x);
    return static_cast<int>(y.size());
}
