// SPDX-License-Identifier: BSD-3-Clause
// layer 9 · Plane edges: the polygons of a walk over a plane, stored, and which lie on the two sides of an
// edge.
#ifndef CREASE_ANATOMY_PLANE_EDGES_HPP
#define CREASE_ANATOMY_PLANE_EDGES_HPP

#include <crease/anatomy/polygon_stack.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// No polygon: the edge is part of the rectangle's side.
inline constexpr std::uint32_t no_polygon = std::numeric_limits<std::uint32_t>::max();

/// So many polygons are stored together: a single list of all would move when it grows.
inline constexpr std::size_t block_size = 256;
struct plane_block {
    std::vector<std::uint32_t> starts{0}; // each polygon's first corner; one more
    std::vector<std::array<double, 2>> corners;
    std::vector<std::uint32_t> labels, neighbours; // of the edge that leaves each corner
    std::vector<double> slopes, intercepts, sizes; // (polygons, out, 2), (polygons, out), of the terms
    std::vector<std::uint64_t> bits;               // (polygons, words)

    const std::array<double, 2>& after(std::size_t polygon, std::size_t corner) const {
        return corners[corner + 1 == starts[polygon + 1] ? starts[polygon] : corner + 1];
    }
};

/// Sets every edge's neighbour: the polygon across it. No search by place: what a cut divides lies along it
/// on either side, in the same order. Edges are whole on both sides; where rounding had a hand in it, an edge
/// has the polygon that holds its middle.
inline void match_edges(std::vector<plane_block>& blocks, const std::deque<plane_cut>& cuts) {
    struct edge {
        std::uint32_t polygon, corner; // counted within its block
    };
    std::vector<std::uint32_t> ends(2 * cuts.size() + 1, 0); // where the edges of each label end in `edges`
    for (plane_block& block : blocks) {
        block.neighbours.assign(block.labels.size(), no_polygon);
        for (const std::uint32_t label : block.labels)
            if (label >= 4)
                ++ends[label - 3];
    }
    for (std::size_t i = 1; i != ends.size(); ++i) ends[i] += ends[i - 1];
    std::vector<edge> edges(ends.back());
    std::uint32_t polygon = 0;
    for (const plane_block& block : blocks)
        for (std::size_t p = 0; p + 1 != block.starts.size(); ++p, ++polygon)
            for (std::uint32_t i = block.starts[p]; i != block.starts[p + 1]; ++i)
                if (block.labels[i] >= 4)
                    edges[ends[block.labels[i] - 4]++] = {polygon, i};
    const auto set = [&](const edge& e, const edge& other) {
        blocks[e.polygon / block_size].neighbours[e.corner] = other.polygon;
    };

    struct placed { // from low to high along its cut
        double low, high;
        edge e;
    };
    const auto place_edges = [&](const std::array<double, 2>& slope, std::size_t first, std::size_t last,
                                 std::vector<placed>& to) {
        to.clear();
        for (std::size_t k = first; k != last; ++k) {
            const edge e = edges[k];
            const plane_block& block = blocks[e.polygon / block_size];
            const auto &from = block.corners[e.corner], &next = block.after(e.polygon % block_size, e.corner);
            const double begin = slope[1] * from[0] - slope[0] * from[1],
                         end = slope[1] * next[0] - slope[0] * next[1];
            to.push_back({std::min(begin, end), std::max(begin, end), e});
        }
        std::sort(to.begin(), to.end(), [](const placed& a, const placed& b) { return a.low < b.low; });
    };
    const auto match = [&](const std::vector<placed>& list, const std::vector<placed>& others) {
        std::size_t other = 0;
        for (const placed& one : list) {
            const double middle = one.low + (one.high - one.low) / 2;
            while (other + 1 != others.size() && others[other].high < middle) ++other;
            set(one.e, others[other].e);
        }
    };
    std::vector<placed> above, below;
    std::size_t begin = 0;
    for (std::size_t cut = 0; cut != cuts.size(); ++cut) {
        const std::size_t middle = ends[2 * cut], end = ends[2 * cut + 1];
        if (middle - begin == 1 && end - middle == 1) {
            set(edges[begin], edges[middle]);
            set(edges[middle], edges[begin]);
        } else {
            place_edges(cuts[cut].line.slope, begin, middle, above);
            place_edges(cuts[cut].line.slope, middle, end, below);
            match(above, below);
            match(below, above);
        }
        begin = end;
    }
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_PLANE_EDGES_HPP
