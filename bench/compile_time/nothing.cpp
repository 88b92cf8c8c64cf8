// SPDX-License-Identifier: BSD-3-Clause
// Floor: the xtensor headers that the network of crease.cpp needs, and nothing done with them.
#include "xtensor.hpp"

int main() {}
