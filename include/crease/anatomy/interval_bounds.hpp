// SPDX-License-Identifier: BSD-3-Clause
// layer 8 · Interval bounds: what the outputs, and the Jacobian, are at most on a cell on which a layer's z
// is bounded. Cheap, and coarser the more layers are left.
#ifndef CREASE_ANATOMY_INTERVAL_BOUNDS_HPP
#define CREASE_ANATOMY_INTERVAL_BOUNDS_HPP

#include <crease/anatomy/piecewise_layers.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

struct interval {
    double low, high;

    void widen(double value) {
        low = std::min(low, value);
        high = std::max(high, value);
    }
};

/// Of the activation, for z in an interval: it is straight between the ends and the knots inside.
inline interval activate(const piecewise_layer& layer, interval z) {
    const std::vector<double>& knots = layer.knots;
    const auto value = [&](double at) {
        const auto s =
            static_cast<std::size_t>(std::lower_bound(knots.begin(), knots.end(), at) - knots.begin());
        return layer.slopes[s] * at + layer.intercepts[s];
    };
    interval a{value(z.low), value(z.low)};
    a.widen(value(z.high));
    for (const double knot : knots)
        if (knot > z.low && knot < z.high)
            a.widen(value(knot));
    return a;
}

/// Of the activation's slope, for z in an interval; at a knot, both sides'.
inline interval slopes_between(const piecewise_layer& layer, interval z) {
    const std::vector<double>& knots = layer.knots;
    const auto first =
        static_cast<std::size_t>(std::lower_bound(knots.begin(), knots.end(), z.low) - knots.begin());
    interval slope{layer.slopes[first], layer.slopes[first]};
    for (std::size_t k = first; k != knots.size() && knots[k] <= z.high; ++k)
        slope.widen(layer.slopes[k + 1]);
    return slope;
}

/// (out): the next layer's z, or with zeros for a bias a product of bounded rows with a kernel (in, out).
inline std::vector<interval> multiply_intervals(std::span<const interval> x,
                                                const std::vector<double>& kernel,
                                                std::span<const double> bias) {
    std::vector<interval> z;
    for (const double b : bias) z.push_back({b, b});
    for (std::size_t i = 0; i != x.size(); ++i)
        for (std::size_t j = 0; j != z.size(); ++j) {
            const double w = kernel[i * z.size() + j];
            z[j].low += w * (w > 0 ? x[i].low : x[i].high);
            z[j].high += w * (w > 0 ? x[i].high : x[i].low);
        }
    return z;
}

inline std::vector<interval> pair_up(std::span<const double> low, std::span<const double> high) {
    std::vector<interval> z;
    for (std::size_t u = 0; u != low.size(); ++u) z.push_back({low[u], high[u]});
    return z;
}

/// (out): the outputs, where z of layer l is in these intervals.
inline std::vector<interval> bound_outputs(const std::vector<piecewise_layer>& layers, std::size_t l,
                                           std::vector<interval> z) {
    for (;; ++l) {
        for (interval& unit : z) unit = activate(layers[l], unit);
        if (l + 1 == layers.size())
            return z;
        z = multiply_intervals(z, layers[l + 1].kernel, layers[l + 1].bias);
    }
}

/// (in, out): |slopes| of the outputs at most, where z of layer l is in these intervals and has the slopes
/// (in, units).
inline std::vector<double> bound_slopes(const std::vector<piecewise_layer>& layers, std::size_t l,
                                        std::vector<interval> z, std::span<const double> slopes) {
    const std::size_t in = layers.front().in;
    std::vector<std::vector<interval>> rows(in);
    for (std::size_t i = 0; i != in; ++i)
        rows[i] = pair_up(slopes.subspan(i * z.size(), z.size()), slopes.subspan(i * z.size(), z.size()));
    for (;; ++l) {
        for (std::size_t u = 0; u != z.size(); ++u) {
            const interval slope = slopes_between(layers[l], z[u]);
            for (auto& row : rows) {
                const interval before = row[u];
                row[u] = {before.low * slope.low, before.low * slope.low};
                row[u].widen(before.low * slope.high);
                row[u].widen(before.high * slope.low);
                row[u].widen(before.high * slope.high);
            }
            z[u] = activate(layers[l], z[u]);
        }
        if (l + 1 == layers.size())
            break;
        const std::vector<double> none(layers[l + 1].out, 0.0);
        z = multiply_intervals(z, layers[l + 1].kernel, layers[l + 1].bias);
        for (auto& row : rows) row = multiply_intervals(row, layers[l + 1].kernel, none);
    }
    std::vector<double> most;
    for (const auto& row : rows)
        for (const interval& slope : row) most.push_back(std::max(-slope.low, slope.high));
    return most;
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_INTERVAL_BOUNDS_HPP
