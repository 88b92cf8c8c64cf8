// SPDX-License-Identifier: BSD-3-Clause
// layer 4 · Polygon stack: convex polygons, cut by lines into two.
//
// A corner is known as well as the two lines that meet there allow: nearly parallel ones leave it uncertain
// along them. Whether a third line passes through it is decided within that, which for coefficients that are
// exact numbers, such as small integers, is no guess.
#ifndef CREASE_ANATOMY_POLYGON_STACK_HPP
#define CREASE_ANATOMY_POLYGON_STACK_HPP

#include <crease/detail/instruction_set.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// What lies along an edge: a side of the rectangle (0 bottom, 1 right, 2 top, 3 left), or one of the two
/// sides of a cut: the part above it, or the part below.
constexpr std::uint32_t edge_label(std::size_t cut, bool below) noexcept {
    return static_cast<std::uint32_t>(4 + 2 * cut + below);
}

/// A corner of a polygon, and the label of the edge that leaves it counter-clockwise.
struct plane_corner {
    double x, y;
    float x_size, y_size; // of the terms that x and y are quotients of, in units of the rectangle's reach
    std::uint32_t label;
};

/// slope[0] * x + slope[1] * y + intercept, 0 on a line. size: of the terms that it is a sum of.
struct plane_line {
    std::array<double, 2> slope;
    double intercept, size;
};

/// A line that has cut a polygon; `bit` is whose.
struct plane_cut {
    plane_line line;
    std::uint32_t bit;
};

class polygon_stack {
public:
    struct polygon { // corners first ... first + count - 1
        std::size_t first, count;
    };
    enum class side { below, on, above, both };

    /// With the rectangle from low to high as its first polygon.
    polygon_stack(std::array<double, 2> low, std::array<double, 2> high, const tolerances& tolerance)
        : tolerance_{tolerance}, reach_{std::max(std::abs(low[0]), std::abs(high[0])),
                                        std::max(std::abs(low[1]), std::abs(high[1]))},
          corners_{{low[0], low[1], 1, 1, 0},
                   {high[0], low[1], 1, 1, 1},
                   {high[0], high[1], 1, 1, 2},
                   {low[0], high[1], 1, 1, 3}} {}

    /// The largest |x| and |y|.
    const std::array<double, 2>& reach() const noexcept { return reach_; }
    const plane_corner* corners(polygon p) const noexcept { return corners_.data() + p.first; }
    const std::vector<plane_cut>& cuts() const noexcept { return cuts_; }

    /// Where the polygon lies, of a line: on it if it is nowhere off by more than the tolerance.
    side find_side(polygon p, const plane_line& line) {
        if (heights_.size() < p.count)
            heights_.resize(2 * p.count);
        const auto [a, b] = line.slope;
        const double least = tolerance_.value * line.size;
        const double x_least = tolerance_.place * reach_[0] * std::abs(a),
                     y_least = tolerance_.place * reach_[1] * std::abs(b);
        const plane_corner* const corner = corners(p);
        bool some_above = false, some_below = false, some_on = false;
        for (std::size_t i = 0; i != p.count; ++i) {
            const plane_corner& q = corner[i];
            const double height = a * q.x + b * q.y + line.intercept;
            const double on_line = least + x_least * double{q.x_size} + y_least * double{q.y_size};
            const bool above = height > on_line, below = height < -on_line;
            some_above |= above;
            some_below |= below;
            some_on |= !(above || below);
            heights_[i] = above || below ? height : 0;
        }
        if (some_above && some_below)
            return some_on ? settle(p.count) : side::both;
        return some_above ? side::above : some_below ? side::below : side::on;
    }

    /// Both parts of the polygon that find_side has just found on both sides of the line, put behind it, the
    /// one above last: what was there is lost. The cut has the number `number`, which none has that an edge
    /// of the polygon lies on.
    std::pair<polygon, polygon> cut(polygon p, const plane_line& line, std::uint32_t bit,
                                    std::size_t number) {
        if (cuts_.size() <= number)
            cuts_.resize(2 * number + 2);
        cuts_[number] = {line, bit};
        const std::uint32_t label = edge_label(number, false);
        const std::size_t most = p.count + 2;
        if (const std::size_t needed = p.first + p.count + 2 * most; corners_.size() < needed)
            corners_.resize(2 * needed);
        const plane_corner* const from = corners(p);
        plane_corner* const below_first = corners_.data() + p.first + p.count;
        plane_corner* const above_first = below_first + most;
        plane_corner *below = below_first, *above = above_first;
        const auto labelled = [](plane_corner corner, std::uint32_t edge) {
            corner.label = edge;
            return corner;
        };
        for (std::size_t i = 0; i != p.count; ++i) {
            const std::size_t j = i + 1 == p.count ? 0 : i + 1;
            const plane_corner& q = from[i];
            const double height = heights_[i], next = heights_[j];
            if (height > 0) {
                *above++ = q;
            } else if (height < 0) {
                *below++ = q;
            } else {
                *above++ = labelled(q, next < 0 ? label : q.label);
                *below++ = labelled(q, next < 0 ? q.label : edge_label(number, true));
            }
            if ((height > 0 && next < 0) || (height < 0 && next > 0)) {
                const plane_corner met = meet(q, from[j], height / (height - next), line);
                *above++ = labelled(met, height > 0 ? label : q.label);
                *below++ = labelled(met, height > 0 ? q.label : edge_label(number, true));
            }
        }
        const auto below_count = static_cast<std::size_t>(below - below_first),
                   above_count = static_cast<std::size_t>(above - above_first);
        const std::size_t top = p.first + p.count + below_count;
        std::copy(above_first, above, below);
        return {{p.first + p.count, below_count}, {top, above_count}};
    }

private:
    /// Leaves a corner on the line only where the polygon changes sides, and there one: a corner within the
    /// tolerance may stand between others of one side, or next to another such corner.
    side settle(std::size_t n) {
        std::size_t begin = 0, changes = 0;
        while (heights_[begin] == 0) ++begin;
        double before = heights_[begin];
        for (std::size_t i = 1; i <= n; ++i) {
            const std::size_t zeros = i;
            while (heights_[(begin + i) % n] == 0) ++i;
            const double after = heights_[(begin + i) % n];
            const bool change = (before > 0) != (after > 0);
            changes += change;
            // The first zero of a change stays; those after it belong to what follows, as do all others.
            for (std::size_t k = zeros + change; k < i; ++k) heights_[(begin + k) % n] = after;
            before = after;
        }
        // A convex polygon changes twice; what does not is all but on the line.
        return changes == 2 ? side::both : side::on;
    }

    /// The corner where the line meets the edge from q to next, at `share` of it.
    plane_corner meet(const plane_corner& q, const plane_corner& next, double share,
                      const plane_line& line) const {
        const plane_line box_edge{{q.label % 2 == 0 ? 0.0 : 1.0, q.label % 2 == 0 ? 1.0 : 0.0},
                                  0,
                                  reach_[q.label % 2 == 0 ? 1 : 0]};
        const plane_line& edge = q.label < 4 ? box_edge : cuts_[(q.label - 4) / 2].line;
        const auto [a, b] = line.slope;
        const auto [c, d] = edge.slope;
        const double scale = 1 / std::abs(c * b - d * a);
        const double x_size = (std::abs(d) * line.size + std::abs(b) * edge.size) * scale / reach_[0];
        const double y_size = (std::abs(c) * line.size + std::abs(a) * edge.size) * scale / reach_[1];
        return {q.x + share * (next.x - q.x), q.y + share * (next.y - q.y),
                static_cast<float>(std::min(x_size, 1e9)), static_cast<float>(std::min(y_size, 1e9)), 0};
    }

    tolerances tolerance_;
    std::array<double, 2> reach_;
    std::vector<plane_corner> corners_;
    std::vector<plane_cut> cuts_; // by number
    std::vector<double> heights_; // of the corners of the polygon that was looked at last
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_POLYGON_STACK_HPP
