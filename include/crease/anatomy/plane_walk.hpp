// SPDX-License-Identifier: BSD-3-Clause
// layer 9 · The walk over a plane: cuts a rectangle wherever a unit passes a knot, down to the polygons on
// which no unit changes state.
//
// Depth-first: on a polygon where every unit of the layers before is affine, so is z of the next layer; its
// smallest and largest value, which corners take, say which units pass a knot. Each cuts the polygon in two,
// and what is left goes one layer deeper. z is continuous, so a crease goes on across the creases that it
// meets: polygons have whole edges in common.
//
// A corner is known as well as the two lines that meet there allow: nearly parallel ones leave it uncertain
// along them. Whether a third line passes through it is decided within that, which for coefficients that are
// exact numbers, such as small integers, is no guess.
#ifndef CREASE_ANATOMY_PLANE_WALK_HPP
#define CREASE_ANATOMY_PLANE_WALK_HPP

#include <crease/anatomy/affine_product.hpp>
#include <crease/anatomy/affine_start.hpp>
#include <crease/anatomy/value_range.hpp>
#include <crease/error.hpp>
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

/// A corner of a polygon, and the label of the edge that leaves it counter-clockwise: a side of the rectangle
/// (0 bottom, 1 right, 2 top, 3 left), or 4 + 2 * cut, plus 1 on the side where z is below the knot.
struct plane_corner {
    double x, y;
    double x_size, y_size; // of the terms that x and y are quotients of
    std::uint32_t label;
};

/// A cut: where slope[0] * x + slope[1] * y + ... passes a knot.
struct plane_cut {
    std::array<double, 2> slope;
    double size;
    std::uint32_t bit; // which knot of which unit: see knot_bits
};

/// For every knot of every unit one bit: whether z is above it.
struct knot_bits {
    std::vector<std::size_t> first; // (layers + 1): of each layer; unit u's are the next u * knots and on
    std::size_t words;

    explicit knot_bits(const std::vector<piecewise_layer>& layers) : first{0} {
        for (const auto& layer : layers) first.push_back(first.back() + layer.out * layer.knots.size());
        words = (first.back() + 63) / 64;
    }
};

/// Walks the polygons of a network on the rectangle [low, high], whose coordinates are those of `start`, and
/// calls visit(corners, output, bits, on_knot) on each: corners counter-clockwise, `output` (3, out) the
/// slopes and intercept of each output with, in row 3, the size of its terms, `bits` as knot_bits has them,
/// and on_knot the bits of the knots that z is on throughout.
template <class Visit> class plane_walk {
public:
    plane_walk(const std::vector<piecewise_layer>& layers, affine_columns start, std::array<double, 2> low,
               std::array<double, 2> high, const tolerances& tolerance, Visit visit)
        : layers_{layers}, tolerance_{tolerance}, set_{best_instruction_set()}, bits_{layers},
          reach_{std::max(std::abs(low[0]), std::abs(high[0])),
                 std::max(std::abs(low[1]), std::abs(high[1]))},
          visit_{std::move(visit)}, levels_(layers.size()), above_(bits_.words, 0),
          output_(4 * layers.back().out), start_{std::move(start)} {
        for (std::size_t l = 0; l != layers.size(); ++l) {
            level& at = levels_[l];
            at.columns = l + 1 == layers.size() ? layers[l].out : layers[l + 1].out;
            at.nothing.assign(4 * at.columns, 0);
            if (l + 1 != layers.size())
                for (std::size_t j = 0; j != at.columns; ++j) {
                    at.nothing[2 * at.columns + j] = layers[l + 1].bias[j];
                    at.nothing[3 * at.columns + j] = std::abs(layers[l + 1].bias[j]);
                }
            at.sizes.resize(at.columns);
            at.ranges.resize(3 * layers[l].out);
        }
        const double x[] = {low[0], high[0], high[0], low[0]}, y[] = {low[1], low[1], high[1], high[1]};
        for (std::uint32_t i = 0; i != 4; ++i) corners_.push_back({x[i], y[i], reach_[0], reach_[1], i});
        enter(0, {0, 4}, start_.coefficients.data(), start_.sizes.data());
    }

    /// All cuts, for the labels of edges.
    std::vector<plane_cut> take_cuts() && { return std::move(cuts_); }

private:
    struct polygon { // corners_[first .. first + count - 1]
        std::size_t first, count;
    };
    struct crossing { // unit `unit` may pass its knot `knot`
        std::uint32_t unit, knot;
    };
    struct level {
        std::size_t columns;         // of the next layer, or of the output
        std::vector<double> nothing; // (4, columns): start of a sum: zeros, bias, and the bias's sizes
        std::vector<double> sizes;   // (columns): of the terms of z of the next layer
        std::vector<double> ranges;  // (3, units): smallest z, largest z, and the slack of either
        std::vector<crossing> crossings;
        std::vector<std::uint32_t> units; // the units that give something, and
        std::vector<double> coefficients; // (units, 4) slopes, intercept and size of what they give
        std::vector<std::uint32_t> maybe; // the same for the knots that are crossed, sizes only
        std::vector<double> maybe_sizes;
        std::vector<std::vector<double>> sums; // (3, columns) of each polygon that waits
    };

    /// A polygon on which z of layer l is (3, units).
    void enter(std::size_t l, polygon p, double* z, const double* sizes) {
        const piecewise_layer& layer = layers_[l];
        level& at = levels_[l];
        x_.clear();
        y_.clear();
        double x_size = 0, y_size = 0;
        for (std::size_t i = 0; i != p.count; ++i) {
            const plane_corner& corner = corners_[p.first + i];
            x_.push_back(corner.x);
            y_.push_back(corner.y);
            x_size = std::max(x_size, corner.x_size);
            y_size = std::max(y_size, corner.y_size);
        }
        find_ranges(set_, {.z = z,
                           .sizes = sizes,
                           .units = layer.out,
                           .x = x_.data(),
                           .y = y_.data(),
                           .corners = p.count,
                           .reach = reach_,
                           .size = {x_size, y_size},
                           .value = tolerance_.value,
                           .place = tolerance_.place,
                           .ranges = at.ranges.data()});
        at.crossings.clear();
        at.units.clear();
        at.coefficients.clear();
        at.maybe.clear();
        at.maybe_sizes.clear();
        for (std::size_t u = 0; u != layer.out; ++u) add_unit(l, u, z, sizes);
        if (at.sums.empty())
            at.sums.emplace_back(3 * at.columns);
        sum_units(l);
        split(l, p, z, sizes, 0, 0);
    }

    void add_unit(std::size_t l, std::size_t u, const double* z, const double* sizes) {
        const piecewise_layer& layer = layers_[l];
        level& at = levels_[l];
        const double low = at.ranges[u], high = at.ranges[layer.out + u],
                     slack = at.ranges[2 * layer.out + u];
        if (!std::isfinite(slack))
            throw value_error(message({"anatomy: expected z that does not overflow, got infinity at layer ",
                                       count_text(l), ", unit ", count_text(u)}));
        const double a = z[u], b = z[layer.out + u], c = z[2 * layer.out + u];
        const double size = std::abs(a) * reach_[0] + std::abs(b) * reach_[1] + std::abs(c) + sizes[u] / 64;
        std::size_t state = 0;
        for (std::size_t k = 0; k != layer.knots.size(); ++k) {
            const double knot = layer.knots[k], on_knot = slack + tolerance_.value * std::abs(knot);
            const bool below = high <= knot && low < knot - on_knot,
                       above = low >= knot && high > knot + on_knot;
            set_bit(bit(l, u, k), above);
            state += above;
            if (below || above)
                continue;
            at.crossings.push_back({static_cast<std::uint32_t>(u), static_cast<std::uint32_t>(k)});
            at.maybe.push_back(static_cast<std::uint32_t>(u));
            at.maybe_sizes.push_back(std::abs(layer.slopes[k + 1] - layer.slopes[k]) * size +
                                     std::abs(layer.intercepts[k + 1] - layer.intercepts[k]));
        }
        const double slope = layer.slopes[state], intercept = layer.intercepts[state];
        if (slope == 0 && intercept == 0)
            return;
        at.units.push_back(static_cast<std::uint32_t>(u));
        at.coefficients.insert(at.coefficients.end(), {slope * a, slope * b, slope * c + intercept,
                                                       std::abs(slope) * size + std::abs(intercept)});
    }

    /// z of the next layer from the units whose state is certain, and its sizes from all.
    void sum_units(std::size_t l) {
        level& at = levels_[l];
        double* const sum = at.sums[0].data();
        if (l + 1 == layers_.size()) {
            std::fill(at.sums[0].begin(), at.sums[0].end(), 0.0);
            std::fill(at.sizes.begin(), at.sizes.end(), 0.0);
            for (std::size_t k = 0; k != at.units.size(); ++k) {
                for (std::size_t r = 0; r != 3; ++r)
                    sum[r * at.columns + at.units[k]] = at.coefficients[4 * k + r];
                at.sizes[at.units[k]] = at.coefficients[4 * k + 3];
            }
            for (std::size_t k = 0; k != at.maybe.size(); ++k) at.sizes[at.maybe[k]] += at.maybe_sizes[k];
            return;
        }
        affine_product product{.kernel = layers_[l + 1].kernel.data(),
                               .out = at.columns,
                               .rows = 3,
                               .units = at.units.data(),
                               .coefficients = at.coefficients.data(),
                               .coefficient_stride = 4,
                               .terms = at.units.size(),
                               .start = at.nothing.data(),
                               .start_stride = at.columns,
                               .result = sum,
                               .result_stride = at.columns};
        multiply(set_, product);
        product.rows = 1;
        product.coefficients += 3;
        product.start += 3 * at.columns;
        product.result = at.sizes.data();
        multiply_sizes(set_, product);
        product.units = at.maybe.data();
        product.coefficients = at.maybe_sizes.data();
        product.coefficient_stride = 1;
        product.terms = at.maybe.size();
        product.start = product.result;
        if (product.terms != 0)
            multiply_sizes(set_, product);
    }

    /// The polygon and sums_[depth] for the crossings before `next`; cuts it at those from there on.
    void split(std::size_t l, polygon p, const double* z, const double* sizes, std::size_t next,
               std::size_t depth) {
        level& at = levels_[l];
        const std::size_t corners = corners_.size(), flags = on_knot_.size();
        for (; next != at.crossings.size(); ++next) {
            const auto [unit, knot] = at.crossings[next];
            const side where = find_sides(l, p, z, sizes, unit, knot);
            const std::size_t b = bit(l, unit, knot);
            set_bit(b, where == side::above);
            if (where == side::on)
                on_knot_.push_back(static_cast<std::uint32_t>(b));
            if (where == side::above)
                pass(l, z, unit, knot, at.sums[depth].data(), at.sums[depth].data());
            if (where != side::both)
                continue;
            const auto [below, above] = cut(p, static_cast<std::uint32_t>(b));
            if (at.sums.size() == depth + 1)
                at.sums.emplace_back(3 * at.columns);
            pass(l, z, unit, knot, at.sums[depth].data(), at.sums[depth + 1].data());
            set_bit(b, true);
            split(l, above, z, sizes, next + 1, depth + 1);
            set_bit(b, false);
            p = below;
        }
        if (l + 1 != layers_.size() && (l + 2 != layers_.size() || !layers_.back().knots.empty()))
            enter(l + 1, p, at.sums[depth].data(), at.sizes.data());
        else
            leave(l, p, at.sums[depth].data(), at.sizes.data());
        corners_.resize(corners);
        on_knot_.resize(flags);
    }

    /// A finished polygon. A last layer without knots is not entered: it only scales.
    void leave(std::size_t l, polygon p, const double* sum, const double* sizes) {
        const piecewise_layer& last = layers_.back();
        const bool entered = l + 1 == layers_.size();
        const double slope = entered ? 1 : last.slopes[0], intercept = entered ? 0 : last.intercepts[0];
        const std::size_t out = last.out;
        for (std::size_t j = 0; j != out; ++j) {
            const double size = std::abs(slope) * sizes[j] + std::abs(intercept);
            if (!std::isfinite(size))
                throw value_error(
                    message({"anatomy: expected z that does not overflow, got infinity at layer ",
                             count_text(layers_.size() - 1), ", unit ", count_text(j)}));
            // Where terms cancel, what rounding left is 0.
            const double least = tolerance_.value * size;
            const double a = slope * sum[j], b = slope * sum[out + j],
                         c = slope * sum[2 * out + j] + intercept;
            output_[j] = std::abs(a) * reach_[0] <= least ? 0 : a;
            output_[out + j] = std::abs(b) * reach_[1] <= least ? 0 : b;
            output_[2 * out + j] = std::abs(c) <= least ? 0 : c;
            output_[3 * out + j] = size;
        }
        visit_(std::span<const plane_corner>(corners_).subspan(p.first, p.count), output_.data(),
               above_.data(), std::span<const std::uint32_t>(on_knot_));
    }

    /// to = from + what a unit gives more once it has passed the knot.
    void pass(std::size_t l, const double* z, std::uint32_t unit, std::uint32_t knot, const double* from,
              double* to) {
        const piecewise_layer& layer = layers_[l];
        const level& at = levels_[l];
        const double slope = layer.slopes[knot + 1] - layer.slopes[knot];
        const double more[] = {slope * z[unit], slope * z[layer.out + unit],
                               slope * z[2 * layer.out + unit] +
                                   (layer.intercepts[knot + 1] - layer.intercepts[knot])};
        if (l + 1 == layers_.size()) {
            if (from != to)
                std::copy(from, from + 3 * at.columns, to);
            for (std::size_t r = 0; r != 3; ++r) to[r * at.columns + unit] += more[r];
            return;
        }
        multiply(set_, {.kernel = layers_[l + 1].kernel.data(),
                        .out = at.columns,
                        .rows = 3,
                        .units = &unit,
                        .coefficients = more,
                        .coefficient_stride = 3,
                        .terms = 1,
                        .start = from,
                        .start_stride = at.columns,
                        .result = to,
                        .result_stride = at.columns});
    }

    enum class side { below, on, above, both };

    /// Where the polygon lies; above_knot_ is z - knot at its corners, 0 within the tolerance, and line_ the
    /// line where it is 0.
    side find_sides(std::size_t l, polygon p, const double* z, const double* sizes, std::uint32_t unit,
                    std::uint32_t knot_index) {
        const piecewise_layer& layer = layers_[l];
        const double knot = layer.knots[knot_index];
        const double a = z[unit], b = z[layer.out + unit], c = z[2 * layer.out + unit] - knot;
        line_ = {{a, b}, sizes[unit] + std::abs(knot), 0};
        above_knot_.resize(p.count);
        bool some_above = false, some_below = false, some_on = false;
        for (std::size_t i = 0; i != p.count; ++i) {
            const plane_corner& q = corners_[p.first + i];
            const double v = a * q.x + b * q.y + c;
            const double on_knot = tolerance_.value * line_.size +
                                   tolerance_.place * (std::abs(a) * q.x_size + std::abs(b) * q.y_size);
            const bool above = v > on_knot, below = v < -on_knot;
            some_above |= above;
            some_below |= below;
            some_on |= !(above || below);
            above_knot_[i] = above || below ? v : 0;
        }
        if (some_above && some_below)
            return !some_on || settle_zeros() ? side::both : side::above;
        return some_above ? side::above : some_below ? side::below : side::on;
    }

    /// Leaves a corner on the line only where the polygon changes sides, and there one: a corner within the
    /// tolerance may stand between others of one side, or next to another such corner. False if the corners
    /// do not change sides twice, which convex polygons do.
    bool settle_zeros() {
        const std::size_t n = above_knot_.size();
        std::size_t begin = 0, changes = 0;
        while (above_knot_[begin] == 0) ++begin;
        double before = above_knot_[begin];
        for (std::size_t i = 1; i <= n;) {
            const std::size_t zeros = i;
            while (above_knot_[(begin + i) % n] == 0) ++i;
            const double after = above_knot_[(begin + i) % n];
            const bool change = (before > 0) != (after > 0);
            changes += change;
            // The first zero of a change stays; those after it belong to what follows, as do all others.
            for (std::size_t k = zeros + change; k < i; ++k) above_knot_[(begin + k) % n] = after;
            before = after;
            ++i;
        }
        return changes == 2;
    }

    /// Both parts of a polygon that find_sides found on both sides: below, and on top of the stack above.
    std::pair<polygon, polygon> cut(polygon p, std::uint32_t knot_bit) {
        line_.bit = knot_bit;
        const auto label = static_cast<std::uint32_t>(4 + 2 * cuts_.size());
        cuts_.push_back(line_);
        above_corners_.clear();
        const std::size_t first = corners_.size();
        corners_.reserve(first + 2 * p.count + 4); // for both parts: q and next stay where they are
        const std::size_t begin = p.first;
        for (std::size_t i = 0; i != p.count; ++i) {
            const std::size_t j = i + 1 == p.count ? 0 : i + 1;
            const plane_corner q = corners_[begin + i], &next = corners_[begin + j];
            const double v = above_knot_[i], w = above_knot_[j];
            const auto with = [](plane_corner corner, std::uint32_t edge) {
                corner.label = edge;
                return corner;
            };
            if (v > 0) {
                above_corners_.push_back(q);
            } else if (v < 0) {
                corners_.push_back(q);
            } else {
                above_corners_.push_back(with(q, w < 0 ? label : q.label));
                corners_.push_back(with(q, w < 0 ? q.label : label + 1));
            }
            if ((v > 0 && w < 0) || (v < 0 && w > 0)) {
                const plane_corner met = meet(q, next, v / (v - w));
                above_corners_.push_back(with(met, v > 0 ? label : q.label));
                corners_.push_back(with(met, v > 0 ? q.label : label + 1));
            }
        }
        const polygon below{first, corners_.size() - first};
        corners_.insert(corners_.end(), above_corners_.begin(), above_corners_.end());
        return {below, {first + below.count, above_corners_.size()}};
    }

    /// The corner where line_ meets the edge from q to next, at `share` of it.
    plane_corner meet(const plane_corner& q, const plane_corner& next, double share) const {
        static constexpr std::array<double, 2> sides[] = {{0, 1}, {1, 0}, {0, 1}, {1, 0}};
        const bool on_side = q.label < 4;
        const plane_cut* const edge = on_side ? nullptr : &cuts_[(q.label - 4) / 2];
        const auto [ea, eb] = on_side ? sides[q.label] : edge->slope;
        const double edge_size = on_side ? reach_[1 - q.label % 2] : edge->size;
        const auto [a, b] = line_.slope;
        const double scale = 1 / std::abs(ea * b - eb * a);
        const double x_size = (std::abs(eb) * line_.size + std::abs(b) * edge_size) * scale;
        const double y_size = (std::abs(ea) * line_.size + std::abs(a) * edge_size) * scale;
        return {q.x + share * (next.x - q.x), q.y + share * (next.y - q.y), std::min(x_size, 1e9 * reach_[0]),
                std::min(y_size, 1e9 * reach_[1]), 0};
    }

    std::size_t bit(std::size_t l, std::size_t unit, std::size_t knot) const {
        return bits_.first[l] + unit * layers_[l].knots.size() + knot;
    }
    void set_bit(std::size_t b, bool on) {
        const std::uint64_t mask = std::uint64_t{1} << (b % 64);
        above_[b / 64] = on ? above_[b / 64] | mask : above_[b / 64] & ~mask;
    }

    const std::vector<piecewise_layer>& layers_;
    tolerances tolerance_;
    instruction_set set_;
    knot_bits bits_;
    std::array<double, 2> reach_;
    Visit visit_;
    std::vector<level> levels_;
    std::vector<std::uint64_t> above_;
    std::vector<double> output_;
    affine_columns start_;
    std::vector<plane_corner> corners_, above_corners_;
    std::vector<plane_cut> cuts_;
    std::vector<std::uint32_t> on_knot_;
    std::vector<double> x_, y_, above_knot_;
    plane_cut line_{};
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_PLANE_WALK_HPP
