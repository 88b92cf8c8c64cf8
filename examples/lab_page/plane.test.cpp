// SPDX-License-Identifier: BSD-3-Clause
// The calls of the second tab, against dense sampling and a twin of plain loops.
#include "testing/ask.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <set>
#include <string>
#include <vector>

using namespace testing;

namespace {

using point = std::array<double, 2>;

json drawn_plane(const std::vector<int>& hidden, unsigned seed) {
    return ask(
        "plane_random",
        {{"state", ask("plane_start", {{"language", "en"}})}, {"hidden", hidden}, {"seed", seed}})["state"];
}

/// Which hidden units are on, as the view has it.
json pattern_at(const json& state, const point& at) {
    json pattern = json::array();
    const auto layers = twin(state["layers"], {at[0], at[1]});
    for (std::size_t l = 0; l + 1 != layers.size(); ++l) {
        pattern.push_back(json::array());
        for (const double z : layers[l].z) pattern.back().push_back(z > 0 ? 1 : 0);
    }
    return pattern;
}
point centre_of(const json& region) {
    point centre{};
    for (const point corner : region["points"].get<std::vector<point>>())
        for (std::size_t d = 0; d != 2; ++d)
            centre[d] += corner[d] / static_cast<double>(region["points"].size());
    return centre;
}
double on_plane(const json& region, const point& at) {
    return region["slopes"][0].get<double>() * at[0] + region["slopes"][1].get<double>() * at[1] +
           region["intercept"].get<double>();
}

} // namespace

TEST_CASE("regions are those of the network, and fill the rectangle") {
    for (const std::vector<int>& hidden : std::vector<std::vector<int>>{{1}, {6}, {5, 4}, {4, 4, 4}})
        for (unsigned seed = 0; seed != 5; ++seed) {
            const json state = drawn_plane(hidden, seed), view = ask("plane_view", state);
            INFO(state.dump());
            double area = 0, lowest = 1e300, highest = -1e300;
            std::set<std::string> patterns;
            for (const json& region : view["regions"]) {
                area += region["area"].get<double>();
                const point centre = centre_of(region);
                CHECK(region["pattern"] == pattern_at(state, centre));
                CHECK(on_plane(region, centre) ==
                      about(twin_output(state["layers"], {centre[0], centre[1]})));
                CHECK(region["edges"].size() == region["points"].size());
                patterns.insert(region["pattern"].dump());
                for (const point corner : region["points"].get<std::vector<point>>()) {
                    const double y = twin_output(state["layers"], {corner[0], corner[1]});
                    lowest = std::min(lowest, y);
                    highest = std::max(highest, y);
                }
            }
            CHECK(area == about(4));
            CHECK(view["range"]["lowest"].get<double>() == about(lowest));
            CHECK(view["range"]["highest"].get<double>() == about(highest));
            CHECK(view["counts"]["regions"] == view["regions"].size());
            // Sampling finds no pattern that is not there, and misses small ones at most.
            std::set<std::string> sampled;
            for (int i = 0; i != 200; ++i)
                for (int j = 0; j != 200; ++j)
                    sampled.insert(pattern_at(state, {-1 + (i + 0.5) / 100, -1 + (j + 0.5) / 100}).dump());
            CHECK(std::includes(patterns.begin(), patterns.end(), sampled.begin(), sampled.end()));
            for (const json& region : view["regions"])
                if (!sampled.contains(region["pattern"].dump()))
                    CHECK(region["area"].get<double>() < 2e-3);
        }
}

TEST_CASE("creases lie where their unit is 0, and the level where the output is") {
    const json state = drawn_plane({5, 4}, 3), view = ask("plane_view", state);
    REQUIRE(!view["creases"].empty());
    for (const json& crease : view["creases"]) {
        const point from = crease["from"], to = crease["to"];
        const auto at = twin(state["layers"], {(from[0] + to[0]) / 2, (from[1] + to[1]) / 2});
        CHECK(std::abs(at[crease["layer"]].z[crease["unit"]]) < 1e-9);
    }
    for (const json& line : view["level"])
        for (const point at : line.get<std::vector<point>>())
            CHECK(std::abs(twin_output(state["layers"], {at[0], at[1]})) < 1e-9);
}

TEST_CASE("edges have an owner, or are a side of the rectangle") {
    const json state = drawn_plane({6}, 2), view = ask("plane_view", state);
    double sides = 0;
    for (const json& region : view["regions"])
        for (std::size_t i = 0; i != region["edges"].size(); ++i) {
            const point from = region["points"][i], to = region["points"][(i + 1) % region["points"].size()];
            const json& edge = region["edges"][i];
            if (edge["owner"] == "side") {
                CHECK(edge["layer"] == nullptr);
                sides += std::hypot(to[0] - from[0], to[1] - from[1]);
            } else {
                CHECK(edge["layer"] == edge["owner"]["layer"]);
                const auto at = twin(state["layers"], {(from[0] + to[0]) / 2, (from[1] + to[1]) / 2});
                CHECK(std::abs(at[edge["layer"]].z[edge["owner"]["unit"]]) < 1e-9);
            }
        }
    CHECK(sides == about(8));
}

TEST_CASE("the text counts what there is to count") {
    json state = drawn_plane({2}, 1);
    const auto text = [&] { return ask("plane_view", state)["text"].get<std::string>(); };
    state["layers"][0] = {{"activation", "relu"}, {"weights", {{1, 0}, {0, 1}}}, {"bias", {0, 0}}};
    state["layers"][1] = {{"activation", "linear"}, {"weights", {{1}, {1}}}, {"bias", {0}}};
    CHECK(text() ==
          "Creases divide the rectangle into 4 regions, each with one pattern of units on and off; on "
          "each the network is one affine map. The output goes from 0 at (0, 0) to 2 at (1, 1), "
          "exactly. It is 0 along the line drawn thick.");
    state["layers"][1]["weights"] = {{1}, {0}}; // the second unit is not heard
    CHECK(text().find("Where neighbours with the same map are joined, the pieces are fewer: 2.") !=
          std::string::npos);
    state["layers"][0]["bias"] = {9, 9};
    CHECK(text().find("No crease runs through the rectangle") == 0);
}

TEST_CASE("what is no plane is refused") {
    json state = drawn_plane({3}, 1);
    CHECK(ask("plane_check", state) == state);
    state["upper"] = {1, -1};
    CHECK(refusal("plane_check", state).find("state.upper[1]: expected a number of at least -0.999") == 0);
    state["upper"] = {1, 1};
    state["layers"][0]["activation"] = "sigmoid";
    CHECK(refusal("plane_view", state) ==
          "state.layers[0].activation: expected \"relu\" in hidden layers, got \"sigmoid\"");
}
