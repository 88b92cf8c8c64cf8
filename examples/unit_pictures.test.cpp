// SPDX-License-Identifier: BSD-3-Clause
// The pictures that role_of_activation and inspect_network have drawn: each is well-formed, and its curves
// are where the mathematics puts them. ctest runs the examples first.
#include <crease/anatomy/line.hpp>
#include <crease/inspect.hpp>

#include "../examples/random_network.hpp"
#include "support/catch.hpp"
#include "support/svg.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <numbers>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace {

using std::numbers::pi;
using curve = std::vector<picture::point>;

constexpr double pixel = 3e-3; // what a place may be off, in values: a tenth of a pixel at most

std::string file_text(const std::string& name) {
    std::ifstream file(CREASE_PICTURES "/" + name);
    REQUIRE(file);
    return {std::istreambuf_iterator<char>(file), {}};
}

bool same(const picture::point& a, const picture::point& b) {
    return std::abs(a[0] - b[0]) < pixel && std::abs(a[1] - b[1]) < pixel;
}

void check_same(const curve& drawn, const curve& expected) {
    REQUIRE(drawn.size() == expected.size());
    for (std::size_t i = 0; i != drawn.size(); ++i) {
        CAPTURE(i, drawn[i][0], drawn[i][1], expected[i][0], expected[i][1]);
        CHECK(same(drawn[i], expected[i]));
    }
}

bool says(const std::vector<xml::element>& plot, const std::string& words) {
    return std::any_of(plot.begin(), plot.end(),
                       [&](const xml::element& e) { return e.name == "text" && e.text == words; });
}

/// Of one unit and the half of cos(x) + 1 that is not 0.
void check_role(const std::vector<xml::element>& plot, double w, double b, bool second_is_zero) {
    const auto curves = picture::curves(plot);
    REQUIRE(curves.size() == 3);
    const curve& target = curves[0];
    REQUIRE(target.size() > 100);
    CHECK(std::abs(target.front()[0]) < pixel);
    CHECK(std::abs(target.back()[0] - 2 * pi) < pixel);
    for (const auto& [x, y] : target)
        CHECK(std::abs(y - ((x < pi) == second_is_zero ? std::cos(x) + 1 : 0)) < pixel);

    const double end = w * 2 * pi + b;
    check_same(curves[1], {{0, b}, {2 * pi, end}});
    check_same(curves[2], {{0, std::max(b, 0.0)}, {-b / w, 0}, {2 * pi, std::max(end, 0.0)}});
}

/// The places of the markers with their words.
std::vector<std::pair<double, std::string>> markers(const std::vector<xml::element>& plot) {
    std::vector<std::pair<double, std::string>> list;
    for (std::size_t i = 1; i < plot.size(); ++i)
        if (plot[i].name == "title" && plot[i - 1].name == "path") {
            const double x = picture::two_numbers(plot[i - 1].attributes.at("d").substr(1))[0];
            list.emplace_back(picture::value_at(plot[0], x, 0)[0], plot[i].text);
        }
    return list;
}

void check_inspected(const std::string& name, const std::vector<std::size_t>& hidden, std::uint64_t seed) {
    const auto plots = picture::plots(file_text(name));
    REQUIRE(plots.size() == 1 + hidden.size());
    const auto net = random_network(hidden, seed);
    const auto pieces = crease::pieces(net, -3, 3);

    curve output;
    for (std::size_t i = 0; i <= pieces.size(); ++i)
        output.push_back({pieces.breakpoints()(i), pieces.values()(i, 0)});
    const auto drawn = picture::curves(plots[0]);
    REQUIRE(drawn.size() == 1);
    check_same(drawn[0], output);

    const auto marked = markers(plots[0]);
    REQUIRE(marked.size() == pieces.creases().size());
    for (std::size_t k = 0; k != marked.size(); ++k) {
        const auto crease = pieces.crease(k);
        std::ostringstream owners;
        for (const auto& [layer, unit] : crease.owners)
            owners << (owners.tellp() == 0 ? "" : " ") << 'l' << layer + 1 << '.' << unit;
        CHECK(std::abs(marked[k].first - crease.x) < pixel);
        CHECK(marked[k].second == owners.str());
    }

    const auto reports = crease::unit_report(net, -3, 3);
    for (std::size_t l = 0; l != hidden.size(); ++l) {
        std::vector<curve> lines;
        for (std::size_t u = 0; u != hidden[l]; ++u) {
            const auto y = static_cast<double>(u);
            for (const auto& [from, to] : reports[l].on_intervals[u]) lines.push_back({{from, y}, {to, y}});
            if (reports[l].dead(u))
                lines.push_back({{-3, y}, {3, y}});
        }
        const auto curves = picture::curves(plots[l + 1]);
        REQUIRE(curves.size() == lines.size());
        for (std::size_t i = 0; i != lines.size(); ++i) {
            REQUIRE(curves[i].size() == 2);
            for (const std::size_t end : {std::size_t{0}, std::size_t{1}}) {
                CHECK(std::abs(curves[i][end][0] - lines[i][end][0]) < pixel);
                CHECK(std::abs(curves[i][end][1] - lines[i][end][1]) < 0.02);
            }
        }
    }
}

} // namespace

TEST_CASE("role_of_activation draws half a cosine, the line, and what ReLU leaves of it") {
    const auto plots = picture::plots(file_text("default/role_of_activation.svg"));
    REQUIRE(plots.size() == 1);
    check_role(plots[0], -1, 2.6, true);
    for (const char* words : {"target", "matches here", "but not here", "ReLU 'off'"})
        CHECK(says(plots[0], words));
}

TEST_CASE("role_of_activation draws the other half, with words in Chinese") {
    const auto plots = picture::plots(file_text("other/role_of_activation.svg"));
    REQUIRE(plots.size() == 1);
    check_role(plots[0], 1, -3.7, false);
    for (const char* words : {"目标", "这里吻合", "但这里不吻合", "ReLU“关闭”"}) CHECK(says(plots[0], words));
}

TEST_CASE("inspect_network draws the output's pieces, whose each crease is, and where each unit is on") {
    check_inspected("default/inspect_network.svg", {8, 8}, 13);
    check_inspected("other/inspect_network.svg", {6, 6, 6}, 20);
}
