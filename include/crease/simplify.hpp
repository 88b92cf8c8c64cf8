// SPDX-License-Identifier: BSD-3-Clause
// layer 14 · Simplify: the same function on a box with fewer units, and how much the same, proved.
#ifndef CREASE_SIMPLIFY_HPP
#define CREASE_SIMPLIFY_HPP

#include <crease/anatomy/box.hpp>
#include <crease/anatomy/box_report.hpp>
#include <crease/anatomy/folding.hpp>
#include <crease/anatomy/interval_bounds.hpp>
#include <crease/anatomy/output_range.hpp>
#include <crease/anatomy/side_by_side.hpp>
#include <crease/anatomy/walk_box.hpp>
#include <crease/model.hpp>
#include <crease/network.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <utility>
#include <vector>

namespace crease {

struct simplify_options {
    /// Cells of the box that may be looked at to find what each unit does, and again for each extreme of the
    /// difference. Beyond, interval bounds stand in, which prove less.
    std::size_t max_cells = std::size_t{1} << 20;
    tolerances tolerance = {};
};

/// How far a simplified network is from the one it was made from, in the box. Of z of a smooth output layer.
struct simplify_certificate {
    double difference;      // the largest |difference| of an output is not above this,
    double found;           // and this much of it has been found,
    std::vector<double> at; // (in): here
    bool complete;          // whether the two are one number: the exact largest difference
};

template <class T> struct simplified {
    crease::model<T> model;
    simplify_certificate certificate;
};

namespace detail {
inline namespace CREASE_TAG {

/// Collects ranges of z until it has seen too many cells.
struct limited_report_guide {
    static constexpr bool ranges = true, prunes = true;
    report_guide report;
    std::size_t cells_left;
    bool complete = true;

    template <class Walk> bool enter(const Walk& walk, std::size_t l, const typename Walk::cell& c) {
        complete = complete && cells_left != 0;
        if (!complete)
            return false;
        --cells_left;
        return report.enter(walk, l, c);
    }
    template <class Walk> bool leave(const Walk&, const typename Walk::cell&) { return complete; }
};

/// The layers with the range of z of each unit in the box: exact, or by interval bounds if that takes too
/// many cells. Reports, one a layer, are empty ones.
inline std::vector<foldable_layer> with_ranges(const std::vector<piecewise_layer>& layers, point_view lower,
                                               point_view upper, std::vector<layer_report<double>> reports,
                                               const simplify_options& options) {
    limited_report_guide guide{{&reports, options.tolerance.value}, options.max_cells};
    walk_box(layers, scale_box(lower, upper), options.tolerance, guide);
    std::vector<foldable_layer> result;
    std::vector<interval> a; // of the units of the layer before
    for (std::size_t i = 0; i != lower.size(); ++i) a.push_back({lower[i], upper[i]});
    for (std::size_t l = 0; l != layers.size(); ++l) {
        foldable_layer& layer = result.emplace_back(foldable_layer{layers[l], {}, {}});
        std::vector<interval> z = multiply_intervals(a, layers[l].kernel, layers[l].bias);
        for (std::size_t u = 0; u != z.size(); ++u) {
            double size = std::abs(layers[l].bias[u]); // of the terms of z
            for (std::size_t i = 0; i != a.size(); ++i)
                size += std::abs(layer.weight(i, u)) * std::max(std::abs(a[i].low), std::abs(a[i].high));
            if (guide.complete)
                z[u] = {reports[l].z_min(u), reports[l].z_max(u)};
            if (z[u].high - z[u].low <= options.tolerance.value * size) // constant, but for rounding
                z[u].low = z[u].high = z[u].low + (z[u].high - z[u].low) / 2;
            layer.low.push_back(z[u].low);
            layer.high.push_back(z[u].high);
            z[u] = activate(layers[l], z[u]);
        }
        a = std::move(z);
    }
    return result;
}

/// A network with the activations and names of `layers`, and the weights of `folded`.
template <class T, class Layers>
model<T> with_weights(const Layers& layers, const std::vector<foldable_layer>& folded) {
    model<T> result;
    for (std::size_t l = 0; l != folded.size(); ++l) {
        const piecewise_layer& table = folded[l].table;
        const std::vector<T> kernel(table.kernel.begin(), table.kernel.end());
        const std::vector<T> bias(table.bias.begin(), table.bias.end());
        layer_view<T> layer = layers[l];
        layer.kernel = {kernel.data(), table.in, table.out};
        layer.bias = bias;
        layer.has_bias = layer.has_bias || std::any_of(bias.begin(), bias.end(), [](T b) { return b != 0; });
        result.add(layer);
    }
    return result;
}

inline bool has_fewer_units(const std::vector<foldable_layer>& after,
                            const std::vector<piecewise_layer>& before) {
    const auto fewer = [](const foldable_layer& a, const piecewise_layer& b) { return a.units() < b.out; };
    return !std::equal(after.begin(), after.end(), before.begin(), std::not_fn(fewer));
}

/// Whether all weights are finite as numbers of T.
template <class T> bool is_finite(const std::vector<foldable_layer>& layers) {
    const auto finite = [](double value) { return std::isfinite(static_cast<T>(value)); };
    return std::all_of(layers.begin(), layers.end(), [&](const foldable_layer& layer) {
        return std::all_of(layer.table.kernel.begin(), layer.table.kernel.end(), finite) &&
               std::all_of(layer.table.bias.begin(), layer.table.bias.end(), finite);
    });
}

inline double largest_output(const foldable_layer& last) {
    double largest = 0;
    for (std::size_t j = 0; j != last.units(); ++j) {
        const interval y = activate(last.table, {last.low[j], last.high[j]});
        largest = std::max({largest, std::abs(y.low), std::abs(y.high)});
    }
    return largest;
}

inline simplify_certificate certify(const std::vector<piecewise_layer>& before,
                                    const std::vector<piecewise_layer>& after, point_view lower,
                                    point_view upper, const simplify_options& options) {
    const auto difference = difference_layers(before, after);
    const scaled_box box = scale_box(lower, upper);
    const samples_of_box samples(difference, box);
    simplify_certificate result{0, -1, {}, true};
    for (std::size_t j = 0; j != difference.back().out; ++j)
        for (const double sign : {-1.0, 1.0}) {
            const extreme e =
                find_extreme(difference, box, samples, j, sign, {options.max_cells, options.tolerance});
            result.difference = std::max(result.difference, sign * e.bound);
            if (sign * e.value > result.found) {
                result.found = sign * e.value + 0.0; // not -0
                result.at = e.at;
            }
        }
    result.complete = result.difference == result.found;
    return result;
}

} // namespace CREASE_TAG
} // namespace detail

/// The same function in the box between the corners lower and upper, with fewer units in the hidden layers.
/// Takes out units that are dead, constant, or not used by the next layer; merges units whose weights are
/// proportional, where the activation allows; and of the units of a layer that stay on one straight piece
/// keeps as many as have independent weights. A layer keeps at least one unit, its activation and its name.
/// A network that could not be simplified without more than rounding comes back as it is.
/// Throws shape_error, value_error, unsupported_error naming a smooth hidden layer.
template <network Net>
CREASE_UNIT simplified<typename Net::value_type> simplify(const Net& net, point_view lower, point_view upper,
                                                          const simplify_options& options = {}) {
    using T = typename Net::value_type;
    const auto parts = detail::box_layers("simplify", net, lower, upper);
    const auto layers = detail::layers_of(net);
    std::vector<layer_report<double>> reports;
    for (const auto& layer : layers) reports.push_back(detail::empty_report<double>(layer));
    const auto ranges = detail::with_ranges(parts, lower, upper, std::move(reports), options);
    constexpr auto rounding = static_cast<double>(std::numeric_limits<T>::epsilon());
    const detail::folding folded(ranges, rounding);
    std::vector<double> centre;
    for (std::size_t i = 0; i != lower.size(); ++i) centre.push_back(lower[i] / 2 + upper[i] / 2);
    const simplified<T> unchanged{to_model(net), {0, 0, std::move(centre), true}};
    if (!detail::has_fewer_units(folded.layers(), parts) || !detail::is_finite<T>(folded.layers()))
        return unchanged;
    auto model = detail::with_weights<T>(layers, folded.layers());
    auto certificate = detail::certify(parts, detail::piecewise_layers(model), lower, upper, options);
    // Where large terms cancel, so little of them is left that folding them can change all of it.
    if (!(certificate.found <= 4096 * rounding * detail::largest_output(ranges.back())))
        return unchanged;
    return {std::move(model), std::move(certificate)};
}

} // namespace crease
#endif // CREASE_SIMPLIFY_HPP
