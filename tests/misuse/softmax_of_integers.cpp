// SPDX-License-Identifier: BSD-3-Clause
// crease: softmax takes float or double
#include <crease/softmax.hpp>

#ifdef MENDED
using number = float;
#else
using number = int;
#endif

int main() {
    const xt::xtensor<number, 2> z{{-1, 0, 1}};
    const auto p = crease::softmax(z);
    return static_cast<int>(p.size());
}
