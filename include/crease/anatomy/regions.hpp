// SPDX-License-Identifier: BSD-3-Clause
// layer 11 · Regions: every linear region of a network in a box, one after the other.
//
// A region is the closed cell, with interior, of one state vector in the closed box; a unit's state is the
// number of its activation's knots below z. A unit that touches a knot without changing state makes no
// region; one whose z is a knot throughout takes the lower state, and is flagged.
#ifndef CREASE_ANATOMY_REGIONS_HPP
#define CREASE_ANATOMY_REGIONS_HPP

#include <crease/anatomy/affine_map.hpp>
#include <crease/anatomy/box.hpp>
#include <crease/anatomy/walk_box.hpp>
#include <crease/anatomy/walk_share.hpp>
#include <crease/detail/xtensor.hpp>
#include <crease/error.hpp>
#include <crease/tolerances.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <limits>
#include <span>
#include <type_traits>
#include <vector>

namespace crease {

struct regions_options {
    std::size_t max_regions = std::numeric_limits<std::size_t>::max();
    tolerances tolerance = {};
};

/// How many regions were visited, and whether these are all.
struct region_count {
    std::size_t count;
    bool complete;
};

namespace detail {
inline namespace CREASE_TAG {

/// What a region asks of the walk it comes from, whose type it does not know.
struct region_source {
    const void* cell;
    void* walk;
    const std::vector<int>* states;
    const std::vector<unit_index>* on_knot;
    const std::vector<double>* output; // (d + 1, out) in the coordinates of box
    const scaled_box* box;
    void (*find_inside)(void* walk, const void* cell, double* y);
    std::vector<double> (*find_vertices)(const void* walk, const void* cell); // null: cells know none
};

} // namespace CREASE_TAG
} // namespace detail

/// A region while it is visited: valid during the call.
class region {
public:
    /// The library's own door: use for_each_region().
    explicit region(const detail::region_source& source) noexcept : source_{source} {}

    /// (units of all layers in order): the number of the activation's knots below z; for relu 0 off, 1 on.
    std::span<const int> states() const noexcept { return *source_.states; }
    /// Units whose z is a knot in all of the region, by layer and unit.
    std::span<const unit_index> on_knot() const noexcept { return *source_.on_knot; }
    /// The outputs in the region: slopes (out, in) and intercepts (out). Of z of a smooth output layer.
    affine_map map() const {
        return detail::unscale(source_.output->data(), source_.box->centre, source_.box->half,
                               source_.output->size() / (source_.box->centre.size() + 1));
    }
    /// (in): a point well inside: the mean of the vertices, or the centre of the largest ball that fits when
    /// the box is scaled to a cube.
    std::vector<double> inside() const {
        std::vector<double> point(source_.box->centre.size());
        source_.find_inside(source_.walk, source_.cell, point.data());
        to_box(point);
        return point;
    }
    /// (vertices, in), in no order. Throws unsupported_error for networks of more than four inputs.
    xt::xtensor<double, 2> vertices() const {
        if (source_.find_vertices == nullptr)
            throw unsupported_error("vertices: expected a network of at most four inputs");
        std::vector<double> points = source_.find_vertices(source_.walk, source_.cell);
        to_box(points);
        const std::size_t in = source_.box->centre.size();
        xt::xtensor<double, 2> result(std::array<std::size_t, 2>{points.size() / in, in});
        std::copy(points.begin(), points.end(), result.begin());
        return result;
    }

private:
    void to_box(std::vector<double>& points) const {
        const std::size_t in = source_.box->centre.size();
        for (std::size_t i = 0; i != points.size(); ++i) points[i] = source_.box->x(i % in, points[i]);
    }
    detail::region_source source_;
};

namespace detail {
inline namespace CREASE_TAG {

/// Hands each region to a visitor, whose type it forgets: walks are compiled once, whoever visits.
struct region_guide {
    static constexpr bool ranges = false, prunes = false;
    void* visitor;
    bool (*visit)(void* visitor, const region& r); // null: only count
    std::size_t most;
    walk_share share = {};
    region_count result{0, true};

    bool takes_branch() { return share.takes(); }

    template <class Walk> bool enter(const Walk&, std::size_t, const typename Walk::cell&) { return true; }
    template <class Walk> bool leave(Walk& walk, const typename Walk::cell& c) {
        result.complete = result.count != most;
        if (!result.complete)
            return false;
        ++result.count;
        if (visit == nullptr)
            return true;
        using cell = typename Walk::cell;
        region_source source{.cell = &c,
                             .walk = &walk,
                             .states = &walk.states(),
                             .on_knot = &walk.on_knot(),
                             .output = &walk.output(),
                             .box = &walk.box(),
                             .find_inside =
                                 [](void* from, const void* where, double* y) {
                                     static_cast<Walk*>(from)->cells().find_inside(
                                         *static_cast<const cell*>(where), y);
                                 },
                             .find_vertices = nullptr};
        if constexpr (requires { walk.cells().points(c); })
            source.find_vertices = [](const void* from, const void* where) {
                const auto points = const_cast<Walk*>(static_cast<const Walk*>(from))
                                        ->cells()
                                        .points(*static_cast<const cell*>(where));
                return std::vector<double>(points.begin(), points.end());
            };
        return result.complete = visit(visitor, region(source));
    }
};

/// The guide that hands regions to `visitor`, which outlives it.
template <class Visitor> region_guide guide_to(Visitor& visitor, std::size_t most, walk_share share = {}) {
    return {.visitor = const_cast<std::remove_const_t<Visitor>*>(&visitor),
            .visit =
                [](void* v, const region& r) {
                    if constexpr (std::is_void_v<std::invoke_result_t<Visitor&, const region&>>) {
                        (*static_cast<Visitor*>(v))(r);
                        return true;
                    } else {
                        return static_cast<bool>((*static_cast<Visitor*>(v))(r));
                    }
                },
            .most = most,
            .share = share};
}

[[noreturn]] inline void throw_too_many(const char* where, std::size_t most) {
    throw limit_error(message({where, ": expected at most ", counted(most, "region"), ", got more"}));
}

} // namespace CREASE_TAG
} // namespace detail

/// Calls visitor(region) on every region of net in the box between the corners lower and upper, in an order
/// that is always the same; visitor may return false to stop. Memory grows with depth, not with the number
/// of regions. Not complete if there are more than options.max_regions, or if the visitor has stopped.
/// Throws shape_error, value_error, unsupported_error naming a smooth hidden layer.
template <network Net, class Visitor>
    requires std::invocable<Visitor&, const region&> CREASE_UNIT region_count
    for_each_region(const Net& net, point_view lower, point_view upper, Visitor&& visitor,
                    const regions_options& options = {}) {
        const auto layers = detail::box_layers("for_each_region", net, lower, upper);
        detail::region_guide guide = detail::guide_to(visitor, options.max_regions);
        detail::walk_box(layers, detail::scale_box(lower, upper), options.tolerance, guide);
        return guide.result;
    }

/// How many regions net has in the box. Throws as for_each_region does, and limit_error if there are more
/// than options.max_regions.
template <network Net>
CREASE_UNIT std::size_t count_regions(const Net& net, point_view lower, point_view upper,
                                      const regions_options& options = {}) {
    const auto layers = detail::box_layers("count_regions", net, lower, upper);
    detail::region_guide guide{.visitor = nullptr, .visit = nullptr, .most = options.max_regions};
    detail::walk_box(layers, detail::scale_box(lower, upper), options.tolerance, guide);
    if (!guide.result.complete)
        detail::throw_too_many("count_regions", options.max_regions);
    return guide.result.count;
}

} // namespace crease
#endif // CREASE_ANATOMY_REGIONS_HPP
