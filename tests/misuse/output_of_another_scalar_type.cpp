// SPDX-License-Identifier: BSD-3-Clause
// crease: the output must be a container or a strided view of the network's scalar type
#include <crease/predictor.hpp>

int main() {
    using namespace crease;
    const predictor p{dense<relu>(1, 1)};
    const xt::xtensor<float, 1> x{0, 1, 2};
#ifdef MENDED
    xt::xtensor<float, 1> y{0, 0, 0};
#else
    xt::xtensor<double, 1> y{0, 0, 0};
#endif
    p(x, y);
    return static_cast<int>(y.size());
}
