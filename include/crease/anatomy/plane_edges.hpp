// SPDX-License-Identifier: BSD-3-Clause
// layer 5 · Plane edges: which polygons lie on the two sides of an edge.
//
// No search by place: what a cut divides lies along it on either side, in the same order.
#ifndef CREASE_ANATOMY_PLANE_EDGES_HPP
#define CREASE_ANATOMY_PLANE_EDGES_HPP

#include <crease/anatomy/polygon_stack.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// Finds for edges along cuts whose neighbours they are. Kept for its memory.
template <class Edge> class plane_edges {
public:
    /// An edge with `label`, along one of the cuts with numbers first_cut ... first_cut + cuts - 1.
    void add(std::uint32_t label, const Edge& edge) { edges_.push_back({label, edge}); }

    /// For each edge that was added calls set(cut, edge, other), the other one being across; then all are
    /// forgotten. segment(edge) has the two ends of an edge, `from` and `to`. Edges are whole on both sides;
    /// where rounding had a hand in it, an edge has the one that holds its middle.
    template <class Segment, class Set>
    void match(const std::vector<plane_cut>& cuts, std::size_t first_cut, std::size_t cut_count,
               Segment segment, Set set) {
        // Sorted by label, by counting.
        const std::uint32_t first = edge_label(first_cut, false);
        ends_.assign(2 * cut_count + 1, 0);
        for (const labelled& e : edges_) ++ends_[e.label - first + 1];
        for (std::size_t i = 1; i != ends_.size(); ++i) ends_[i] += ends_[i - 1];
        sorted_.resize(edges_.size());
        for (const labelled& e : edges_) sorted_[ends_[e.label - first]++] = e.edge;
        edges_.clear();

        std::size_t begin = 0;
        for (std::size_t cut = 0; cut != cut_count; ++cut) {
            const std::size_t middle = ends_[2 * cut], end = ends_[2 * cut + 1];
            const plane_cut& of = cuts[first_cut + cut];
            if (middle - begin == 1 && end - middle == 1) {
                set(of, sorted_[begin], sorted_[middle]);
                set(of, sorted_[middle], sorted_[begin]);
            } else if (begin != end) {
                place(of.line.slope, begin, middle, segment, above_);
                place(of.line.slope, middle, end, segment, below_);
                match(of, above_, below_, set);
                match(of, below_, above_, set);
            }
            begin = end;
        }
    }

private:
    struct labelled {
        std::uint32_t label;
        Edge edge;
    };
    struct placed { // from low to high along its cut
        double low, high;
        Edge edge;
    };

    template <class Segment>
    void place(const std::array<double, 2>& slope, std::size_t first, std::size_t last,
               const Segment& segment, std::vector<placed>& to) const {
        to.clear();
        for (std::size_t k = first; k != last; ++k) {
            const auto e = segment(sorted_[k]);
            const double begin = slope[1] * e.from[0] - slope[0] * e.from[1],
                         end = slope[1] * e.to[0] - slope[0] * e.to[1];
            to.push_back({std::min(begin, end), std::max(begin, end), sorted_[k]});
        }
        std::sort(to.begin(), to.end(), [](const placed& a, const placed& b) { return a.low < b.low; });
    }

    template <class Set>
    static void match(const plane_cut& cut, const std::vector<placed>& list,
                      const std::vector<placed>& others, const Set& set) {
        std::size_t other = 0;
        for (const placed& one : list) {
            const double middle = one.low + (one.high - one.low) / 2;
            while (other + 1 != others.size() && others[other].high < middle) ++other;
            set(cut, one.edge, others[other].edge);
        }
    }

    std::vector<labelled> edges_;
    std::vector<std::uint32_t> ends_; // where the edges of each label end in sorted_
    std::vector<Edge> sorted_;
    std::vector<placed> above_, below_;
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_PLANE_EDGES_HPP
