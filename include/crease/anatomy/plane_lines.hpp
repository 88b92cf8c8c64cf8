// SPDX-License-Identifier: BSD-3-Clause
// layer 5 · Plane lines: the lines that may cut a polygon, and its corners, as find_sides reads them.
#ifndef CREASE_ANATOMY_PLANE_LINES_HPP
#define CREASE_ANATOMY_PLANE_LINES_HPP

#include <crease/anatomy/box.hpp>
#include <crease/anatomy/polygon_stack.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// A polygon's corners, coordinate by coordinate, and how uncertain they are at most.
struct plane_corners {
    std::vector<double> x, y;
    std::array<double, 2> place;

    void assign(std::span<const plane_corner> corners, double tolerance) {
        x.resize(corners.size());
        y.resize(corners.size());
        float x_size = 0, y_size = 0;
        for (std::size_t i = 0; i != corners.size(); ++i) {
            x[i] = corners[i].x;
            y[i] = corners[i].y;
            x_size = std::max(x_size, corners[i].x_size);
            y_size = std::max(y_size, corners[i].y_size);
        }
        place = {tolerance * double{x_size}, tolerance * double{y_size}};
    }
};

/// Lines on which units' z are on knots; a view of where they are kept.
struct plane_lines {
    double* z = nullptr;              // (3, stride): slopes, and z over the knot at 0
    double* sizes = nullptr;          // (count): of the terms
    const unit_knot* whose = nullptr; // (count)
    std::size_t stride = 0, count = 0;

    plane_line operator[](std::size_t i) const noexcept {
        return {{z[i], z[stride + i]}, z[2 * stride + i], sizes[i]};
    }
    plane_lines from(std::size_t i) const noexcept {
        return {z + i, sizes + i, whose + i, stride, count - i};
    }
};

/// Where lines are kept.
struct plane_line_store {
    std::vector<double> values;
    std::vector<unit_knot> whose;

    /// Room for so many, and none there yet. What was there is lost.
    plane_lines clear(std::size_t most) {
        if (whose.size() < most) {
            values.resize(4 * most);
            whose.resize(most);
        }
        return {values.data(), values.data() + 3 * whose.size(), whose.data(), whose.size(), 0};
    }
    void add(plane_lines& to, const plane_line& line, unit_knot of) noexcept {
        const std::size_t i = to.count++;
        to.z[i] = line.slope[0];
        to.z[to.stride + i] = line.slope[1];
        to.z[2 * to.stride + i] = line.intercept;
        to.sizes[i] = line.size;
        whose[static_cast<std::size_t>(to.whose - whose.data()) + i] = of;
    }
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_PLANE_LINES_HPP
