// SPDX-License-Identifier: BSD-3-Clause
// layer 10 · The walk over a plane: cuts a rectangle wherever a unit passes a knot, down to the polygons on
// which no unit changes state.
//
// Depth-first: on a polygon where every unit of the layers before is affine, so is z of the next layer; its
// smallest and largest value, which corners take, say which units pass a knot. Each cuts the polygon in two,
// and what is left goes one layer deeper. z is continuous, so a crease goes on across the creases that it
// meets: polygons have whole edges in common.
//
// Behind the first few cuts the walk's branches begin. Where one ends, what was cut in it is known on both
// sides, and its cuts' numbers are free again; and who has no use for a branch, since another thread walks
// it, leaves it out.
#ifndef CREASE_ANATOMY_PLANE_WALK_HPP
#define CREASE_ANATOMY_PLANE_WALK_HPP

#include <crease/anatomy/affine_start.hpp>
#include <crease/anatomy/box.hpp>
#include <crease/anatomy/knot_bits.hpp>
#include <crease/anatomy/piecewise_layers.hpp>
#include <crease/anatomy/plane_layer.hpp>
#include <crease/anatomy/polygon_stack.hpp>
#include <crease/anatomy/walk_share.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// The cuts before the branches have numbers below this.
inline constexpr std::size_t most_trunk_cuts = std::size_t{1} << cuts_to_branch;

/// Walks the polygons of a network on the rectangle [low, high], whose coordinates are those of `start`.
/// Calls of `store`, in the order of the walk: begin_branch(), where false leaves the branch out; in a branch
/// add(corners, output, bits, on_knot) for each polygon, and at its end end_branch(cuts, first, count).
/// Corners are counter-clockwise, `output` (4, out) the slopes, the intercept and the size of the terms of
/// each output, `bits` as knot_bits has them, and on_knot the bits of the knots that z is on throughout; cuts
/// are by number, the branch's own being first ... first + count - 1.
template <class Store> class plane_walk {
public:
    plane_walk(const std::vector<piecewise_layer>& layers, const knot_bits& bits, const affine_columns& start,
               const std::array<double, 2>& low, const std::array<double, 2>& high,
               const tolerances& tolerance, Store& store)
        : tolerance_{tolerance}, bits_{bits}, polygons_{low, high, tolerance}, reach_{polygons_.reach()},
          store_{store}, above_(bits_.words, 0), output_(4 * layers.back().out) {
        levels_.reserve(layers.size());
        for (std::size_t l = 0; l != layers.size(); ++l)
            levels_.emplace_back(layers[l], l + 1 == layers.size() ? nullptr : &layers[l + 1], reach_,
                                 tolerance);
        std::vector<double> z = start.coefficients;
        z.resize(4 * layers.front().out);
        const polygon rectangle{0, 4};
        enter(0, rectangle, z.data(), start.sizes.data());
    }

    /// Those that lead to the branches, by number.
    std::vector<plane_cut> trunk_cuts() const {
        const auto first = polygons_.cuts().begin();
        return {first, first + static_cast<std::ptrdiff_t>(trunk_count_)};
    }

private:
    using polygon = polygon_stack::polygon;
    using side = polygon_stack::side;

    std::span<const plane_corner> corners(polygon p) const noexcept {
        return {polygons_.corners(p), p.count};
    }

    /// A polygon on which z of layer l is (4, units), the last row free.
    void enter(std::size_t l, polygon p, double* z, const double* sizes) {
        corners_.assign(corners(p), tolerance_.place);
        const plane_lines lines =
            levels_[l].enter(l, corners_, z, sizes, above_.data() + bits_.layers[l].first);
        split(l, p, lines, 0);
    }

    /// A part of the polygon that has entered layer l: cuts it at the lines that are left to it.
    void split(std::size_t l, polygon p, plane_lines lines, std::size_t depth) {
        plane_layer& layer = levels_[l];
        const std::size_t flags = on_knot_.size(), path = path_;
        bool begun = false, wanted = true;
        while (wanted) {
            for (; lines.count != 0; lines = lines.from(1)) {
                const side where = polygons_.find_side(p, lines[0]);
                if (where == side::both)
                    break;
                layer.settle(lines.whose[0], where == side::above);
                if (where == side::on)
                    on_knot_.push_back(bit(l, lines.whose[0]));
            }
            layer.add_settled(depth, depth);
            if (lines.count == 0)
                break;
            const unit_knot by = lines.whose[0];
            const auto [below, above] = polygons_.cut(p, lines[0], bit(l, by), number_of_cut());
            lines = lines.from(1);
            ++path_;
            layer.settle(by, true);
            const plane_lines lines_above = narrow(layer, above, lines, depth + 1);
            layer.add_settled(depth, depth + 1);
            if (path_ != cuts_to_branch) {
                split(l, above, lines_above, depth + 1);
            } else if (store_.begin_branch()) {
                split(l, above, lines_above, depth + 1);
                end_branch();
            }
            layer.settle(by, false);
            p = below;
            if (path_ == cuts_to_branch)
                wanted = begun = store_.begin_branch();
            if (wanted)
                lines = narrow(layer, below, lines, depth);
        }
        if (wanted)
            descend(l, p, depth);
        if (begun)
            end_branch();
        path_ = path;
        on_knot_.resize(flags);
    }

    /// The lines that may cut a part. Few are not worth the look: split() has a closer one at each.
    plane_lines narrow(plane_layer& layer, polygon p, const plane_lines& lines, std::size_t depth) {
        constexpr std::size_t few = 6;
        if (lines.count <= few)
            return lines;
        corners_.assign(corners(p), tolerance_.place);
        return layer.narrow(corners_, lines, depth);
    }

    /// A polygon that no line of layer l cuts any more.
    void descend(std::size_t l, polygon p, std::size_t depth) {
        plane_layer& layer = levels_[l];
        const std::size_t last = levels_.size() - 1;
        // A last layer without knots cuts nothing.
        if (l != last && (l + 1 != last || !levels_.back().layer().knots.empty()))
            return enter(l + 1, p, layer.sum(depth), layer.sizes());
        if (path_ >= cuts_to_branch)
            return leave(p, layer.sum(depth), layer.sizes(), l == last);
        if (store_.begin_branch()) { // of one polygon
            leave(p, layer.sum(depth), layer.sizes(), l == last);
            end_branch();
        }
    }

    /// A finished polygon: sum is the outputs' z, or what the last layer made of it.
    void leave(polygon p, const double* sum, const double* sizes, bool activated) {
        const piecewise_layer& last = levels_.back().layer();
        const double slope = activated ? 1 : last.slopes[0], intercept = activated ? 0 : last.intercepts[0];
        const std::size_t out = last.out;
        for (std::size_t j = 0; j != out; ++j) {
            // Where terms cancel, what rounding left is 0.
            const double size = std::abs(slope) * sizes[j] + std::abs(intercept);
            const double least = tolerance_.value * size;
            const double a = slope * sum[j], b = slope * sum[out + j],
                         c = slope * sum[2 * out + j] + intercept;
            output_[j] = std::abs(a) * reach_[0] <= least ? 0 : a;
            output_[out + j] = std::abs(b) * reach_[1] <= least ? 0 : b;
            output_[2 * out + j] = std::abs(c) <= least ? 0 : c;
            output_[3 * out + j] = size;
            if (!std::isfinite(size))
                throw_overflow({levels_.size() - 1, j});
        }
        store_.add(corners(p), output_.data(), above_.data(), std::span<const std::uint32_t>(on_knot_));
    }

    std::uint32_t bit(std::size_t l, unit_knot of) const noexcept {
        return static_cast<std::uint32_t>(bits_.bit(l, of));
    }
    std::size_t number_of_cut() noexcept {
        return path_ < cuts_to_branch ? trunk_count_++ : most_trunk_cuts + branch_count_++;
    }
    void end_branch() {
        store_.end_branch(polygons_.cuts(), most_trunk_cuts, branch_count_);
        branch_count_ = 0;
    }

    tolerances tolerance_;
    const knot_bits& bits_;
    polygon_stack polygons_;
    std::array<double, 2> reach_;
    Store& store_;
    std::vector<plane_layer> levels_;
    std::vector<std::uint64_t> above_;
    std::vector<double> output_;                     // (4, out) of the polygon that is left
    std::vector<std::uint32_t> on_knot_;             // of the polygon that is cut
    plane_corners corners_;                          // of the polygon that is looked at
    std::size_t path_ = 0;                           // the cuts that led to it
    std::size_t trunk_count_ = 0, branch_count_ = 0; // cuts before the branches, and of the present one
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_PLANE_WALK_HPP
