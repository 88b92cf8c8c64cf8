// SPDX-License-Identifier: BSD-3-Clause
// layer 11 · Plane polygons: the regions of a network on a rectangle, as they are stored and read.
//
// A region is the closed polygon, with interior, of one state vector in the closed rectangle; a unit's state
// is the number of its activation's knots below z. A unit that touches a knot without changing state owns
// nothing; one whose z stays on a knot throughout a region has the lower state there, and is listed.
#ifndef CREASE_ANATOMY_PLANE_POLYGONS_HPP
#define CREASE_ANATOMY_PLANE_POLYGONS_HPP

#include <crease/anatomy/box.hpp>
#include <crease/anatomy/knot_bits.hpp>
#include <crease/anatomy/plane_store.hpp>
#include <crease/anatomy/plane_table.hpp>
#include <crease/anatomy/polygon_stack.hpp>
#include <crease/error.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <numeric>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace crease {

enum class box_side { bottom, right, top, left };

/// What lies along an edge of a region. Regions meet edge to edge: each edge has one neighbour.
struct plane_edge {
    std::optional<unit_index> owner;      // one of the units whose state changes here: owners() has them all
    std::optional<box_side> side;         // or the rectangle's side that it is part of
    std::optional<std::size_t> neighbour; // the region across; none at a side
    bool affects_output;                  // whether an output's slopes differ across
};

/// The exact regions of a network on a rectangle. Real is double: a template so that who includes this header
/// without calling polygons() does not compile it.
template <class Real = double> class plane_polygons {
public:
    using point = std::array<Real, 2>;

    /// The library's own door: use polygons(). Of all branches of a walk, whatever stores have them.
    plane_polygons(const detail::knot_bits& bits, const detail::plane_frame& frame,
                   std::vector<detail::plane_store> stores)
        : plane_polygons(bits, frame, stores, detail::join(stores)) {}

    /// R: how many regions there are.
    std::size_t size() const noexcept { return regions_.size(); }
    std::size_t outputs() const noexcept { return out_; }
    const point& lower() const noexcept { return lower_; }
    const point& upper() const noexcept { return upper_; }

    // What the following give away they refer to: keep the result while it is read.

    /// Corners of region r, counter-clockwise.
    std::span<const point> vertices(std::size_t r) const noexcept { return regions_.corners(r); }
    /// (out, 2) and (out): on region r, output j is slopes(r)[2 * j] * x + slopes(r)[2 * j + 1] * y +
    /// intercepts(r)[j].
    std::span<const Real> slopes(std::size_t r) const noexcept { return {regions_.slopes(r), 2 * out_}; }
    std::span<const Real> intercepts(std::size_t r) const noexcept { return {regions_.intercepts(r), out_}; }
    /// Who stays on a knot, by region.
    const std::vector<unit_on_knot>& on_knot() const& noexcept { return on_knot_; }
    std::vector<unit_on_knot> on_knot() && { return std::move(on_knot_); }

    /// Edge i of region r, from its corner i to the next.
    plane_edge edge(std::size_t r, std::size_t i) const noexcept;
    /// All units whose state changes across edge i of region r, by layer and unit; none at a side.
    std::vector<unit_index> owners(std::size_t r, std::size_t i) const;
    /// The state of a unit on region r: the number of the activation's knots below z; for relu 0 off, 1 on.
    std::size_t state(std::size_t r, unit_index unit) const noexcept;
    /// (units of all layers in order): the states of all units on region r.
    std::vector<int> states(std::size_t r) const;
    Real area(std::size_t r) const noexcept;
    /// How many pieces are left when neighbours with the same maps are joined.
    std::size_t affine_piece_count() const;
    /// Of memory that the regions take.
    std::size_t bytes() const noexcept {
        return sizeof *this + regions_.bytes() + on_knot_.capacity() * sizeof(unit_on_knot);
    }

private:
    plane_polygons(const detail::knot_bits& bits, const detail::plane_frame& frame,
                   const std::vector<detail::plane_store>& stores, detail::joined_polygons joined);

    bool differ(std::size_t r, std::size_t s) const noexcept;

    detail::knot_bits bits_;
    tolerances tolerance_;
    point lower_, upper_;
    std::size_t out_;
    detail::plane_table regions_;
    std::vector<unit_on_knot> on_knot_;
};

template <class Real>
plane_polygons<Real>::plane_polygons(const detail::knot_bits& bits, const detail::plane_frame& frame,
                                     const std::vector<detail::plane_store>& stores,
                                     detail::joined_polygons joined)
    : bits_{bits}, tolerance_{frame.tolerance}, lower_{frame.lower}, upper_{frame.upper}, out_{frame.outputs},
      regions_{std::move(joined.table)} {
    for (const auto& store : stores)
        for (const auto& flag : store.flags)
            on_knot_.push_back({joined.firsts[flag.branch] + flag.polygon, bits_.unit(flag.bit)});
    std::sort(on_knot_.begin(), on_knot_.end(), [](const unit_on_knot& a, const unit_on_knot& b) {
        return std::pair(a.region, a.unit) < std::pair(b.region, b.unit);
    });
}

template <class Real> plane_edge plane_polygons<Real>::edge(std::size_t r, std::size_t i) const noexcept {
    const std::uint32_t label = regions_.labels(r)[i], first = detail::edge_label(0, false);
    if (label < first)
        return {{}, static_cast<box_side>(label), {}, false};
    const std::size_t across = regions_.neighbours(r)[i];
    return {bits_.unit(label - first), {}, across, differ(r, across)};
}

/// Whether the maps of two regions differ by more than rounding: of the slopes themselves, and of the terms
/// that they are sums of.
template <class Real> bool plane_polygons<Real>::differ(std::size_t r, std::size_t s) const noexcept {
    for (std::size_t j = 0; j != out_; ++j) {
        const Real least = tolerance_.value * std::max(regions_.sizes(r)[j], regions_.sizes(s)[j]);
        for (std::size_t d = 0; d != 2; ++d) {
            const Real before = slopes(r)[2 * j + d], after = slopes(s)[2 * j + d];
            const Real jump = std::abs(after - before);
            if (jump > tolerance_.slope * std::max(std::abs(before), std::abs(after)) &&
                jump * (upper_[d] - lower_[d]) > least)
                return true;
        }
    }
    return false;
}

template <class Real>
std::vector<unit_index> plane_polygons<Real>::owners(std::size_t r, std::size_t i) const {
    std::vector<unit_index> units;
    const std::uint32_t across = regions_.neighbours(r)[i];
    for (std::size_t w = 0; across != detail::no_polygon && w != bits_.words; ++w)
        for (std::uint64_t differing = regions_.bits(r)[w] ^ regions_.bits(across)[w]; differing != 0;
             differing &= differing - 1)
            units.push_back(bits_.unit(64 * w + static_cast<std::size_t>(std::countr_zero(differing))));
    std::sort(units.begin(), units.end()); // of a unit, several knots may be passed at once
    units.erase(std::unique(units.begin(), units.end()), units.end());
    return units;
}

template <class Real> std::size_t plane_polygons<Real>::state(std::size_t r, unit_index unit) const noexcept {
    return bits_.state(regions_.bits(r), unit);
}

template <class Real> std::vector<int> plane_polygons<Real>::states(std::size_t r) const {
    std::vector<int> all;
    for (std::size_t l = 0; l != bits_.layers.size(); ++l)
        for (std::size_t u = 0; u != bits_.layers[l].units; ++u)
            all.push_back(static_cast<int>(state(r, {l, u})));
    return all;
}

template <class Real> Real plane_polygons<Real>::area(std::size_t r) const noexcept {
    const auto corners = vertices(r);
    const point& o = corners[0];
    Real twice = 0;
    for (std::size_t i = 2; i < corners.size(); ++i) {
        const point &p = corners[i - 1], &q = corners[i];
        twice += (p[0] - o[0]) * (q[1] - o[1]) - (q[0] - o[0]) * (p[1] - o[1]);
    }
    return twice / 2;
}

template <class Real> std::size_t plane_polygons<Real>::affine_piece_count() const {
    std::vector<std::size_t> parent(size());
    std::iota(parent.begin(), parent.end(), std::size_t{0});
    const auto root = [&](std::size_t r) {
        while (parent[r] != r) r = parent[r] = parent[parent[r]];
        return r;
    };
    std::size_t count = size();
    for (std::size_t r = 0; r != size(); ++r)
        for (std::size_t i = 0; i != vertices(r).size(); ++i) {
            const std::uint32_t across = regions_.neighbours(r)[i];
            if (across == detail::no_polygon || across < r || differ(r, across))
                continue;
            const std::size_t a = root(r), b = root(across);
            count -= a != b;
            parent[a] = b;
        }
    return count;
}

} // namespace crease
#endif // CREASE_ANATOMY_PLANE_POLYGONS_HPP
