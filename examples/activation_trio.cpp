// SPDX-License-Identifier: BSD-3-Clause
// Common activation functions side by side: Linear, Sigmoid, ReLU, and the LeakyReLU that the lab imports but
// never shows. Linear units only add up to another line; Sigmoid bends everywhere; ReLU bends once, at 0, and
// is off before.
#include <crease/crease.hpp>

#include <cstdio>

int main() {
    const xt::xtensor<double, 1> x =
        crease::piecewise_linear<double>::from_knots({-5, 5}, {-5, 5}).sample(21).x;
    // Each is lazy until it is assigned.
    const xt::xtensor<double, 1> linear = crease::linear{}(x), sigmoid = crease::sigmoid{}(x),
                                 relu = crease::relu{}(x), leaky_relu = crease::leaky_relu{0.1}(x);

    std::printf("Common Activation Functions\n\n%8s%10s%10s%10s%16s\n", "x", "Linear", "Sigmoid", "ReLU",
                "LeakyReLU(0.1)");
    for (std::size_t i = 0; i != x.size(); ++i)
        std::printf("%8.2f%10.4f%10.4f%10.4f%16.4f\n", x(i), linear(i), sigmoid(i), relu(i), leaky_relu(i));
}
