// SPDX-License-Identifier: BSD-3-Clause
// "Show me the C++": networks and lists as the C++ that makes them. Numbers are the shortest that read back
// as the same.
#pragma once

#include "field.hpp"
#include "layer_numbers.hpp"
#include "layers_json.hpp"
#include "say.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace lab_page {

inline std::string literal(double value) { return json(value).dump(); }

template <class T, class Text> std::string braced(const std::vector<T>& list, Text text) {
    std::string all;
    for (const T& item : list) {
        all += all.empty() ? "{" : ", ";
        all += text(item);
    }
    all += "}";
    return all;
}
inline std::string braced(const std::vector<double>& list) { return braced(list, literal); }

/// Kernels W0, W1, ... and biases b0, b1, ..., then `net` of layers whose shapes and activations are known to
/// the compiler. One statement a line.
inline std::string network_program(const std::vector<layer_numbers>& layers,
                                   const activation_choice& activation) {
    std::string arrays, net;
    for (std::size_t l = 0; l != layers.size(); ++l) {
        const std::string index = std::to_string(l);
        const bool is_output = l + 1 == layers.size();
        const std::string type = name_of(is_output ? activation_kind::linear : activation.kind);
        const bool has_slope = !is_output && activation.kind == activation_kind::leaky_relu;
        const std::string rows = braced(layers[l].weights, [](const auto& row) { return braced(row); });
        arrays += message({"    const xt::xtensor<double, 2> W", index, rows, ";\n",
                           "    const xt::xtensor<double, 1> b", index, braced(layers[l].bias), ";\n"});
        net += message({l == 0 ? "" : ",\n                                ", "crease::dense<crease::", type,
                        ", double>(W", index, ", b", index});
        net += has_slope ? message({", crease::leaky_relu{", literal(activation.slope), "})"}) : ")";
    }
    return message({arrays, "    const crease::sequential net{", net, "};\n"});
}

} // namespace lab_page
