// SPDX-License-Identifier: BSD-3-Clause
// layer 10 · Plane polygons: the regions of a network on a rectangle, as they are stored and read.
//
// A region is the closed polygon, with interior, of one state vector in the closed rectangle; a unit's state
// is the number of its activation's knots below z. A unit that touches a knot without changing state owns
// nothing; one whose z stays on a knot throughout a region has the lower state there, and is listed.
#ifndef CREASE_ANATOMY_PLANE_POLYGONS_HPP
#define CREASE_ANATOMY_PLANE_POLYGONS_HPP

#include <crease/anatomy/affine_start.hpp>
#include <crease/anatomy/box.hpp>
#include <crease/anatomy/piecewise_layers.hpp>
#include <crease/anatomy/plane_edges.hpp>
#include <crease/anatomy/plane_walk.hpp>
#include <crease/error.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <deque>
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

    /// R: how many regions there are.
    std::size_t size() const noexcept { return size_; }
    std::size_t outputs() const noexcept { return out_; }
    const point& lower() const noexcept { return lower_; }
    const point& upper() const noexcept { return upper_; }

    // What the following give away they refer to: keep the result while it is read.

    /// Corners of region r, counter-clockwise.
    std::span<const point> vertices(std::size_t r) const noexcept {
        const auto [block, p] = find(r);
        return {block.corners.data() + block.starts[p], block.starts[p + 1] - block.starts[p]};
    }
    /// (out, 2) and (out): on region r, output j is slopes(r)[2 * j] * x + slopes(r)[2 * j + 1] * y +
    /// intercepts(r)[j].
    std::span<const Real> slopes(std::size_t r) const noexcept {
        const auto [block, p] = find(r);
        return {block.slopes.data() + 2 * out_ * p, 2 * out_};
    }
    std::span<const Real> intercepts(std::size_t r) const noexcept {
        const auto [block, p] = find(r);
        return {block.intercepts.data() + out_ * p, out_};
    }
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
    std::size_t bytes() const noexcept;

private:
    struct layer_shape {
        std::size_t units, knots, first_unit, first_bit;
    };
    struct place {
        const detail::plane_block& block;
        std::size_t index;
    };
    static constexpr std::uint32_t affects = std::uint32_t{1} << 31;

    void add_block();
    void finish(const std::deque<detail::plane_cut>& cuts, const tolerances& tolerance);
    bool differ(std::size_t r, std::size_t s, const tolerances& tolerance) const noexcept;

    place find(std::size_t r) const noexcept {
        return {blocks_[r / detail::block_size], r % detail::block_size};
    }
    const std::uint64_t* bits(std::size_t r) const noexcept {
        const auto [block, p] = find(r);
        return block.bits.data() + words_ * p;
    }
    unit_index unit_of(std::size_t bit) const noexcept {
        std::size_t l = 0;
        while (bit >= layers_[l].first_bit + layers_[l].units * layers_[l].knots) ++l;
        return {l, (bit - layers_[l].first_bit) / layers_[l].knots};
    }

    point lower_, upper_;
    std::size_t size_ = 0, out_, words_; // words: of bits a region
    std::vector<layer_shape> layers_;
    std::vector<detail::plane_block> blocks_; // an edge's label there: a side, or 4 + a bit; and `affects`
    std::vector<unit_on_knot> on_knot_;
};

template <class Real>
plane_polygons<Real>::plane_polygons(const std::vector<detail::piecewise_layer>& layers,
                                     detail::affine_columns start, const point& lower, const point& upper,
                                     const point& origin, const tolerances& tolerance)
    : lower_{lower}, upper_{upper}, out_{layers.back().out} {
    const detail::knot_bits knot_bits(layers);
    words_ = knot_bits.words;
    for (std::size_t l = 0; l != layers.size(); ++l)
        layers_.push_back({layers[l].out, layers[l].knots.size(), layers[l].first_unit, knot_bits.first[l]});
    const point low{lower[0] - origin[0], lower[1] - origin[1]},
        high{upper[0] - origin[0], upper[1] - origin[1]};
    const auto placed = [&](double x, std::size_t i) {
        return x == low[i] ? lower[i] : x == high[i] ? upper[i] : origin[i] + x;
    };
    const auto collect = [&](std::span<const detail::plane_corner> corners, const double* output,
                             const std::uint64_t* above, std::span<const std::uint32_t> on_knot) {
        if (size_ % detail::block_size == 0)
            add_block();
        detail::plane_block& block = blocks_.back();
        for (const auto& corner : corners) {
            block.corners.push_back({placed(corner.x, 0), placed(corner.y, 1)});
            block.labels.push_back(corner.label);
        }
        block.starts.push_back(static_cast<std::uint32_t>(block.labels.size()));
        for (std::size_t j = 0; j != out_; ++j) {
            const double a = output[j], b = output[out_ + j], c = output[2 * out_ + j];
            block.slopes.push_back(a);
            block.slopes.push_back(b);
            block.intercepts.push_back(c - a * origin[0] - b * origin[1]);
            block.sizes.push_back(output[3 * out_ + j]);
        }
        block.bits.insert(block.bits.end(), above, above + words_);
        for (const std::uint32_t bit : on_knot) on_knot_.push_back({size_, unit_of(bit)});
        if (++size_ == affects / 2) // a cut a region, two labels a cut
            throw limit_error("polygons: expected fewer than 2^30 regions, got more");
    };
    detail::plane_walk walk(layers, std::move(start), low, high, tolerance, collect);
    finish(walk.cuts(), tolerance);
}

template <class Real> void plane_polygons<Real>::add_block() {
    detail::plane_block& block = blocks_.emplace_back();
    if (size_ == 0) // it may stay small
        return;
    constexpr std::size_t regions = detail::block_size, corners = 4 * regions + regions / 8;
    block.starts.reserve(regions + 1);
    block.corners.reserve(corners); // where many creases cross, regions have 4 each
    block.labels.reserve(corners);
    block.slopes.reserve(2 * out_ * regions);
    block.intercepts.reserve(out_ * regions);
    block.sizes.reserve(out_ * regions);
    block.bits.reserve(words_ * regions);
}

template <class Real>
void plane_polygons<Real>::finish(const std::deque<detail::plane_cut>& cuts, const tolerances& tolerance) {
    detail::match_edges(blocks_, cuts);
    std::size_t r = 0;
    for (detail::plane_block& block : blocks_)
        for (std::size_t p = 0; p + 1 != block.starts.size(); ++p, ++r)
            for (std::size_t i = block.starts[p]; i != block.starts[p + 1]; ++i)
                if (std::uint32_t& label = block.labels[i]; label >= 4)
                    label = (cuts[(label - 4) / 2].bit + 4) |
                            (differ(r, block.neighbours[i], tolerance) ? affects : 0);
    for (detail::plane_block& block : blocks_) block.sizes = {};
}

/// Whether the maps of two regions differ by more than rounding: of the slopes themselves, and of the terms
/// that they are sums of.
template <class Real>
bool plane_polygons<Real>::differ(std::size_t r, std::size_t s, const tolerances& tolerance) const noexcept {
    const auto [one, p] = find(r);
    const auto [other, q] = find(s);
    for (std::size_t j = 0; j != out_; ++j) {
        const Real least = tolerance.value * std::max(one.sizes[p * out_ + j], other.sizes[q * out_ + j]);
        for (std::size_t d = 0; d != 2; ++d) {
            const Real before = one.slopes[2 * (p * out_ + j) + d];
            const Real after = other.slopes[2 * (q * out_ + j) + d], jump = std::abs(after - before);
            if (jump > tolerance.slope * std::max(std::abs(before), std::abs(after)) &&
                jump * (upper_[d] - lower_[d]) > least)
                return true;
        }
    }
    return false;
}

template <class Real> plane_edge plane_polygons<Real>::edge(std::size_t r, std::size_t i) const noexcept {
    const auto [block, p] = find(r);
    const std::size_t at = block.starts[p] + i;
    const std::uint32_t label = block.labels[at] & ~affects;
    if (label < 4)
        return {{}, static_cast<box_side>(label), {}, false};
    return {unit_of(label - 4), {}, block.neighbours[at], (block.labels[at] & affects) != 0};
}

template <class Real>
std::vector<unit_index> plane_polygons<Real>::owners(std::size_t r, std::size_t i) const {
    std::vector<unit_index> units;
    const auto [block, p] = find(r);
    const std::uint32_t across = block.neighbours[block.starts[p] + i];
    for (std::size_t w = 0; across != detail::no_polygon && w != words_; ++w)
        for (std::uint64_t differing = bits(r)[w] ^ bits(across)[w]; differing != 0;
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
        state += bits(r)[bit / 64] >> (bit % 64) & 1;
    }
    return state;
}

template <class Real> std::vector<int> plane_polygons<Real>::states(std::size_t r) const {
    std::vector<int> all;
    for (std::size_t l = 0; l != layers_.size(); ++l)
        for (std::size_t u = 0; u != layers_[l].units; ++u) all.push_back(static_cast<int>(state(r, {l, u})));
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
    std::size_t count = size(), r = 0;
    for (const detail::plane_block& block : blocks_)
        for (std::size_t p = 0; p + 1 != block.starts.size(); ++p, ++r)
            for (std::size_t i = block.starts[p]; i != block.starts[p + 1]; ++i) {
                if (block.neighbours[i] == detail::no_polygon || (block.labels[i] & affects) != 0)
                    continue;
                const std::size_t a = root(r), b = root(block.neighbours[i]);
                count -= a != b;
                parent[a] = b;
            }
    return count;
}

template <class Real> std::size_t plane_polygons<Real>::bytes() const noexcept {
    const auto of = [](const auto& list) { return list.capacity() * sizeof(list[0]); };
    std::size_t sum = sizeof *this + of(layers_) + of(blocks_) + of(on_knot_);
    for (const detail::plane_block& b : blocks_)
        sum += of(b.starts) + of(b.corners) + of(b.labels) + of(b.neighbours) + of(b.slopes) +
               of(b.intercepts) + of(b.sizes) + of(b.bits);
    return sum;
}

} // namespace crease
#endif // CREASE_ANATOMY_PLANE_POLYGONS_HPP
