// SPDX-License-Identifier: BSD-3-Clause
// layer 5 · SVG curves: points of a series as lines and dots.
#ifndef CREASE_DETAIL_SVG_CURVES_HPP
#define CREASE_DETAIL_SVG_CURVES_HPP

#include <crease/detail/svg_axis.hpp>
#include <crease/detail/svg_data.hpp>
#include <crease/detail/svg_labels.hpp>
#include <crease/detail/svg_text.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// Calls visit(points) for every run of points between two that cannot be drawn, cut at the area.
template <class Visit>
void visit_runs(const svg_series& s, const svg_axis& x, const svg_axis& y, Visit visit) {
    const svg_box area{x.from, y.to, x.to, y.from};
    std::vector<svg_point> run;
    const auto finish = [&] {
        if (!run.empty())
            visit(run);
        run.clear();
    };
    std::optional<svg_point> last;
    for (std::size_t i = 0; i != s.x.size(); ++i) {
        if (!drawable(s.x[i]) || !drawable(s.y[i])) {
            finish();
            last.reset();
            continue;
        }
        const svg_point next{x.at(s.x[i]), y.at(s.y[i])};
        const auto part = clipped(last.value_or(next), next, area);
        if (part) {
            if (run.empty())
                run.push_back(part->first);
            if (last)
                run.push_back(part->second);
        }
        if (!part || part->second.x != next.x || part->second.y != next.y)
            finish();
        last = next;
    }
    finish();
}

inline void draw_dot(std::string& svg, svg_point at, double radius, std::string_view colour,
                     std::string_view title = {}) {
    svg += svg_tag(
        "circle",
        {{"cx", svg_number(at.x)}, {"cy", svg_number(at.y)}, {"r", svg_number(radius)}, {"fill", colour}});
    svg += title.empty() ? "/>\n" : message({"><title>", xml_text(title), "</title></circle>\n"});
}

inline void draw_curve(std::string& svg, const svg_series& s, const std::vector<svg_point>& run) {
    std::string points;
    for (const svg_point& point : run)
        points += message({points.empty() ? "" : " ", svg_number(point.x), ",", svg_number(point.y)});
    svg += svg_tag("polyline", {{"points", points},
                                {"fill", "none"},
                                {"stroke", s.colour},
                                {"stroke-width", svg_number(s.width)},
                                {"stroke-linejoin", "round"}});
    svg += s.dashed ? message({" stroke-dasharray=\"", svg_number(3 * s.width), " ", svg_number(2 * s.width),
                               "\"/>\n"})
                    : std::string(" stroke-linecap=\"round\"/>\n");
}

/// A line's points that stand alone are dots too.
inline void draw_series(std::string& svg, const svg_series& s, const svg_axis& x, const svg_axis& y) {
    if (!s.dots)
        return visit_runs(s, x, y, [&](const std::vector<svg_point>& run) {
            run.size() == 1 ? draw_dot(svg, run[0], 0.8 * s.width + 1, s.colour) : draw_curve(svg, s, run);
        });
    for (std::size_t i = 0; i != s.x.size(); ++i)
        if (x.holds(s.x[i]) && y.holds(s.y[i]))
            draw_dot(svg, {x.at(s.x[i]), y.at(s.y[i])}, s.width, s.colour);
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_DETAIL_SVG_CURVES_HPP
