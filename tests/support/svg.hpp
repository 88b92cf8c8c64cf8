// SPDX-License-Identifier: BSD-3-Clause
// What a picture shows, read back: curves as values, and the boxes of words.
#pragma once

#include <crease/detail/svg_labels.hpp>
#include <crease/detail/svg_text.hpp>

#include "support/xml.hpp"

#include <array>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace picture {

using point = std::array<double, 2>;

/// Its plots' groups, each followed by what it holds.
inline std::vector<std::vector<xml::element>> plots(const std::string& svg) {
    std::vector<std::vector<xml::element>> groups;
    for (const xml::element& e : xml::reader::read(svg)) {
        if (e.attributes.count("data-x") != 0)
            groups.push_back({e});
        else if (!groups.empty())
            groups.back().push_back(e);
    }
    return groups;
}

inline point two_numbers(const std::string& text) {
    std::istringstream stream(text);
    point pair{};
    stream >> pair[0] >> pair[1];
    return pair;
}

/// From pixels to values, as the plot's group says.
inline point value_at(const xml::element& plot, double x, double y) {
    const auto range = [&](const char* name) { return two_numbers(plot.attributes.at(name)); };
    const auto xs = range("data-x"), ys = range("data-y"), across = range("data-left-right"),
               down = range("data-top-bottom");
    return {xs[0] + (x - across[0]) / (across[1] - across[0]) * (xs[1] - xs[0]),
            ys[0] + (y - down[1]) / (down[0] - down[1]) * (ys[1] - ys[0])};
}

/// The curves of a plot as values, in order; strokes in the legend are told by where they are: above the
/// area.
inline std::vector<std::vector<point>> curves(const std::vector<xml::element>& plot) {
    std::vector<std::vector<point>> list;
    const double top = two_numbers(plot[0].attributes.at("data-top-bottom"))[0];
    for (const xml::element& e : plot) {
        if (e.name != "polyline")
            continue;
        std::istringstream stream(e.attributes.at("points"));
        std::vector<point> curve;
        bool inside = true;
        for (std::string pair; stream >> pair;) {
            const auto comma = pair.find(',');
            const double x = std::stod(pair.substr(0, comma)), y = std::stod(pair.substr(comma + 1));
            inside = inside && y >= top - 0.01;
            curve.push_back(value_at(plot[0], x, y));
        }
        if (inside)
            list.push_back(curve);
    }
    return list;
}

/// The box of a line of text, by the width estimate of the layout.
inline crease::detail::svg_box box_of(const xml::element& e) {
    const double size = e.number("font-size"), x = e.number("x"), y = e.number("y");
    const double width = crease::detail::text_width(e.text, size);
    const std::string& anchor = e.attributes.at("text-anchor");
    const double left = anchor == "start" ? 0 : anchor == "middle" ? -width / 2 : -width;
    if (e.attributes.count("transform") != 0) // turned upwards around (x, y)
        return {x - 0.8 * size, y - left - width, x + 0.2 * size, y - left};
    return {x + left, y - 0.8 * size, x + left + width, y + 0.2 * size};
}

} // namespace picture
