// SPDX-License-Identifier: BSD-3-Clause
// crease: x must be an xtensor expression, such as xt::xtensor<float, 2> or what xt::adapt makes of other
// memory
#include <crease/sequential.hpp>

#include <vector>

int main() {
    using namespace crease;
    const sequential net{dense<relu>(1, 3), dense<linear>(3, 1)};
#ifdef MENDED
    const xt::xtensor<float, 1> x{0, 1, 2};
#else
    const std::vector<float> x{0, 1, 2};
#endif
    const auto y = net(x);
    return static_cast<int>(y.size());
}
