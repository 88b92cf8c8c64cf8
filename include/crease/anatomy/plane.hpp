// SPDX-License-Identifier: BSD-3-Clause
// layer 11 · Plane: the exact polygons of a network on a rectangle, of its two inputs or of a slice through
// more.
//
// A region is the closed polygon, with interior, of one state vector in the closed rectangle; a unit's state
// is the number of its activation's knots below z. A unit that touches a knot without changing state owns
// nothing; one whose z stays on a knot throughout a region has the lower state there, and is listed.
#ifndef CREASE_ANATOMY_PLANE_HPP
#define CREASE_ANATOMY_PLANE_HPP

#include <crease/anatomy/box.hpp>
#include <crease/anatomy/piecewise_layers.hpp>
#include <crease/anatomy/plane_edges.hpp>
#include <crease/anatomy/plane_walk.hpp>
#include <crease/detail/xtensor.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace crease {

/// A plane through the input space: the inputs are origin + s * u + t * v. u and v are not parallel.
struct plane_slice {
    std::vector<double> origin, u, v;
};

enum class box_side { bottom, right, top, left };

/// What lies along an edge of a region. Regions meet edge to edge: each edge has one neighbour.
struct plane_edge {
    std::optional<unit_index> owner;      // one of the units whose state changes here: owners() has them all
    std::optional<box_side> side;         // or the rectangle's side that it is part of
    std::optional<std::size_t> neighbour; // the region across; none at a side
    bool affects_output;                  // whether an output's slopes differ across
};

/// A unit whose z stays on one of its knots throughout a region.
struct unit_on_knot {
    std::size_t region;
    unit_index unit;
    friend bool operator==(const unit_on_knot&, const unit_on_knot&) = default;
};

/// The exact regions of a network on a rectangle. Real is double: a template so that who includes this header
/// without calling polygons() does not compile it.
template <class Real = double> class plane_polygons {
public:
    using point = std::array<Real, 2>;

    /// The library's own door: use polygons(). `start` is the first layer's z around `origin`.
    plane_polygons(const std::vector<detail::piecewise_layer>& layers, detail::affine_columns start,
                   const point& lower, const point& upper, const point& origin, const tolerances& tolerance);

    std::size_t size() const noexcept { return starts_.size() - 1; }
    const point& lower() const noexcept { return lower_; }
    const point& upper() const noexcept { return upper_; }
    /// Corners of region r, counter-clockwise.
    std::span<const point> vertices(std::size_t r) const& noexcept {
        return {corners_.data() + starts_[r], starts_[r + 1] - starts_[r]};
    }
    /// Edge i of region r, from its corner i to the next.
    plane_edge edge(std::size_t r, std::size_t i) const;
    /// All units whose state changes across edge i of region r, by layer and unit; none at a side.
    std::vector<unit_index> owners(std::size_t r, std::size_t i) const;
    /// (R, out, 2) and (R, out): on region r, output j is slopes(r, j, 0) * x + slopes(r, j, 1) * y +
    /// intercepts(r, j).
    const xt::xtensor<Real, 3>& slopes() const& noexcept { return slopes_; }
    xt::xtensor<Real, 3> slopes() && { return std::move(slopes_); }
    const xt::xtensor<Real, 2>& intercepts() const& noexcept { return intercepts_; }
    xt::xtensor<Real, 2> intercepts() && { return std::move(intercepts_); }
    /// The state of a unit on region r: the number of the activation's knots below z; for relu 0 off, 1 on.
    std::size_t state(std::size_t r, unit_index unit) const noexcept;
    /// (R, units of all layers in order): all of them. Large: the regions keep a bit a knot.
    xt::xtensor<int, 2> states() const;
    /// Who stays on a knot, by region.
    const std::vector<unit_on_knot>& on_knot() const& noexcept { return on_knot_; }
    std::vector<unit_on_knot> on_knot() && { return std::move(on_knot_); }

    Real area(std::size_t r) const noexcept;
    /// How many pieces are left when neighbours with the same maps are joined.
    std::size_t affine_piece_count() const;
    /// Of memory that the regions take.
    std::size_t bytes() const noexcept;

private:
    struct layer_shape {
        std::size_t units, knots, first_unit, first_bit;
    };
    static constexpr std::uint32_t affects = std::uint32_t{1} << 31; // a bit of labels_

    bool differ(std::size_t r, std::size_t s, const std::vector<Real>& sizes, const tolerances& t) const;
    unit_index unit_of(std::size_t bit) const noexcept {
        std::size_t l = 0;
        while (bit >= layers_[l].first_bit + layers_[l].units * layers_[l].knots) ++l;
        return {l, (bit - layers_[l].first_bit) / layers_[l].knots};
    }

    point lower_, upper_;
    std::vector<layer_shape> layers_;
    std::size_t words_;                    // of bits a region
    std::vector<std::uint32_t> starts_{0}; // (R + 1): each region's first corner
    std::vector<point> corners_;
    std::vector<std::uint32_t> labels_;     // of the edge from each corner: a side, or 4 + bit; and `affects`
    std::vector<std::uint32_t> neighbours_; // across each edge
    std::vector<std::uint64_t> bits_;       // (R, words): detail::knot_bits
    xt::xtensor<Real, 3> slopes_;
    xt::xtensor<Real, 2> intercepts_;
    std::vector<unit_on_knot> on_knot_;
};

template <class Real>
plane_polygons<Real>::plane_polygons(const std::vector<detail::piecewise_layer>& layers,
                                     detail::affine_columns start, const point& lower, const point& upper,
                                     const point& origin, const tolerances& tolerance)
    : lower_{lower}, upper_{upper} {
    const detail::knot_bits bits(layers);
    words_ = bits.words;
    for (std::size_t l = 0; l != layers.size(); ++l)
        layers_.push_back({layers[l].out, layers[l].knots.size(), layers[l].first_unit, bits.first[l]});
    const std::size_t out = layers.back().out;
    const point low{lower[0] - origin[0], lower[1] - origin[1]},
        high{upper[0] - origin[0], upper[1] - origin[1]};
    std::vector<Real> slopes, intercepts, sizes;
    const auto place = [&](double x, std::size_t i) {
        return x == low[i] ? lower[i] : x == high[i] ? upper[i] : origin[i] + x;
    };
    const auto collect = [&](std::span<const detail::plane_corner> corners, const double* output,
                             const std::uint64_t* above, std::span<const std::uint32_t> on_knot) {
        for (const auto& corner : corners) {
            corners_.push_back({place(corner.x, 0), place(corner.y, 1)});
            labels_.push_back(corner.label);
        }
        if (labels_.size() >= affects)
            throw limit_error("polygons: expected fewer than 2^31 edges, got more");
        for (std::size_t j = 0; j != out; ++j) {
            const double a = output[j], b = output[out + j];
            slopes.push_back(a);
            slopes.push_back(b);
            intercepts.push_back(std::fma(-b, origin[1], std::fma(-a, origin[0], output[2 * out + j])));
            sizes.push_back(output[3 * out + j]);
        }
        bits_.insert(bits_.end(), above, above + words_);
        for (const std::uint32_t bit : on_knot) on_knot_.push_back({size(), unit_of(bit)});
        starts_.push_back(static_cast<std::uint32_t>(labels_.size()));
    };
    detail::plane_walk walk(layers, std::move(start), low, high, tolerance, collect);
    const auto cuts = std::move(walk).take_cuts();

    slopes_.resize({size(), out, 2});
    intercepts_.resize({size(), out});
    std::copy(slopes.begin(), slopes.end(), slopes_.begin());
    std::copy(intercepts.begin(), intercepts.end(), intercepts_.begin());
    neighbours_ = detail::match_edges(starts_, corners_, labels_, cuts);
    for (std::size_t r = 0; r != size(); ++r)
        for (std::size_t i = starts_[r]; i != starts_[r + 1]; ++i) {
            std::uint32_t& label = labels_[i];
            if (label >= 4)
                label = (cuts[(label - 4) / 2].bit + 4) |
                        (differ(r, neighbours_[i], sizes, tolerance) ? affects : 0);
        }
    for (auto* list : {&starts_, &labels_}) list->shrink_to_fit();
    corners_.shrink_to_fit();
    bits_.shrink_to_fit();
}

/// Whether the maps of two regions differ by more than rounding: of the slopes themselves, and of the terms
/// that they are sums of.
template <class Real>
bool plane_polygons<Real>::differ(std::size_t r, std::size_t s, const std::vector<Real>& sizes,
                                  const tolerances& t) const {
    const std::size_t out = intercepts_.shape()[1];
    for (std::size_t j = 0; j != out; ++j) {
        const Real least = t.value * std::max(sizes[r * out + j], sizes[s * out + j]);
        for (std::size_t d = 0; d != 2; ++d) {
            const Real before = slopes_(r, j, d), after = slopes_(s, j, d), jump = std::abs(after - before);
            if (jump > t.slope * std::max(std::abs(before), std::abs(after)) &&
                jump * (upper_[d] - lower_[d]) > least)
                return true;
        }
    }
    return false;
}

template <class Real> plane_edge plane_polygons<Real>::edge(std::size_t r, std::size_t i) const {
    const std::size_t at = starts_[r] + i;
    const std::uint32_t label = labels_[at] & ~affects;
    if (label < 4)
        return {{}, static_cast<box_side>(label), {}, false};
    return {unit_of(label - 4), {}, neighbours_[at], (labels_[at] & affects) != 0};
}

template <class Real>
std::vector<unit_index> plane_polygons<Real>::owners(std::size_t r, std::size_t i) const {
    std::vector<unit_index> units;
    const std::size_t at = starts_[r] + i, across = neighbours_[at];
    for (std::size_t w = 0; across != detail::no_polygon && w != words_; ++w)
        for (std::uint64_t differing = bits_[r * words_ + w] ^ bits_[across * words_ + w]; differing != 0;
             differing &= differing - 1) {
            const auto unit = unit_of(64 * w + static_cast<std::size_t>(std::countr_zero(differing)));
            if (units.empty() || units.back() != unit)
                units.push_back(unit);
        }
    return units;
}

template <class Real> std::size_t plane_polygons<Real>::state(std::size_t r, unit_index unit) const noexcept {
    const layer_shape& layer = layers_[unit.layer];
    std::size_t state = 0;
    for (std::size_t k = 0; k != layer.knots; ++k) {
        const std::size_t bit = layer.first_bit + unit.unit * layer.knots + k;
        state += bits_[r * words_ + bit / 64] >> (bit % 64) & 1;
    }
    return state;
}

template <class Real> xt::xtensor<int, 2> plane_polygons<Real>::states() const {
    const std::size_t units = layers_.back().first_unit + layers_.back().units;
    xt::xtensor<int, 2> all(std::array<std::size_t, 2>{size(), units});
    for (std::size_t r = 0; r != size(); ++r)
        for (std::size_t l = 0; l != layers_.size(); ++l)
            for (std::size_t u = 0; u != layers_[l].units; ++u)
                all(r, layers_[l].first_unit + u) = static_cast<int>(state(r, {l, u}));
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
        for (std::size_t i = starts_[r]; i != starts_[r + 1]; ++i) {
            if (neighbours_[i] == detail::no_polygon || (labels_[i] & affects) != 0)
                continue;
            const std::size_t a = root(r), b = root(neighbours_[i]);
            count -= a != b;
            parent[a] = b;
        }
    return count;
}

template <class Real> std::size_t plane_polygons<Real>::bytes() const noexcept {
    const auto of = [](const auto& list) { return list.capacity() * sizeof(list[0]); };
    return sizeof *this + of(starts_) + of(corners_) + of(labels_) + of(neighbours_) + of(bits_) +
           of(on_knot_) + of(layers_) + (slopes_.size() + intercepts_.size()) * sizeof(Real);
}

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
    const auto layers = detail::piecewise_layers(net);
    const std::size_t in = layers.front().in;
    if (in != 2)
        throw shape_error(
            detail::message({"polygons: expected a network of two inputs, got ", detail::count_text(in)}));
    return detail::slice_polygons<double>(layers, {0, 0}, {1, 0}, {0, 1}, lower, upper, tolerance);
}

/// The same on a slice through the inputs of net, of whatever number: coordinates are s and t of the slice.
template <network Net>
CREASE_UNIT plane_polygons<> polygons(const Net& net, const plane_slice& slice, point_view lower,
                                      point_view upper, const tolerances& tolerance = {}) {
    const auto layers = detail::piecewise_layers(net);
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
