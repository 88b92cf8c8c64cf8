// SPDX-License-Identifier: BSD-3-Clause
// layer 10 · Region sides: the half-spaces that bound the region around a point, none that could be left out,
// each with the units that change state beyond it.
#ifndef CREASE_ANATOMY_REGION_SIDES_HPP
#define CREASE_ANATOMY_REGION_SIDES_HPP

#include <crease/anatomy/box.hpp>
#include <crease/anatomy/local_layers.hpp>
#include <crease/anatomy/piecewise_layers.hpp>
#include <crease/anatomy/simplex.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace crease {

/// normal . x <= bound, |normal| = 1: one side of a region.
struct half_space {
    std::vector<double> normal;
    double bound;
    std::vector<unit_index> owners; // all units whose state differs on the other side, by layer and unit
};

namespace detail {
inline namespace CREASE_TAG {

/// The sides of the cell of these states, distances measured from x: all, or coinciding ones once.
inline std::vector<half_space> list_sides(const std::vector<piecewise_layer>& layers,
                                          const local_layers& local, std::size_t d,
                                          const tolerances& tolerance) {
    std::vector<half_space> sides;
    for (std::size_t l = 0; l != layers.size(); ++l) {
        const piecewise_layer& layer = layers[l];
        const local_layer& z = local.z[l];
        for (std::size_t u = 0; u != layer.out; ++u) {
            const auto state = static_cast<std::size_t>(local.states[layer.first_unit + u]);
            std::vector<double> slope(d);
            double length = 0, largest = 0;
            for (std::size_t i = 0; i != d; ++i) {
                slope[i] = z.columns[i * layer.out + u];
                largest = std::max(largest, std::abs(slope[i]));
            }
            if (!(largest > tolerance.value * z.sizes[u]))
                continue; // z is constant
            for (const double s : slope) length += s / largest * (s / largest);
            length = largest * std::sqrt(length);
            const double at_x = z.columns[d * layer.out + u];
            const auto add = [&](double knot, double sign) {
                // Sides through x meet in x itself: what rounding leaves would tell them apart.
                const bool through_x =
                    std::abs(knot - at_x) <= tolerance.value * (z.sizes[u] + std::abs(knot));
                half_space side{slope, through_x ? 0 : sign * (knot - at_x) / length, {{l, u}}};
                for (double& s : side.normal) s *= sign / length;
                const auto same = [&](const half_space& other) {
                    double apart = std::abs(other.bound - side.bound) / (1 + std::abs(side.bound));
                    for (std::size_t i = 0; i != d; ++i)
                        apart = std::max(apart, std::abs(other.normal[i] - side.normal[i]));
                    return apart <= tolerance.simplex;
                };
                const auto found = std::find_if(sides.begin(), sides.end(), same);
                if (found == sides.end())
                    sides.push_back(std::move(side));
                else if (found->owners.back() != unit_index{l, u})
                    found->owners.push_back({l, u});
            };
            if (state != layer.knots.size())
                add(layer.knots[state], 1);
            if (state != 0)
                add(layer.knots[state - 1], -1);
        }
    }
    return sides;
}

inline void put_side(half_space_stack& rows, const half_space& side, double scale) {
    std::vector<double> row(side.normal);
    row.push_back(side.bound / scale);
    rows.put(rows.size(), row.data());
}

/// Without those that the others imply. In a cube so large that creases which meet at all meet inside: a
/// million times as far as the furthest crease. So far out, rounding is larger than what tells creases apart:
/// where it might decide, a smaller cube does.
inline void drop_redundant(std::vector<half_space>& sides, std::size_t d, const tolerances& tolerance) {
    double furthest = 0;
    for (const half_space& side : sides) furthest = std::max(furthest, std::abs(side.bound));
    const double scale = furthest == 0 ? 1 : furthest;
    simplex solver(d);
    for (std::size_t i = 0; i != sides.size();) {
        half_space_stack rows(d);
        for (std::size_t k = 0; k != sides.size(); ++k)
            if (k != i)
                put_side(rows, sides[k], scale);
        const double bound = sides[i].bound / scale;
        const auto furthest_in = [&](double cube) {
            const std::vector<double> lower(d, -cube), upper(d, cube);
            return solver.maximise(rows.first(rows.size()), lower.data(), upper.data(),
                                   sides[i].normal.data(), bound + tolerance.simplex) -
                   bound;
        };
        const double over = furthest_in(1e6);
        const bool needed = over > 1e3 * tolerance.simplex ||
                            (over > tolerance.simplex && furthest_in(1e3) > tolerance.simplex);
        if (needed)
            ++i;
        else
            sides.erase(sides.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

/// v, where x + v is a point of a side, well away from the others; empty if there is none but for rounding.
/// Distances are measured from x.
inline std::vector<double> find_facet(const std::vector<half_space>& sides, std::size_t which,
                                      std::size_t d) {
    const half_space& side = sides[which];
    double scale = 0;
    for (const half_space& other : sides) scale = std::max(scale, std::abs(other.bound));
    scale = scale == 0 ? 1 : scale;
    simplex solver(d +
                   1); // inside the side, from the point nearest to x: where, and a distance to all others
    half_space_stack rows(d + 1);
    for (std::size_t k = 0; k != sides.size(); ++k) {
        std::vector<double> row(sides[k].normal);
        double along = 0, length = 0;
        for (std::size_t i = 0; i != d; ++i) along += row[i] * side.normal[i];
        for (std::size_t i = 0; i != d; ++i) row[i] -= along * side.normal[i];
        for (std::size_t i = 0; i != d; ++i) length += row[i] * row[i];
        length = std::sqrt(length);
        if (k == which || length < 1e-9)
            continue; // parallel: the side is inside all of it
        row.push_back(length);
        row.push_back((sides[k].bound - along * side.bound) / scale);
        for (double& value : row) value /= length * std::sqrt(2.0);
        rows.put(rows.size(), row.data());
    }
    std::vector<double> objective(d, 0.0), v(side.normal);
    objective.push_back(1);
    for (double& c : v) c *= side.bound;
    for (const double reach :
         {1.0, 1e3, 1e6}) { // the smaller the fewer digits are lost, but a side may be far
        std::vector<double> lower(d, -reach), upper(d, reach);
        lower.push_back(0);
        upper.push_back(1);
        if (!(solver.maximise(rows.first(rows.size()), lower.data(), upper.data(), objective.data()) >
              1e-12 * reach))
            continue;
        double off = 0;
        for (std::size_t i = 0; i != d; ++i) off += solver.x()[i] * side.normal[i];
        for (std::size_t i = 0; i != d; ++i) v[i] += scale * (solver.x()[i] - off * side.normal[i]);
        return v;
    }
    return {};
}

/// Those whose state differs beyond their side: not who only touches a knot there, but also who is constant
/// on this side of it. Bounds are measured from x.
inline void find_owners(std::vector<half_space>& sides, const std::vector<piecewise_layer>& layers,
                        const std::vector<int>& states, point_view x, const tolerances& tolerance) {
    for (std::size_t k = 0; k != sides.size(); ++k) {
        std::vector<double> v = find_facet(sides, k, x.size());
        if (v.empty())
            continue;
        double length = 0;
        for (std::size_t i = 0; i != x.size(); ++i) {
            length = std::max(length, std::abs(v[i]));
            v[i] += x[i];
        }
        const outlook beyond{sides[k].normal, tolerance.simplex * (1 + length)};
        const auto across = look_around(layers, v, tolerance, nullptr, &beyond).states;
        std::vector<unit_index> owners;
        for (std::size_t l = 0; l != layers.size(); ++l)
            for (std::size_t u = 0; u != layers[l].out; ++u)
                if (across[layers[l].first_unit + u] != states[layers[l].first_unit + u])
                    owners.push_back({l, u});
        if (!owners.empty())
            sides[k].owners = std::move(owners);
    }
}

} // namespace CREASE_TAG
} // namespace detail
} // namespace crease
#endif // CREASE_ANATOMY_REGION_SIDES_HPP
