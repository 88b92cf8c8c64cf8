// SPDX-License-Identifier: BSD-3-Clause
// crease promises NaN in, NaN out, which -ffast-math breaks: compile without it, or define
// CREASE_ALLOW_FAST_MATH
#ifdef MENDED
#define CREASE_ALLOW_FAST_MATH
#endif
#include <crease/activations.hpp>

static_assert(crease::relu{}(-1.0) == 0);
