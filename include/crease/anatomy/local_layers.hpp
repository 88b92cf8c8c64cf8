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
#include <numeric>
#include <utility>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// One layer around a point x: at x + v, unit u's z is the sum of columns[i][u] * v[i], + columns[d][u]. With
/// x + v for v, the constant is columns[d + 1][u]: summed on its own, as a difference it would be rounded.
struct local_layer {
    std::vector<double> columns; // (d + 2, units)
    std::vector<double> terms;   // (d + 2, units): the sizes of what columns are sums of
    std::vector<double> sizes;   // (units): of the terms of z where no |v[i]| exceeds 1

    /// What rounding left of 0 becomes 0.
    void clean(double tolerance) {
        for (std::size_t k = 0; k != columns.size(); ++k)
            if (std::abs(columns[k]) <= tolerance * terms[k])
                columns[k] = 0;
    }
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

/// A direction, and a distance: z that is on a knot no further away is above it if it rises that way.
struct outlook {
    const std::vector<double>& direction; // (d), of length 1
    double near;
};

/// Around x, in the given states; without, in those of x itself: a z on a knot is not above it, unless there
/// is an outlook.
inline local_layers look_around(const std::vector<piecewise_layer>& layers, point_view x,
                                const tolerances& tolerance, const std::vector<int>* states = nullptr,
                                const outlook* beyond = nullptr) {
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
    a.terms = a.columns;
    for (double& term : a.terms) term = std::abs(term);
    for (const piecewise_layer& layer : layers) {
        std::vector<std::uint32_t> all(layer.in);
        std::iota(all.begin(), all.end(), 0U);
        local_layer& z = result.z.emplace_back();
        z.columns.assign(rows * layer.out, 0);
        for (std::size_t r = d; r != rows; ++r)
            std::copy(layer.bias.begin(), layer.bias.end(),
                      z.columns.begin() + static_cast<std::ptrdiff_t>(r * layer.out));
        z.terms = z.columns;
        for (double& term : z.terms) term = std::abs(term);
        for (const double bias : layer.bias) z.sizes.push_back(std::abs(bias));
        affine_product product{.kernel = layer.weights(),
                               .out = layer.out,
                               .rows = rows,
                               .units = all.data(),
                               .columns = all.data(),
                               .terms = layer.in,
                               .coefficients = a.columns.data(),
                               .coefficient_stride = layer.in,
                               .start = z.columns.data(),
                               .start_stride = layer.out,
                               .result = z.columns.data(),
                               .result_stride = layer.out};
        multiply(set, product);
        product.coefficients = a.terms.data();
        product.start = product.result = z.terms.data();
        multiply_sizes(set, product);
        product.rows = 1;
        product.coefficients = a.sizes.data();
        product.start = product.result = z.sizes.data();
        multiply_sizes(set, product);

        z.clean(tolerance.value);
        a = z;
        for (std::size_t u = 0; u != layer.out; ++u) {
            std::size_t state = 0;
            const double at_x = z.columns[d * layer.out + u];
            double near = 0;
            bool rises = false;
            if (beyond != nullptr) {
                double rise = 0, steepness = 0;
                for (std::size_t i = 0; i != d; ++i) {
                    const double slope = z.columns[i * layer.out + u];
                    rise += slope * beyond->direction[i];
                    steepness += std::abs(slope);
                }
                near = steepness * beyond->near;
                rises = rise > tolerance.value * z.sizes[u];
            }
            for (const double knot : layer.knots) {
                const double on_knot = near + tolerance.value * (z.sizes[u] + std::abs(knot));
                const bool on = std::abs(at_x - knot) <= on_knot;
                state += (on && rises) || (!on && at_x > knot);
                result.on_crease |= on;
            }
            if (states != nullptr)
                state = static_cast<std::size_t>((*states)[layer.first_unit + u]);
            result.states.push_back(static_cast<int>(state));
            const double slope = layer.slopes[state], intercept = layer.intercepts[state];
            for (std::size_t r = 0; r != rows; ++r) {
                const std::size_t k = r * layer.out + u;
                a.columns[k] = slope * a.columns[k] + (r < d ? 0 : intercept);
                a.terms[k] = std::abs(slope) * a.terms[k] + (r < d ? 0 : std::abs(intercept));
            }
            a.sizes[u] = std::abs(slope) * z.sizes[u] + std::abs(intercept);
        }
        a.clean(tolerance.value);
    }
    result.output = std::move(a);
    return result;
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_LOCAL_LAYERS_HPP
