// SPDX-License-Identifier: BSD-3-Clause
// layer 9 · The walk over a plane: cuts a rectangle wherever a unit passes a knot, down to the polygons on
// which no unit changes state.
//
// Depth-first: on a polygon where every unit of the layers before is affine, so is z of the next layer; its
// smallest and largest value, which corners take, say which units pass a knot. Each cuts the polygon in two,
// and what is left goes one layer deeper. z is continuous, so a crease goes on across the creases that it
// meets: polygons have whole edges in common.
#ifndef CREASE_ANATOMY_PLANE_WALK_HPP
#define CREASE_ANATOMY_PLANE_WALK_HPP

#include <crease/anatomy/affine_product.hpp>
#include <crease/anatomy/affine_start.hpp>
#include <crease/anatomy/knot_bits.hpp>
#include <crease/anatomy/piecewise_layers.hpp>
#include <crease/anatomy/polygon_stack.hpp>
#include <crease/anatomy/value_range.hpp>
#include <crease/error.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <utility>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// Walks the polygons of a network on the rectangle [low, high], whose coordinates are those of `start`, and
/// calls visit(corners, output, bits, on_knot) on each: corners counter-clockwise, `output` (4, out) the
/// slopes, the intercept and the size of the terms of each output, `bits` as knot_bits has them, and on_knot
/// the bits of the knots that z is on throughout.
template <class Visit> class plane_walk {
public:
    plane_walk(const std::vector<piecewise_layer>& layers, affine_columns start, std::array<double, 2> low,
               std::array<double, 2> high, const tolerances& tolerance, Visit visit)
        : layers_{layers}, tolerance_{tolerance}, set_{best_instruction_set()}, bits_{layers},
          polygons_{low, high, tolerance}, reach_{polygons_.reach()}, visit_{std::move(visit)},
          levels_(layers.size()), above_(bits_.words, 0),
          output_(4 * layers.back().out), start_{std::move(start)} {
        for (std::size_t l = 0; l != layers.size(); ++l) {
            level& at = levels_[l];
            const std::size_t units = layers[l].out;
            at.columns = l + 1 == layers.size() ? units : layers[l + 1].out;
            at.nothing.assign(4 * at.columns, 0);
            if (l + 1 != layers.size())
                for (std::size_t j = 0; j != at.columns; ++j) {
                    at.nothing[2 * at.columns + j] = layers[l + 1].bias[j];
                    at.nothing[3 * at.columns + j] = std::abs(layers[l + 1].bias[j]);
                }
            at.above.resize(units * layers[l].knots.size());
            at.below.resize(at.above.size());
            at.largest.resize(units);
            for (std::size_t s = 0; s != layers[l].slopes.size(); ++s)
                at.gives.push_back(layers[l].slopes[s] != 0 || layers[l].intercepts[s] != 0);
            at.units.resize(units + 1);
            at.states.resize(units + 1);
            at.coefficients.resize(4 * units);
            at.crossings.resize(units * layers[l].knots.size() + 1);
            at.crossing_units.resize(at.crossings.size());
            at.crossing_sizes.resize(at.crossings.size());
            at.sums.emplace_back(4 * at.columns);
        }
        enter(0, {0, 4}, start_.coefficients.data(), start_.sizes.data());
    }

    /// All cuts, for the labels of edges.
    const std::deque<plane_cut>& cuts() const noexcept { return polygons_.cuts(); }

private:
    using polygon = polygon_stack::polygon;
    using side = polygon_stack::side;
    struct level {
        std::size_t columns;         // of the next layer, or of the output
        std::vector<double> nothing; // (4, columns): what a sum starts with: 0, 0, bias and its size
        std::vector<double> above, below, largest; // of find_sides
        std::vector<unsigned char> gives;          // (states): whether a unit in that state gives anything
        std::vector<std::uint32_t> units, states;  // the first `given`: who gives something to the next layer
        std::vector<double> coefficients;          // (units, 4): the slopes, intercept and size of that
        std::size_t given = 0, crossed = 0;
        std::vector<std::uint32_t> crossings; // the first `crossed`: knots, by unit * knots + knot, that z
        std::vector<std::uint32_t> crossing_units; // may pass; whose, and
        std::vector<double> crossing_sizes;        // the size of what that adds
        std::vector<std::vector<double>> sums; // (3, columns) of each polygon that waits; the first, which is
                                               // the whole one's, has a row more: sizes()

        /// (columns): of the terms of z of the next layer.
        double* sizes() noexcept { return sums[0].data() + 3 * columns; }
    };

    /// A polygon on which z of layer l is (3, units).
    void enter(std::size_t l, polygon p, double* z, const double* sizes) {
        x_.resize(p.count);
        y_.resize(p.count);
        float x_size = 0, y_size = 0;
        const plane_corner* const corners = polygons_.corners(p);
        for (std::size_t i = 0; i != p.count; ++i) {
            x_[i] = corners[i].x;
            y_[i] = corners[i].y;
            x_size = std::max(x_size, corners[i].x_size);
            y_size = std::max(y_size, corners[i].y_size);
        }
        level& at = levels_[l];
        const piecewise_layer& layer = layers_[l];
        double overflow[line_width<double>];
        find_sides<2>(set_, {.z = z,
                             .sizes = sizes,
                             .units = layer.out,
                             .knots = layer.knots.data(),
                             .knot_count = layer.knots.size(),
                             .x = {x_.data(), y_.data()},
                             .corners = p.count,
                             .reach = reach_,
                             .value = tolerance_.value,
                             .place = {tolerance_.place * double{x_size}, tolerance_.place * double{y_size}},
                             .above = at.above.data(),
                             .below = at.below.data(),
                             .largest = at.largest.data(),
                             .overflow = overflow});
        for (const double lane : overflow)
            if (lane != 0)
                throw_overflow(l, at.largest.data());
        sort_units(l, z);
        sum_units(l);
        split(l, p, z, sizes, 0, 0);
    }

    /// Lists what layer l gives to the next for certain, and the crossings; without branches, which nothing
    /// could predict.
    void sort_units(std::size_t l, const double* z) {
        const piecewise_layer& layer = layers_[l];
        level& at = levels_[l];
        const std::size_t units = layer.out, knots = layer.knots.size();
        std::uint32_t *given = at.units.data(), *state_of = at.states.data();
        std::uint32_t *crossing = at.crossings.data(), *crossing_unit = at.crossing_units.data();
        std::uint64_t word = 0, *words = above_.data() + bits_.first[l] / 64;
        std::uint32_t bit = 0;
        const unsigned char* const gives = at.gives.data();
        const double *const above_all = at.above.data(), *const below_all = at.below.data();
        for (std::uint32_t u = 0; u != units; ++u) {
            std::uint32_t state = 0;
            for (std::size_t i = u; i < knots * units; i += units) {
                const bool above = above_all[i] > 0, below = below_all[i] > 0;
                word |= std::uint64_t{above} << (bit % 64);
                state += above;
                *crossing = bit;
                *crossing_unit = u;
                crossing += !(above | below);
                crossing_unit += !(above | below);
                if (++bit % 64 == 0) {
                    *words++ = word;
                    word = 0;
                }
            }
            *given = u;
            *state_of = state;
            given += gives[state];
            state_of += gives[state];
        }
        if (bit % 64 != 0)
            *words = word;
        at.given = static_cast<std::size_t>(given - at.units.data());
        at.crossed = static_cast<std::size_t>(crossing - at.crossings.data());

        double* to = at.coefficients.data();
        for (std::size_t i = 0; i != at.given; ++i, to += 4) {
            const std::size_t u = at.units[i];
            const double slope = layer.slopes[at.states[i]], intercept = layer.intercepts[at.states[i]];
            to[0] = slope * z[u];
            to[1] = slope * z[units + u];
            to[2] = slope * z[2 * units + u] + intercept;
            to[3] = std::abs(slope) * at.largest[u] + std::abs(intercept);
        }
        for (std::size_t i = 0; i != at.crossed; ++i) {
            const std::size_t u = at.crossing_units[i], k = at.crossings[i] - u * knots;
            at.crossing_sizes[i] = std::abs(layer.slopes[k + 1] - layer.slopes[k]) * at.largest[u] +
                                   std::abs(layer.intercepts[k + 1] - layer.intercepts[k]);
        }
    }

    [[noreturn]] static void throw_overflow(std::size_t l, const double* sizes) {
        std::size_t u = 0;
        while (std::isfinite(sizes[u])) ++u;
        throw value_error(message({"anatomy: expected z that does not overflow, got infinity at layer ",
                                   count_text(l), ", unit ", count_text(u)}));
    }

    /// z of the next layer from the units and knots that are certain, and its sizes from all.
    void sum_units(std::size_t l) {
        level& at = levels_[l];
        double* const sum = at.sums[0].data();
        if (l + 1 == layers_.size()) {
            std::fill(at.sums[0].begin(), at.sums[0].end(), 0.0);
            for (std::size_t k = 0; k != at.given; ++k) {
                for (std::size_t r = 0; r != 3; ++r)
                    sum[r * at.columns + at.units[k]] = at.coefficients[4 * k + r];
                at.sizes()[at.units[k]] = at.coefficients[4 * k + 3];
            }
            for (std::size_t k = 0; k != at.crossed; ++k)
                at.sizes()[at.crossing_units[k]] += at.crossing_sizes[k];
            return;
        }
        affine_product product{.kernel = layers_[l + 1].weights(),
                               .out = at.columns,
                               .rows = 4,
                               .units = at.units.data(),
                               .coefficients = at.coefficients.data(),
                               .coefficient_stride = 4,
                               .terms = at.given,
                               .start = at.nothing.data(),
                               .start_stride = at.columns,
                               .result = sum,
                               .result_stride = at.columns};
        multiply_with_sizes(set_, product);
        product.rows = 1;
        product.result += 3 * at.columns;
        product.units = at.crossing_units.data();
        product.coefficients = at.crossing_sizes.data();
        product.coefficient_stride = 1;
        product.terms = at.crossed;
        product.start = product.result;
        if (at.crossed != 0)
            multiply_sizes(set_, product);
    }

    /// A polygon that has been cut at the crossings before `next`, with its sum: cuts it at the others.
    void split(std::size_t l, polygon p, const double* z, const double* sizes, std::size_t next,
               std::size_t depth) {
        const piecewise_layer& layer = layers_[l];
        level& at = levels_[l];
        const std::size_t corners = polygons_.size(), flags = on_knot_.size();
        for (; next != at.crossed; ++next) {
            const std::size_t unit = at.crossing_units[next], bit = bits_.first[l] + at.crossings[next];
            const double knot = layer.knots[at.crossings[next] - unit * layer.knots.size()];
            const plane_line line{
                {z[unit], z[layer.out + unit]}, z[2 * layer.out + unit] - knot, sizes[unit] + std::abs(knot)};
            const side where = polygons_.find_side(p, line);
            set_bit(bit, where == side::above);
            if (where == side::on)
                on_knot_.push_back(static_cast<std::uint32_t>(bit));
            if (where == side::above)
                pass(l, z, next, at.sums[depth].data(), at.sums[depth].data());
            if (where != side::both)
                continue;
            const auto [below, above] = polygons_.cut(p, line, static_cast<std::uint32_t>(bit));
            if (at.sums.size() == depth + 1)
                at.sums.emplace_back(3 * at.columns);
            pass(l, z, next, at.sums[depth].data(), at.sums[depth + 1].data());
            set_bit(bit, true);
            split(l, above, z, sizes, next + 1, depth + 1);
            set_bit(bit, false);
            p = below;
        }
        // A last layer without knots cuts nothing.
        const std::size_t last = layers_.size() - 1;
        if (l != last && (l + 1 != last || !layers_.back().knots.empty()))
            enter(l + 1, p, at.sums[depth].data(), at.sizes());
        else
            leave(p, at.sums[depth].data(), at.sizes(), l == last);
        polygons_.shrink(corners);
        on_knot_.resize(flags);
    }

    /// to = from + what a unit gives more once it has passed the knot of a crossing.
    void pass(std::size_t l, const double* z, std::size_t crossing, const double* from, double* to) {
        const piecewise_layer& layer = layers_[l];
        const level& at = levels_[l];
        const std::uint32_t unit = at.crossing_units[crossing];
        const std::size_t knot = at.crossings[crossing] - unit * layer.knots.size();
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
        multiply(set_, {.kernel = layers_[l + 1].weights(),
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

    /// A finished polygon: sum is the outputs' z, or what the last layer made of it.
    void leave(polygon p, const double* sum, const double* sizes, bool activated) {
        const piecewise_layer& last = layers_.back();
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
                throw_overflow(layers_.size() - 1, sizes);
        }
        visit_(std::span(polygons_.corners(p), p.count), output_.data(), above_.data(),
               std::span<const std::uint32_t>(on_knot_));
    }

    void set_bit(std::size_t bit, bool on) {
        const std::uint64_t mask = std::uint64_t{1} << (bit % 64);
        above_[bit / 64] = on ? above_[bit / 64] | mask : above_[bit / 64] & ~mask;
    }

    const std::vector<piecewise_layer>& layers_;
    tolerances tolerance_;
    instruction_set set_;
    knot_bits bits_;
    polygon_stack polygons_;
    std::array<double, 2> reach_;
    Visit visit_;
    std::vector<level> levels_;
    std::vector<std::uint64_t> above_;
    std::vector<double> output_; // (4, out) of the polygon that is visited
    affine_columns start_;
    std::vector<std::uint32_t> on_knot_; // of the polygon that is cut
    std::vector<double> x_, y_;          // of the polygon that is entered
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_PLANE_WALK_HPP
