// SPDX-License-Identifier: BSD-3-Clause
// crease: a layer's outputs must be as many as the next layer's inputs
#include <crease/sequential.hpp>

#ifdef MENDED
constexpr std::size_t inputs = 3;
#else
constexpr std::size_t inputs = 4;
#endif

int main() {
    using namespace crease;
    const sequential net{dense<relu, float, 1, 3>{}, dense<linear, float, inputs, 1>{}};
    return static_cast<int>(net.size());
}
