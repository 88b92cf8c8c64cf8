// SPDX-License-Identifier: BSD-3-Clause
// crease: sequential takes dense layers; an activation is part of its layer, as in dense<relu>(in, out)
#include <crease/sequential.hpp>

int main() {
    using namespace crease;
#ifdef MENDED
    const sequential net{dense<relu>(1, 3), dense<linear>(3, 1)};
#else
    const sequential net{dense<linear>(1, 3), relu{}, dense<linear>(3, 1)};
#endif
    return static_cast<int>(net.size());
}
