// SPDX-License-Identifier: BSD-3-Clause
// layer 7 · A network as anatomy sees it: weights in double, and each activation as a table of straight
// pieces.
//
// A unit's state is the number of its activation's knots below z. In state s the activation is
// a = slopes[s] * z + intercepts[s].
#ifndef CREASE_ANATOMY_PIECEWISE_LAYERS_HPP
#define CREASE_ANATOMY_PIECEWISE_LAYERS_HPP

#include <crease/detail/number_text.hpp>
#include <crease/network.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

struct piecewise_layer {
    std::size_t in, out;
    std::size_t first_unit;                 // of this layer, counting the units of all layers
    std::vector<double> kernel, bias;       // (in, out) row-major, (out)
    std::vector<double> knots;              // increasing
    std::vector<double> slopes, intercepts; // one more than knots
};

/// Fills the table of a layer from its activation. Throws unsupported_error if the functor's pieces are not
/// straight or do not meet: its knots are then not all of its knots, or it jumps.
inline void tabulate(activation_view f, const std::string& layer_name, piecewise_layer& layer) {
    layer.knots = f.knots();
    std::sort(layer.knots.begin(), layer.knots.end());
    layer.knots.erase(std::unique(layer.knots.begin(), layer.knots.end()), layer.knots.end());
    const std::vector<double>& knots = layer.knots;
    for (std::size_t s = 0; s <= knots.size(); ++s) {
        // A probe inside the piece gives its slope; an end of the piece, where the functor is exact, its
        // intercept; the other probes, far ones in an outer piece, must then be on the line.
        const double end = knots.empty() ? 0 : knots[s == 0 ? 0 : s - 1];
        const bool inner = s != 0 && s != knots.size();
        const double length = inner ? knots[s] - end : std::max(1.0, std::abs(end)) * (s == 0 ? -1 : 1);
        const double slope = f.slope(end + length / 2), intercept = f(end) - slope * end;
        for (const double share : {0.5, 0.25, inner ? 0.75 : 1000.0}) {
            const double probe = end + length * share, value = f(probe);
            if (std::isinf(probe) || std::isinf(value)) // too far out for this parameter
                continue;
            const double error =
                std::abs(value - (slope * probe + intercept)); // 1e-6: a functor may be of float
            if (!(error <= 1e-6 * (1 + std::abs(value) + std::abs(intercept))))
                throw unsupported_error(message({"anatomy: ", layer_name,
                                                 ": expected an activation of straight pieces that meet at "
                                                 "its knots, got another value or slope at z = ",
                                                 number_text(probe)}));
        }
        layer.slopes.push_back(slope);
        layer.intercepts.push_back(intercept);
    }
}

/// Throws value_error naming layer and unit if a weight is not finite.
template <class T> void check_finite(const layer_view<T>& layer) {
    T sums[4] =
        {}; // of 0, or of NaN: four chains, since most networks are fine and large ones take their time
    const std::size_t count = layer.in() * layer.out();
    for (std::size_t i = 0; i != count; ++i) sums[i % 4] += layer.kernel.data[i] - layer.kernel.data[i];
    for (const T b : layer.bias) sums[0] += b - b;
    if (sums[0] + sums[1] + sums[2] + sums[3] == 0)
        return;
    for (std::size_t j = 0; j != layer.out(); ++j) {
        bool finite = std::isfinite(layer.bias[j]);
        for (std::size_t i = 0; i != layer.in(); ++i) finite = finite && std::isfinite(layer.kernel(i, j));
        if (!finite)
            throw value_error(
                message({"anatomy: ", layer_text(layer),
                         ": expected finite weights, got NaN or infinity at unit ", count_text(j)}));
    }
}

/// The compile-time half of the check: a smooth hidden layer stands in the compiler's message as Layer and F.
struct hidden_layer_is_straight {
    template <std::size_t Layer, class F> constexpr void operator()() const {
        static_assert(!activation<F> || piecewise_linear_activation<F>,
                      "crease: anatomy needs piecewise-linear hidden layers, and layer Layer with activation "
                      "F is smooth");
    }
};

/// The layers of net. A smooth output layer counts as linear: anatomy is then of its z. Throws
/// unsupported_error naming a smooth hidden layer (where its type is known at compile time, it does not
/// compile); value_error for weights that are not finite.
template <network Net> std::vector<piecewise_layer> piecewise_layers(const Net& net) {
    if constexpr (requires { Net::check_hidden_layers(hidden_layer_is_straight{}); })
        Net::check_hidden_layers(hidden_layer_is_straight{});
    std::vector<piecewise_layer> result;
    std::size_t first_unit = 0;
    const auto layers = layers_of(net);
    for (std::size_t l = 0; l != layers.size(); ++l) {
        const auto& layer = layers[l];
        check_finite(layer);
        piecewise_layer& added =
            result.emplace_back(piecewise_layer{layer.in(), layer.out(), first_unit, {}, {}, {}, {}, {}});
        added.kernel.assign(layer.kernel.data, layer.kernel.data + layer.in() * layer.out());
        added.bias.assign(layer.bias.begin(), layer.bias.end());
        if (layer.activation.is_piecewise_linear()) {
            tabulate(layer.activation, layer_text(layer), added);
        } else if (l + 1 == layers.size()) {
            added.slopes = {1};
            added.intercepts = {0};
        } else {
            throw unsupported_error(
                message({"anatomy: ", layer_text(layer),
                         ": expected a piecewise-linear activation in a hidden layer, got ",
                         layer.activation.name()}));
        }
        first_unit += layer.out();
    }
    return result;
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_PIECEWISE_LAYERS_HPP
