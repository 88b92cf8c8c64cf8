// SPDX-License-Identifier: BSD-3-Clause
// layer 9 · Plane store: the polygons of the branches of a walk over a plane, with their neighbours.
#ifndef CREASE_ANATOMY_PLANE_STORE_HPP
#define CREASE_ANATOMY_PLANE_STORE_HPP

#include <crease/anatomy/plane_edges.hpp>
#include <crease/anatomy/plane_table.hpp>
#include <crease/anatomy/polygon_stack.hpp>
#include <crease/anatomy/walk_share.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// How what the walk says is stored.
struct plane_frame {
    std::array<double, 2> lower, upper, origin; // the walk's coordinates begin at origin
    std::size_t outputs, words;                 // words: of bits
    tolerances tolerance;

    std::array<double, 2> low() const noexcept { return {lower[0] - origin[0], lower[1] - origin[1]}; }
    std::array<double, 2> high() const noexcept { return {upper[0] - origin[0], upper[1] - origin[1]}; }
};

/// Takes the polygons of the branches that are its share.
class plane_store {
public:
    // Polygons are counted within their branch, neighbours in the table too; but branch::first is a polygon
    // of the table. Corners are counted within their polygon.
    struct branch {
        std::uint32_t number, first, count;
    };
    struct trunk_edge { // between branches
        std::uint32_t label, branch, polygon, corner;
    };
    struct flag { // a unit that stays on a knot
        std::uint32_t branch, polygon, bit;
    };

    plane_store(const plane_frame& frame, walk_share share)
        : table{frame.outputs, frame.words}, frame_{frame}, share_{share} {}

    plane_table table;
    std::vector<branch> branches;
    std::vector<trunk_edge> trunk_edges;
    std::vector<flag> flags;
    std::vector<plane_cut> trunk_cuts;

    // What the walk calls.

    bool begin_branch() {
        if (!share_.takes())
            return false;
        branches.push_back(
            {static_cast<std::uint32_t>(share_.branch()), static_cast<std::uint32_t>(table.size()), 0});
        return true;
    }
    void add(std::span<const plane_corner> corners, const double* output, const std::uint64_t* bits,
             std::span<const std::uint32_t> on_knot) {
        const plane_block::row row = table.add(corners.size());
        for (std::size_t i = 0; i != corners.size(); ++i) {
            row.corners[i] = {place(corners[i].x, 0), place(corners[i].y, 1)};
            row.labels[i] = corners[i].label;
        }
        const std::size_t out = frame_.outputs;
        for (std::size_t j = 0; j != out; ++j) {
            const double a = output[j], b = output[out + j], c = output[2 * out + j];
            row.slopes[2 * j] = a;
            row.slopes[2 * j + 1] = b;
            row.intercepts[j] = c - a * frame_.origin[0] - b * frame_.origin[1];
            row.sizes[j] = output[3 * out + j];
        }
        std::copy_n(bits, frame_.words, row.bits);
        branch& to = branches.back();
        for (const std::uint32_t bit : on_knot) flags.push_back({to.number, to.count, bit});
        ++to.count;
    }
    /// With the cuts by number, of which `count` from `first` on are this branch's own.
    void end_branch(const std::vector<plane_cut>& cuts, std::size_t first, std::size_t count) {
        const branch& of = branches.back();
        const std::uint32_t own = edge_label(first, false), last = of.first + of.count;
        for (std::uint32_t p = of.first; p != last; ++p) {
            const std::uint32_t* const labels = table.labels(p);
            const auto corners = static_cast<std::uint32_t>(table.corners(p).size());
            for (std::uint32_t i = 0; i != corners; ++i)
                if (labels[i] >= own)
                    edges_.add(labels[i], {p, i});
                else if (labels[i] >= edge_label(0, false))
                    trunk_edges.push_back({labels[i], of.number, p - of.first, i});
        }
        edges_.match(
            cuts, first, count, [this](const edge& e) { return table.edge(e.polygon, e.corner); },
            [&](const plane_cut& cut, const edge& e, const edge& other) {
                table.set_edge(e.polygon, e.corner, edge_label(0, false) + cut.bit, other.polygon - of.first);
            });
    }

private:
    struct edge { // of the table
        std::uint32_t polygon, corner;
    };

    /// Where the walk's coordinate is.
    double place(double x, std::size_t i) const noexcept {
        return x == frame_.lower[i] - frame_.origin[i]   ? frame_.lower[i]
               : x == frame_.upper[i] - frame_.origin[i] ? frame_.upper[i]
                                                         : frame_.origin[i] + x;
    }

    plane_frame frame_;
    walk_share share_;
    plane_edges<edge> edges_;
};

/// The polygons of all branches, in order, and the first of each branch.
struct joined_polygons {
    plane_table table;
    std::vector<std::uint32_t> firsts;
};
/// Of the stores that share a walk, whose tables it takes.
inline joined_polygons join(std::vector<plane_store>& stores) {
    std::vector<plane_table> tables;
    std::vector<plane_table::part> parts;
    for (plane_store& store : stores) {
        for (const auto& branch : store.branches) {
            parts.resize(std::max<std::size_t>(parts.size(), branch.number + 1));
            parts[branch.number] = {tables.size(), branch.first, branch.count};
        }
        tables.push_back(std::move(store.table));
    }
    joined_polygons all{{std::move(tables), parts}, {}};
    std::uint32_t first = 0;
    for (const auto& part : parts) {
        all.firsts.push_back(first);
        first += static_cast<std::uint32_t>(part.count);
    }

    struct edge {
        std::uint32_t polygon, corner;
    };
    plane_edges<edge> edges;
    for (const auto& store : stores)
        for (const auto& e : store.trunk_edges)
            edges.add(e.label, {all.firsts[e.branch] + e.polygon, e.corner});
    const auto& cuts = stores.front().trunk_cuts; // all walks have the same
    edges.match(
        cuts, 0, cuts.size(), [&all](const edge& e) { return all.table.edge(e.polygon, e.corner); },
        [&all](const plane_cut& cut, const edge& e, const edge& other) {
            all.table.set_edge(e.polygon, e.corner, edge_label(0, false) + cut.bit, other.polygon);
        });
    keep_memory(all.table.bytes());
    return all;
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_PLANE_STORE_HPP
