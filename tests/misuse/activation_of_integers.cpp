// SPDX-License-Identifier: BSD-3-Clause
// crease: an activation takes float or double; write xt::cast<float>(x) or xt::cast<double>(x)
#include <crease/activations.hpp>
#include <crease/lift.hpp>

#ifdef MENDED
using number = float;
#else
using number = int;
#endif

int main() {
    const xt::xtensor<number, 1> z{-1, 0, 1};
    const xt::xtensor<number, 1> a = crease::relu{}(z);
    return static_cast<int>(a.size());
}
