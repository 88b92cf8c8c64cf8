// SPDX-License-Identifier: BSD-3-Clause
// layer 10 · Plane edges: which polygons lie on the two sides of each edge that a walk over a plane has left.
//
// No search by place: what a cut divides lies along it on either side, in the same order.
#ifndef CREASE_ANATOMY_PLANE_EDGES_HPP
#define CREASE_ANATOMY_PLANE_EDGES_HPP

#include <crease/anatomy/plane_walk.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// No polygon: the edge is part of the rectangle's side.
inline constexpr std::uint32_t no_polygon = std::numeric_limits<std::uint32_t>::max();

/// For each edge the polygon across it. Polygon p has the corners starts[p] ... starts[p + 1] - 1, and each
/// corner the edge that leaves it, with its label. Edges are whole on both sides; where rounding had a hand
/// in it, an edge has the polygon that holds its middle.
inline std::vector<std::uint32_t> match_edges(const std::vector<std::uint32_t>& starts,
                                              const std::vector<std::array<double, 2>>& corners,
                                              const std::vector<std::uint32_t>& labels,
                                              const std::vector<plane_cut>& cuts) {
    struct edge { // from low to high along its cut
        double low, high;
        std::uint32_t corner, polygon;
    };
    std::vector<std::uint32_t> ends(2 * cuts.size() + 1, 0); // where the edges of each label end
    for (const std::uint32_t label : labels)
        if (label >= 4)
            ++ends[label - 3];
    for (std::size_t i = 1; i != ends.size(); ++i) ends[i] += ends[i - 1];
    std::vector<edge> edges(ends.back());
    for (std::uint32_t p = 0; p + 1 < starts.size(); ++p)
        for (std::uint32_t i = starts[p]; i != starts[p + 1]; ++i) {
            if (labels[i] < 4)
                continue;
            const auto& from = corners[i];
            const auto& to = corners[i + 1 == starts[p + 1] ? starts[p] : i + 1];
            const auto [a, b] = cuts[(labels[i] - 4) / 2].slope;
            const double begin = b * from[0] - a * from[1], end = b * to[0] - a * to[1];
            edges[ends[labels[i] - 4]++] = {std::min(begin, end), std::max(begin, end), i, p};
        }
    std::vector<std::uint32_t> across(labels.size(), no_polygon);
    const auto match = [&](const edge* first, const edge* last, const edge* other, const edge* other_last) {
        for (; first != last; ++first) {
            const double middle = first->low + (first->high - first->low) / 2;
            while (other + 1 != other_last && other->high < middle) ++other;
            across[first->corner] = other->polygon;
        }
    };
    const auto by_place = [](const edge& a, const edge& b) { return a.low < b.low; };
    std::size_t begin = 0;
    for (std::size_t cut = 0; cut != cuts.size(); ++cut) {
        const std::size_t middle = ends[2 * cut], end = ends[2 * cut + 1];
        edge* const e = edges.data();
        std::sort(e + begin, e + middle, by_place);
        std::sort(e + middle, e + end, by_place);
        match(e + begin, e + middle, e + middle, e + end);
        match(e + middle, e + end, e + begin, e + middle);
        begin = end;
    }
    return across;
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_PLANE_EDGES_HPP
