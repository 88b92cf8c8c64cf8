// SPDX-License-Identifier: BSD-3-Clause
// layer 4 · SVG data: what one plot holds.
#ifndef CREASE_DETAIL_SVG_DATA_HPP
#define CREASE_DETAIL_SVG_DATA_HPP

#include <crease/detail/svg_axis.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

struct svg_series {
    std::vector<double> x, y;
    std::string label, colour;
    double width;
    bool dashed, dots;
};

struct svg_marker {
    double x;
    std::string label, colour;
};

struct svg_note {
    double x, y;
    std::string text, colour;
};

struct svg_plot {
    std::string title, x_label, y_label;
    std::vector<svg_series> series;
    std::vector<svg_marker> markers;
    std::vector<svg_note> notes;
    std::optional<svg_interval> x_range, y_range;
};

/// x and y that are drawn: as given, or all there is and a little more.
inline std::pair<svg_interval, svg_interval> svg_ranges(const svg_plot& plot) {
    svg_interval x, y;
    for (const svg_series& s : plot.series)
        for (std::size_t i = 0; i != s.x.size(); ++i)
            if (drawable(s.x[i]) && drawable(s.y[i])) {
                x.include(s.x[i]);
                if (!plot.x_range || plot.x_range->holds(s.x[i]))
                    y.include(s.y[i]);
            }
    for (const svg_marker& m : plot.markers) x.include(m.x);
    for (const svg_note& n : plot.notes) {
        x.include(n.x);
        y.include(n.y);
    }
    return {plot.x_range ? with_margin(*plot.x_range, 0) : with_margin(x, 0.025),
            plot.y_range ? with_margin(*plot.y_range, 0) : with_margin(y, 0.06)};
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_DETAIL_SVG_DATA_HPP
