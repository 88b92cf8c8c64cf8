// SPDX-License-Identifier: BSD-3-Clause
// The activations that the lab compares, and the one that it forgets to show.
#pragma once

#include <crease/any_activation.hpp>
#include <crease/piecewise_linear.hpp>

#include "field.hpp"
#include "layer_numbers.hpp"
#include "layers_json.hpp"
#include "say.hpp"
#include "unit_view.hpp"

#include <array>
#include <cstddef>
#include <vector>

namespace lab_page {

namespace words {
inline constexpr std::array trio{phrase{"Linear", "线性"}, phrase{"ReLU", "ReLU"},
                                 phrase{"LeakyReLU", "LeakyReLU"}, phrase{"Sigmoid", "Sigmoid"}};
} // namespace words

/// 100 samples of each on [-5, 5].
inline json trio(const field& request) {
    request.allow({"language", "slope"});
    const voice say(read_language(request["language"]));
    const double slope = read_slope(request["slope"]);
    const auto x = crease::piecewise_linear<double>::from_knots({-5, 5}, {-5, 5}).sample(100).x;
    json curves = json::array();
    for (const activation_kind kind : {activation_kind::linear, activation_kind::sigmoid,
                                       activation_kind::relu, activation_kind::leaky_relu}) {
        const crease::any_activation f = functor_of({kind, slope});
        std::vector<double> y;
        for (const double z : x) y.push_back(f(z));
        json& curve = curves.emplace_back(curve_json({x.begin(), x.end()}, y));
        curve["name"] = say(words::trio[static_cast<std::size_t>(kind)]);
    }
    return object().add("curves", std::move(curves));
}

} // namespace lab_page
