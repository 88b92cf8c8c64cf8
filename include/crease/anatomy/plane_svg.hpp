// SPDX-License-Identifier: BSD-3-Clause
// layer 14 · Plane SVG: the regions of a plane as a coloured picture.
#ifndef CREASE_ANATOMY_PLANE_SVG_HPP
#define CREASE_ANATOMY_PLANE_SVG_HPP

#include <crease/anatomy/plane.hpp>
#include <crease/anatomy/plane_level.hpp>
#include <crease/detail/number_text.hpp>
#include <crease/detail/svg_text.hpp>
#include <crease/error.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <optional>
#include <string>

namespace crease {

enum class region_colours {
    slope, // hue: where the output rises to; strength: how steeply. Grey where it is constant
    region // a hue of its own for each
};

struct plane_svg_options {
    std::size_t output = 0; // whose slope and level
    region_colours colours = region_colours::slope;
    std::optional<double> level = {}; // also draws where the output is this
    double width = 640;               // in pixels; the height follows from the rectangle
};

namespace detail {
inline namespace CREASE_TAG {

/// "#rrggbb": hue in turns, strength from 0 (near white) to 1.
inline std::string colour_text(double hue, double saturation, double strength) {
    std::string text = "#";
    const double lightness = 0.93 - 0.45 * strength, chroma = saturation * std::min(lightness, 1 - lightness);
    for (const double offset : {0.0, 8.0, 4.0}) {
        const double k = std::fmod(offset + 12 * hue, 12.0);
        const double level = lightness - chroma * std::max(-1.0, std::min({k - 3, 9 - k, 1.0}));
        const auto byte = static_cast<unsigned>(std::lround(255 * level));
        text += "0123456789abcdef"[byte / 16];
        text += "0123456789abcdef"[byte % 16];
    }
    return text;
}

} // namespace CREASE_TAG
} // namespace detail

/// A document of its own: every region a polygon, y upwards, the same text for the same regions. Throws
/// value_error if there is no such output, or the width is not above 0 and finite.
template <class Real>
CREASE_UNIT std::string to_svg(const plane_polygons<Real>& polygons, const plane_svg_options& options = {}) {
    detail::check_output("to_svg", polygons.outputs(), options.output);
    if (!(options.width > 0 && std::isfinite(options.width)))
        throw value_error(detail::message(
            {"to_svg: expected a finite width above 0, got ", detail::number_text(options.width)}));
    const double scale = options.width / (polygons.upper()[0] - polygons.lower()[0]);
    const double height = (polygons.upper()[1] - polygons.lower()[1]) * scale;
    const auto points = [&](const auto& list) {
        std::string text;
        for (const auto& [x, y] : list) {
            if (!text.empty())
                text += ' ';
            text += detail::svg_number((x - polygons.lower()[0]) * scale);
            text += ',';
            text += detail::svg_number((polygons.upper()[1] - y) * scale);
        }
        return text;
    };
    const auto slope_of = [&](std::size_t r) -> std::array<double, 2> {
        return {polygons.slopes(r)[2 * options.output], polygons.slopes(r)[2 * options.output + 1]};
    };
    double steepest = 0;
    for (std::size_t r = 0; r != polygons.size(); ++r)
        steepest = std::max(steepest, std::hypot(slope_of(r)[0], slope_of(r)[1]));

    const std::string w = detail::svg_number(options.width), h = detail::svg_number(height);
    std::string svg = detail::svg_tag("svg", {{"xmlns", "http://www.w3.org/2000/svg"},
                                              {"width", w},
                                              {"height", h},
                                              {"viewBox", detail::message({"0 0 ", w, " ", h})}}) +
                      ">\n<g stroke=\"#333\" stroke-width=\"0.4\" stroke-linejoin=\"round\">\n";
    for (std::size_t r = 0; r != polygons.size(); ++r) {
        const auto [a, b] = slope_of(r);
        const double steepness = std::hypot(a, b);
        std::string colour;
        if (options.colours == region_colours::region) // hues a golden section apart: neighbours differ
            colour =
                detail::colour_text(std::fmod(static_cast<double>(r) * 0.6180339887498949, 1.0), 0.6, 0.4);
        else if (steepness == 0)
            colour = "#dddddd";
        else
            colour = detail::colour_text(std::atan2(b, a) / (2 * std::numbers::pi) + 0.5, 0.75,
                                         std::sqrt(steepness / steepest));
        svg += "<polygon points=\"" + points(polygons.vertices(r)) + "\" fill=\"" + colour + "\"/>\n";
    }
    svg += "</g>\n";
    if (options.level) {
        const auto lines = level_set(polygons, options.output, *options.level);
        svg += "<g fill=\"none\" stroke=\"#000\" stroke-width=\"2.5\" stroke-linejoin=\"round\">\n";
        for (const polyline& line : lines)
            svg += std::string(line.closed ? "<polygon" : "<polyline") + " points=\"" + points(line.points) +
                   "\"/>\n";
        svg += "</g>\n";
    }
    return svg + "</svg>\n";
}

} // namespace crease
#endif // CREASE_ANATOMY_PLANE_SVG_HPP
