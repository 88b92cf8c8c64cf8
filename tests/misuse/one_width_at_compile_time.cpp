// SPDX-License-Identifier: BSD-3-Clause
// crease: give dense both widths at compile time, or neither
#include <crease/dense.hpp>

#ifdef MENDED
using layer_type = crease::dense<crease::relu, float, 1, 3>;
#else
using layer_type = crease::dense<crease::relu, float, 3>;
#endif

int main() { return static_cast<int>(layer_type{}.in()); }
