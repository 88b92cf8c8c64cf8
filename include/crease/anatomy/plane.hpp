// SPDX-License-Identifier: BSD-3-Clause
// layer 12 · Plane: the exact polygons of a network on a rectangle, of its two inputs or of a slice through
// more.
#ifndef CREASE_ANATOMY_PLANE_HPP
#define CREASE_ANATOMY_PLANE_HPP

#include <crease/anatomy/box.hpp>
#include <crease/anatomy/plane_polygons.hpp>
#include <crease/anatomy/plane_task.hpp>
#include <crease/network.hpp>
#include <crease/tolerances.hpp>

#include <utility>
#include <vector>

namespace crease {
namespace detail {
inline namespace CREASE_TAG {

template <class Real> plane_polygons<Real> all_polygons(const plane_task& task) {
    std::vector<plane_store> stores;
    stores.push_back(store_plane(task, walk_share{}));
    return {task.bits, task.frame, std::move(stores)};
}

} // namespace CREASE_TAG
} // namespace detail

/// The exact regions of net, which has two inputs, on the rectangle from lower to upper. Of z of the output
/// layer where that is smooth. Throws shape_error, value_error, unsupported_error naming a smooth hidden
/// layer.
template <network Net>
CREASE_UNIT plane_polygons<> polygons(const Net& net, point_view lower, point_view upper,
                                      const tolerances& tolerance = {}) {
    return detail::all_polygons<double>(detail::plane_task_of(net, lower, upper, tolerance));
}

/// The same on a slice through the inputs of net, of whatever number: coordinates are s and t of the slice.
template <network Net>
CREASE_UNIT plane_polygons<> polygons(const Net& net, const plane_slice& slice, point_view lower,
                                      point_view upper, const tolerances& tolerance = {}) {
    return detail::all_polygons<double>(detail::plane_task_of(net, slice, lower, upper, tolerance));
}

} // namespace crease
#endif // CREASE_ANATOMY_PLANE_HPP
