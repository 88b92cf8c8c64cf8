// SPDX-License-Identifier: BSD-3-Clause
// layer 11 · Region at: the linear region around a point, with the creases that bound it.
#ifndef CREASE_ANATOMY_REGION_AT_HPP
#define CREASE_ANATOMY_REGION_AT_HPP

#include <crease/anatomy/affine_map.hpp>
#include <crease/anatomy/box.hpp>
#include <crease/anatomy/local_layers.hpp>
#include <crease/anatomy/region_sides.hpp>
#include <crease/anatomy/simplex.hpp>
#include <crease/anatomy/walk_box.hpp>
#include <crease/error.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace crease {

/// The region around a point.
struct local_region {
    std::vector<int> states; // (units of all layers): the number of the activation's knots below z
    affine_map map;          // slopes (out, in), intercepts (out); of z of a smooth output layer
    std::vector<half_space> half_spaces; // no one could be left out
    std::vector<double> inside;          // (in): a point well inside
    double distance;                     // from there to the nearest crease; infinity if there is none
    std::vector<unit_index> nearest;     // that crease's owners
};

struct region_at_options {
    /// A region may have no end: the point inside is the one furthest from all creases, by a linear program,
    /// among those no coordinate of which is further from x than this.
    double reach = 1;
    /// At most so many regions around a point on creases.
    std::size_t max_regions = std::numeric_limits<std::size_t>::max();
    tolerances tolerance = {};
};

namespace detail {
inline namespace CREASE_TAG {

/// Fills inside, distance and nearest from the half-spaces, whose bounds are measured from x.
inline void find_middle(local_region& region, point_view x, double reach) {
    const std::size_t d = x.size();
    simplex solver(d + 1); // the last coordinate: a distance that all creases keep, over reach
    half_space_stack rows(d + 1);
    for (const half_space& side : region.half_spaces) {
        std::vector<double> row(side.normal);
        row.push_back(1);
        row.push_back(side.bound / reach);
        for (double& value : row) value /= std::sqrt(2.0);
        rows.put(rows.size(), row.data());
    }
    std::vector<double> lower(d, -1.0), upper(d, 1.0), objective(d, 0.0);
    lower.push_back(0);
    upper.push_back(1e6);
    objective.push_back(1);
    region.inside.assign(x.begin(), x.end());
    if (!region.half_spaces.empty()) {
        solver.maximise(rows.first(rows.size()), lower.data(), upper.data(), objective.data());
        for (std::size_t i = 0; i != d; ++i) region.inside[i] += reach * solver.x()[i];
    }
    region.distance = std::numeric_limits<double>::infinity();
    for (half_space& side : region.half_spaces) {
        double room = side.bound;
        for (std::size_t i = 0; i != d; ++i) room -= side.normal[i] * (region.inside[i] - x[i]);
        if (room < region.distance) {
            region.distance = room;
            region.nearest = side.owners;
        }
        for (std::size_t i = 0; i != d; ++i) side.bound = std::fma(side.normal[i], x[i], side.bound);
    }
}

inline local_region describe(const std::vector<piecewise_layer>& layers, const local_layers& local,
                             point_view x, const region_at_options& options) {
    local_region region{local.states, local.map(), {}, {}, 0, {}};
    region.half_spaces = list_sides(layers, local, x.size(), options.tolerance);
    drop_redundant(region.half_spaces, x.size(), options.tolerance);
    find_owners(region.half_spaces, layers, region.states, x, options.tolerance);
    find_middle(region, x, options.reach);
    return region;
}

/// Collects the states of all regions.
struct states_guide {
    static constexpr bool ranges = false, prunes = false;
    std::size_t most;
    std::vector<std::vector<int>> states;
    template <class Walk> bool enter(const Walk&, std::size_t, const typename Walk::cell&) { return true; }
    template <class Walk> bool leave(const Walk& walk, const typename Walk::cell&) {
        states.push_back(walk.states());
        return states.size() <= most;
    }
};

/// Of the regions whose closure contains x, the lowest states first.
inline std::vector<std::vector<int>> states_around(const char* where,
                                                   const std::vector<piecewise_layer>& layers, point_view x,
                                                   const region_at_options& options) {
    scaled_box box{{x.begin(), x.end()}, std::vector<double>(x.size(), 1.0)};
    states_guide guide{options.max_regions, {}};
    walk_box(layers, box, options.tolerance, guide, walk_of::point);
    if (guide.states.size() > options.max_regions)
        throw limit_error(message({where, ": expected at most ", counted(options.max_regions, "region"),
                                   " around the point, got more"}));
    std::sort(guide.states.begin(), guide.states.end());
    return guide.states;
}

template <network Net>
std::vector<piecewise_layer> point_layers(const char* where, const Net& net, point_view x, double reach = 1) {
    auto layers = piecewise_layers(net);
    check_point(where, "x", x, layers.front().in);
    if (!(reach > 0 && std::isfinite(reach)))
        throw value_error(message({where, ": expected a finite reach > 0, got ", number_text(reach)}));
    return layers;
}

} // namespace CREASE_TAG
} // namespace detail

/// What net is around x, as a map of its inputs: slopes (out, in) and intercepts (out). At a crease that of
/// the lower states, as jacobian(). Of z of a smooth output layer. Throws shape_error, value_error,
/// unsupported_error.
template <network Net>
CREASE_UNIT affine_map local_affine(const Net& net, point_view x, const tolerances& tolerance = {}) {
    const auto layers = detail::point_layers("local_affine", net, x);
    return detail::look_around(layers, x, tolerance).map();
}

/// All regions whose closure contains x, the lowest states first: more than one if x is on creases. Throws
/// shape_error, value_error, unsupported_error, limit_error.
template <network Net>
CREASE_UNIT std::vector<local_region> regions_at(const Net& net, point_view x,
                                                 const region_at_options& options = {}) {
    const auto layers = detail::point_layers("regions_at", net, x, options.reach);
    std::vector<local_region> regions;
    for (const auto& states : detail::states_around("regions_at", layers, x, options))
        regions.push_back(
            detail::describe(layers, detail::look_around(layers, x, options.tolerance, &states), x, options));
    return regions;
}

/// The region that x is in; on creases, the first of regions_at. Throws as regions_at does.
template <network Net>
CREASE_UNIT local_region region_at(const Net& net, point_view x, const region_at_options& options = {}) {
    const auto layers = detail::point_layers("region_at", net, x, options.reach);
    auto local = detail::look_around(layers, x, options.tolerance);
    if (local.on_crease) {
        const auto states = detail::states_around("region_at", layers, x, options);
        local = detail::look_around(layers, x, options.tolerance, &states.front());
    }
    return detail::describe(layers, local, x, options);
}

} // namespace crease
#endif // CREASE_ANATOMY_REGION_AT_HPP
