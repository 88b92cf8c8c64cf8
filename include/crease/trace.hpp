// SPDX-License-Identifier: BSD-3-Clause
// layer 9 · Trace: what every unit does on samples: its z and a, what it adds to the output, and how steeply.
#ifndef CREASE_TRACE_HPP
#define CREASE_TRACE_HPP

#include <crease/forward.hpp>
#include <crease/kernels/plain.hpp>
#include <crease/network.hpp>
#include <crease/samples.hpp>
#include <crease/shapes.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace crease {

/// z and a of every layer for a batch.
template <class T> class network_trace {
public:
    /// How many layers.
    std::size_t size() const noexcept { return z_.size(); }
    /// Pre-activation x W + b of layer l: (batch, units). Throws value_error for a layer that is not there.
    const xt::xtensor<T, 2>& z(std::size_t l) const& { return z_[checked(l)]; }
    xt::xtensor<T, 2> z(std::size_t l) && { return std::move(z_[checked(l)]); }
    /// Activation f(z) of layer l: (batch, units). Throws as z does.
    const xt::xtensor<T, 2>& a(std::size_t l) const& { return a_[checked(l)]; }
    xt::xtensor<T, 2> a(std::size_t l) && { return std::move(a_[checked(l)]); }

private:
    template <network Net, detail::expression E>
    friend network_trace<typename Net::value_type> trace(const Net&, const E&);
    std::size_t checked(std::size_t l) const { return detail::checked_layer("trace", l, size()); }
    std::vector<xt::xtensor<T, 2>> z_, a_;
};

/// z and a of every unit of net for x of shape (batch, in). Throws shape_error.
template <network Net, detail::expression E>
network_trace<typename Net::value_type> trace(const Net& net, const E& x) {
    network_trace<typename Net::value_type> result;
    for (const auto& layer : detail::layers_of(net)) {
        auto z =
            result.a_.empty() ? detail::run_affine(layer, x) : detail::run_affine(layer, result.a_.back());
        auto& a = result.a_.emplace_back(z);
        layer.activation.map(a.data(), a.data(), a.size());
        result.z_.push_back(std::move(z));
    }
    return result;
}

/// What each unit of the last hidden layer (each input, if there is none) adds to each output's z: a_i *
/// w_ij, of shape (batch, units, out). With the output's bias they add up to its z. Throws shape_error.
template <network Net, detail::expression E>
CREASE_UNIT xt::xtensor<typename Net::value_type, 3> contributions(const Net& net, const E& x) {
    using T = typename Net::value_type;
    const auto list = detail::layers_of(net);
    const std::span<const layer_view<T>> layers(list);
    const layer_view<T>& output = layers.back();
    const xt::xtensor<T, 2> a =
        layers.size() > 1
            ? detail::run(detail::layer_span<T>(layers.first(layers.size() - 1)), x)
            : detail::samples<T, E>(x, output.in(), [&] { return detail::layer_text(output); }).tensor();
    xt::xtensor<T, 3> parts(std::array<std::size_t, 3>{a.shape()[0], output.in(), output.out()});
    for (std::size_t r = 0; r != a.shape()[0]; ++r)
        for (std::size_t i = 0; i != output.in(); ++i)
            for (std::size_t j = 0; j != output.out(); ++j) parts(r, i, j) = a(r, i) * output.kernel(i, j);
    return parts;
}

namespace detail {
inline namespace CREASE_TAG {

/// The last layer's activations at one sample, and how they change with it.
template <class T> struct derivative {
    std::vector<T> a;
    xt::xtensor<T, 2> slope; // da/dx: (units, in)
};

template <class T> derivative<T> differentiate(std::span<const layer_view<T>> layers, std::vector<T> x) {
    const std::size_t in = x.size();
    derivative<T> d{std::move(x), xt::xtensor<T, 2>(std::array<std::size_t, 2>{in, in}, T(0))};
    for (std::size_t k = 0; k != in; ++k) d.slope(k, k) = 1;
    for (const layer_view<T>& layer : layers) {
        std::vector<T> a(layer.out());
        affine(d.a.data(), layer.in(), 1, layer.kernel.data, layer.bias.data(), layer.in(), layer.out(),
               a.data(), layer.out());
        xt::xtensor<T, 2> slope(std::array<std::size_t, 2>{layer.out(), in}, T(0));
        for (std::size_t j = 0; j != layer.out(); ++j) {
            const T gain = layer.activation.slope(a[j]);
            for (std::size_t k = 0; k != in; ++k) {
                for (std::size_t i = 0; i != layer.in(); ++i)
                    slope(j, k) += layer.kernel(i, j) * d.slope(i, k);
                slope(j, k) *= gain;
            }
            a[j] = layer.activation(a[j]);
        }
        d = {std::move(a), std::move(slope)};
    }
    return d;
}

/// One sample as a vector; throws shape_error.
template <class T> std::vector<T> checked_sample(const char* where, list_of<T> x, std::size_t in) {
    if (x.size() != in)
        throw shape_error(detail::message({where, ": expected one sample of ", detail::counted(in, "value"),
                                           ", got ", detail::count_text(x.size())}));
    return std::move(x).values();
}

} // namespace CREASE_TAG
} // namespace detail

/// dy/dx at one sample x (a list or rank-1 expression of length in): (out, in), any activation. At a knot the
/// slope is the left piece's. Throws shape_error.
template <network Net>
CREASE_UNIT xt::xtensor<typename Net::value_type, 2> jacobian(const Net& net,
                                                              detail::list_of<typename Net::value_type> x) {
    using T = typename Net::value_type;
    const auto layers = detail::layers_of(net);
    return detail::differentiate<T>(layers,
                                    detail::checked_sample("jacobian", std::move(x), layers.front().in()))
        .slope;
}

/// How steeply each unit of the last hidden layer moves each output's z at one sample x: d(a_i * w_ij)/dx_k,
/// of shape (units, out, in); summed over the units, the jacobian of the output's z. Throws shape_error.
template <network Net>
CREASE_UNIT xt::xtensor<typename Net::value_type, 3>
slope_contributions(const Net& net, detail::list_of<typename Net::value_type> x) {
    using T = typename Net::value_type;
    const auto list = detail::layers_of(net);
    const std::span<const layer_view<T>> layers(list);
    const layer_view<T>& output = layers.back();
    const auto hidden = detail::differentiate<T>(
        layers.first(layers.size() - 1),
        detail::checked_sample("slope_contributions", std::move(x), layers.front().in()));
    const std::size_t in = layers.front().in();
    xt::xtensor<T, 3> parts(std::array<std::size_t, 3>{output.in(), output.out(), in});
    for (std::size_t i = 0; i != output.in(); ++i)
        for (std::size_t j = 0; j != output.out(); ++j)
            for (std::size_t k = 0; k != in; ++k) parts(i, j, k) = hidden.slope(i, k) * output.kernel(i, j);
    return parts;
}

} // namespace crease
#endif // CREASE_TRACE_HPP
