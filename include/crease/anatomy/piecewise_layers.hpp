// SPDX-License-Identifier: BSD-3-Clause
// layer 7 · A network as anatomy sees it: weights in double, and each activation as a table of straight
// pieces.
//
// A unit's state is the number of its activation's knots below z. In state s the activation is
// a = slopes[s] * z + intercepts[s].
#ifndef CREASE_ANATOMY_PIECEWISE_LAYERS_HPP
#define CREASE_ANATOMY_PIECEWISE_LAYERS_HPP

#include <crease/detail/number_text.hpp>
#include <crease/detail/simd.hpp>
#include <crease/network.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <type_traits>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

struct piecewise_layer {
    std::size_t in, out;
    std::size_t first_unit;                 // of this layer, counting the units of all layers
    std::vector<double> kernel, bias;       // (in, out) row-major, (out)
    std::vector<double> knots;              // increasing
    std::vector<double> slopes, intercepts; // one more than knots
    const double* lent = nullptr;           // the network's own kernel, where `kernel` is left empty

    const double* weights() const noexcept { return lent ? lent : kernel.data(); }
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

/// x - x is 0, or NaN: four chains of vectors, since most networks are fine and large ones take their time.
template <class T> bool all_finite(const T* x, std::size_t count) noexcept {
    using vector = simd<T, 16>;
    vector sums[4] = {vector(T(0)), vector(T(0)), vector(T(0)), vector(T(0))};
    std::size_t i = 0;
    for (; i + 4 * vector::width <= count; i += 4 * vector::width) {
        CREASE_UNROLL
        for (std::size_t chain = 0; chain != 4; ++chain) {
            const vector v = vector::load(x + i + chain * vector::width);
            sums[chain] = sums[chain] + (v - v);
        }
    }
    T lanes[vector::width], sum = 0;
    (sums[0] + sums[1] + (sums[2] + sums[3])).store(lanes);
    for (const T lane : lanes) sum += lane;
    for (; i != count; ++i) sum += x[i] - x[i];
    return sum == 0;
}

/// Throws value_error naming layer and unit if a weight is not finite.
template <class T> void check_finite(const layer_view<T>& layer) {
    if (all_finite(layer.kernel.data, layer.in() * layer.out()) && all_finite(layer.bias.data(), layer.out()))
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

/// Whether layers have a kernel of their own, or the network lends them its own if that is of double: it must
/// then outlive them, and what takes but a moment does not copy wide layers first.
enum class kernels { copied, lent };

/// The layers of net. A smooth output layer counts as linear: anatomy is then of its z. Throws
/// unsupported_error naming a smooth hidden layer (where its type is known at compile time, it does not
/// compile); value_error for weights that are not finite.
template <network Net>
std::vector<piecewise_layer> piecewise_layers(const Net& net, kernels how = kernels::copied) {
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
        if constexpr (std::is_same_v<decltype(layer.kernel.data), const double*>)
            added.lent = how == kernels::lent ? layer.kernel.data : nullptr;
        if (!added.lent)
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
