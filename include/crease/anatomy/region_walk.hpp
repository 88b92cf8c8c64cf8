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

#include <crease/anatomy/affine_product.hpp>
#include <crease/anatomy/box.hpp>
#include <crease/anatomy/cell_range.hpp>
#include <crease/anatomy/piecewise_layers.hpp>
#include <crease/anatomy/scaled_box.hpp>
#include <crease/anatomy/walk_share.hpp>
#include <crease/error.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
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
          set_{best_instruction_set()}, d_{layers.front().in}, cells_(d_, tolerance), levels_(layers.size()),
          states_(layers.back().first_unit + layers.back().out), output_((d_ + 1) * layers.back().out),
          normal_(d_), more_(d_ + 1) {
        for (std::size_t l = 0; l != layers_.size(); ++l) {
            level& at = levels_[l];
            const std::size_t units = layers_[l].out;
            const bool last = l + 1 == layers_.size();
            at.columns = last ? units : layers_[l + 1].out;
            at.nothing.assign((d_ + 2) * at.columns, 0);
            if (!last)
                for (std::size_t j = 0; j != at.columns; ++j) {
                    at.nothing[d_ * at.columns + j] = layers_[l + 1].bias[j];
                    at.nothing[(d_ + 1) * at.columns + j] = std::abs(layers_[l + 1].bias[j]);
                }
            at.next_sizes.resize(at.columns);
            at.low.resize(units);
            at.high.resize(units);
            at.slack.resize(units);
            at.largest.resize(units);
            at.coefficients.reserve((d_ + 2) * units); // never without an address, which sum_units adds to
            at.sums.emplace_back((d_ + 1) * at.columns);
        }
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
    std::span<const double> z(std::size_t l) const { return {levels_[l].z, (d_ + 1) * layers_[l].out}; }
    std::span<const double> low(std::size_t l) const { return levels_[l].low; }
    std::span<const double> high(std::size_t l) const { return levels_[l].high; }
    /// (units): z this near a knot is on it, but for the knot's own share.
    std::span<const double> slack(std::size_t l) const { return levels_[l].slack; }
    /// (d + 1, out): the outputs on the finished cell as functions of y.
    const std::vector<double>& output() const noexcept { return output_; }
    /// As a plane: where output j is 0.
    cell_plane output_plane(std::size_t j, double sign) {
        const std::size_t out = layers_.back().out;
        for (std::size_t r = 0; r != d_; ++r) normal_[r] = sign * output_[r * out + j];
        return {normal_.data(), sign * output_[d_ * out + j], 0};
    }

private:
    struct crossing { // unit may pass a knot
        std::uint32_t unit, knot;
        double size; // of what that adds
    };
    struct level {
        std::size_t columns;            // of the next layer, or of the output
        std::vector<double> nothing;    // (d + 2, columns): what a sum starts with: 0, bias and its size
        std::vector<double> next_sizes; // (columns): of the terms of z of the next layer
        std::vector<double> low, high, slack, largest; // of cell_range
        double* z = nullptr;                           // (d + 1, units)
        const double* sizes = nullptr;                 // (units)
        std::vector<std::uint32_t> given;              // units that give something to the next layer
        std::vector<double> coefficients; // (given, d + 2): the slopes, intercept and size of that
        std::vector<crossing> crossings;
        std::vector<std::vector<double>> sums; // (d + 1, columns) of each cell that waits
    };

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
        level& at = levels_[l];
        at.z = z;
        at.sizes = sizes;
        find_range(l, c);
        double overflow = 0;
        for (const double size : at.largest) overflow += size - size;
        if (overflow != 0)
            throw_overflow(l);
        if (!guide_.enter(*this, l, c))
            return;
        const std::size_t flags = on_knot_.size();
        sort_units(l);
        sum_units(l);
        split(l, c, 0, 0);
        on_knot_.resize(flags);
    }

    void find_range(std::size_t l, const cell& c) {
        static constexpr double here = 0;
        level& at = levels_[l];
        const piecewise_layer& layer = layers_[l];
        cell_range task{.z = at.z,
                        .sizes = at.sizes,
                        .units = layer.out,
                        .dimensions = d_,
                        .points = nullptr,
                        .count = 0,
                        .value = tolerance_.value,
                        .place = tolerance_.place,
                        .constant = at_point_ ? 0.0 : 1.0,
                        .low = at.low.data(),
                        .high = at.high.data(),
                        .slack = at.slack.data(),
                        .largest = at.largest.data()};
        if constexpr (Guide::ranges)
            cells_.find_exact_range(c, set_, task);
        else
            cells_.find_range(c, at_point_ ? std::span(&here, 1) : std::span(layer.knots), set_, task);
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

    [[noreturn, gnu::cold]] void throw_overflow(std::size_t l) const {
        std::size_t u = 0;
        while (std::isfinite(levels_[l].largest[u])) ++u;
        throw_overflow_of(l, u);
    }
    [[noreturn, gnu::cold]] static void throw_overflow_of(std::size_t l, std::size_t u) {
        throw value_error(message({"anatomy: expected z that does not overflow, got infinity at layer ",
                                   count_text(l), ", unit ", count_text(u)}));
    }

    /// Lists what layer l gives to the next for certain, and the crossings.
    void sort_units(std::size_t l) {
        const piecewise_layer& layer = layers_[l];
        level& at = levels_[l];
        at.given.clear();
        at.coefficients.clear();
        at.crossings.clear();
        for (std::size_t u = 0; u != layer.out; ++u) {
            std::size_t state = 0;
            for (std::size_t k = 0; k != layer.knots.size(); ++k) {
                const double knot = layer.knots[k], on_knot = tolerance_.value * std::abs(knot);
                double origin = knot;
                if (at_point_) { // how far off does not matter, unless that is 0
                    const double off = at.z[d_ * layer.out + u] - knot;
                    if (std::abs(off) > tolerance_.value * at.sizes[u] + on_knot) {
                        state += off > 0;
                        continue;
                    }
                    origin = 0;
                }
                const double near = at.slack[u] + on_knot;
                const bool above = at.high[u] - origin > near, below = origin - at.low[u] > near;
                if (above && below)
                    at.crossings.push_back({static_cast<std::uint32_t>(u), static_cast<std::uint32_t>(k),
                                            std::abs(layer.slopes[k + 1] - layer.slopes[k]) * at.largest[u] +
                                                std::abs(layer.intercepts[k + 1] - layer.intercepts[k])});
                else if (!above && !below)
                    on_knot_.push_back({l, u});
                state += above && !below;
            }
            states_[layer.first_unit + u] = static_cast<int>(state);
            const double slope = layer.slopes[state], intercept = layer.intercepts[state];
            if (slope == 0 && intercept == 0)
                continue;
            at.given.push_back(static_cast<std::uint32_t>(u));
            for (std::size_t r = 0; r <= d_; ++r) at.coefficients.push_back(slope * at.z[r * layer.out + u]);
            at.coefficients.back() += intercept;
            at.coefficients.push_back(std::abs(slope) * at.largest[u] + std::abs(intercept));
        }
    }

    /// z of the next layer from the states that are certain, and its sizes from all.
    void sum_units(std::size_t l) {
        level& at = levels_[l];
        double* const sum = at.sums[0].data();
        if (l + 1 == layers_.size()) {
            std::fill(at.sums[0].begin(), at.sums[0].end(), 0.0);
            std::fill(at.next_sizes.begin(), at.next_sizes.end(), 0.0);
            const double* from = at.coefficients.data();
            for (const std::uint32_t u : at.given) {
                for (std::size_t r = 0; r <= d_; ++r) sum[r * at.columns + u] = *from++;
                at.next_sizes[u] = *from++;
            }
            for (const crossing& k : at.crossings) at.next_sizes[k.unit] += k.size;
            return;
        }
        affine_product product{.kernel = layers_[l + 1].kernel.data(),
                               .out = at.columns,
                               .rows = d_ + 1,
                               .units = at.given.data(),
                               .coefficients = at.coefficients.data(),
                               .coefficient_stride = d_ + 2,
                               .terms = at.given.size(),
                               .start = at.nothing.data(),
                               .start_stride = at.columns,
                               .result = sum,
                               .result_stride = at.columns};
        multiply(set_, product);
        product.rows = 1;
        product.coefficients += d_ + 1;
        product.start += (d_ + 1) * at.columns;
        product.result = at.next_sizes.data();
        multiply_sizes(set_, product);
        product.start = product.result;
        product.terms = 1;
        for (const crossing& k : at.crossings) {
            product.units = &k.unit;
            product.coefficients = &k.size;
            multiply_sizes(set_, product);
        }
    }

    /// A cell that has been cut at the crossings before `next`, with its sum: cuts it at the others.
    void split(std::size_t l, cell c, std::size_t next, std::size_t depth) {
        const piecewise_layer& layer = layers_[l];
        level& at = levels_[l];
        const auto top = cells_.top();
        const std::size_t flags = on_knot_.size(), cuts = cuts_;
        for (; next != at.crossings.size(); ++next) {
            const std::size_t unit = at.crossings[next].unit, k = at.crossings[next].knot;
            for (std::size_t r = 0; r != d_; ++r) normal_[r] = at.z[r * layer.out + unit];
            const cell_plane plane{normal_.data(),
                                   at_point_ ? 0 : at.z[d_ * layer.out + unit] - layer.knots[k],
                                   at.slack[unit] + tolerance_.value * std::abs(layer.knots[k])};
            int& state = states_[layer.first_unit + unit];
            const int below_knot = std::min(state, static_cast<int>(k)), above_knot = static_cast<int>(k) + 1;
            const cell_side side = cells_.find_side(c, plane);
            if (side == cell_side::both) {
                const auto [below, above] = cells_.cut(c, plane);
                if (at.sums.size() == depth + 1)
                    at.sums.emplace_back((d_ + 1) * at.columns);
                pass(l, next, at.sums[depth].data(), at.sums[depth + 1].data());
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
                pass(l, next, at.sums[depth].data(), at.sums[depth].data());
            else if (side == cell_side::on)
                on_knot_.push_back({l, unit});
            state = side == cell_side::above ? above_knot : below_knot;
        }
        if (next == at.crossings.size())
            descend(l, c, depth);
        cells_.shrink(top);
        on_knot_.resize(flags);
        cuts_ = cuts;
    }

    /// to = from + what a unit gives more once it has passed the knot of a crossing.
    void pass(std::size_t l, std::size_t crossed, const double* from, double* to) {
        const piecewise_layer& layer = layers_[l];
        const level& at = levels_[l];
        const auto [unit, knot, size] = at.crossings[crossed];
        const double slope = layer.slopes[knot + 1] - layer.slopes[knot];
        for (std::size_t r = 0; r <= d_; ++r) more_[r] = slope * at.z[r * layer.out + unit];
        more_[d_] += layer.intercepts[knot + 1] - layer.intercepts[knot];
        if (l + 1 == layers_.size()) {
            if (from != to)
                std::copy_n(from, (d_ + 1) * at.columns, to);
            for (std::size_t r = 0; r <= d_; ++r) to[r * at.columns + unit] += more_[r];
            return;
        }
        const std::uint32_t column = unit;
        multiply(set_, {.kernel = layers_[l + 1].kernel.data(),
                        .out = at.columns,
                        .rows = d_ + 1,
                        .units = &column,
                        .coefficients = more_.data(),
                        .coefficient_stride = d_ + 1,
                        .terms = 1,
                        .start = from,
                        .start_stride = at.columns,
                        .result = to,
                        .result_stride = at.columns});
    }

    /// A cell on which no unit of layer l changes state. A last layer without knots cuts nothing.
    void descend(std::size_t l, const cell& c, std::size_t depth) {
        level& at = levels_[l];
        const std::size_t last = layers_.size() - 1;
        if (l != last && (Guide::ranges || l + 1 != last || !layers_.back().knots.empty()))
            return enter(l + 1, c, at.sums[depth].data(), at.next_sizes.data());
        const piecewise_layer& outputs = layers_.back();
        const bool activated = l == last;
        const double slope = activated ? 1 : outputs.slopes[0];
        const double intercept = activated ? 0 : outputs.intercepts[0];
        for (std::size_t j = 0; j != outputs.out; ++j) {
            const double size = std::abs(slope) * at.next_sizes[j] + std::abs(intercept);
            const double least = tolerance_.value * size;
            for (std::size_t r = 0; r <= d_; ++r) {
                const double sum = at.sums[depth][r * outputs.out + j];
                const double c_r = r == d_ ? slope * sum + intercept : slope * sum;
                output_[r * outputs.out + j] = std::abs(c_r) <= least ? 0 : c_r; // what rounding left of 0
            }
            if (!std::isfinite(size))
                throw_overflow_of(layers_.size() - 1, j);
        }
        if constexpr (requires { guide_.takes_branch(); })
            if (cuts_ < cuts_to_branch && !guide_.takes_branch())
                return;
        stopped_ = !guide_.leave(*this, c);
    }

    const std::vector<piecewise_layer>& layers_;
    const scaled_box& box_;
    tolerances tolerance_;
    Guide& guide_;
    bool at_point_, stopped_ = false;
    instruction_set set_;
    std::size_t d_;
    Cells cells_;
    std::vector<level> levels_;
    std::vector<double> first_z_, first_sizes_;
    std::vector<int> states_;
    std::vector<unit_index> on_knot_;
    std::vector<double> output_;        // (d + 1, out) of the finished cell
    std::vector<double> normal_, more_; // (d), (d + 1): of the plane at work
    std::size_t cuts_ = 0;              // that led to the cell at work
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_REGION_WALK_HPP
