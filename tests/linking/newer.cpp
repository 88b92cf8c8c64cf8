// SPDX-License-Identifier: BSD-3-Clause
// Compiled for a newer processor, and linked first.
#define UNIT newer
#include "unit.hpp"
