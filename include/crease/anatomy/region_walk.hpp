// SPDX-License-Identifier: BSD-3-Clause
// layer 9 · The region walk: cuts a box wherever a unit passes a knot, down to the cells on which no unit
// changes state.
//
// Depth-first: on a cell where every unit of the layers before is affine, so is z of the next layer; its
// range says which units pass a knot. Each of those cuts the cell in two, and what is left goes one layer
// deeper. What waits for its turn is a cell and a sum for each cut on the way down: memory grows with depth,
// not with the number of regions.
#ifndef CREASE_ANATOMY_REGION_WALK_HPP
#define CREASE_ANATOMY_REGION_WALK_HPP

#include <crease/anatomy/box.hpp>
#include <crease/anatomy/cell_range.hpp>
#include <crease/anatomy/piecewise_layers.hpp>
#include <crease/anatomy/region_layer.hpp>
#include <crease/anatomy/scaled_box.hpp>
#include <crease/anatomy/walk_share.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// What is walked.
enum class walk_of {
    box,  // the cells of the box
    point // those at its centre: what a box around it holds once it is small enough
};

/// Walks cells and asks `guide` at each step: enter(walk, layer, cell) before a cell is cut by a layer, where
/// false leaves the cell out; leave(walk, cell) on each finished cell, where false ends the walk.
/// Guide::ranges: whether low(l) and high(l) must be exact, and the last layer be entered even if it has no
/// knots. Guide::prunes: whether enter() is asked about the parts of a cell, too, after each cut. A guide may
/// have takes_branch(), which is asked where a branch of the walk begins, as walk_share says: false leaves it
/// out.
template <class Cells, class Guide> class region_walk {
public:
    using cell = typename Cells::cell;

    region_walk(const std::vector<piecewise_layer>& layers, const scaled_box& box,
                const tolerances& tolerance, Guide& guide, walk_of what = walk_of::box)
        : layers_{layers}, box_{box}, tolerance_{tolerance}, guide_{guide}, at_point_{what == walk_of::point},
          set_{best_instruction_set()}, d_{layers.front().in}, cells_(d_, tolerance),
          states_(layers.back().first_unit + layers.back().out), output_((d_ + 1) * layers.back().out),
          normal_(d_) {
        for (std::size_t l = 0; l != layers.size(); ++l)
            levels_.emplace_back(l, layers[l], l + 1 == layers.size() ? nullptr : &layers[l + 1], d_,
                                 tolerance, at_point_);
        start();
    }

    void run() { enter(0, cells_.cube(), first_z_.data(), first_sizes_.data()); }

    // What a guide may ask.
    Cells& cells() noexcept { return cells_; }
    const std::vector<piecewise_layer>& layers() const noexcept { return layers_; }
    const scaled_box& box() const noexcept { return box_; }
    std::size_t dimensions() const noexcept { return d_; }
    /// (units of all layers): of the finished cell; when a cell enters layer l, those of the layers before.
    const std::vector<int>& states() const noexcept { return states_; }
    /// Units whose z is on a knot throughout the cell.
    const std::vector<unit_index>& on_knot() const noexcept { return on_knot_; }
    /// (d + 1, units): z of layer l on the cell that has entered it, as a function of y; (units): its range.
    std::span<const double> z(std::size_t l) const { return {levels_[l].z(), (d_ + 1) * layers_[l].out}; }
    std::span<const double> low(std::size_t l) const { return levels_[l].low(); }
    std::span<const double> high(std::size_t l) const { return levels_[l].high(); }
    /// (units): z this near a knot is on it, but for the knot's own share.
    std::span<const double> slack(std::size_t l) const { return levels_[l].slack(); }
    /// (d + 1, out): the outputs on the finished cell as functions of y.
    const std::vector<double>& output() const noexcept { return output_; }
    /// As a plane: where output j is 0.
    cell_plane output_plane(std::size_t j, double sign) {
        const std::size_t out = layers_.back().out;
        for (std::size_t r = 0; r != d_; ++r) normal_[r] = sign * output_[r * out + j];
        return {normal_.data(), sign * output_[d_ * out + j], 0};
    }

private:
    /// z of the first layer over the cube. Sizes are those of affine_start: of what was rounded on the way,
    /// so that a box far from 0 is resolved where weights and bias are exact.
    void start() {
        const piecewise_layer& first = layers_.front();
        first_z_.assign((d_ + 1) * first.out, 0);
        first_sizes_.assign(first.out, 0);
        for (std::size_t j = 0; j != first.out; ++j) {
            double intercept = first.bias[j], rounded = 0, slopes = 0;
            for (std::size_t i = 0; i != d_; ++i) {
                const double weight = first.kernel[i * first.out + j], slope = box_.half[i] * weight;
                first_z_[i * first.out + j] = slope;
                slopes += std::abs(slope);
                if (weight != 0 && box_.centre[i] != 0) {
                    intercept = std::fma(box_.centre[i], weight, intercept);
                    rounded += std::abs(intercept);
                }
            }
            first_z_[d_ * first.out + j] = intercept;
            first_sizes_[j] = std::max(rounded, std::abs(intercept)) + slopes;
        }
    }

    void enter(std::size_t l, const cell& c, double* z, const double* sizes) {
        region_layer& at = levels_[l];
        at.enter(z, sizes);
        find_range(l, c);
        at.check_overflow();
        if (!guide_.enter(*this, l, c))
            return;
        const std::size_t flags = on_knot_.size();
        at.sort_and_sum(states_, on_knot_);
        split(l, c, 0, 0);
        on_knot_.resize(flags);
    }

    void find_range(std::size_t l, const cell& c) {
        static constexpr double here = 0;
        cell_range task = levels_[l].range_task();
        if constexpr (Guide::ranges)
            cells_.find_exact_range(c, set_, task);
        else
            cells_.find_range(c, at_point_ ? std::span(&here, 1) : std::span(layers_[l].knots), set_, task);
    }

    /// Whether a part of a cell that has entered layer l is to be visited.
    bool wanted(std::size_t l, const cell& part) {
        if constexpr (requires { guide_.takes_branch(); })
            if (cuts_ == cuts_to_branch && !guide_.takes_branch())
                return false;
        if constexpr (Guide::prunes) {
            find_range(l, part);
            return guide_.enter(*this, l, part);
        }
        return true;
    }

    /// A cell that has been cut at the crossings before `next`, with its sum: cuts it at the others.
    void split(std::size_t l, cell c, std::size_t next, std::size_t depth) {
        region_layer& at = levels_[l];
        const auto top = cells_.top();
        const std::size_t flags = on_knot_.size(), cuts = cuts_;
        for (; next != at.crossings().size(); ++next) {
            const region_layer::crossing crossing = at.crossings()[next];
            const cell_plane plane = at.plane_of(crossing);
            int& state = states_[layers_[l].first_unit + crossing.unit];
            const int knot = static_cast<int>(crossing.knot), below_knot = std::min(state, knot),
                      above_knot = knot + 1;
            const cell_side side = cells_.find_side(c, plane);
            if (side == cell_side::both) {
                const auto [below, above] = cells_.cut(c, plane);
                at.pass(crossing, depth, depth + 1);
                state = above_knot;
                ++cuts_;
                if (wanted(l, above))
                    split(l, above, next + 1, depth + 1);
                if (stopped_)
                    return;
                c = below;
                if (!wanted(l, below))
                    break;
            }
            if (side == cell_side::above)
                at.pass(crossing, depth, depth);
            else if (side == cell_side::on)
                on_knot_.push_back({l, crossing.unit});
            state = side == cell_side::above ? above_knot : below_knot;
        }
        if (next == at.crossings().size())
            descend(l, c, depth);
        cells_.shrink(top);
        on_knot_.resize(flags);
        cuts_ = cuts;
    }

    /// A cell on which no unit of layer l changes state. A last layer without knots cuts nothing.
    void descend(std::size_t l, const cell& c, std::size_t depth) {
        region_layer& at = levels_[l];
        const std::size_t last = layers_.size() - 1;
        if (l != last && (Guide::ranges || l + 1 != last || !layers_.back().knots.empty()))
            return enter(l + 1, c, at.sum(depth), at.sizes());
        write_output(at.sum(depth), at.sizes(), l == last);
        if constexpr (requires { guide_.takes_branch(); })
            if (cuts_ < cuts_to_branch && !guide_.takes_branch())
                return;
        stopped_ = !guide_.leave(*this, c);
    }

    /// From (d + 1, out) sums and the sizes of their terms: of z of the last layer, or activated already.
    void write_output(const double* sums, const double* sizes, bool activated) {
        const piecewise_layer& outputs = layers_.back();
        const double slope = activated ? 1 : outputs.slopes[0];
        const double intercept = activated ? 0 : outputs.intercepts[0];
        for (std::size_t j = 0; j != outputs.out; ++j) {
            const double size = std::abs(slope) * sizes[j] + std::abs(intercept);
            const double least = tolerance_.value * size;
            for (std::size_t r = 0; r <= d_; ++r) {
                const double sum = sums[r * outputs.out + j];
                const double c_r = r == d_ ? slope * sum + intercept : slope * sum;
                output_[r * outputs.out + j] = std::abs(c_r) <= least ? 0 : c_r; // what rounding left of 0
            }
            if (!std::isfinite(size))
                throw_overflow({layers_.size() - 1, j});
        }
    }

    const std::vector<piecewise_layer>& layers_;
    const scaled_box& box_;
    tolerances tolerance_;
    Guide& guide_;
    bool at_point_, stopped_ = false;
    instruction_set set_;
    std::size_t d_;
    Cells cells_;
    std::vector<region_layer> levels_;
    std::vector<double> first_z_, first_sizes_;
    std::vector<int> states_;
    std::vector<unit_index> on_knot_;
    std::vector<double> output_; // (d + 1, out) of the finished cell
    std::vector<double> normal_; // (d) of output_plane
    std::size_t cuts_ = 0;       // that led to the cell at work
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_REGION_WALK_HPP
