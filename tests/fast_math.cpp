// SPDX-License-Identifier: BSD-3-Clause
// Compiled with -ffast-math, this is refused, unless CREASE_ALLOW_FAST_MATH says that one does without NaN.
#include <crease/activations.hpp>

static_assert(crease::relu{}(-1.0) == 0);
