// SPDX-License-Identifier: BSD-3-Clause
// crease: all layers of a sequential must have the same scalar type
#include <crease/sequential.hpp>

#ifdef MENDED
using number = float;
#else
using number = double;
#endif

int main() {
    using namespace crease;
    const sequential net{dense<relu>(1, 3), dense<linear, number>(3, 1)};
    return static_cast<int>(net.size());
}
