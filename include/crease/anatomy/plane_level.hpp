// SPDX-License-Identifier: BSD-3-Clause
// layer 13 · Plane level: where an output takes a value, such as a decision boundary, as polylines.
#ifndef CREASE_ANATOMY_PLANE_LEVEL_HPP
#define CREASE_ANATOMY_PLANE_LEVEL_HPP

#include <crease/anatomy/plane.hpp>
#include <crease/detail/number_text.hpp>
#include <crease/error.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

namespace crease {

/// Points joined by straight lines, and the last with the first if closed.
struct polyline {
    std::vector<std::array<double, 2>> points;
    bool closed;
};

namespace detail {
inline namespace CREASE_TAG {

/// Where the boundary of {output > value} runs through a region: in at a point of edge `in`, out at one of
/// edge `out`.
struct level_crossing {
    std::size_t in, out;
    std::array<double, 2> from, to;
};

/// How far above or below the value an output is in a region: slope . x + intercept.
struct level_height {
    double a, b, c;

    template <class Real>
    level_height(const plane_polygons<Real>& polygons, std::size_t region, std::size_t output, double value)
        : a{polygons.slopes(region)[2 * output]}, b{polygons.slopes(region)[2 * output + 1]},
          c{polygons.intercepts(region)[output] - value} {}
    double at(double x, double y) const noexcept { return a * x + b * y + c; }
    /// Of its terms, for |x| and |y| within reach.
    double size(const std::array<double, 2>& reach) const noexcept {
        return std::abs(a) * reach[0] + std::abs(b) * reach[1] + std::abs(c);
    }
};

/// What is within `near` of the value is on it: one number for all regions, so that neighbours agree on what
/// they share.
template <class Real>
std::optional<level_crossing> find_crossing(const plane_polygons<Real>& polygons, std::size_t region,
                                            std::size_t output, double value, double near) {
    const auto corners = polygons.vertices(region);
    const level_height level(polygons, region, output, value);
    std::vector<double> height;
    for (const auto& [x, y] : corners) {
        const double h = level.at(x, y);
        height.push_back(std::abs(h) <= near ? 0 : h);
    }
    level_crossing crossing{};
    bool found = false;
    for (std::size_t i = 0; i != corners.size(); ++i) {
        const std::size_t j = i + 1 == corners.size() ? 0 : i + 1;
        if ((height[i] > 0) == (height[j] > 0))
            continue;
        const double share = height[i] / (height[i] - height[j]);
        const std::array<double, 2> at{corners[i][0] + share * (corners[j][0] - corners[i][0]),
                                       corners[i][1] + share * (corners[j][1] - corners[i][1])};
        found = true;
        if (height[i] > 0) {
            crossing.in = i;
            crossing.from = at;
        } else {
            crossing.out = i;
            crossing.to = at;
        }
    }
    return found ? std::optional(crossing) : std::nullopt;
}

/// Throws value_error if there is no such output.
inline void check_output(const char* where, std::size_t outputs, std::size_t output) {
    if (output >= outputs)
        throw value_error(message({where, ": expected the index of an output, below ", count_text(outputs),
                                   ", got ", count_text(output)}));
}

} // namespace CREASE_TAG
} // namespace detail

/// The boundary of the set where an output is greater than `value`, which lies at its left: open polylines
/// from side to side of the rectangle, and closed ones. Where the output only touches the value from above,
/// along a crease, both sides are such a boundary. Throws value_error if there is no such output, or if the
/// value is not finite.
template <class Real>
CREASE_UNIT std::vector<polyline> level_set(const plane_polygons<Real>& polygons, std::size_t output = 0,
                                            double value = 0, const tolerances& tolerance = {}) {
    detail::check_output("level_set", polygons.outputs(), output);
    if (!std::isfinite(value))
        throw value_error(
            detail::message({"level_set: expected a finite value, got ", detail::number_text(value)}));
    const auto lower = polygons.lower(), upper = polygons.upper();
    const std::array<double, 2> reach{std::max(std::abs(lower[0]), std::abs(upper[0])),
                                      std::max(std::abs(lower[1]), std::abs(upper[1]))};
    double largest = 0;
    for (std::size_t r = 0; r != polygons.size(); ++r)
        largest = std::max(largest, detail::level_height(polygons, r, output, value).size(reach));
    std::vector<std::optional<detail::level_crossing>> crossings;
    for (std::size_t r = 0; r != polygons.size(); ++r)
        crossings.push_back(detail::find_crossing(polygons, r, output, value, tolerance.place * largest));
    const auto next = [&](std::size_t r) -> std::optional<std::size_t> {
        const auto neighbour = polygons.edge(r, crossings[r]->out).neighbour;
        return neighbour && crossings[*neighbour] ? neighbour : std::nullopt;
    };
    std::vector<bool> has_previous(polygons.size()), seen(polygons.size());
    for (std::size_t r = 0; r != polygons.size(); ++r)
        if (crossings[r])
            if (const auto n = next(r))
                has_previous[*n] = true;
    std::vector<polyline> lines;
    const auto follow = [&](std::size_t first) {
        polyline& line = lines.emplace_back();
        line.points.push_back(crossings[first]->from);
        std::optional<std::size_t> r = first;
        for (; r && !seen[*r]; r = next(*r)) {
            seen[*r] = true;
            if (crossings[*r]->to != line.points.back()) // else through a corner only
                line.points.push_back(crossings[*r]->to);
        }
        line.closed = r.has_value();
        if (line.closed)
            line.points.pop_back(); // the first once more
        if (line.points.size() < 2)
            lines.pop_back();
    };
    for (const bool open : {true, false})
        for (std::size_t r = 0; r != polygons.size(); ++r)
            if (crossings[r] && !seen[r] && has_previous[r] != open)
                follow(r);
    return lines;
}

} // namespace crease
#endif // CREASE_ANATOMY_PLANE_LEVEL_HPP
