// SPDX-License-Identifier: BSD-3-Clause
// What the tests of the page's C++ share: calls by name, states of every shape, and a twin of the network
// made of plain loops over the state's numbers.
#pragma once

#include "lab_page.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace testing {

using nlohmann::json;

/// The reply's text.
inline std::string reply(const std::string& name, const std::string& request) {
    for (const auto& call : lab_page::calls)
        if (name == call.name)
            return call.function(request.c_str());
    FAIL("no call named " << name);
    return "";
}
/// The reply to a request that is expected to be met.
inline json ask(const std::string& name, const json& request) {
    const json answer = json::parse(reply(name, request.dump()));
    INFO(name << " " << request.dump());
    if (answer.contains("error"))
        FAIL(answer["error"]);
    return answer;
}
/// The sentence that refuses a request.
inline std::string refusal(const std::string& name, const json& request) {
    const json answer = json::parse(reply(name, request.dump()));
    INFO(name << " " << request.dump() << " gave " << answer.dump());
    REQUIRE(answer.contains("error"));
    return answer["error"];
}

inline json start(const char* language = "en") { return ask("start", {{"language", language}}); }
/// The lab with its four sliders set.
inline json lab(double w1, double b1, double w2, double b2) {
    json state = start();
    state["layers"][0]["weights"][0] = {-2, w1, w2};
    state["layers"][0]["bias"] = {2, b1, b2};
    return state;
}
inline json shaped(const json& state, const std::vector<int>& hidden, const char* activation,
                   const char* output) {
    return ask("shape", {{"state", state},
                         {"hidden", hidden},
                         {"activation", activation},
                         {"slope", 0.1},
                         {"output", output}})["state"];
}
inline json drawn(const json& state, unsigned seed) {
    return ask("random", {{"state", state}, {"seed", seed}})["state"];
}

/// Every layer's z and a at x, by plain loops.
struct twin_layer {
    std::vector<double> z, a;
};
inline std::vector<twin_layer> twin(const json& layers, std::vector<double> x) {
    std::vector<twin_layer> all;
    for (const json& layer : layers) {
        const std::string activation = layer["activation"];
        twin_layer result;
        for (std::size_t u = 0; u != layer["bias"].size(); ++u) {
            double z = layer["bias"][u];
            for (std::size_t i = 0; i != x.size(); ++i) z += x[i] * layer["weights"][i][u].get<double>();
            double a = z;
            if (activation == "relu")
                a = std::max(z, 0.0);
            else if (activation == "leaky_relu")
                a = z < 0 ? z * layer["slope"].get<double>() : z;
            else if (activation == "sigmoid")
                a = 1 / (1 + std::exp(-z));
            result.z.push_back(z);
            result.a.push_back(a);
        }
        x = result.a;
        all.push_back(std::move(result));
    }
    return all;
}
inline double twin_output(const json& layers, std::vector<double> x) {
    return twin(layers, std::move(x)).back().a[0];
}
inline double twin_target(const json& target, double x) {
    const std::vector<double> knots = target["knots"], values = target["values"];
    std::size_t k = 0;
    while (k + 2 < knots.size() && x > knots[k + 1]) ++k;
    return values[k] + (values[k + 1] - values[k]) * (x - knots[k]) / (knots[k + 1] - knots[k]);
}

/// A curve of a reply at x, straight between its points.
inline double on_curve(const json& curve, double x) {
    const std::vector<double> xs = curve["x"], ys = curve["y"];
    std::size_t k = 0;
    while (k + 2 < xs.size() && x > xs[k + 1]) ++k;
    return ys[k] + (ys[k + 1] - ys[k]) * (x - xs[k]) / (xs[k + 1] - xs[k]);
}
inline auto about(double value) { return Approx(value).epsilon(1e-9).margin(1e-9); }

} // namespace testing
