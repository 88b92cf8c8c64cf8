// SPDX-License-Identifier: BSD-3-Clause
// What the first tab shows, against the lab's own check values and a twin of plain loops.
#include "testing/ask.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

using namespace testing;

TEST_CASE("the lab starts as the lab does") {
    const json state = start();
    CHECK(state["target"] == json{{"knots", {0, 1, 2, 3}}, {"values", {2, 0, 1, 4}}});
    CHECK(state["layers"][0]["weights"] == json{{-2, 0, 0}});
    CHECK(state["layers"][0]["bias"] == json{2, 0, 0});
    CHECK(state["slider"] == json{{"lowest", -4}, {"highest", 4}, {"step", 0.1}});
    CHECK(state["output"] == "sum");
    CHECK(state["fixed_unit_0"] == true);
    CHECK(ask("check", state) == state);
}

// Mean squared error over 300 samples, and the largest difference: the lab's course material.
TEST_CASE("the lab's check values") {
    const json begin = ask("view", lab(0, 0, 0, 0)), unit_1 = ask("view", lab(1, -1, 0, 0));
    CHECK(begin["mean_squared_error"].get<double>() == Approx(2.46303).epsilon(2e-6));
    CHECK(begin["max_difference"] == 4);
    CHECK(begin["at"] == 3);
    CHECK(begin["solved"] == false);
    CHECK(unit_1["mean_squared_error"].get<double>() == Approx(0.449652).epsilon(2e-6));
    CHECK(unit_1["max_difference"] == 2);
    for (const json& solved : {lab(1, -1, 2, -4), lab(2, -4, 1, -1)}) {
        const json view = ask("view", solved);
        CHECK(view["solved"] == true);
        CHECK(view["mean_squared_error"].get<double>() < 1e-30);
        CHECK(view["max_difference"].get<double>() < 1e-15);
        CHECK(view["hints"].empty());
        for (const json& segment : view["segments"]) CHECK(segment["matches"] == true);
    }
    CHECK(ask("view", lab(1, -1, 2, -3.9))["solved"] == false);
}

TEST_CASE("what the view says of the lab half way") {
    const json view = ask("view", lab(1, -1, 0, 0));
    CHECK(view["x"] == json{0, 3});
    CHECK(view["output"] == json{{"x", {0, 1, 3}}, {"y", {2, 0, 2}}});
    const json& fixed = view["units"][0][0];
    CHECK(fixed["name"] == "Unit 0 (fixed)");
    CHECK(fixed["fixed"] == true);
    CHECK(fixed["z"] == json{{"x", {0, 1, 3}}, {"y", {2, 0, -4}}});
    CHECK(fixed["a"] == json{{"x", {0, 1, 3}}, {"y", {2, 0, 0}}});
    CHECK(fixed["kinks"] == json{1});
    CHECK(fixed["on"] == json::parse("[[0, 1]]"));
    CHECK(view["units"][0][1]["on"] == json::parse("[[1, 3]]"));
    CHECK(view["units"][0][1]["bends"] == json{0});
    CHECK(view["units"][0][1]["bent"] == json::parse("[[0, 3]]"));
    const json solved = ask("view", lab(1, -1, 2, -4));
    CHECK(solved["units"][0][0]["bent"] == json::parse("[[0, 2]]"));
    CHECK(solved["units"][0][2]["bent"] == json::parse("[[1, 3]]"));
    CHECK(view["units"][0][2]["on"].empty());
    CHECK(view["creases"] == json{{{"x", 1},
                                   {"y", 0},
                                   {"owners", {{{"layer", 0}, {"unit", 0}}, {{"layer", 0}, {"unit", 1}}}},
                                   {"before", -2},
                                   {"after", 1},
                                   {"affects_output", true}}});
    CHECK(view["segments"][1]["ledger"] == "slope 1 = unit 1: 1");
    CHECK(view["segments"][2]["difference"] == 2);
    const json& hint = view["hints"][0];
    CHECK(hint["weight"] == json{{"layer", 0}, {"unit", 2}, {"is_bias", false}, {"input", 0}});
    CHECK(hint["goal"] == 2);
    CHECK(hint["direction"] == 1);
    CHECK(hint["segment"] == 2);
}

TEST_CASE("curves are the network's, unit by unit, whatever its shape") {
    unsigned seed = 0;
    for (const char* activation : {"linear", "relu", "leaky_relu", "sigmoid"})
        for (const char* output : {"sum", "free"})
            for (const std::vector<int>& hidden : std::vector<std::vector<int>>{{5}, {8, 1}, {4, 3, 5}}) {
                json state = drawn(shaped(start(), hidden, activation, output), ++seed);
                if (std::string(output) == "free")
                    state["layers"].back()["bias"] = {0.75};
                const json view = ask("view", state);
                INFO(state.dump());
                CHECK(view["exact"] == (std::string(activation) != "sigmoid"));
                const double near = view["exact"] ? 1e-9 : 2e-3; // chords of samples
                double squares = 0;
                for (int r = 0; r != 300; ++r) {
                    const double x = 3 * r / 299.0;
                    const auto layers = twin(state["layers"], {x});
                    const double y = layers.back().a[0], off = y - twin_target(state["target"], x);
                    squares += off * off / 300;
                    CHECK(on_curve(view["output"], x) == Approx(y).margin(near));
                    CHECK(std::abs(off) <= view["max_difference"].get<double>() + 1e-9);
                    for (std::size_t l = 0; l + 1 != layers.size(); ++l)
                        for (std::size_t u = 0; u != layers[l].z.size(); ++u) {
                            const json& unit = view["units"][l][u];
                            CHECK(on_curve(unit["z"], x) == Approx(layers[l].z[u]).margin(near));
                            CHECK(on_curve(unit["a"], x) == Approx(layers[l].a[u]).margin(near));
                        }
                }
                CHECK(view["mean_squared_error"].get<double>() == about(squares));
                const double at = view["at"];
                CHECK(std::abs(twin_output(state["layers"], {at}) - twin_target(state["target"], at)) ==
                      about(view["max_difference"]));
            }
}

TEST_CASE("creases are where units change, and bend the output by what they say") {
    for (unsigned seed = 0; seed != 20; ++seed) {
        const json state = drawn(shaped(start(), {4, 4}, "relu", "free"), seed), view = ask("view", state);
        const auto slope = [&](double x) {
            const double h = 1e-6;
            return (twin_output(state["layers"], {x + h}) - twin_output(state["layers"], {x - h})) / (2 * h);
        };
        for (std::size_t k = 0; k != view["creases"].size(); ++k) {
            const json& crease = view["creases"][k];
            const double x = crease["x"];
            const auto at = twin(state["layers"], {x});
            CHECK(crease["y"].get<double>() == about(at.back().a[0]));
            CHECK(crease["before"].get<double>() == Approx(slope(x - 1e-5)).margin(1e-6));
            CHECK(crease["after"].get<double>() == Approx(slope(x + 1e-5)).margin(1e-6));
            for (const json& owner : crease["owners"]) {
                const std::size_t l = owner["layer"], u = owner["unit"];
                CHECK(std::abs(at[l].z[u]) < 1e-9);
                const json& unit = view["units"][l][u];
                CHECK(std::count(unit["kinks"].begin(), unit["kinks"].end(), crease["x"]) == 1);
                CHECK(std::count(unit["bends"].begin(), unit["bends"].end(), json(k)) ==
                      (crease["affects_output"] == true));
            }
        }
    }
}

TEST_CASE("the trio is four curves of 100 samples on [-5, 5]") {
    const json curves = ask("trio", {{"language", "en"}, {"slope", 0.1}})["curves"];
    REQUIRE(curves.size() == 4);
    for (std::size_t i = 0; i != 100; ++i) {
        const double x = curves[0]["x"][i];
        CHECK(x == about(-5 + 10 * static_cast<double>(i) / 99));
        CHECK(curves[0]["y"][i] == x);
        CHECK(curves[1]["y"][i].get<double>() == about(1 / (1 + std::exp(-x))));
        CHECK(curves[2]["y"][i].get<double>() == std::max(x, 0.0));
        CHECK(curves[3]["y"][i].get<double>() == about(std::max(x, 0.1 * x)));
    }
}

TEST_CASE("the table has a line a sample, and JSON with the network and its report") {
    const json state = drawn(shaped(start(), {3, 2}, "relu", "free"), 3), table = ask("table", state);
    const std::string csv = table["csv"];
    CHECK(csv.substr(0, csv.find('\n')) == "x,target,y,z0_0,a0_0,z0_1,a0_1,z0_2,a0_2,z1_0,a1_0,z1_1,a1_1");
    CHECK(std::count(csv.begin(), csv.end(), '\n') == 301);
    std::vector<double> row; // the second sample
    std::size_t at = csv.find('\n', csv.find('\n') + 1) + 1;
    for (int c = 0; c != 13; ++c, ++at) {
        std::size_t used = 0;
        row.push_back(std::stod(csv.substr(at), &used));
        at += used;
    }
    const auto layers = twin(state["layers"], {3 / 299.0});
    CHECK(row[0] == about(3 / 299.0));
    CHECK(row[1] == about(twin_target(state["target"], 3 / 299.0)));
    CHECK(row[2] == about(layers[2].a[0]));
    CHECK(row[11] == about(layers[1].z[1]));
    CHECK(row[12] == about(layers[1].a[1]));
    const json all = json::parse(table["json"].get<std::string>()), view = ask("view", state);
    CHECK(all["network"] == state["layers"]);
    CHECK(all["target"] == state["target"]);
    CHECK(all["report"]["max_difference"] == view["max_difference"]);
    CHECK(all["report"]["segments"] == view["segments"]);
}
