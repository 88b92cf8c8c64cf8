// SPDX-License-Identifier: BSD-3-Clause
// layer 11 · Plane: the exact polygons of a network on a rectangle, of its two inputs or of a slice through
// more.
#ifndef CREASE_ANATOMY_PLANE_HPP
#define CREASE_ANATOMY_PLANE_HPP

#include <crease/anatomy/affine_start.hpp>
#include <crease/anatomy/box.hpp>
#include <crease/anatomy/piecewise_layers.hpp>
#include <crease/anatomy/plane_polygons.hpp>
#include <crease/error.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace crease {

/// A plane through the input space: the inputs are origin + s * u + t * v. u and v are not parallel.
struct plane_slice {
    std::vector<double> origin, u, v;
};

namespace detail {
inline namespace CREASE_TAG {

/// On the plane origin + s * u + t * v, s and t from lower to upper. The walk's coordinates start where the
/// rectangle is nearest to 0.
template <class Real>
plane_polygons<Real> slice_polygons(const std::vector<piecewise_layer>& layers, std::vector<double> origin,
                                    const std::vector<double>& u, const std::vector<double>& v,
                                    point_view lower, point_view upper, const tolerances& tolerance) {
    check_box("polygons", lower, upper, 2);
    std::array<double, 2> near, reach;
    for (std::size_t d = 0; d != 2; ++d) {
        near[d] = std::clamp(0.0, lower[d], upper[d]);
        reach[d] = std::max(near[d] - lower[d], upper[d] - near[d]);
    }
    for (std::size_t i = 0; i != origin.size(); ++i)
        origin[i] = std::fma(near[1], v[i], std::fma(near[0], u[i], origin[i]));
    const std::span<const double> directions[] = {u, v};
    return {layers,
            affine_start(layers.front(), origin, directions, reach),
            {lower[0], lower[1]},
            {upper[0], upper[1]},
            near,
            tolerance};
}

} // namespace CREASE_TAG
} // namespace detail

/// The exact regions of net, which has two inputs, on the rectangle from lower to upper. Of z of the output
/// layer where that is smooth. Throws shape_error, value_error, unsupported_error naming a smooth hidden
/// layer.
template <network Net>
CREASE_UNIT plane_polygons<> polygons(const Net& net, point_view lower, point_view upper,
                                      const tolerances& tolerance = {}) {
    const auto layers = detail::piecewise_layers(net, detail::kernels::lent);
    if (const std::size_t in = layers.front().in; in != 2)
        throw shape_error(
            detail::message({"polygons: expected a network of two inputs, got ", detail::count_text(in)}));
    return detail::slice_polygons<double>(layers, {0, 0}, {1, 0}, {0, 1}, lower, upper, tolerance);
}

/// The same on a slice through the inputs of net, of whatever number: coordinates are s and t of the slice.
template <network Net>
CREASE_UNIT plane_polygons<> polygons(const Net& net, const plane_slice& slice, point_view lower,
                                      point_view upper, const tolerances& tolerance = {}) {
    const auto layers = detail::piecewise_layers(net, detail::kernels::lent);
    const std::size_t in = layers.front().in;
    detail::check_point("polygons", "origin", slice.origin, in);
    detail::check_point("polygons", "u", slice.u, in);
    detail::check_point("polygons", "v", slice.v, in);
    double uu = 0, uv = 0, vv = 0;
    for (std::size_t i = 0; i != in; ++i) {
        uu += slice.u[i] * slice.u[i];
        uv += slice.u[i] * slice.v[i];
        vv += slice.v[i] * slice.v[i];
    }
    if (!(uu * vv - uv * uv > tolerance.place * uu * vv))
        throw value_error("polygons: expected u and v that are not parallel, got parallel ones");
    return detail::slice_polygons<double>(layers, slice.origin, slice.u, slice.v, lower, upper, tolerance);
}

} // namespace crease
#endif // CREASE_ANATOMY_PLANE_HPP
