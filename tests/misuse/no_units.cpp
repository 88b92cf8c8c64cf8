// SPDX-License-Identifier: BSD-3-Clause
// crease: dense needs at least one input and one unit
#include <crease/dense.hpp>

#ifdef MENDED
using layer_type = crease::dense<crease::relu, float, 1, 3>;
#else
using layer_type = crease::dense<crease::relu, float, 1, 0>;
#endif

int main() { return static_cast<int>(layer_type{}.in()); }
