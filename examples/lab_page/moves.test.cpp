// SPDX-License-Identifier: BSD-3-Clause
// What the first tab changes: weights by hints, kinks and seeds, shapes, networks and targets.
#include "testing/ask.hpp"

#include <cmath>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

using namespace testing;

namespace {
/// Follows the hints to their end.
json followed(json state) {
    for (int steps = 0; steps != 40; ++steps) {
        const json answer = ask("step", state);
        CHECK(answer["text"].get<std::string>().size() > 5);
        if (answer["state"] == state)
            return state;
        state = answer["state"];
    }
    FAIL("no end");
    return state;
}
} // namespace

TEST_CASE("steps lead from the lab's start to its solution in four moves") {
    json state = start();
    const std::vector<std::string> moves{"Unit 1: w goes from 0 to 1.", "Unit 1: b goes from 0 to -1.",
                                         "Unit 2: w goes from 0 to 2.", "Unit 2: b goes from 0 to -4."};
    for (const std::string& move : moves) {
        const json answer = ask("step", state);
        CHECK(answer["text"] == move);
        state = answer["state"];
    }
    CHECK(state == ask("check", lab(1, -1, 2, -4)));
    CHECK(ask("step", state)["text"] == "The network is the target: nothing is left to move.");
}

TEST_CASE("steps lead from any setting of the sliders to a solution that the sliders have") {
    std::mt19937 bits(1);
    const auto slider = [&bits] { return static_cast<double>(bits() % 81) / 10 - 4; };
    for (int k = 0; k != 100; ++k) {
        const json state = followed(lab(slider(), slider(), slider(), slider()));
        INFO(state.dump());
        CHECK(ask("view", state)["solved"] == true);
        const bool swapped = state["layers"][0]["weights"][0][1] == 2;
        CHECK(state == ask("check", swapped ? lab(2, -4, 1, -1) : lab(1, -1, 2, -4)));
    }
}

TEST_CASE("a step says why it does not move") {
    CHECK(ask("step", shaped(start(), {2, 2}, "relu", "sum"))["text"].get<std::string>().find(
              "single hidden layer") != std::string::npos);
    json concave = start();
    concave["target"] = {{"knots", {0, 1, 2}}, {"values", {0, 1, 0}}};
    concave["fixed_unit_0"] = false;
    concave = followed(concave);
    CHECK(ask("step", concave)["text"].get<std::string>().find("1 of its 2 segments") != std::string::npos);
}

TEST_CASE("built networks are the target, in all three forms") {
    const std::vector<std::size_t> units{3, 3, 2};
    const std::vector<const char*> forms{"hinge", "sum_only", "fewest_units"};
    for (std::size_t k = 0; k != forms.size(); ++k) {
        const json built = ask("build", {{"state", start()}, {"form", forms[k]}});
        CHECK(built["state"]["layers"][0]["bias"].size() == units[k]);
        CHECK(built["state"]["output"] == (k == 1 ? "sum" : "free"));
        CHECK(built["text"].get<std::string>().find(std::to_string(units[k])) != std::string::npos);
        CHECK(ask("view", built["state"])["solved"] == true);
    }
    json far = start();
    far["target"] = {{"knots", {0, 10, 20}}, {"values", {0, 1, 0}}};
    const json built = ask("build", {{"state", far}, {"form", "hinge"}})["state"];
    CHECK(built["slider"] == json{{"lowest", -10}, {"highest", 4}, {"step", 0.1}});
    CHECK(refusal("build", {{"state", far}, {"form", "sum_only"}}) ==
          "sums of ReLU units only turn upwards, but at x = 10 the target turns down: the slope 0.1 becomes "
          "-0.1");
    far["target"]["values"] = {1, -1, 2};
    CHECK(refusal("build", {{"state", far}, {"form", "sum_only"}}) ==
          "sums of ReLU units are never negative, but the target is: its minimum is -1, at x = 10");
    json many = start();
    many["target"] = {{"knots", json::array()}, {"values", json::array()}};
    for (int k = 0; k != 12; ++k) {
        many["target"]["knots"].push_back(k);
        many["target"]["values"].push_back(k % 2);
    }
    CHECK(refusal("build", {{"state", many}, {"form", "hinge"}}) ==
          "this takes 11 hidden units, and the page has room for 8");
}

TEST_CASE("another shape keeps what has a place, and a new ReLU layer before a sum changes nothing") {
    const json solved = lab(1, -1, 2, -4);
    for (const std::vector<int>& hidden :
         std::vector<std::vector<int>>{{3, 3}, {3, 1}, {3, 8}, {3, 2, 5}, {5}, {8, 8, 8}})
        for (const char* output : {"sum", "free"}) {
            const json state = shaped(solved, hidden, "relu", output);
            CHECK(ask("check", state) == state);
            CHECK(ask("view", state)["solved"] == true);
            CHECK(state["fixed_unit_0"] == (hidden.size() == 1));
            CHECK(shaped(state, {3}, "leaky_relu", "sum")["fixed_unit_0"] == false);
            CHECK(ask("view", shaped(state, {3}, "relu", "sum"))["solved"] == true);
        }
    const json two = shaped(solved, {2}, "leaky_relu", "free");
    CHECK(two["layers"][0] ==
          json{{"activation", "leaky_relu"}, {"slope", 0.1}, {"weights", {{-2, 1}}}, {"bias", {2, -1}}});
}

TEST_CASE("drawn weights are the sliders', the same for the same seed; fixed unit and output stay") {
    for (unsigned seed = 0; seed != 50; ++seed) {
        const json state = drawn(start(), seed);
        CHECK(state == drawn(start(), seed));
        CHECK(state["fixed_unit_0"] == true);
        CHECK(state["layers"][1] == start()["layers"][1]);
        const json& layer = state["layers"][0];
        for (std::size_t u = 0; u != 3; ++u)
            for (const double weight :
                 {layer["weights"][0][u].get<double>(), layer["bias"][u].get<double>()}) {
                CHECK(std::abs(weight) <= 4);
                CHECK(std::round(weight * 10) / 10 == weight);
            }
        CHECK(layer["weights"][0][1] != 0);
    }
    CHECK(drawn(start(), 1) != drawn(start(), 2));
}

TEST_CASE("a kink moves by the bias alone") {
    const auto moved = [](const json& state, int unit, double x, bool snap) {
        return ask("kink",
                   {{"state", state}, {"layer", 0}, {"unit", unit}, {"x", x}, {"snap", snap}})["state"];
    };
    json expected = lab(1, -1.25, 2, -4);
    CHECK(moved(lab(1, -1, 2, -4), 1, 1.25, false) == ask("check", expected));
    CHECK(moved(lab(1, -1, 2, -4), 2, 1.23, true) == ask("check", lab(1, -1, 2, -2.5)));
    CHECK(moved(lab(1, -1, 2, -4), 2, 3, true) == ask("check", lab(1, -1, 2, -4))); // the slider's end
    CHECK(refusal("kink", {{"state", start()}, {"layer", 0}, {"unit", 1}, {"x", 1}}) ==
          "Unit 1 has no kink to move: its w is 0");
    CHECK(refusal("kink", {{"state", start()}, {"layer", 0}, {"unit", 0}, {"x", 1}}) ==
          "Unit 0 (fixed) stays as it is");
    CHECK(
        refusal("kink", {{"state", lab(4, 0, 0, 0)}, {"layer", 0}, {"unit", 1}, {"x", 1e6}}).find("-4e+06") !=
        std::string::npos);
}

TEST_CASE("knots move between their neighbours, are added on the curve, and removed") {
    const auto edited = [](const json& edit) {
        json request = edit;
        request["state"] = start();
        return ask("target", request)["state"]["target"];
    };
    CHECK(edited({{"move", {{"index", 1}, {"x", 1.5}, {"y", -1}}}}) ==
          json{{"knots", {0, 1.5, 2, 3}}, {"values", {2, -1, 1, 4}}});
    CHECK(edited({{"move", {{"index", 1}, {"x", 9}, {"y", 0}}}})["knots"] == json{0, 2 - 0.003, 2, 3});
    CHECK(edited({{"move", {{"index", 3}, {"x", 5}, {"y", 4}}}})["knots"] == json{0, 1, 2, 5});
    CHECK(edited({{"move", {{"index", 0}, {"x", -2}, {"y", 2}}}})["knots"] == json{-2, 1, 2, 3});
    CHECK(edited({{"add", {{"x", 2.5}}}}) ==
          json{{"knots", {0, 1, 2, 2.5, 3}}, {"values", {2, 0, 1, 2.5, 4}}});
    json uneven = start();
    uneven["target"] = {{"knots", {0, 1, 3, 4}}, {"values", {2, 0, 1, 4}}};
    CHECK(ask("target", {{"state", uneven}, {"add", json::object()}})["state"]["target"] ==
          json{{"knots", {0, 1, 2, 3, 4}}, {"values", {2, 0, 0.5, 1, 4}}});
    CHECK(edited({{"remove", {{"index", 0}}}}) == json{{"knots", {1, 2, 3}}, {"values", {0, 1, 4}}});
    CHECK(refusal("target", {{"state", start()}, {"add", {{"x", 2.001}}}}) ==
          "x = 2.001 is too near to the knot at 2");
    CHECK(refusal("target", {{"state", start()}, {"add", {{"x", 1.5}}}, {"remove", {{"index", 1}}}}) ==
          "expected one of move, add and remove, got several");
    json two = start();
    two["target"] = {{"knots", {0, 1}}, {"values", {0, 1}}};
    CHECK(refusal("target", {{"state", two}, {"remove", {{"index", 1}}}}) == "a target has at least 2 knots");
    while (two["target"]["knots"].size() != 24) {
        const double x = 1.0 / static_cast<double>(two["target"]["knots"].size());
        two = ask("target", {{"state", two}, {"add", {{"x", x}}}})["state"];
    }
    CHECK(refusal("target", {{"state", two}, {"add", {{"x", 0.9}}}}) == "a target has at most 24 knots here");
}
