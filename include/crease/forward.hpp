// SPDX-License-Identifier: BSD-3-Clause
// layer 5 · The forward pass of a list of layers, in blocks of rows so that what lies between two layers
// stays in cache and in a small workspace; and the rule that says which kernel runs a layer.
#ifndef CREASE_FORWARD_HPP
#define CREASE_FORWARD_HPP

#include <crease/kernels/dense.hpp>
#include <crease/kernels/dot.hpp>
#include <crease/kernels/flat.hpp>
#include <crease/kernels/lanes.hpp>
#include <crease/kernels/pack.hpp>
#include <crease/network.hpp>
#include <crease/samples.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// Up to this much workspace lies on the stack.
inline constexpr std::size_t stack_workspace_bytes = 65536;

inline constexpr std::size_t any_number_of_rows = static_cast<std::size_t>(-1);

/// Writable rows: row r starts at data + r * stride.
template <class T> struct output_rows {
    T* data;
    std::size_t stride;
};

/// Runs the kernel for a layer's shape. The batch chooses only between kernels that give the same bits.
template <class T> void run_kernel(const dense_task<T>& task) {
    const weights_view<T>& w = task.weights;
    if (w.dot)
        run_on<dot_kernel<T>>(w.most, task);
    else if (w.in == 1 && w.out <= flat_outputs && task.y_stride == w.out && task.rows >= 2 * line_width<T> &&
             has_permute)
        run_on<flat_kernel<T>>(w.most, task);
    else
        run_on<dense_kernel<T>>(w.set, task);
}

/// True if a network's samples are better put into lanes: several layers, all so narrow that outputs would
/// not fill vectors, and few inputs and outputs, which must be turned.
template <class T> bool prefers_lanes(std::span<const layer_view<T>> layers) noexcept {
    const auto narrow = [](const layer_view<T>& layer) { return layer.in() <= 32 && layer.out() <= 32; };
    return layers.size() > 1 && layers.front().in() + layers.back().out() <= 6 &&
           std::all_of(layers.begin(), layers.end(), narrow);
}

/// A network's layers ready to run, with weights packed or where they lie. Refers to the layers' activations,
/// and where not packed to their weights.
template <class T> class compiled_layers {
public:
    /// Packs for `rows` rows or more; a handful of rows does not pay for packing.
    compiled_layers(std::span<const layer_view<T>> layers, std::size_t rows) {
        const instruction_set most = best_instruction_set();
        steps_.reserve(layers.size());
        packed_.reserve(layers.size());
        for (const layer_view<T>& layer : layers) {
            weights_view<T> weights =
                direct_weights(layer.kernel.data, layer.bias.data(), layer.in(), layer.out(), most);
            if (rows >= least_packed_rows || !weights.kernel)
                weights =
                    packed_.emplace_back(layer.kernel.data, layer.bias.data(), layer.in(), layer.out(), most)
                        .view();
            steps_.push_back(step_of(weights, layer.activation));
        }
        for (std::size_t l = 0; l + 1 < layers.size(); ++l) {
            std::size_t& widest = widest_[l % 2];
            widest = std::max(widest, layers[l].out());
        }
        if (rows >= least_packed_rows && prefers_lanes(layers)) {
            lanes_.reserve(layers.size());
            for (const layer_view<T>& layer : layers)
                lanes_.emplace_back(layer.kernel.data, layer.bias.data(), layer.in(), layer.out(), most);
            const std::size_t widest = std::max({in(), out(), widest_[0], widest_[1]});
            const std::size_t fits = lanes_bytes / sizeof(T) / widest;
            samples_ = std::max<std::size_t>(fits / line_width<T> * line_width<T>, 2 * line_width<T>);
        }
    }

    std::size_t in() const noexcept { return steps_.front().weights.in; }
    std::size_t out() const noexcept { return steps_.back().weights.out; }

    /// Elements of workspace for any x.
    std::size_t workspace_size() const noexcept {
        return std::max(workspace_size(any_number_of_rows, false), workspace_size(any_number_of_rows, true));
    }
    /// Elements of workspace for x of `rows` rows.
    std::size_t workspace_size(std::size_t rows, bool contiguous) const noexcept {
        if (!lanes_.empty() && rows >= 2 * line_width<T>)
            return samples_ * (in() + 2 * std::max({in(), out(), widest_[0], widest_[1]}));
        const std::size_t row = (contiguous ? 0 : in()) + widest_[0] + widest_[1];
        return row == 0 ? 0 : block_rows(rows, contiguous) * row;
    }

    /// out = layers(x); nothing is allocated.
    template <class E> void run(const samples<T, E>& x, output_rows<T> out, std::span<T> workspace) const {
        std::size_t first = 0;
        if (!lanes_.empty() && x.size() >= 2 * line_width<T>) {
            for (std::size_t left = x.size(); left >= line_width<T>; left = x.size() - first) {
                const std::size_t count = std::min(left, samples_);
                run_lanes(x.block(first, count, workspace.data()), count,
                          {out.data + first * out.stride, out.stride}, workspace.data() + samples_ * in());
                first += count;
            }
        }
        const std::size_t most = block_rows(x.size() - first, x.contiguous());
        T* const buffer = workspace.data() + (x.contiguous() ? 0 : most * in());
        for (; first < x.size(); first += most) {
            const std::size_t rows = std::min(most, x.size() - first);
            row_block<T> h = x.block(first, rows, workspace.data());
            for (std::size_t l = 0; l != steps_.size(); ++l) {
                const output_rows<T> a =
                    l + 1 == steps_.size()
                        ? output_rows<T>{out.data + first * out.stride, out.stride}
                        : output_rows<T>{buffer + l % 2 * most * widest_[0], steps_[l].weights.out};
                const step& s = steps_[l];
                run_kernel<T>({s.weights, h.data, h.stride, rows, a.data, a.stride, s.bend, s.slope});
                if (s.map)
                    for_each_run(a, s.weights.out, rows,
                                 [&](T* p, std::size_t n) { s.activation.map(p, p, n); });
                h = {a.data, a.stride};
            }
        }
    }

private:
    static constexpr std::size_t least_packed_rows = 16;
    static constexpr std::size_t lanes_bytes = 16384;

    struct step {
        weights_view<T> weights;
        bend_kind bend;
        T slope;
        bool map; // the activation is not done by bending
        activation_view activation;
    };
    static step step_of(const weights_view<T>& weights, activation_view f) noexcept {
        const leaky_relu* leaky = f.template target<leaky_relu>();
        const T slope = leaky ? constant<T>(leaky->negative_slope()) : T(0);
        if (f.template target<relu>() || (leaky && slope == 0))
            return {weights, bend_kind::to_zero, 0, false, f};
        if (leaky)
            return {weights, bend_kind::to_slope, slope, false, f};
        return {weights, bend_kind::none, 0, !f.template target<linear>(), f};
    }

    /// Rows of a block: what lies between layers, and a copy of x where it is not contiguous, fit in the
    /// stack's workspace if that leaves a tile's rows.
    std::size_t block_rows(std::size_t rows, bool contiguous) const noexcept {
        const std::size_t row = ((contiguous ? 0 : in()) + widest_[0] + widest_[1]) * sizeof(T);
        if (row == 0)
            return std::max<std::size_t>(rows, 1);
        const std::size_t fit = std::clamp<std::size_t>(stack_workspace_bytes / row / 8 * 8, 8, 96);
        return std::max<std::size_t>(std::min(rows, fit), 1);
    }

    /// f(pointer, count) for each run of contiguous elements in `rows` rows of `columns`.
    template <class F>
    static void for_each_run(output_rows<T> a, std::size_t columns, std::size_t rows, F f) {
        if (a.stride == columns)
            return f(a.data, rows * columns);
        for (std::size_t r = 0; r != rows; ++r) f(a.data + r * a.stride, columns);
    }

    void run_lanes(row_block<T> x, std::size_t count, output_rows<T> y, T* buffer) const {
        const std::size_t half = samples_ * std::max({in(), out(), widest_[0], widest_[1]});
        T* const buffers[] = {buffer, buffer + half};
        const T* h = x.data;
        if (in() != 1 || x.stride != 1) {
            to_lanes(x.data, x.stride, count, in(), buffers[1], samples_);
            h = buffers[1];
        }
        for (std::size_t l = 0; l != steps_.size(); ++l) {
            const step& s = steps_[l];
            T* const a = l + 1 == steps_.size() && out() == 1 && y.stride == 1 ? y.data : buffers[l % 2];
            dense_task<T> task = lanes_[l].task(h, a, count, samples_);
            task.bend = s.bend;
            task.slope = s.slope;
            run_on<dense_kernel<T>>(task.weights.set, task);
            if (s.map)
                for_each_run({a, samples_}, count, s.weights.out,
                             [&](T* p, std::size_t n) { s.activation.map(p, p, n); });
            h = a;
        }
        if (h != y.data)
            for (std::size_t r = 0; r != count; ++r)
                for (std::size_t j = 0; j != out(); ++j) y.data[r * y.stride + j] = h[j * samples_ + r];
    }

    std::vector<step> steps_;
    std::vector<packed_weights<T>> packed_;
    std::vector<lanes_weights<T>> lanes_; // empty if the network does not prefer them
    std::size_t samples_ = 0;             // of a block in lanes
    std::size_t widest_[2] = {0, 0};      // of what lies after layers 0, 2, ... and 1, 3, ...
};

/// f(workspace) with one of `size` elements: on the stack up to 64 KiB, else allocated.
template <class T, class F> void with_workspace(std::size_t size, F f) {
    if (size * sizeof(T) <= stack_workspace_bytes) {
        alignas(line_bytes)
            T workspace[stack_workspace_bytes / sizeof(T)]; // not initialised: written before read
        f(std::span<T>(workspace));
    } else {
        std::vector<T> workspace(size);
        f(std::span<T>(workspace));
    }
}

/// layers(x) as a new (batch, out) tensor. Throws shape_error in the name of layer `first` if x is not
/// (batch, in).
template <class T, expression E>
xt::xtensor<T, 2> run_layers(std::span<const layer_view<T>> layers, const layer_view<T>& first, const E& x) {
    const samples<T, E> rows(x, first.in(), [&] { return layer_text(first); });
    const compiled_layers<T> compiled(layers, rows.size());
    xt::xtensor<T, 2> y(std::array<std::size_t, 2>{rows.size(), compiled.out()});
    with_workspace<T>(compiled.workspace_size(rows.size(), rows.contiguous()), [&](std::span<T> workspace) {
        compiled.run(rows, output_rows<T>{y.data(), compiled.out()}, workspace);
    });
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
