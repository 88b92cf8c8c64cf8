// SPDX-License-Identifier: BSD-3-Clause
// crease: this sequential has no layer of that index; the first is 0
#include <crease/sequential.hpp>

int main() {
    using namespace crease;
    const sequential net{dense<relu>(1, 3), dense<linear>(3, 1)};
#ifdef MENDED
    const auto& layer = net.layer<1>();
#else
    const auto& layer = net.layer<2>();
#endif
    return static_cast<int>(layer.in());
}
