// SPDX-License-Identifier: BSD-3-Clause
// crease: an activation takes float or double, as in relu{}(2.0)
#include <crease/activations.hpp>

int main() {
#ifdef MENDED
    const double a = crease::relu{}(2.0);
#else
    const double a = crease::relu{}(2);
#endif
    return static_cast<int>(a);
}
