// SPDX-License-Identifier: BSD-3-Clause
// crease: x must have the network's scalar type; write xt::cast<float>(x) or xt::cast<double>(x)
#include <crease/sequential.hpp>

int main() {
    using namespace crease;
    const sequential net{dense<relu>(1, 3), dense<linear>(3, 1)};
#ifdef MENDED
    const xt::xtensor<float, 1> x{0, 1, 2};
#else
    const xt::xtensor<double, 1> x{0, 1, 2};
#endif
    const auto y = net(x);
    return static_cast<int>(y.size());
}
