// SPDX-License-Identifier: BSD-3-Clause
// layer 11 · Plane task: a network on a rectangle of a plane, ready to be walked.
#ifndef CREASE_ANATOMY_PLANE_TASK_HPP
#define CREASE_ANATOMY_PLANE_TASK_HPP

#include <crease/anatomy/affine_start.hpp>
#include <crease/anatomy/box.hpp>
#include <crease/anatomy/knot_bits.hpp>
#include <crease/anatomy/piecewise_layers.hpp>
#include <crease/anatomy/plane_store.hpp>
#include <crease/anatomy/plane_walk.hpp>
#include <crease/anatomy/walk_share.hpp>
#include <crease/error.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace crease {

/// A plane through the input space: the inputs are origin + s * u + t * v. u and v are not parallel.
struct plane_slice {
    std::vector<double> origin, u, v;
};

namespace detail {
inline namespace CREASE_TAG {

/// A plane through a network's input space, and a rectangle on it.
struct plane_task {
    std::vector<piecewise_layer> layers;
    knot_bits bits;
    affine_columns start; // of the first layer, from the frame's origin on
    plane_frame frame;
};

/// origin + s * u + t * v, s and t from lower to upper. The walk's coordinates start where the rectangle is
/// nearest to 0.
inline plane_task slice_task(std::vector<piecewise_layer> layers, std::vector<double> origin,
                             const std::vector<double>& u, const std::vector<double>& v, point_view lower,
                             point_view upper, const tolerances& tolerance) {
    check_box("polygons", lower, upper, 2);
    std::array<double, 2> near, reach;
    for (std::size_t d = 0; d != 2; ++d) {
        near[d] = std::clamp(0.0, lower[d], upper[d]);
        reach[d] = std::max(near[d] - lower[d], upper[d] - near[d]);
    }
    for (std::size_t i = 0; i != origin.size(); ++i)
        origin[i] = std::fma(near[1], v[i], std::fma(near[0], u[i], origin[i]));
    const std::span<const double> directions[] = {u, v};
    affine_columns start = affine_start(layers.front(), origin, directions, reach);
    knot_bits bits(layers);
    const plane_frame frame{.lower = {lower[0], lower[1]},
                            .upper = {upper[0], upper[1]},
                            .origin = near,
                            .outputs = layers.back().out,
                            .words = bits.words,
                            .tolerance = tolerance};
    return {std::move(layers), std::move(bits), std::move(start), frame};
}

/// What polygons() looks at.
template <network Net>
plane_task plane_task_of(const Net& net, point_view lower, point_view upper, const tolerances& tolerance) {
    auto layers = piecewise_layers(net, kernels::lent);
    if (const std::size_t in = layers.front().in; in != 2)
        throw shape_error(message({"polygons: expected a network of two inputs, got ", count_text(in)}));
    return slice_task(std::move(layers), {0, 0}, {1, 0}, {0, 1}, lower, upper, tolerance);
}
template <network Net>
plane_task plane_task_of(const Net& net, const plane_slice& slice, point_view lower, point_view upper,
                         const tolerances& tolerance) {
    auto layers = piecewise_layers(net, kernels::lent);
    const std::size_t in = layers.front().in;
    check_point("polygons", "origin", slice.origin, in);
    check_point("polygons", "u", slice.u, in);
    check_point("polygons", "v", slice.v, in);
    double uu = 0, uv = 0, vv = 0;
    for (std::size_t i = 0; i != in; ++i) {
        uu += slice.u[i] * slice.u[i];
        uv += slice.u[i] * slice.v[i];
        vv += slice.v[i] * slice.v[i];
    }
    if (!(uu * vv - uv * uv > tolerance.place * uu * vv))
        throw value_error("polygons: expected u and v that are not parallel, got parallel ones");
    return slice_task(std::move(layers), slice.origin, slice.u, slice.v, lower, upper, tolerance);
}

/// A share of the walk. A template so that who does not call it does not compile it.
template <class Store = plane_store> Store store_plane(const plane_task& task, walk_share share) {
    Store store(task.frame, share);
    const plane_walk<Store> walk(task.layers, task.bits, task.start, task.frame.low(), task.frame.high(),
                                 task.frame.tolerance, store);
    store.trunk_cuts = walk.trunk_cuts();
    return store;
}

} // namespace CREASE_TAG
} // namespace detail
} // namespace crease
#endif // CREASE_ANATOMY_PLANE_TASK_HPP
