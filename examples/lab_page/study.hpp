// SPDX-License-Identifier: BSD-3-Clause
// What crease finds out about an exercise's network, for all that is drawn and said: the places where it
// bends, every unit's z and a there, and who is who.
#pragma once

#include <crease/anatomy/line.hpp>
#include <crease/detail/gather_facts.hpp>
#include <crease/detail/line_facts.hpp>
#include <crease/detail/xtensor.hpp>
#include <crease/model.hpp>
#include <crease/piecewise_linear.hpp>
#include <crease/trace.hpp>

#include "exercise.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace lab_page {

inline constexpr std::size_t sample_count = 300; // as the lab's target has
// A unit's panel is small, and a figure of 24 smooth units is to be drawn within a frame.
inline constexpr std::size_t panel_samples = 100;

using line_facts = crease::detail::line_facts<double>;

struct study {
    crease::piecewise_linear<double> target;
    crease::model<double> net;
    double lo, hi;
    std::optional<line_facts> facts;     // none of a smooth network, which has no pieces
    std::vector<double> x, y;            // the output, from lo to hi: where units bend; if smooth, at samples
    std::vector<double> panel_x;         // the same for units
    crease::network_trace<double> units; // at panel_x
    double mean_squared_error;           // over the samples of the target

    bool exact() const noexcept { return facts.has_value(); }
    /// z, or a, of a unit at panel_x.
    static std::vector<double> column(const xt::xtensor<double, 2>& table, std::size_t unit) {
        std::vector<double> list;
        for (std::size_t r = 0; r != table.shape()[0]; ++r) list.push_back(table(r, unit));
        return list;
    }
    std::vector<double> z(std::size_t l, std::size_t u) const { return column(units.z(l), u); }
    std::vector<double> a(std::size_t l, std::size_t u) const { return column(units.a(l), u); }
};

inline xt::xtensor<double, 1> tensor_of(const std::vector<double>& list) {
    xt::xtensor<double, 1> tensor(std::array<std::size_t, 1>{list.size()});
    for (std::size_t i = 0; i != list.size(); ++i) tensor(i) = list[i];
    return tensor;
}

inline line_facts facts_of(const crease::model<double>& net, double lo, double hi) {
    const auto task = crease::detail::interval_task("lab", net, lo, hi, {});
    const auto views = net.layers();
    return crease::detail::gather_facts(std::span<const crease::layer_view<double>>(views), task.layers,
                                        crease::detail::all_pieces<double>(task));
}

inline std::vector<double> list_of(const xt::xtensor<double, 1>& tensor) {
    return {tensor.begin(), tensor.end()};
}

inline study study_of(const exercise& e) {
    study s{e.target(), model_of(e.layers, e.activation), e.knots.front(), e.knots.back(), {}, {}, {}, {}, {},
            0};
    const auto samples = s.target.sample(sample_count);
    const auto y = s.net(samples.x);
    for (std::size_t r = 0; r != sample_count; ++r) {
        const double off = y(r, 0) - samples.y(r);
        s.mean_squared_error += off * off / static_cast<double>(sample_count);
    }
    if (!e.activation.is_smooth())
        s.facts = facts_of(s.net, s.lo, s.hi);
    s.panel_x = s.exact() ? s.facts->breakpoints : list_of(s.target.sample(panel_samples).x);
    s.units = crease::trace(s.net, tensor_of(s.panel_x));
    s.x = s.exact() ? s.panel_x : list_of(samples.x);
    s.y = s.exact() ? s.a(s.net.size() - 1, 0) : study::column(y, 0);
    return s;
}

} // namespace lab_page
