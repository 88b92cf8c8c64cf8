// SPDX-License-Identifier: BSD-3-Clause
// crease: as<Net>() keeps the scalar type
#include <crease/model.hpp>
#include <crease/sequential.hpp>

#ifdef MENDED
using number = float;
#else
using number = double;
#endif

int main() {
    using namespace crease;
    model m;
    m.add(dense<relu>(1, 3));
    return static_cast<int>(m.as<sequential<dense<relu, number>>>().size());
}
