// SPDX-License-Identifier: BSD-3-Clause
// layer 7 · A network's layers, ready to run in blocks of rows so that what lies between two layers stays in
// cache and in a small workspace.
#ifndef CREASE_COMPILED_LAYERS_HPP
#define CREASE_COMPILED_LAYERS_HPP

#include <crease/kernels/choice.hpp>
#include <crease/kernels/lanes.hpp>
#include <crease/kernels/pack.hpp>
#include <crease/kernels/tile.hpp>
#include <crease/network.hpp>
#include <crease/samples.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// Up to this much workspace lies on the stack.
inline constexpr std::size_t stack_workspace_bytes = 65536;

inline constexpr std::size_t any_number_of_rows = static_cast<std::size_t>(-1);

/// Not initialised: written before read. (libc++ 13, which emscripten 3.1.6 brings, does not know
/// std::make_unique_for_overwrite.)
template <class T> auto lines_for_overwrite(std::size_t lines) {
    return std::unique_ptr<line<T>[]>(new line<T>[lines]);
}

/// Writable rows: row r starts at data + r * stride.
template <class T> struct output_rows {
    T* data;
    std::size_t stride;
};

/// A network's layers ready to run, with weights packed or where they lie. Refers to the layers' activations,
/// and where not packed to their weights.
template <class T> class compiled_layers {
public:
    /// For batches of `rows` rows or more. What is packed lies in `memory` if it fits, which must then
    /// outlive this.
    compiled_layers(std::span<const layer_view<T>> layers, std::size_t rows, std::span<line<T>> memory = {}) {
        in_lanes_ = has_wide(set_) && prefers_lanes<T>(layers, rows);
        steps_.reserve(layers.size());
        std::size_t lines = 0;
        for (const layer_view<T>& layer : layers) {
            const weights_view<T> weights =
                direct_weights(layer.kernel.data, layer.bias.data(), layer.in(), layer.out(), set_);
            steps_.push_back(step_of(weights, layer.activation));
            steps_.back().packed = pays_to_pack<T>(layer.out(), rows) || !weights.kernel;
            lines += steps_.back().packed ? packed_lines(weights) : 0;
            lines += in_lanes_ ? lanes_weights<T>::lines(layer.in(), layer.out()) : 0;
            if (steps_.size() != layers.size())
                widest_[(steps_.size() - 1) % 2] = std::max(widest_[(steps_.size() - 1) % 2], layer.out());
        }
        if (lines > memory.size())
            storage_ = lines_for_overwrite<T>(lines);
        line<T>* free = storage_ ? storage_.get() : memory.data();
        for (std::size_t l = 0; l != layers.size(); ++l) {
            step& s = steps_[l];
            const T *const kernel = layers[l].kernel.data, *const bias = layers[l].bias.data();
            if (s.packed) {
                const std::size_t taken = packed_lines(s.weights);
                s.weights = pack(s.weights, kernel, bias, free);
                free += taken;
            }
            if (in_lanes_) {
                s.lanes = lanes_weights<T>::pack(kernel, bias, s.weights.in, s.weights.out, free);
                free += lanes_weights<T>::lines(s.weights.in, s.weights.out);
            }
        }
        const std::size_t hidden = widest_[0] + widest_[1];
        if (in_lanes_) {
            const std::size_t fits = lanes_bytes / sizeof(T) / widest() / lanes_group<T>;
            samples_ = std::max<std::size_t>(fits, 1) * lanes_group<T>;
        }
        block_ = hidden == 0 ? any_number_of_rows : rows_that_fit(hidden);
        copied_block_ = rows_that_fit(in() + hidden);
        workspace_size_ =
            std::max(workspace_size(any_number_of_rows, false), workspace_size(any_number_of_rows, true));
    }

    std::size_t in() const noexcept { return steps_.front().weights.in; }
    std::size_t out() const noexcept { return steps_.back().weights.out; }

    /// Elements of workspace for any x.
    std::size_t workspace_size() const noexcept { return workspace_size_; }
    /// Elements of workspace for x of `rows` rows.
    std::size_t workspace_size(std::size_t rows, bool contiguous) const noexcept {
        if (rows == 0)
            return 0;
        if (in_lanes_ && rows >= least_in_lanes)
            return line_width<T> + samples_ * (in() + 2 * widest());
        const std::size_t hidden = widest_[0] + widest_[1];
        if (contiguous)
            return hidden == 0 ? 0 : line_width<T> + std::min(rows, block_) * hidden;
        return line_width<T> + std::min(rows, copied_block_) * (in() + hidden);
    }

    /// out = layers(x); nothing is allocated. By the unit that made this, if only that has the kernels.
    void run(const row_source<T>& x, output_rows<T> out, T* workspace) const {
        is_compiled(set_) ? run_here(x, out, workspace) : run_by_maker_(*this, x, out, workspace);
    }

private:
    static constexpr std::size_t least_in_lanes = lanes_group<T> / 2, lanes_bytes = 16384;

    struct step {
        weights_view<T> weights;
        activation_view activation;
        bend_kind bend; // what the kernel does of the activation
        T slope;
        bool packed;
        lanes_weights<T> lanes; // if in_lanes_
    };

    static void run_in_this_unit(const compiled_layers& layers, const row_source<T>& x, output_rows<T> out,
                                 T* workspace) {
        layers.run_here(x, out, workspace);
    }
    void run_here(const row_source<T>& x, output_rows<T> out, T* workspace) const {
        if (steps_.size() == 1 && x.contiguous()) // nothing lies between layers
            run_step(steps_[0], {x.data, static_cast<std::size_t>(x.row_stride)}, x.size, out);
        else
            run_blocks(x, out, workspace);
    }

    void run_blocks(const row_source<T>& x, output_rows<T> out, T* workspace) const {
        const auto past_line = reinterpret_cast<std::uintptr_t>(workspace) % line_bytes;
        workspace += past_line == 0 ? 0
                                    : (line_bytes - past_line) /
                                          sizeof(T); // the first buffer's vectors then share no line
        std::size_t first = 0;
        if (in_lanes_ && x.size >= least_in_lanes)
            while (x.size - first >= least_in_lanes) {
                const std::size_t count = std::min(x.size - first, samples_);
                run_lanes(x.block(first, count, workspace), count,
                          {out.data + first * out.stride, out.stride}, workspace + samples_ * in());
                first += count;
            }
        const bool contiguous = x.contiguous();
        const std::size_t most = std::min(x.size - first, contiguous ? block_ : copied_block_);
        T* const buffer = workspace + (contiguous ? 0 : most * in());
        for (; first < x.size; first += most) {
            const std::size_t rows = std::min(most, x.size - first);
            row_block<T> h = x.block(first, rows, workspace);
            for (std::size_t l = 0; l != steps_.size(); ++l) {
                const step& s = steps_[l];
                output_rows<T> a{buffer + l % 2 * most * widest_[0], s.weights.out};
                if (l + 1 == steps_.size())
                    a = {out.data + first * out.stride, out.stride};
                run_step(s, h, rows, a);
                h = {a.data, a.stride};
            }
        }
    }

    static step step_of(const weights_view<T>& weights, activation_view f) noexcept {
        const T slope = f.bends_at_zero() ? constant<T>(f.negative_slope()) : T(1);
        return {weights,
                f,
                slope == 1 ? bend_kind::none : slope == 0 ? bend_kind::to_zero : bend_kind::to_slope,
                slope,
                false,
                {}};
    }

    static void run_step(const step& s, row_block<T> x, std::size_t rows, output_rows<T> a) {
        run_kernel<T>({s.weights, x.data, x.stride, rows, a.data, a.stride, s.bend, s.slope});
        if (!s.activation.bends_at_zero())
            map(s.activation, a, rows, s.weights.out);
    }

    std::size_t widest() const noexcept { return std::max({in(), out(), widest_[0], widest_[1]}); }

    /// Rows of a block that takes `row` elements of workspace a row: so many that it fits on the stack, if
    /// that leaves a tile's rows.
    static std::size_t rows_that_fit(std::size_t row) noexcept {
        return std::clamp<std::size_t>((stack_workspace_bytes / sizeof(T) - line_width<T>) / row / 8 * 8, 8,
                                       96);
    }

    /// a = f(a) for `rows` rows of `columns`.
    static void map(activation_view f, output_rows<T> a, std::size_t rows, std::size_t columns) {
        if (a.stride == columns)
            return f.map(a.data, a.data, rows * columns);
        for (std::size_t r = 0; r != rows; ++r, a.data += a.stride) f.map(a.data, a.data, columns);
    }

    /// A block in lanes; the last group is filled up with its last sample, on which an activation may be
    /// called again.
    void run_lanes(row_block<T> x, std::size_t count, output_rows<T> y, T* buffer) const {
        const std::size_t samples = (count + lanes_group<T> - 1) / lanes_group<T> * lanes_group<T>;
        const bool whole = samples == count;
        T* const buffers[] = {buffer, buffer + samples_ * widest()};
        const T* h = x.data;
        if (in() != 1 || x.stride != 1 || !whole) {
            for (std::size_t k = 0; k != in(); ++k) {
                T* const row = buffers[1] + k * samples_;
                for (std::size_t r = 0; r != count; ++r) row[r] = x.data[r * x.stride + k];
                std::fill(row + count, row + samples, row[count - 1]);
            }
            h = buffers[1];
        }
        for (std::size_t l = 0; l != steps_.size(); ++l) {
            const step& s = steps_[l];
            T* const a =
                l + 1 == steps_.size() && out() == 1 && y.stride == 1 && whole ? y.data : buffers[l % 2];
            run_wide<lanes_kernel<T>>(s.weights.set,
                                      lanes_task<T>{s.lanes, h, a, samples, samples_, s.bend, s.slope});
            if (!s.activation.bends_at_zero())
                map(s.activation, {a, samples_}, s.weights.out, samples);
            h = a;
        }
        if (h != y.data)
            for (std::size_t j = 0; j != out(); ++j)
                for (std::size_t r = 0; r != count; ++r) y.data[r * y.stride + j] = h[j * samples_ + r];
    }

    instruction_set set_ = best_instruction_set(); // of the kernels that the weights are packed for
    void (*run_by_maker_)(const compiled_layers&, const row_source<T>&, output_rows<T>,
                          T*) = run_in_this_unit;
    std::vector<step> steps_;
    std::unique_ptr<line<T>[]> storage_;
    std::size_t widest_[2] = {0, 0};   // of what lies after layers 0, 2, ... and 1, 3, ...
    std::size_t block_, copied_block_; // rows of a block, where x is read in place and where it is copied
    std::size_t samples_ = 0;          // of a block in lanes
    std::size_t workspace_size_;
    bool in_lanes_;
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_COMPILED_LAYERS_HPP
