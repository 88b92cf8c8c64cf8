// SPDX-License-Identifier: BSD-3-Clause
// layer 8 · Affine start: z of a network's first layer along directions through its input space.
#ifndef CREASE_ANATOMY_AFFINE_START_HPP
#define CREASE_ANATOMY_AFFINE_START_HPP

#include <crease/anatomy/piecewise_layers.hpp>

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// z of units at origin + sum of x[r] * directions[r], as a function of x.
struct affine_columns {
    std::vector<double> coefficients; // (directions + 1, units): slope along each direction, and intercept
    std::vector<double> sizes;        // (units): of the terms that the coefficients are sums of
};

/// Of the units of `layer`. reach: the largest |x[r]| of each direction.
inline affine_columns affine_start(const piecewise_layer& layer, std::span<const double> origin,
                                   std::span<const std::span<const double>> directions,
                                   std::span<const double> reach) {
    const std::size_t rows = directions.size();
    affine_columns start;
    start.coefficients.assign((rows + 1) * layer.out, 0);
    start.sizes.assign(layer.out, 0);
    const auto add = [&](std::size_t row, std::span<const double> point, double scale) {
        for (std::size_t i = 0; i != layer.in; ++i)
            for (std::size_t j = 0; j != layer.out; ++j) {
                const double weight = layer.kernel[i * layer.out + j];
                double& coefficient = start.coefficients[row * layer.out + j];
                coefficient = std::fma(point[i], weight, coefficient);
                start.sizes[j] += std::abs(point[i] * weight) * scale;
            }
    };
    for (std::size_t r = 0; r != rows; ++r) add(r, directions[r], reach[r]);
    for (std::size_t j = 0; j != layer.out; ++j) {
        start.coefficients[rows * layer.out + j] = layer.bias[j];
        start.sizes[j] += std::abs(layer.bias[j]);
    }
    add(rows, origin, 1);
    return start;
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_AFFINE_START_HPP
