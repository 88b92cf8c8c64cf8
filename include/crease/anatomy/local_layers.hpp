// SPDX-License-Identifier: BSD-3-Clause
// layer 8 · Local layers: z of every unit as an affine function around a point, in given states.
#ifndef CREASE_ANATOMY_LOCAL_LAYERS_HPP
#define CREASE_ANATOMY_LOCAL_LAYERS_HPP

#include <crease/anatomy/affine_map.hpp>
#include <crease/anatomy/affine_product.hpp>
#include <crease/anatomy/box.hpp>
#include <crease/anatomy/piecewise_layers.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// One layer around a point x: at x + v, unit u's z is the sum of columns[i][u] * v[i], + columns[d][u]. With
/// x + v for v, the constant is columns[d + 1][u]: summed on its own, as a difference it would be rounded.
struct local_layer {
    std::vector<double> columns; // (d + 2, units)
    std::vector<double> sizes;   // (units): of the terms of z where no |v[i]| exceeds 1
};

struct local_layers {
    std::vector<local_layer> z;
    local_layer output;
    std::vector<int> states; // (units of all layers)
    bool on_crease = false;  // whether some z is on a knot at x

    affine_map map() const {
        const std::size_t out = output.sizes.size(), d = output.columns.size() / out - 2;
        const std::vector<double> zeros(d, 0.0), ones(d, 1.0);
        std::vector<double> coefficients(output.columns);
        std::copy_n(coefficients.end() - static_cast<std::ptrdiff_t>(out), out,
                    coefficients.begin() + static_cast<std::ptrdiff_t>(d * out));
        return unscale(coefficients.data(), zeros, ones, out);
    }
};

/// Around x, in the given states; without, in those of x itself: a z on a knot is not above it.
inline local_layers look_around(const std::vector<piecewise_layer>& layers, point_view x,
                                const tolerances& tolerance, const std::vector<int>* states = nullptr) {
    const std::size_t d = x.size(), rows = d + 2;
    const instruction_set set = best_instruction_set();
    local_layers result;
    local_layer a; // what the layer before gives
    a.columns.assign(rows * d, 0);
    for (std::size_t i = 0; i != d; ++i) {
        a.columns[i * d + i] = 1;
        a.columns[d * d + i] = x[i];
        a.sizes.push_back(std::abs(x[i]) + 1);
    }
    for (const piecewise_layer& layer : layers) {
        std::vector<std::uint32_t> all;
        std::vector<double> transposed(rows * layer.in);
        for (std::size_t i = 0; i != layer.in; ++i) {
            all.push_back(static_cast<std::uint32_t>(i));
            for (std::size_t r = 0; r != rows; ++r) transposed[i * rows + r] = a.columns[r * layer.in + i];
        }
        local_layer& z = result.z.emplace_back();
        z.columns.assign(rows * layer.out, 0);
        for (std::size_t r = d; r != rows; ++r)
            std::copy(layer.bias.begin(), layer.bias.end(),
                      z.columns.begin() + static_cast<std::ptrdiff_t>(r * layer.out));
        for (const double bias : layer.bias) z.sizes.push_back(std::abs(bias));
        affine_product product{.kernel = layer.kernel.data(),
                               .out = layer.out,
                               .rows = rows,
                               .units = all.data(),
                               .coefficients = transposed.data(),
                               .coefficient_stride = rows,
                               .terms = layer.in,
                               .start = z.columns.data(),
                               .start_stride = layer.out,
                               .result = z.columns.data(),
                               .result_stride = layer.out};
        multiply(set, product);
        product.rows = 1;
        product.coefficients = a.sizes.data();
        product.coefficient_stride = 1;
        product.start = product.result = z.sizes.data();
        multiply_sizes(set, product);

        a = z;
        for (std::size_t u = 0; u != layer.out; ++u) {
            std::size_t state = 0;
            const double at_x = z.columns[d * layer.out + u];
            for (const double knot : layer.knots) {
                const double on_knot = tolerance.value * (z.sizes[u] + std::abs(knot));
                state += at_x - knot > on_knot;
                result.on_crease |= std::abs(at_x - knot) <= on_knot;
            }
            if (states != nullptr)
                state = static_cast<std::size_t>((*states)[layer.first_unit + u]);
            result.states.push_back(static_cast<int>(state));
            for (std::size_t r = 0; r != rows; ++r) a.columns[r * layer.out + u] *= layer.slopes[state];
            for (std::size_t r = d; r != rows; ++r) a.columns[r * layer.out + u] += layer.intercepts[state];
            a.sizes[u] = std::abs(layer.slopes[state]) * z.sizes[u] + std::abs(layer.intercepts[state]);
        }
    }
    result.output = std::move(a);
    return result;
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_LOCAL_LAYERS_HPP
