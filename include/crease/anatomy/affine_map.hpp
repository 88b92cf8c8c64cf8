// SPDX-License-Identifier: BSD-3-Clause
// layer 3 · Affine map: what a network is inside one region.
#ifndef CREASE_ANATOMY_AFFINE_MAP_HPP
#define CREASE_ANATOMY_AFFINE_MAP_HPP

#include <crease/detail/instruction_set.hpp>
#include <crease/detail/xtensor.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <span>

namespace crease {

/// y[j] = sum of slopes(j, i) * x[i], + intercepts(j).
struct affine_map {
    xt::xtensor<double, 2> slopes;     // (out, in), as a Jacobian
    xt::xtensor<double, 1> intercepts; // (out)
};

namespace detail {
inline namespace CREASE_TAG {

/// The map from coefficients (d + 1, out) of y, where x = centre + half * y.
inline affine_map unscale(const double* coefficients, std::span<const double> centre,
                          std::span<const double> half, std::size_t out) {
    const std::size_t d = centre.size();
    affine_map map{xt::xtensor<double, 2>(std::array<std::size_t, 2>{out, d}),
                   xt::xtensor<double, 1>(std::array<std::size_t, 1>{out})};
    for (std::size_t j = 0; j != out; ++j) {
        double intercept = coefficients[d * out + j];
        for (std::size_t i = 0; i != d; ++i) {
            const double slope = coefficients[i * out + j] / half[i];
            map.slopes(j, i) = slope;
            intercept = std::fma(-slope, centre[i], intercept);
        }
        map.intercepts(j) = intercept;
    }
    return map;
}

} // namespace CREASE_TAG
} // namespace detail
} // namespace crease
#endif // CREASE_ANATOMY_AFFINE_MAP_HPP
