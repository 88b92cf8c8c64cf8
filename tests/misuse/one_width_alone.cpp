// SPDX-License-Identifier: BSD-3-Clause
// crease: dense needs both widths: dense<F>(in, out)
#include <crease/dense.hpp>

int main() {
    using namespace crease;
#ifdef MENDED
    const dense<relu> layer(1, 3);
#else
    const dense<relu> layer(3); // as in Keras
#endif
    return static_cast<int>(layer.in());
}
