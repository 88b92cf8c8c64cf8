// SPDX-License-Identifier: BSD-3-Clause
// crease: this activation has no default because libraries disagree on one (leaky_relu's slope is 0.01 in
// PyTorch and ONNX, 0.2 or 0.3 in Keras): pass it, as in dense<leaky_relu>(in, out, leaky_relu{0.01})
#include <crease/dense.hpp>

int main() {
    using namespace crease;
#ifdef MENDED
    const dense<leaky_relu> layer(1, 3, leaky_relu{0.01});
#else
    const dense<leaky_relu> layer(1, 3);
#endif
    return static_cast<int>(layer.in());
}
