// SPDX-License-Identifier: BSD-3-Clause
// crease needs C++20: compile with -std=c++20
#include <crease/crease.hpp>

int main() { return static_cast<int>(crease::dense<crease::relu>(1, 3).in()); }
