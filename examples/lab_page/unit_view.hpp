// SPDX-License-Identifier: BSD-3-Clause
// What the page draws and says of each hidden unit.
#pragma once

#include <crease/anatomy/box.hpp>

#include "exercise.hpp"
#include "field.hpp"
#include "say.hpp"
#include "study.hpp"
#include "unit_words.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace lab_page {

inline json unit_json(crease::unit_index i) { return object().add("layer", i.layer).add("unit", i.unit); }

inline json curve_json(const std::vector<double>& x, const std::vector<double>& y) {
    return object().add("x", x).add("y", y);
}

/// Where a unit gives on all of its slope: z is above its knot, and not constant.
inline json on_intervals(const study& s, crease::unit_index i) {
    json list = json::array();
    const std::vector<double> z = s.z(i.layer, i.unit);
    if (*std::min_element(z.begin(), z.end()) == *std::max_element(z.begin(), z.end()))
        return list;
    if (!s.exact()) {
        list.push_back(json(std::array{s.lo, s.hi}));
        return list;
    }
    const auto& layer = s.facts->layers[i.layer];
    for (const auto& run : layer.units[i.unit].runs)
        if (run.state + 1 == layer.slopes.size())
            list.push_back(json(std::array{run.from, run.to}));
    return list;
}

/// The straight parts of the output on either side of its crease k: from where to where.
inline std::array<double, 2> bent_part(const study& s, std::size_t k) {
    const auto& creases = s.facts->creases;
    std::array<double, 2> part{s.lo, s.hi};
    for (std::size_t i = 0; i != creases.size(); ++i)
        if (creases[i].bends && i < k)
            part[0] = creases[i].x;
        else if (creases[i].bends && i > k)
            part[1] = std::min(part[1], creases[i].x);
    return part;
}

inline json unit_view(const exercise& e, const study& s, crease::unit_index i, const voice& say) {
    json kinks = json::array(), bends = json::array(), bent = json::array();
    for (std::size_t k = 0; s.exact() && k != s.facts->creases.size(); ++k) {
        const auto& crease = s.facts->creases[k];
        const bool owns = std::any_of(crease.changes.begin(), crease.changes.end(),
                                      [i](const auto& change) { return change.unit == i; });
        if (!owns)
            continue;
        kinks.push_back(crease.x);
        if (!crease.bends)
            continue;
        bends.push_back(k);
        bent.push_back(bent_part(s, k));
    }
    return object()
        .add("layer", i.layer)
        .add("unit", i.unit)
        .add("name", unit_name(e, i, say))
        .add("fixed", e.fixed_unit_0 && i == crease::unit_index{0, 0})
        .add("z", curve_json(s.panel_x, s.z(i.layer, i.unit)))
        .add("a", curve_json(s.panel_x, s.a(i.layer, i.unit)))
        .add("kinks", std::move(kinks))
        .add("bends", std::move(bends))
        .add("bent", std::move(bent))
        .add("on", on_intervals(s, i))
        .add("role", unit_role(e, s, i, say));
}

/// By hidden layer.
inline json units_view(const exercise& e, const study& s, const voice& say) {
    json layers = json::array();
    for (std::size_t l = 0; l != e.hidden(); ++l) {
        json& list = layers.emplace_back(json::array());
        for (std::size_t u = 0; u != e.layers[l].out(); ++u) list.push_back(unit_view(e, s, {l, u}, say));
    }
    return layers;
}

} // namespace lab_page
