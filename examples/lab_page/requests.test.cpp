// SPDX-License-Identifier: BSD-3-Clause
// Whatever comes from a link or a file is answered: with a state, or with a sentence that names the place.
#include <crease/error.hpp>

#include "testing/ask.hpp"

#include <cstddef>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

using namespace testing;

TEST_CASE("what is wrong is named with its place, what was expected and what came") {
    const auto refused_with = [](const char* place, const json& value) {
        json state = lab(1, -1, 0, 0);
        state[json::json_pointer(place)] = value;
        return refusal("check", state);
    };
    CHECK(refused_with("/layers/0/bias/2", nullptr) ==
          "state.layers[0].bias[2]: expected a number from -1000000 to 1000000, got null");
    CHECK(refused_with("/layers/0/bias/2", 1e7) ==
          "state.layers[0].bias[2]: expected a number from -1000000 to 1000000, got 10000000.0");
    CHECK(refused_with("/layers/0/bias/2", true).find("got true") != std::string::npos);
    CHECK(refused_with("/layers/0/weights/0", json{1, 2}) ==
          "state.layers[0].weights[0]: expected a list of 3, got a list of 2");
    CHECK(refused_with("/layers/0/weights", json::array()).find("a list of 1") != std::string::npos);
    CHECK(refused_with("/layers/0/activation", "tanh") ==
          "state.layers[0].activation: expected one of linear, relu, leaky_relu, sigmoid, got \"tanh\"");
    CHECK(refused_with("/layers/0/activation", "leaky_relu") == "state.layers[0].slope: missing");
    CHECK(refused_with("/layers/0/slope", 0.1) == "state.layers[0].slope: unknown");
    CHECK(refused_with("/layers/1/activation", "relu") ==
          "state.layers[1].activation: expected linear, got \"relu\"");
    CHECK(refused_with("/layers/1/bias/0", 1).find("state.layers[1]: expected weights 1 and bias 0") == 0);
    CHECK(refused_with("/layers", json::array()) ==
          "state.layers: expected a list of 2 to 4 items, got a list of 0");
    CHECK(refused_with("/target/knots/1", 0).find("state.target.knots[1]: expected a number of at least") ==
          0);
    CHECK(refused_with("/target/values", json{1, 2}) ==
          "state.target.values: expected a list of 4, got a list of 2");
    CHECK(refused_with("/target/colour", 1) == "state.target.colour: unknown");
    CHECK(refused_with("/language", "fr") == "state.language: expected one of en, zh, got \"fr\"");
    CHECK(refused_with("/slider/step", -1).find("state.slider.step: ") == 0);
    CHECK(refused_with("/slider/step", 0) ==
          "state.slider.step: expected a number from 1e-06 to 1000000, got 0");
    CHECK(refused_with("/slider/highest", -4).find("above -4, the lowest, got -4") != std::string::npos);
    CHECK(refused_with("/fixed_unit_0", 1) == "state.fixed_unit_0: expected true or false, got 1");
    CHECK(refused_with("/layers/0/bias/0", 1).find("state.fixed_unit_0: expected false") == 0);
    CHECK(refused_with("/output", json::object()).find("got an object") != std::string::npos);
    CHECK(refusal("view", 5) == "state: expected an object, got 5");
    CHECK(
        refusal("random", {{"state", start()}, {"seed", 1.5}}).find("state.seed: expected a whole number") ==
        0);
    CHECK(refusal("check", {{"language", "zh"}}) == "state.target：缺失");
}

namespace {
std::string nested(std::size_t depth) { return std::string(depth, '[').append(depth, ']'); }
std::string in_language(const std::string& value) {
    return crease::detail::message({"{\"language\":", value, "}"});
}
} // namespace

TEST_CASE("text that is no JSON, too long or nested deeply is refused") {
    for (const std::string& text :
         {std::string(), std::string("{"), std::string("\xff\xfe"), std::string("{\"language\":1e999}"),
          std::string("nan"), std::string(100'000, '['), std::string(300'000, ' '),
          in_language(nested(50'000)),
          crease::detail::message({"{\"state\":", in_language(nested(90'000)), "}"})})
        for (const auto& call : lab_page::calls) {
            INFO(call.name);
            CHECK(json::parse(call.function(text.c_str())).contains("error"));
        }
    for (const auto& call : lab_page::calls) CHECK(json::parse(call.function(nullptr)).contains("error"));
}

namespace {

/// A request for each call that takes a state.
std::vector<std::pair<std::string, json>> requests() {
    const json state = lab(1, -1, 0.5, 0), deep = drawn(shaped(start("zh"), {3, 2}, "leaky_relu", "free"), 1),
               smooth = drawn(shaped(start(), {2}, "sigmoid", "sum"), 2),
               plane = ask("plane_start", {{"language", "en"}});
    std::vector<std::pair<std::string, json>> list;
    for (const json& s : {state, deep, smooth}) {
        for (const char* name : {"check", "view", "step", "program", "table"}) list.emplace_back(name, s);
        list.emplace_back("kink", json{{"state", s}, {"layer", 0}, {"unit", 1}, {"x", 1.5}, {"snap", true}});
        list.emplace_back("shape", json{{"state", s},
                                        {"hidden", {3, 4}},
                                        {"activation", "leaky_relu"},
                                        {"slope", 0.2},
                                        {"output", "free"}});
        for (const char* form : {"hinge", "sum_only", "fewest_units"})
            list.emplace_back("build", json{{"state", s}, {"form", form}});
        list.emplace_back("random", json{{"state", s}, {"seed", 7}});
        list.emplace_back("target", json{{"state", s}, {"move", {{"index", 1}, {"x", 0.5}, {"y", 2}}}});
        list.emplace_back("target", json{{"state", s}, {"add", {{"x", 0.5}}}});
        list.emplace_back("target", json{{"state", s}, {"remove", {{"index", 1}}}});
    }
    for (const char* name : {"plane_check", "plane_view", "plane_program"}) list.emplace_back(name, plane);
    list.emplace_back("plane_random", json{{"state", plane}, {"hidden", {3}}, {"seed", 5}});
    list.emplace_back("trio", json{{"language", "zh"}, {"slope", 0.3}});
    list.emplace_back("start", json{{"language", "zh"}});
    return list;
}

/// Changes one value somewhere.
void mutate(json& value, std::mt19937& bits) {
    if (value.is_structured() && !value.empty() && bits() % 8 != 0) {
        auto it = value.begin();
        std::advance(it, static_cast<std::ptrdiff_t>(bits() % value.size()));
        mutate(*it, bits);
        return;
    }
    const json list = json::array({0, 1, 2, 3});
    const json others[] = {nullptr,
                           true,
                           "relu",
                           "zh",
                           0,
                           -1,
                           1e6,
                           -1e6,
                           1e300,
                           5e-324,
                           1e-7,
                           std::numeric_limits<std::uint64_t>::max(),
                           json::array(),
                           json::object(),
                           list,
                           json::array({list, list})};
    value = others[bits() % std::size(others)];
}

} // namespace

TEST_CASE("mutated requests are answered with an object, and states among the answers are accepted") {
    std::mt19937 bits(1);
    for (const auto& [name, request] : requests())
        for (int k = 0; k != 150; ++k) {
            json changed = request;
            for (auto times = bits() % 3; times != 3; ++times) mutate(changed, bits);
            INFO(name << " " << changed.dump());
            const json answer = json::parse(reply(name, changed.dump()));
            REQUIRE(answer.is_object());
            if (answer.contains("state"))
                REQUIRE(ask(name.rfind("plane", 0) == 0 ? "plane_check" : "check", answer["state"]) ==
                        answer["state"]);
        }
}

TEST_CASE("mutated text is answered with an object") {
    std::mt19937 bits(2);
    for (const auto& [name, request] : requests())
        for (int k = 0; k != 50; ++k) {
            std::string text = request.dump();
            for (auto times = bits() % 3; times != 3; ++times) {
                const std::size_t at = bits() % text.size();
                switch (bits() % 3) {
                case 0:
                    text[at] = static_cast<char>(bits() % 256);
                    break;
                case 1:
                    text.erase(at, bits() % 20);
                    break;
                default:
                    text.insert(at, text.substr(bits() % text.size(), 10));
                }
                text += ' '; // never empty
            }
            INFO(name << " " << text);
            REQUIRE(json::parse(reply(name, text)).is_object());
        }
}
