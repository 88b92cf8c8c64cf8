// SPDX-License-Identifier: BSD-3-Clause
// layer 4 · Scaled box: a box as a cube, so that one tolerance suits all its sides, wherever it is.
#ifndef CREASE_ANATOMY_SCALED_BOX_HPP
#define CREASE_ANATOMY_SCALED_BOX_HPP

#include <crease/anatomy/box.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// A box as the cube [-1, 1]^d: x = centre + half * y.
struct scaled_box {
    std::vector<double> centre, half;

    /// Within the box, which rounding could leave.
    double x(std::size_t i, double y) const {
        return std::clamp(std::fma(half[i], y, centre[i]), centre[i] - half[i], centre[i] + half[i]);
    }
};
inline scaled_box scale_box(point_view lower, point_view upper) {
    scaled_box box;
    for (std::size_t i = 0; i != lower.size(); ++i) {
        box.centre.push_back(lower[i] / 2 + upper[i] / 2);
        box.half.push_back(upper[i] / 2 - lower[i] / 2);
    }
    return box;
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_SCALED_BOX_HPP
