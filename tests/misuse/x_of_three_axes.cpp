// SPDX-License-Identifier: BSD-3-Clause
// crease: x must be of shape (batch, in), a row a sample; or (batch) for a network of one input
#include <crease/sequential.hpp>

int main() {
    using namespace crease;
    const sequential net{dense<relu>(2, 3), dense<linear>(3, 1)};
#ifdef MENDED
    const xt::xtensor<float, 2> x{{0, 1}, {2, 3}};
#else
    const xt::xtensor<float, 3> x{{{0, 1}, {2, 3}}};
#endif
    const auto y = net(x);
    return static_cast<int>(y.size());
}
