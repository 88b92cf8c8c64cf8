// SPDX-License-Identifier: BSD-3-Clause
// layer 13 · SVG: curves as pictures. A figure arranges plots.
//
//   svg::plot p("Match Target");
//   p.line(x, y, "target", svg::blue).line(x, net_y, "network", svg::orange);
//   std::string text = svg::grid("Explore", {p}).text();
//
// A picture is a string: to write it somewhere is the caller's.
#ifndef CREASE_SVG_HPP
#define CREASE_SVG_HPP

#include <crease/detail/number_text.hpp>
#include <crease/detail/svg_data.hpp>
#include <crease/detail/svg_drawing.hpp>
#include <crease/detail/svg_labels.hpp>
#include <crease/detail/svg_text.hpp>
#include <crease/error.hpp>
#include <crease/svg_plot.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crease::svg {

/// Where in a figure's grid a plot stands.
struct cell {
    std::size_t row = 0, column = 0, rows = 1, columns = 1;
};

struct figure_options {
    std::string title = {};
    std::string description =
        {}; // for those who cannot see it; by default it tells the plots and their lines
    double width = 720, height = 0;   // in pixels; 0: as suits the cells
    std::vector<double> columns = {}; // how wide each is, relative to the others; those not named, 1
    std::vector<double> rows = {};    // how high
};

/// Plots in the cells of a grid, on a white card: it reads on light and on dark pages. Areas of plots in one
/// row or column are aligned.
class figure {
public:
    /// Throws value_error for sizes that are negative or not finite.
    explicit figure(figure_options options = {}) : options_(std::move(options)) {
        const auto check = [](const char* what, double size) {
            if (!(size > 0 && std::isfinite(size)))
                throw value_error(detail::message(
                    {"svg::figure: expected a finite ", what, " above 0, got ", detail::number_text(size)}));
        };
        check("width", options_.width);
        if (options_.height != 0)
            check("height", options_.height);
        for (const double share : options_.columns) check("width of a column", share);
        for (const double share : options_.rows) check("height of a row", share);
    }

    /// Throws value_error if a plot stands there already, or the cell has no rows or columns.
    figure& add(plot p, cell at = {}) {
        if (at.rows == 0 || at.columns == 0)
            throw value_error(
                detail::message({"svg::figure: expected a cell of at least one row and one column "
                                 "for plot \"",
                                 p.title(), "\""}));
        for (const auto& [other, there] : plots_)
            if (at.row < there.row + there.rows && there.row < at.row + at.rows &&
                at.column < there.column + there.columns && there.column < at.column + at.columns)
                throw value_error(detail::message({"svg::figure: expected a free cell for plot \"", p.title(),
                                                   "\", got row ", detail::count_text(at.row), ", column ",
                                                   detail::count_text(at.column), ", where \"", other.title(),
                                                   "\" stands"}));
        plots_.emplace_back(std::move(p), at);
        return *this;
    }

    /// A document of its own. Each plot is a group whose data-x and data-y (values, from and to) and
    /// data-left-right and data-top-bottom (pixels) say where its values are: left is data-x's first, bottom
    /// data-y's first.
    CREASE_UNIT std::string text() const {
        const auto column_shares = shares(options_.columns, &cell::column, &cell::columns);
        const auto row_shares = shares(options_.rows, &cell::row, &cell::rows);
        const double head = options_.title.empty() ? padding : padding + 28;
        const double across = options_.width - 2 * padding;
        const double unit = across / std::max<double>(1, static_cast<double>(column_shares.size()));
        const double height = options_.height > 0 ? options_.height
                                                  : head + padding +
                                                        std::clamp(0.75 * unit, 150.0, 400.0) *
                                                            static_cast<double>(row_shares.size());
        const auto columns = edges(column_shares, padding, across);
        const auto rows = edges(row_shares, head, height - head - padding);

        std::vector<detail::svg_drawing> drawings;
        for (const auto& [p, at] : plots_)
            drawings.emplace_back(p.data_, detail::svg_box{columns[at.column], rows[at.row],
                                                           columns[at.column + at.columns] - gap,
                                                           rows[at.row + at.rows] - gap});
        align(drawings);

        const std::string w = detail::svg_number(options_.width), h = detail::svg_number(height);
        std::string svg = detail::svg_tag("svg", {{"xmlns", "http://www.w3.org/2000/svg"},
                                                  {"width", w},
                                                  {"height", h},
                                                  {"viewBox", "0 0 " + w + " " + h},
                                                  {"role", "img"},
                                                  {"font-family", fonts}});
        svg += detail::message({">\n<title>", detail::xml_text(options_.title), "</title>\n<desc>",
                                detail::xml_text(description()), "</desc>\n",
                                "<rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"#ffffff\"/>\n"});
        if (!options_.title.empty())
            svg += detail::svg_line_of_text(
                padding + 4, padding + 16, detail::svg_anchor::start,
                {detail::fitting_size(options_.title, 17, across / 1.08), "#1d2530", true}, options_.title);
        for (const detail::svg_drawing& drawing : drawings) svg += drawing.text();
        return svg + "</svg>\n";
    }

private:
    static constexpr double padding = 14, gap = 10;
    static constexpr std::string_view fonts =
        "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', 'PingFang SC', 'Hiragino Sans GB', "
        "'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', 'WenQuanYi Micro Hei', sans-serif";

    std::vector<double> shares(std::vector<double> list, std::size_t cell::*first,
                               std::size_t cell::*count) const {
        std::size_t size = list.size();
        for (const auto& [p, at] : plots_) size = std::max(size, at.*first + at.*count);
        list.resize(size, 1);
        return list;
    }
    /// Where cells begin, and one more edge, a gap beyond where they end.
    static std::vector<double> edges(const std::vector<double>& shares, double from, double length) {
        const double all = std::accumulate(shares.begin(), shares.end(), 0.0);
        std::vector<double> list{from};
        for (const double share : shares) list.push_back(list.back() + (length + gap) * share / all);
        return list;
    }

    void align(std::vector<detail::svg_drawing>& drawings) const {
        using detail::svg_margins;
        const auto widest = [&](double svg_margins::*side, auto line, std::size_t i) {
            double most = 0;
            for (std::size_t j = 0; j != drawings.size(); ++j)
                if (line(plots_[j].second) == line(plots_[i].second))
                    most = std::max(most, drawings[j].margins().*side);
            return most;
        };
        std::vector<svg_margins> aligned(drawings.size());
        for (std::size_t i = 0; i != drawings.size(); ++i) {
            aligned[i].left = widest(
                &svg_margins::left, [](const cell& c) { return c.column; }, i);
            aligned[i].right = widest(
                &svg_margins::right, [](const cell& c) { return c.column + c.columns; }, i);
        }
        for (std::size_t i = 0; i != drawings.size(); ++i)
            drawings[i].set_across(aligned[i].left, aligned[i].right);
        for (std::size_t i = 0; i != drawings.size(); ++i) {
            aligned[i].top = widest(
                &svg_margins::top, [](const cell& c) { return c.row; }, i);
            aligned[i].bottom = widest(
                &svg_margins::bottom, [](const cell& c) { return c.row + c.rows; }, i);
        }
        for (std::size_t i = 0; i != drawings.size(); ++i)
            drawings[i].set_down(aligned[i].top, aligned[i].bottom);
    }

    std::string description() const {
        if (!options_.description.empty())
            return options_.description;
        std::string text;
        for (const auto& [p, at] : plots_) {
            text += (text.empty() ? "" : " ") + (p.title().empty() ? std::string("Plot") : p.title());
            std::string_view separator = ": ";
            for (const detail::svg_series& s : p.data_.series)
                if (!s.label.empty()) {
                    text += detail::message({separator, s.label});
                    separator = ", ";
                }
            text += '.';
        }
        return text;
    }

    figure_options options_;
    std::vector<std::pair<plot, cell>> plots_;
};

/// The plots row by row, so many in each; 0: all in one row.
inline figure grid(std::string_view title, std::vector<plot> plots, std::size_t columns = 0) {
    if (columns == 0)
        columns = std::max<std::size_t>(plots.size(), 1);
    figure all({.title = std::string(title), .width = columns == 1 ? 640.0 : 960.0});
    for (std::size_t i = 0; i != plots.size(); ++i)
        all.add(std::move(plots[i]), {.row = i / columns, .column = i % columns});
    return all;
}

/// One tall plot at the left, panels one above the other at its right: the lab's figure.
inline figure with_panels(std::string_view title, plot tall, std::vector<plot> panels) {
    const std::size_t rows = std::max<std::size_t>(panels.size(), 1);
    figure all({.title = std::string(title),
                .width = 960,
                .height = std::max(480.0, 60 + 150.0 * static_cast<double>(rows)),
                .columns = {3, 2}});
    all.add(std::move(tall), {.rows = rows});
    for (std::size_t i = 0; i != panels.size(); ++i) all.add(std::move(panels[i]), {.row = i, .column = 1});
    return all;
}

} // namespace crease::svg
#endif // CREASE_SVG_HPP
