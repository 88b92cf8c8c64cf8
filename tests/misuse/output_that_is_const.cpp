// SPDX-License-Identifier: BSD-3-Clause
// crease: the output must not be const
#include <crease/predictor.hpp>

int main() {
    using namespace crease;
    const predictor p{dense<relu>(1, 1)};
    const xt::xtensor<float, 1> x{0, 1, 2};
#ifndef MENDED
    const
#endif
        xt::xtensor<float, 1>
            y{0, 0, 0};
    p(x, y);
    return static_cast<int>(y.size());
}
