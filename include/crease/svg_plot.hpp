// SPDX-License-Identifier: BSD-3-Clause
// layer 12 · SVG plot: lines, dots, notes and markers between one pair of axes; svg.hpp makes pictures of
// plots.
//
// Words are UTF-8, of any language. Nothing is drawn for a point that is NaN, infinite or beyond 1e300, and a
// line breaks there.
#ifndef CREASE_SVG_PLOT_HPP
#define CREASE_SVG_PLOT_HPP

#include <crease/detail/number_text.hpp>
#include <crease/detail/svg_axis.hpp>
#include <crease/detail/svg_data.hpp>
#include <crease/error.hpp>
#include <crease/shapes.hpp>

#include <cmath>
#include <string>
#include <string_view>
#include <utility>

namespace crease::svg {

/// Colours; any that CSS knows will do.
inline constexpr std::string_view blue = "#0096ff", orange = "#FF9300", magenta = "#FF40FF",
                                  dark_red = "#C00000", purple = "#7030A0", dark_blue = "#0D5BDC",
                                  medium_blue = "#4285F4", grey = "#69727f";

/// How a line is drawn: its width in pixels, and whether in dashes.
struct stroke {
    double width = 2;
    bool dashed = false;
};

/// One pair of axes and what is drawn between them. Thin lines mark x = 0 and y = 0 where they are in sight.
class plot {
public:
    explicit plot(std::string_view title = {}) { data_.title = title; }

    /// Through the points (xs[i], ys[i]), over what was added before; without a label it is not in the
    /// legend. Throws shape_error unless there are as many xs as ys.
    plot& line(detail::list_of<double> xs, detail::list_of<double> ys, std::string_view label = {},
               std::string_view colour = blue, stroke style = {}) {
        return add("line", std::move(xs), std::move(ys), label, colour, style.width, style.dashed, false);
    }
    /// A dot of this radius at each point.
    plot& dots(detail::list_of<double> xs, detail::list_of<double> ys, std::string_view label = {},
               std::string_view colour = blue, double radius = 2.5) {
        return add("dots", std::move(xs), std::move(ys), label, colour, radius, false, true);
    }
    /// A dot at (x, y) with words near it, where they cover no other note and, if possible, no line; where no
    /// room is left, the words are the dot's tooltip alone. Throws value_error unless x and y are finite.
    plot& note(double x, double y, std::string_view words, std::string_view colour = grey) {
        check_finite("note", x, y);
        data_.notes.push_back({x, y, std::string(words), std::string(colour)});
        return *this;
    }
    /// An upright dashed line at x, its words above the plot, in as many rows as keep them apart; where no
    /// room is left, the words are the line's tooltip alone. Throws value_error unless x is finite.
    plot& marker(double x, std::string_view words = {}, std::string_view colour = grey) {
        check_finite("marker", x, 0);
        data_.markers.push_back({x, std::string(words), std::string(colour)});
        return *this;
    }

    /// Words along the axes.
    plot& x_label(std::string_view words) {
        data_.x_label = words;
        return *this;
    }
    plot& y_label(std::string_view words) {
        data_.y_label = words;
        return *this;
    }
    /// What is in sight, instead of all there is. Throws value_error unless lo < hi, both finite.
    plot& x_range(double lo, double hi) {
        data_.x_range = checked_range("x_range", lo, hi);
        return *this;
    }
    plot& y_range(double lo, double hi) {
        data_.y_range = checked_range("y_range", lo, hi);
        return *this;
    }

    const std::string& title() const noexcept { return data_.title; }

private:
    friend class figure;

    std::string place(std::string_view part) const {
        return detail::message({"svg::plot \"", data_.title, "\": ", part});
    }

    plot& add(std::string_view part, detail::list_of<double> xs, detail::list_of<double> ys,
              std::string_view label, std::string_view colour, double width, bool dashed, bool dots) {
        if (xs.size() != ys.size())
            throw shape_error(
                detail::message({place(part), ": expected as many x as y, got ",
                                 detail::count_text(xs.size()), " and ", detail::count_text(ys.size())}));
        if (!(width > 0 && std::isfinite(width)))
            throw value_error(detail::message({place(part), ": expected a finite ", dots ? "radius" : "width",
                                               " above 0, got ", detail::number_text(width)}));
        data_.series.push_back({std::move(xs).values(), std::move(ys).values(), std::string(label),
                                std::string(colour), width, dashed, dots});
        return *this;
    }
    void check_finite(std::string_view part, double x, double y) const {
        for (const double value : {x, y})
            if (!detail::drawable(value))
                throw value_error(detail::message(
                    {place(part), ": expected a finite place, got ", detail::number_text(value)}));
    }
    detail::svg_interval checked_range(std::string_view part, double lo, double hi) const {
        if (!(lo < hi && detail::drawable(lo) && detail::drawable(hi)))
            throw value_error(detail::message({place(part), ": expected finite lo < hi, got ",
                                               detail::number_text(lo), " and ", detail::number_text(hi)}));
        return {lo, hi};
    }

    detail::svg_plot data_;
};

} // namespace crease::svg
#endif // CREASE_SVG_PLOT_HPP
