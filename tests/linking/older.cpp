// SPDX-License-Identifier: BSD-3-Clause
// Compiled for any processor. Prints its results, and calls nothing of newer.cpp.
#define UNIT older
#include "unit.hpp"

#include <cstdio>

int main() { std::printf("%.17g\n", older::results()); }
