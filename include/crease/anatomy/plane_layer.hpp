// SPDX-License-Identifier: BSD-3-Clause
// layer 9 · Plane layer: what one layer of a network does on a polygon on which the layers before it are
// affine. It finds on which side of their knots its units are, lists the lines on which the others pass
// theirs, and sums up z of the next layer.
#ifndef CREASE_ANATOMY_PLANE_LAYER_HPP
#define CREASE_ANATOMY_PLANE_LAYER_HPP

#include <crease/anatomy/box.hpp>
#include <crease/anatomy/given_units.hpp>
#include <crease/anatomy/knot_bits.hpp>
#include <crease/anatomy/piecewise_layers.hpp>
#include <crease/anatomy/plane_lines.hpp>
#include <crease/anatomy/plane_sums.hpp>
#include <crease/anatomy/value_range.hpp>
#include <crease/detail/byte_bits.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <array>
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
          given_(layer.out, 2, layer.slopes, layer.intercepts),
          sums_(layer.out, next, layer.out * layer.knots.size()) {
        const std::size_t crossings = layer.out * layer.knots.size();
        above_bytes_.resize(64 * words_ * layer.knots.size());
        both_bytes_.resize(above_bytes_.size());
        any_size_.resize(crossings);
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
        task.sum = task.z = z;
        task.z_stride = task.units = layer_.out;
        task.sizes = sizes;
        task.knots = layer_.knots.data();
        task.knot_count = layer_.knots.size();
        task.side_stride = 64 * words_;
        task.largest = largest_;
        task.slopes = layer_.slopes.data();
        task.intercepts = layer_.intercepts.data();
        task.given = given_.coefficients();
        task.gives = given_.gives();
        find_sides(set_, task);
        for (const double lane : overflow)
            if (lane != 0) {
                std::size_t u = 0;
                while (std::isfinite(largest_[u])) ++u;
                throw_overflow({l, u});
            }
        list_crossings();
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
        task.sum = task.z = lines.z;
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

    /// Sets the bits above, and lists who may pass a knot.
    void list_crossings() {
        unit_knot* crossing = crossings_.data();
        for (std::size_t w = 0; w != words_; ++w) {
            const std::size_t first = 64 * w, units = std::min<std::size_t>(layer_.out - first, 64);
            for (std::size_t k = 0; k != layer_.knots.size(); ++k) {
                const std::size_t word = k * words_ + w;
                above_[word] = bits_of(above_bytes_.data() + 64 * word, units);
                for (std::uint64_t both = bits_of(both_bytes_.data() + 64 * word, units); both != 0;
                     both &= both - 1)
                    *crossing++ = {static_cast<std::uint32_t>(first) + lowest_bit(both),
                                   static_cast<std::uint32_t>(k)};
            }
        }
        crossed_ = static_cast<std::size_t>(crossing - crossings_.data());
    }

    /// z of the next layer from the units and knots that are certain, and its sizes from all.
    void sum_units() {
        for (std::size_t i = 0; i != crossed_; ++i) {
            const auto [u, k] = crossings_[i];
            given_.add_size(u, given_.size_of_change(k, largest_[u]));
        }
        sums_.begin(given_);
    }

    const piecewise_layer& layer_;
    instruction_set set_;
    tolerances tolerance_;
    std::array<double, 2> reach_;
    std::size_t words_;
    std::vector<std::uint8_t> above_bytes_, both_bytes_; // of find_sides
    std::vector<double> any_size_;                       // which find_sides gives and nobody reads
    std::vector<unit_knot> crossings_;                   // the first crossed_: who may pass a knot
    std::size_t crossed_ = 0;
    given_units given_;
    plane_sums sums_;
    std::vector<plane_line_store> lines_;
    double* z_ = nullptr; // of the polygon that was entered
    double* largest_ = nullptr;
    std::uint64_t* above_ = nullptr;
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_PLANE_LAYER_HPP
