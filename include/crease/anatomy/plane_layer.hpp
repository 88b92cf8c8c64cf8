// SPDX-License-Identifier: BSD-3-Clause
// layer 9 · Plane layer: what one layer of a network does on a polygon on which the layers before it are
// affine. It finds on which side of their knots its units are, lists the lines on which the others pass
// theirs, and sums up z of the next layer.
#ifndef CREASE_ANATOMY_PLANE_LAYER_HPP
#define CREASE_ANATOMY_PLANE_LAYER_HPP

#include <crease/anatomy/knot_bits.hpp>
#include <crease/anatomy/piecewise_layers.hpp>
#include <crease/anatomy/plane_lines.hpp>
#include <crease/anatomy/plane_sums.hpp>
#include <crease/anatomy/value_range.hpp>
#include <crease/error.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// One layer of a walk over a plane, at work on one polygon at a time.
class plane_layer {
public:
    /// next: the layer that comes after it; null if it is the last.
    plane_layer(const piecewise_layer& layer, const piecewise_layer* next, const std::array<double, 2>& reach,
                const tolerances& tolerance)
        : layer_{layer}, set_{best_instruction_set()},
          tolerance_{tolerance}, reach_{reach}, words_{(layer.out + 63) / 64},
          sums_(layer.out, next, layer.out * layer.knots.size()) {
        const std::size_t crossings = layer.out * layer.knots.size();
        for (std::size_t s = 0; s != layer.slopes.size(); ++s)
            gives_.push_back(layer.slopes[s] != 0 || layer.intercepts[s] != 0);
        above_bytes_.resize(64 * words_ * layer.knots.size());
        both_bytes_.resize(above_bytes_.size());
        any_size_.resize(crossings);
        given_.resize(layer.out);
        coefficients_.resize(4 * layer.out);
        crossings_.resize(crossings);
        lines_.resize(1);
    }

    const piecewise_layer& layer() const noexcept { return layer_; }
    /// (columns): of the terms of z of the next layer, on the polygon that was entered.
    const double* sizes() const noexcept { return sums_.sizes(); }
    /// (4, columns): z of the next layer on a part of it; the last row is the next layer's own.
    double* sum(std::size_t depth) noexcept { return sums_.at(depth); }

    /// Enters a polygon, with z (4, units), of which the last row is for this layer's use, and the sizes of
    /// its terms. Sets `above`, the layer's bits, for the knots that z passes nowhere; returns the lines of
    /// the others, and has sum(0) without these. Throws value_error if z overflows: `l` is the layer's
    /// number.
    plane_lines enter(std::size_t l, const plane_corners& corners, double* z, const double* sizes,
                      std::uint64_t* above) {
        z_ = z;
        above_ = above;
        largest_ = z + 3 * layer_.out;
        double overflow[line_width<double>];
        value_range<2> task = sides_on(corners, overflow);
        task.z = z;
        task.z_stride = task.units = layer_.out;
        task.sizes = sizes;
        task.knots = layer_.knots.data();
        task.knot_count = layer_.knots.size();
        task.side_stride = 64 * words_;
        task.largest = largest_;
        find_sides(set_, task);
        for (const double lane : overflow)
            if (lane != 0)
                throw_overflow(l, largest_);
        list_units();
        sum_units();
        plane_lines lines = lines_[0].clear(crossed_);
        for (std::size_t i = 0; i != crossed_; ++i) {
            const auto [u, k] = crossings_[i];
            const double knot = layer_.knots[k];
            lines_[0].add(
                lines, {{z[u], z[layer_.out + u]}, z[2 * layer_.out + u] - knot, sizes[u] + std::abs(knot)},
                crossings_[i]);
        }
        return lines;
    }

    /// Those of `lines` that may cut the corners' polygon, kept for the part at `depth`. The others' bits are
    /// set, and what the units above give more is listed. `lines` may be those of the same depth.
    plane_lines narrow(const plane_corners& corners, const plane_lines& lines, std::size_t depth) {
        double overflow[line_width<double>];
        const double knot = 0;
        value_range<2> task = sides_on(corners, overflow);
        task.z = lines.z;
        task.z_stride = lines.stride;
        task.sizes = lines.sizes;
        task.units = lines.count;
        task.knots = &knot;
        task.knot_count = 1;
        task.side_stride = above_bytes_.size();
        task.largest = any_size_.data();
        find_sides(set_, task);
        if (lines_.size() == depth)
            lines_.emplace_back();
        plane_lines kept = lines_[depth].clear(lines.count);
        for (std::size_t i = 0; i != lines.count; ++i) {
            if (both_bytes_[i])
                lines_[depth].add(kept, lines[i], lines.whose[i]);
            else
                settle(lines.whose[i], above_bytes_[i] != 0);
        }
        return kept;
    }

    /// The unit is above the knot, or not, in all of the part: sets the bit, and lists what it gives more.
    void settle(unit_knot at, bool above) {
        std::uint64_t& word = above_[at.knot * words_ + at.unit / 64];
        const std::uint64_t mask = std::uint64_t{1} << (at.unit % 64);
        word = above ? word | mask : word & ~mask;
        if (!above)
            return;
        const auto [u, k] = at;
        const double slope = layer_.slopes[k + 1] - layer_.slopes[k];
        sums_.list(u, slope * z_[u], slope * z_[layer_.out + u],
                   slope * z_[2 * layer_.out + u] + (layer_.intercepts[k + 1] - layer_.intercepts[k]));
    }

    /// sum(to) = sum(from) + all that was settled since.
    void add_settled(std::size_t from, std::size_t to) { sums_.add_listed(from, to); }

    [[noreturn]] static void throw_overflow(std::size_t l, const double* sizes) {
        std::size_t u = 0;
        while (std::isfinite(sizes[u])) ++u;
        throw value_error(message({"anatomy: expected z that does not overflow, got infinity at layer ",
                                   count_text(l), ", unit ", count_text(u)}));
    }

private:
    /// What find_sides is told of a polygon; not yet of whose sides.
    value_range<2> sides_on(const plane_corners& corners, double* overflow) noexcept {
        value_range<2> task{};
        task.x = {corners.x.data(), corners.y.data()};
        task.corners = corners.x.size();
        task.reach = reach_;
        task.value = tolerance_.value;
        task.place = corners.place;
        task.above = above_bytes_.data();
        task.both = both_bytes_.data();
        task.overflow = overflow;
        return task;
    }

    /// Of the first `count` bytes.
    static std::uint64_t word_of(const std::uint8_t* bytes, std::size_t count) noexcept {
        std::uint64_t word = 0;
        for (std::size_t i = 0; i < std::min<std::size_t>(count, 64); i += 8) word |= bits_of(bytes + i) << i;
        return count < 64 ? word & ((std::uint64_t{1} << count) - 1) : word;
    }

    /// Lists what gives something to the next layer for certain, and the crossings.
    void list_units() {
        const std::size_t knots = layer_.knots.size(), words = words_;
        std::uint64_t* const above = above_;
        unit_knot* crossing = crossings_.data();
        std::uint32_t* given = given_.data();
        double* to = coefficients_.data();
        for (std::size_t w = 0; w != words; ++w) {
            const std::size_t first = 64 * w, units = layer_.out - first;
            const std::uint64_t all = units < 64 ? (std::uint64_t{1} << units) - 1 : ~std::uint64_t{0};
            std::uint64_t candidates = gives_[0] ? all : 0;
            for (std::size_t k = 0; k != knots; ++k) {
                const std::size_t bytes = 64 * (k * words + w);
                const std::uint64_t is_above = word_of(above_bytes_.data() + bytes, units);
                above[k * words + w] = is_above;
                candidates |= is_above;
                for (std::uint64_t both = word_of(both_bytes_.data() + bytes, units); both != 0;
                     both &= both - 1)
                    *crossing++ = {static_cast<std::uint32_t>(first) + lowest(both),
                                   static_cast<std::uint32_t>(k)};
            }
            for (; candidates != 0; candidates &= candidates - 1) {
                const std::uint32_t bit = lowest(candidates);
                std::size_t state = 0;
                for (std::size_t k = 0; k != knots; ++k) state += above[k * words + w] >> bit & 1;
                if (!gives_[state])
                    continue;
                const std::size_t u = first + bit;
                const double slope = layer_.slopes[state], intercept = layer_.intercepts[state];
                to[0] = slope * z_[u];
                to[1] = slope * z_[layer_.out + u];
                to[2] = slope * z_[2 * layer_.out + u] + intercept;
                to[3] = std::abs(slope) * largest_[u] + std::abs(intercept);
                to += 4;
                *given++ = static_cast<std::uint32_t>(u);
            }
        }
        crossed_ = static_cast<std::size_t>(crossing - crossings_.data());
        given_count_ = static_cast<std::size_t>(given - given_.data());
    }
    static std::uint32_t lowest(std::uint64_t bits) noexcept {
        return static_cast<std::uint32_t>(std::countr_zero(bits));
    }

    /// z of the next layer from the units and knots that are certain, and its sizes from all.
    void sum_units() {
        sums_.begin(given_.data(), coefficients_.data(), given_count_);
        for (std::size_t i = 0; i != crossed_; ++i) {
            const auto [u, k] = crossings_[i];
            sums_.list_size(u, std::abs(layer_.slopes[k + 1] - layer_.slopes[k]) * largest_[u] +
                                   std::abs(layer_.intercepts[k + 1] - layer_.intercepts[k]));
        }
        sums_.add_listed_sizes();
    }

    const piecewise_layer& layer_;
    instruction_set set_;
    tolerances tolerance_;
    std::array<double, 2> reach_;
    std::size_t words_;
    std::vector<unsigned char> gives_; // (states): whether a unit in that state gives anything
    std::vector<std::uint8_t> above_bytes_, both_bytes_; // of find_sides
    std::vector<double> any_size_;                       // which find_sides gives and nobody reads
    std::vector<std::uint32_t> given_; // the first given_count_: who gives something to the next layer
    std::vector<double> coefficients_; // (given, 4): the slopes, intercept and size of that
    std::vector<unit_knot> crossings_; // the first crossed_: who may pass a knot
    std::size_t given_count_ = 0, crossed_ = 0;
    plane_sums sums_;
    std::vector<plane_line_store> lines_;
    double* z_ = nullptr; // of the polygon that was entered
    double* largest_ = nullptr;
    std::uint64_t* above_ = nullptr;
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_PLANE_LAYER_HPP
