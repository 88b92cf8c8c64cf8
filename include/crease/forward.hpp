// SPDX-License-Identifier: BSD-3-Clause
// layer 5 · The forward pass of a list of layers, in blocks of rows so that what lies between two layers
// stays in cache and in a small workspace.
#ifndef CREASE_FORWARD_HPP
#define CREASE_FORWARD_HPP

#include <crease/kernels/plain.hpp>
#include <crease/network.hpp>
#include <crease/samples.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace crease::detail {

/// Up to this much workspace lies on the stack.
inline constexpr std::size_t stack_workspace_bytes = 65536;

/// How many rows a pass takes, and the workspace it needs for them: a copy of the input rows where they are
/// not contiguous, and two buffers for what lies between layers.
struct block_plan {
    std::size_t rows, input, buffer; // rows, and elements of each part
    std::size_t size() const noexcept { return input + 2 * buffer; }
};

template <class T> block_plan plan_blocks(std::span<const layer_view<T>> layers) noexcept {
    constexpr std::size_t most_rows = 96;
    std::size_t widest = 0;
    for (const auto& layer : layers.first(layers.size() - 1)) widest = std::max(widest, layer.out());
    const std::size_t in = layers.front().in(), row = (in + 2 * widest) * sizeof(T);
    const std::size_t rows = std::clamp<std::size_t>(stack_workspace_bytes / row, 1, most_rows);
    return {rows, rows * in, rows * widest};
}

/// Writable rows: row r starts at data + r * stride.
template <class T> struct output_rows {
    T* data;
    std::size_t stride;
};

/// a = f(a) for `rows` rows.
template <class T> void activate(const layer_view<T>& layer, output_rows<T> a, std::size_t rows) {
    if (a.stride == layer.out())
        return layer.activation.map(a.data, a.data, rows * layer.out());
    for (std::size_t r = 0; r != rows; ++r, a.data += a.stride)
        layer.activation.map(a.data, a.data, layer.out());
}

/// out = layers(x). The workspace has plan_blocks(layers).size() elements; nothing is allocated.
template <class T, class E>
void forward(std::span<const layer_view<T>> layers, const samples<T, E>& x, output_rows<T> out,
             std::span<T> workspace) {
    const block_plan plan = plan_blocks<T>(layers);
    T* const buffers[] = {workspace.data() + plan.input, workspace.data() + plan.input + plan.buffer};
    for (std::size_t first = 0; first < x.size(); first += plan.rows) {
        const std::size_t rows = std::min(plan.rows, x.size() - first);
        row_block<T> h = x.block(first, rows, workspace.data());
        for (std::size_t l = 0; l != layers.size(); ++l) {
            const layer_view<T>& layer = layers[l];
            const bool last = l + 1 == layers.size();
            const output_rows<T> a = last ? output_rows<T>{out.data + first * out.stride, out.stride}
                                          : output_rows<T>{buffers[l % 2], layer.out()};
            affine(h.data, h.stride, rows, layer.kernel.data, layer.bias.data(), layer.in(), layer.out(),
                   a.data, a.stride);
            activate(layer, a, rows);
            h = {a.data, a.stride};
        }
    }
}

/// The same with a workspace of its own: on the stack up to 64 KiB, else allocated.
template <class T, class E>
void forward(std::span<const layer_view<T>> layers, const samples<T, E>& x, output_rows<T> out) {
    const std::size_t size = plan_blocks<T>(layers).size();
    if (size * sizeof(T) <= stack_workspace_bytes) {
        T workspace[stack_workspace_bytes /
                    sizeof(T)]; // not initialised: every element is written before it is read
        forward(layers, x, out, std::span<T>(workspace));
    } else {
        std::vector<T> workspace(size);
        forward(layers, x, out, std::span<T>(workspace));
    }
}

/// layers(x) as a new (batch, out) tensor. Throws shape_error in the name of layer `first` if x is not
/// (batch, in).
template <class T, expression E>
xt::xtensor<T, 2> run_layers(std::span<const layer_view<T>> layers, const layer_view<T>& first, const E& x) {
    const samples<T, E> rows(x, first.in(), [&] { return layer_text(first); });
    const std::size_t out = layers.back().out();
    xt::xtensor<T, 2> y(std::array<std::size_t, 2>{rows.size(), out});
    forward(layers, rows, output_rows<T>{y.data(), out});
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

} // namespace crease::detail
#endif // CREASE_FORWARD_HPP
