// SPDX-License-Identifier: BSD-3-Clause
// crease: piecewise_linear<T> computes in float or double
#include <crease/piecewise_linear.hpp>

#ifdef MENDED
using number = double;
#else
using number = int;
#endif

int main() {
    const auto target = crease::piecewise_linear<number>::from_knots({0, 1, 2, 3}, {2, 0, 1, 4});
    return static_cast<int>(target.knots().size());
}
