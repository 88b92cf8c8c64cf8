// SPDX-License-Identifier: BSD-3-Clause
// crease: a predictor is made of a network, such as a sequential or a model
#include <crease/predictor.hpp>
#include <crease/sequential.hpp>

int main() {
    using namespace crease;
    const sequential net{dense<relu>(1, 3), dense<linear>(3, 1)};
#ifdef MENDED
    const predictor p{net};
#else
    const predictor p{&net};
#endif
    return static_cast<int>(p.in());
}
