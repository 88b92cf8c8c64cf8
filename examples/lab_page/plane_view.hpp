// SPDX-License-Identifier: BSD-3-Clause
// All that the page draws and says of a network of two inputs.
#pragma once

#include <crease/anatomy/plane.hpp>
#include <crease/anatomy/plane_level.hpp>

#include "field.hpp"
#include "plane.hpp"
#include "say.hpp"
#include "unit_view.hpp"

#include <array>
#include <cstddef>
#include <limits>
#include <string>

namespace lab_page {

namespace words {
inline constexpr phrase many_regions{"these weights make {0} regions, more than the page draws: {1}",
                                     "这些权重划分出 {0} 个区域，超出了页面能画的数量 {1}"};
inline constexpr phrase plane_counts{
    "Creases divide the rectangle into {0} regions, each with one pattern of units on and off; on each the "
    "network is one affine map.",
    "折痕把矩形分成 {0} 个区域，每个区域对应一种单元的开关组合，网络在每个区域上都是一个仿射映射。"};
inline constexpr phrase one_region{
    "No crease runs through the rectangle: no unit changes there, and the network is one affine map.",
    "没有折痕穿过矩形：其中没有单元改变状态，网络是一个仿射映射。"};
inline constexpr phrase fewer_pieces{
    "{0} Where neighbours with the same map are joined, the pieces are fewer: {1}.",
    "{0}把映射相同的相邻区域合并后，只有 {1} 块。"};
inline constexpr phrase plane_range{
    "{0} The output goes from {1} at ({2}, {3}) to {4} at ({5}, {6}), exactly.",
    "{0}输出的精确范围是：最小值 {1}，在 ({2}, {3}) 处；最大值 {4}，在 ({5}, {6}) 处。"};
inline constexpr phrase level_crossed{"{0} It is 0 along the line drawn thick.", "{0}粗线处输出为 0。"};
} // namespace words

using plane_polygons = crease::plane_polygons<double>;

inline json edge_view(const plane_polygons& polygons, std::size_t r, std::size_t i) {
    const crease::plane_edge edge = polygons.edge(r, i);
    if (edge.owner)
        return object().add("owner", unit_json(*edge.owner)).add("layer", edge.owner->layer);
    return object().add("owner", "side").add("layer", json());
}

inline json region_view(const plane& p, const plane_polygons& polygons, std::size_t r) {
    json points = json::array(), pattern = json::array(), edges = json::array();
    const auto corners = polygons.vertices(r);
    for (std::size_t i = 0; i != corners.size(); ++i) {
        points.push_back(corners[i]);
        edges.push_back(edge_view(polygons, r, i));
    }
    for (std::size_t l = 0; l != p.hidden(); ++l) {
        json& states = pattern.emplace_back(json::array());
        for (std::size_t u = 0; u != p.layers[l].out(); ++u) states.push_back(polygons.state(r, {l, u}));
    }
    return object()
        .add("points", std::move(points))
        .add("pattern", std::move(pattern))
        .add("slopes", std::vector{polygons.slopes(r)[0], polygons.slopes(r)[1]})
        .add("intercept", polygons.intercepts(r)[0])
        .add("area", polygons.area(r))
        .add("edges", std::move(edges));
}

/// Edges between regions, each once, a line for every owner.
inline json plane_creases(const plane_polygons& polygons) {
    json list = json::array();
    for (std::size_t r = 0; r != polygons.size(); ++r) {
        const auto corners = polygons.vertices(r);
        for (std::size_t i = 0; i != corners.size(); ++i) {
            const crease::plane_edge edge = polygons.edge(r, i);
            if (!edge.neighbour || *edge.neighbour < r)
                continue;
            for (const crease::unit_index owner : polygons.owners(r, i))
                list.push_back(object()
                                   .add("from", json(corners[i]))
                                   .add("to", json(corners[(i + 1) % corners.size()]))
                                   .add("layer", owner.layer)
                                   .add("unit", owner.unit)
                                   .add("affects_output", edge.affects_output));
        }
    }
    return list;
}

/// Where the output is 0. Closed lines end where they begin.
inline json level_view(const plane_polygons& polygons) {
    json list = json::array();
    for (const crease::polyline& line : crease::level_set(polygons)) {
        json& points = list.emplace_back(line.points);
        if (line.closed)
            points.push_back(line.points.front());
    }
    return list;
}

struct extreme {
    double value;
    std::array<double, 2> at;
};

/// The largest sign * output: on a region the output is affine, and largest at a corner. (output_range()
/// finds it without the regions; here they are known, and its search would be an eighth of the compiled
/// page.)
inline extreme extreme_of(const plane_polygons& polygons, double sign) {
    extreme best{-sign * std::numeric_limits<double>::infinity(), {}};
    for (std::size_t r = 0; r != polygons.size(); ++r) {
        const auto slopes = polygons.slopes(r);
        for (const auto& corner : polygons.vertices(r)) {
            const double value = slopes[0] * corner[0] + slopes[1] * corner[1] + polygons.intercepts(r)[0];
            if (sign * value > sign * best.value)
                best = {value, corner};
        }
    }
    return best;
}

inline std::string plane_text(const plane_polygons& polygons, std::size_t pieces, bool crosses_0,
                              const voice& say) {
    std::string text =
        polygons.size() == 1 ? say(words::one_region) : say(words::plane_counts, {number(polygons.size())});
    if (pieces < polygons.size())
        text = say(words::fewer_pieces, {text, number(pieces)});
    const extreme lowest = extreme_of(polygons, -1), highest = extreme_of(polygons, 1);
    text = say(words::plane_range,
               {text, number(lowest.value, 4), number(lowest.at[0], 4), number(lowest.at[1], 4),
                number(highest.value, 4), number(highest.at[0], 4), number(highest.at[1], 4)});
    return crosses_0 ? say(words::level_crossed, {text}) : text;
}

inline json plane_view_of(const plane& p) {
    constexpr std::size_t most_regions = 5000;
    const voice say(p.language);
    const plane_polygons polygons = crease::polygons(p.net(), p.lower, p.upper);
    if (polygons.size() > most_regions)
        throw refused(say(words::many_regions, {number(polygons.size()), number(most_regions)}));
    json regions = json::array();
    for (std::size_t r = 0; r != polygons.size(); ++r) regions.push_back(region_view(p, polygons, r));
    const std::size_t pieces = polygons.affine_piece_count();
    json level = level_view(polygons);
    std::string text = plane_text(polygons, pieces, !level.empty(), say);
    return object()
        .add("regions", std::move(regions))
        .add("creases", plane_creases(polygons))
        .add("level", std::move(level))
        .add("counts", object().add("regions", polygons.size()).add("affine_pieces", pieces))
        .add("range", object()
                          .add("lowest", extreme_of(polygons, -1).value)
                          .add("highest", extreme_of(polygons, 1).value))
        .add("text", std::move(text));
}

} // namespace lab_page
