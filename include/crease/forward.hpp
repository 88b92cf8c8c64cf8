// SPDX-License-Identifier: BSD-3-Clause
// layer 8 · The forward pass: a network's layers, compiled, and what runs them on an expression.
#ifndef CREASE_FORWARD_HPP
#define CREASE_FORWARD_HPP

#include <crease/compiled_layers.hpp>
#include <crease/network.hpp>
#include <crease/samples.hpp>

#include <array>
#include <cstddef>
#include <span>

namespace crease::detail {
inline namespace CREASE_TAG {

/// f(workspace) with one of `size` elements: on the stack up to 64 KiB, else allocated.
template <class T, class F> CREASE_NOINLINE void with_workspace(std::size_t size, const F& f) {
    if (size * sizeof(T) <= stack_workspace_bytes) {
        alignas(line_bytes)
            T workspace[stack_workspace_bytes / sizeof(T)]; // not initialised: written before read
        f(workspace);
    } else {
        const auto workspace = lines_for_overwrite<T>(lines_of<T>(size));
        f(workspace[0].lane);
    }
}

/// out = layers(x) with a workspace of its own, which is allocated only beyond 64 KiB.
template <class T>
void run_compiled(const compiled_layers<T>& layers, const row_source<T>& x, output_rows<T> out) {
    const std::size_t size = layers.workspace_size(x.size, x.contiguous());
    if (size == 0) // no rows, or one layer read in place: not to wait for a stack of 64 KiB
        layers.run(x, out, nullptr);
    else
        with_workspace<T>(size, [&](T* workspace) { layers.run(x, out, workspace); });
}
/// y = layers(x), rows of y without gaps.
template <class T> void run_once(std::span<const layer_view<T>> layers, const row_source<T>& x, T* y) {
    line<T> memory[64]; // for a small network, which this spares an allocation
    run_compiled(compiled_layers<T>(layers, x.size, memory), x, {y, layers.back().out()});
}

/// layers(x) as a new (batch, out) tensor. Throws shape_error in the name of layer `first` if x is not
/// (batch, in).
template <class T, expression E>
xt::xtensor<T, 2> run_layers(std::span<const layer_view<T>> layers, const layer_view<T>& first, const E& x) {
    const samples<T, E> rows(x, first.in(), [&] { return layer_text(first); });
    xt::xtensor<T, 2> y(std::array<std::size_t, 2>{rows.size(), layers.back().out()});
    run_once<T>(layers, rows.source(), y.data());
    return y;
}

/// net(x) as a new (batch, out) tensor. Throws shape_error, naming the first layer, if x is not (batch, in).
template <network Net, expression E>
xt::xtensor<typename Net::value_type, 2> run(const Net& net, const E& x) {
    const auto layers = layers_of(net);
    return run_layers<typename Net::value_type>(layers, layers[0], x);
}

/// The layer's z = x W + b as a new (batch, out) tensor. Throws shape_error.
template <class T, expression E> xt::xtensor<T, 2> run_affine(const layer_view<T>& layer, const E& x) {
    const layer_view<T> affine = without_activation(layer);
    return run_layers<T>({&affine, 1}, layer, x);
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_FORWARD_HPP
