// SPDX-License-Identifier: BSD-3-Clause
// crease: anatomy needs piecewise-linear hidden layers, and layer Layer with activation F is smooth
#include <crease/anatomy/line.hpp>
#include <crease/sequential.hpp>

int main() {
    using namespace crease;
#ifdef MENDED
    const sequential net{dense<relu>(1, 3), dense<linear>(3, 1)};
#else
    const sequential net{dense<sigmoid>(1, 3), dense<linear>(3, 1)};
#endif
    return static_cast<int>(pieces(net, 0, 3).size());
}
