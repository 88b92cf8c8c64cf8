// SPDX-License-Identifier: BSD-3-Clause
// layer 8 · Affine start: z of a network's first layer along directions through its input space.
#ifndef CREASE_ANATOMY_AFFINE_START_HPP
#define CREASE_ANATOMY_AFFINE_START_HPP

#include <crease/anatomy/piecewise_layers.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// z of units at origin + sum of x[r] * directions[r], as a function of x.
struct affine_columns {
    std::vector<double> coefficients; // (directions + 1, units): slope along each direction, and intercept
    std::vector<double> sizes;        // (units): of what was rounded to get there, at most
};

/// Of the units of `layer`. reach: the largest |x[r]| of each direction.
inline affine_columns affine_start(const piecewise_layer& layer, std::span<const double> origin,
                                   std::span<const std::span<const double>> directions,
                                   std::span<const double> reach) {
    const std::size_t rows = directions.size();
    const double* const kernel = layer.weights();
    affine_columns start;
    start.coefficients.assign((rows + 1) * layer.out, 0);
    start.sizes.assign(layer.out, 0);
    for (std::size_t j = 0; j != layer.out; ++j)
        for (std::size_t r = 0; r <= rows; ++r) {
            const auto point = r == rows ? origin : directions[r];
            double sum = r == rows ? layer.bias[j] : 0, size = 0;
            for (std::size_t i = 0; i != layer.in; ++i)
                if (const double weight = kernel[i * layer.out + j]; weight != 0 && point[i] != 0) {
                    sum = std::fma(point[i], weight, sum);
                    size += std::abs(sum);
                }
            start.coefficients[r * layer.out + j] = sum;
            start.sizes[j] += std::max(size, std::abs(sum)) * (r == rows ? 1 : reach[r]);
        }
    return start;
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_AFFINE_START_HPP
