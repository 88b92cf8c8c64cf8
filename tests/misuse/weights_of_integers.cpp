// SPDX-License-Identifier: BSD-3-Clause
// crease: dense<F, T> computes in float or double
#include <crease/dense.hpp>

#ifdef MENDED
using number = float;
#else
using number = int;
#endif

int main() {
    const crease::dense<crease::relu, number> layer(1, 3);
    return static_cast<int>(layer.in());
}
