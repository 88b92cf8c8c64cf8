// SPDX-License-Identifier: BSD-3-Clause
// layer 7 · Softmax over rows: not pointwise, so a function and not an activation.
#ifndef CREASE_SOFTMAX_HPP
#define CREASE_SOFTMAX_HPP

#include <crease/samples.hpp>
#include <crease/shapes.hpp>

#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>

namespace crease {

/// exp(z_j) / sum_k exp(z_k) in each row of z (batch, n) -> (batch, n); a rank-1 z (n) is one row and gives
/// (1, n). A row with a NaN becomes all NaN. Otherwise nothing does: entries at the row's largest infinity
/// share the row. Throws shape_error.
template <detail::expression E> CREASE_UNIT auto softmax(const E& z) {
    using T = typename E::value_type;
    static_assert(std::floating_point<T>, "crease: softmax takes float or double");
    if (z.dimension() != 1 && z.dimension() != 2)
        throw shape_error(detail::message(
            {"softmax: expected z of shape (batch, n), got ", detail::shape_text(z.shape())}));
    const bool matrix = z.dimension() == 2;
    const std::size_t rows = matrix ? z.shape()[0] : 1, n = z.shape()[matrix ? 1 : 0];
    xt::xtensor<T, 2> p(std::array<std::size_t, 2>{rows, n});
    for (std::size_t r = 0; r != rows; ++r) {
        T largest = -std::numeric_limits<T>::infinity(), sum = 0;
        for (std::size_t j = 0; j != n; ++j) {
            p(r, j) = matrix ? detail::at(z, r, j) : detail::at(z, j);
            if (!(p(r, j) <= largest) && !std::isnan(largest))
                largest = p(r, j); // a NaN becomes and stays it
        }
        for (std::size_t j = 0; j != n; ++j) {
            p(r, j) = p(r, j) == largest ? T(1) : std::exp(p(r, j) - largest);
            sum += p(r, j);
        }
        for (std::size_t j = 0; j != n; ++j) p(r, j) /= sum;
    }
    return p;
}

} // namespace crease
#endif // CREASE_SOFTMAX_HPP
