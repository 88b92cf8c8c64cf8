// SPDX-License-Identifier: BSD-3-Clause
// layer 4 · Vertex cells: convex polytopes by their vertices and edges, cut by planes.
//
// Each vertex knows the planes it lies on, the cube's sides among them, as a set of bits. Coordinates are
// rounded, sets are not: a vertex within the slack of a plane is on it, and from then on only the sets say
// what meets what. Any number of planes may go through a vertex. Two vertices of a polytope are joined by an
// edge iff no third is on all the planes that both are on.
#ifndef CREASE_ANATOMY_VERTEX_CELLS_HPP
#define CREASE_ANATOMY_VERTEX_CELLS_HPP

#include <crease/anatomy/cell_range.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// A stack of cells in d dimensions. A cell stays as long as those below it do.
class vertex_cells {
public:
    struct cell {
        std::size_t first_vertex, vertices, first_edge, edges;
        std::size_t first_word, words; // of the sets: `words` a vertex
        std::size_t planes; // how many have been told apart so far: the next cut is number `planes`
    };

    vertex_cells(std::size_t dimensions, const tolerances&) : d_{dimensions} {}

    /// The cube [-1, 1]^d. Vertex i has coordinate r at 1 if bit r of i is set.
    cell cube() {
        const std::size_t count = std::size_t{1} << d_;
        const cell root = push({.vertices = count, .edges = d_ * count / 2, .planes = 2 * d_});
        edge* to = edges_.data() + root.first_edge;
        for (std::size_t i = 0; i != count; ++i)
            for (std::size_t r = 0; r != d_; ++r) {
                const std::size_t upper = i >> r & 1, plane = 2 * r + upper;
                points_[(root.first_vertex + i) * d_ + r] = upper == 1 ? 1 : -1;
                set_of(root, i)[plane / 64] |= std::uint64_t{1} << plane % 64;
                if (upper == 0)
                    *to++ = {static_cast<std::uint32_t>(i),
                             static_cast<std::uint32_t>(i | std::size_t{1} << r)};
            }
        return root;
    }

    /// (vertices, d). Valid until the next cut.
    std::span<const double> points(const cell& c) const {
        return {points_.data() + c.first_vertex * d_, c.vertices * d_};
    }

    /// Exact low and high of all units on the cell.
    void find_range(const cell& c, std::span<const double>, instruction_set set, cell_range& task) {
        find_exact_range(c, set, task);
    }
    void find_exact_range(const cell& c, instruction_set set, cell_range& task) {
        task.points = points(c).data();
        task.count = c.vertices;
        detail::find_range(set, task);
    }

    /// Where the cell is. After `both`, cut() with the same arguments may be called.
    cell_side find_side(const cell& c, const cell_plane& plane) {
        if (values_.size() < c.vertices) {
            values_.resize(2 * c.vertices);
            signs_.resize(2 * c.vertices);
            places_.resize(2 * c.vertices);
        }
        const double* point = points(c).data();
        double low = 0, high = 0;
        for (std::size_t i = 0; i != c.vertices; ++i, point += d_) {
            double v = plane.offset;
            for (std::size_t r = 0; r != d_; ++r) v += plane.normal[r] * point[r];
            values_[i] = v;
            signs_[i] = static_cast<signed char>((v > plane.slack) - (v < -plane.slack));
            low = std::min(low, v);
            high = std::max(high, v);
        }
        if (high > plane.slack)
            return low < -plane.slack ? cell_side::both : cell_side::above;
        return low < -plane.slack ? cell_side::below : cell_side::on;
    }

    /// Both parts of a cell, below the plane and above it: two new cells on the stack.
    std::pair<cell, cell> cut(const cell& c, const cell_plane&) {
        find_crossings(c);
        const std::size_t on = on_, above = above_, below = c.vertices - above - (on - crossings_.size());
        const std::size_t planes = c.planes + 1;
        std::size_t up = 0, down = 0; // edges that go to one part whole
        for (std::size_t e = c.first_edge; e != c.first_edge + c.edges; ++e) {
            const int sum = signs_[edges_[e].a] + signs_[edges_[e].b];
            up += sum > 0;
            down += sum < 0;
        }
        const cell high = push({.vertices = on + above, .edges = 0, .planes = planes});
        const cell low = push({.vertices = on + below, .edges = 0, .planes = planes});
        copy_vertices(c, high, low);
        join_on_plane(high, on);
        const std::size_t crossed = crossings_.size(), added = joined_.size() + crossed;
        cell parts[] = {high, low};
        const std::size_t whole[] = {up, down};
        for (const int sign : {1, -1}) {
            cell& part = parts[sign < 0];
            part.first_edge = edges_.size();
            part.edges = whole[sign < 0] + added;
            edges_.resize(part.first_edge + part.edges + 1); // 1: what is written and not kept
            edge* to = std::copy(joined_.begin(), joined_.end(), edges_.data() + part.first_edge);
            for (std::size_t k = 0; k != crossed; ++k) {
                const edge& cut_edge = edges_[crossings_[k]];
                const std::uint32_t end = signs_[cut_edge.a] == sign ? cut_edge.a : cut_edge.b;
                *to++ = {static_cast<std::uint32_t>(on - crossed + k), places_[end]};
            }
            for (std::size_t e = c.first_edge; e != c.first_edge + c.edges; ++e) {
                const edge& old = edges_[e];
                *to = {places_[old.a], places_[old.b]};
                to += sign * (signs_[old.a] + signs_[old.b]) > 0;
            }
            edges_.pop_back();
        }
        return {parts[1], parts[0]};
    }

    /// A point well inside: the mean of the vertices.
    void find_inside(const cell& c, double* inside) const {
        std::fill_n(inside, d_, 0.0);
        const std::span<const double> all = points(c);
        for (std::size_t i = 0; i != all.size(); ++i) inside[i % d_] += all[i];
        for (std::size_t r = 0; r != d_; ++r) inside[r] /= static_cast<double>(c.vertices);
    }

    /// The largest value of normal * y + offset on the cell, and where.
    double find_highest(const cell& c, const cell_plane& plane, double* where) const {
        const std::span<const double> all = points(c);
        double highest = 0;
        for (std::size_t i = 0; i != c.vertices; ++i) {
            double v = plane.offset;
            for (std::size_t r = 0; r != d_; ++r) v += plane.normal[r] * all[i * d_ + r];
            if (i == 0 || v > highest) {
                highest = v;
                std::copy_n(all.data() + i * d_, d_, where);
            }
        }
        return highest;
    }

    struct mark {
        std::size_t vertices, edges, words;
    };
    mark top() const noexcept { return {points_.size() / d_, edges_.size(), sets_.size()}; }
    void shrink(const mark& to) {
        points_.resize(to.vertices * d_);
        edges_.resize(to.edges);
        sets_.resize(to.words);
    }

private:
    struct edge {
        std::uint32_t a, b;
    };
    struct sizes {
        std::size_t vertices, edges, planes;
    };

    cell push(const sizes& s) {
        const std::size_t words = (s.planes + 63) / 64;
        const cell c{points_.size() / d_, s.vertices, edges_.size(), s.edges, sets_.size(), words, s.planes};
        points_.resize(points_.size() + s.vertices * d_);
        edges_.resize(edges_.size() + s.edges);
        sets_.resize(sets_.size() + s.vertices * words);
        return c;
    }
    std::uint64_t* set_of(const cell& c, std::size_t vertex) {
        return sets_.data() + c.first_word + vertex * c.words;
    }

    /// The edges that the plane crosses between their ends, and each vertex's place in its part: first those
    /// on the plane, in both parts alike, then those of the crossings, then the others.
    void find_crossings(const cell& c) {
        crossings_.resize(c.edges + 1);
        std::uint32_t* to = crossings_.data();
        for (std::size_t e = c.first_edge; e != c.first_edge + c.edges; ++e) {
            *to = static_cast<std::uint32_t>(e);
            to += signs_[edges_[e].a] * signs_[edges_[e].b] < 0;
        }
        crossings_.resize(static_cast<std::size_t>(to - crossings_.data()));
        std::uint32_t count[3] = {0, 0, 0}; // below, on, above
        for (std::size_t i = 0; i != c.vertices; ++i) places_[i] = count[signs_[i] + 1]++;
        on_ = count[1] + crossings_.size();
        above_ = count[2];
        const auto shift = static_cast<std::uint32_t>(on_);
        for (std::size_t i = 0; i != c.vertices; ++i)
            if (signs_[i] != 0)
                places_[i] += shift;
    }

    void copy_vertices(const cell& c, const cell& high, const cell& low) {
        const std::size_t plane = c.planes;
        const auto copy = [&](std::size_t from, const cell& part) {
            const std::size_t to = places_[from];
            std::copy_n(points_.data() + (c.first_vertex + from) * d_, d_,
                        points_.data() + (part.first_vertex + to) * d_);
            std::copy_n(set_of(c, from), c.words, set_of(part, to));
        };
        for (std::size_t i = 0; i != c.vertices; ++i) {
            if (signs_[i] >= 0)
                copy(i, high);
            if (signs_[i] <= 0)
                copy(i, low);
            if (signs_[i] == 0)
                for (const cell& part : {high, low})
                    set_of(part, places_[i])[plane / 64] |= std::uint64_t{1} << plane % 64;
        }
        for (std::size_t k = 0; k != crossings_.size(); ++k) {
            const auto [a, b] = edges_[crossings_[k]];
            const double share = values_[a] / (values_[a] - values_[b]);
            const double* const from = points_.data() + (c.first_vertex + a) * d_;
            const double* const end = points_.data() + (c.first_vertex + b) * d_;
            const std::size_t to = on_ - crossings_.size() + k;
            double* const point = points_.data() + (high.first_vertex + to) * d_;
            for (std::size_t r = 0; r != d_; ++r) point[r] = from[r] + share * (end[r] - from[r]);
            std::copy_n(point, d_, points_.data() + (low.first_vertex + to) * d_);
            std::uint64_t* const set = set_of(high, to);
            for (std::size_t w = 0; w != c.words; ++w) set[w] = set_of(c, a)[w] & set_of(c, b)[w];
            set[plane / 64] |= std::uint64_t{1} << plane % 64;
            std::copy_n(set, high.words, set_of(low, to));
        }
    }

    /// The edges between the vertices 0 .. on - 1 of a part, which are those on the plane that has cut it.
    void join_on_plane(const cell& part, std::size_t on) {
        joined_.clear();
        const std::uint64_t* const sets = set_of(part, 0);
        const std::size_t words = part.words;
        // How many bits: at least n?
        const auto has = [words](const std::uint64_t* set, std::size_t n) {
            for (std::size_t w = 0; w != words; ++w)
                for (std::uint64_t bits = set[w]; bits != 0; bits &= bits - 1)
                    if (n-- <= 1)
                        return true;
            return n == 0;
        };
        common_.resize(words);
        for (std::size_t a = 0; a + 1 < on; ++a)
            for (std::size_t b = a + 1; b != on; ++b) {
                for (std::size_t w = 0; w != words; ++w)
                    common_[w] = sets[a * words + w] & sets[b * words + w];
                if (!has(common_.data(), d_ - 1))
                    continue;
                // On no more than d planes, a vertex is on independent ones: d - 1 of them are a line.
                const bool simple = !has(sets + a * words, d_ + 1) || !has(sets + b * words, d_ + 1);
                if (simple || no_third(sets, on, a, b))
                    joined_.push_back({static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b)});
            }
    }

    /// Whether no vertex but a and b is on all the planes of common_.
    bool no_third(const std::uint64_t* sets, std::size_t on, std::size_t a, std::size_t b) const {
        const std::size_t words = common_.size();
        for (std::size_t i = 0; i != on; ++i) {
            if (i == a || i == b)
                continue;
            std::size_t w = 0;
            while (w != words && (common_[w] & ~sets[i * words + w]) == 0) ++w;
            if (w == words)
                return false;
        }
        return true;
    }

    std::size_t d_;
    std::vector<double> points_;
    std::vector<edge> edges_;
    std::vector<std::uint64_t> sets_;
    // Of the cell that is cut: z at the vertices, its sign, and their places in the parts; the edges crossed;
    // how many vertices are on the plane, new ones included, and how many above.
    std::vector<double> values_;
    std::vector<signed char> signs_;
    std::vector<std::uint32_t> places_, crossings_;
    std::size_t on_ = 0, above_ = 0;
    std::vector<edge> joined_;
    std::vector<std::uint64_t> common_;
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_VERTEX_CELLS_HPP
