// SPDX-License-Identifier: BSD-3-Clause
// tests/data/activations: value and slope of every activation where formulas go wrong, computed elsewhere.
#pragma once

#include <crease/activations.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace table {

template <class T> struct row { T z, value, slope; };

/// Rows by the name of their activation; the points z are those of every activation.
template <std::floating_point T> std::map<std::string, std::vector<row<T>>> read() {
    const std::string path = std::string("activations/") + (std::same_as<T, float> ? "float" : "double");
    std::ifstream in(CREASE_TEST_DATA "/" + path + ".txt");
    const auto number = [&in] { // inf, nan and denormals, which >> would refuse
        std::string word;
        in >> word;
        if constexpr (std::same_as<T, float>)
            return std::strtof(word.c_str(), nullptr);
        else
            return std::strtod(word.c_str(), nullptr);
    };
    std::map<std::string, std::vector<row<T>>> table;
    std::string name;
    for (std::size_t size = 0; in >> name >> size;) {
        auto& rows = table[name];
        while (rows.size() != size) {
            const T z = number(), value = number(), slope = number();
            rows.push_back({z, value, slope});
        }
        if (!in)
            break;
    }
    if (table.empty() || !in.eof())
        throw std::runtime_error("tests/data/" + path + ".txt: missing, cut short or damaged");
    return table;
}

/// visit(name in the table, functor) for every activation of the library.
template <class Visit> void for_each_activation(Visit visit) {
    using namespace crease;
    visit("linear", linear{});
    visit("relu", relu{});
    visit("leaky_relu(0)", leaky_relu{0});
    visit("leaky_relu(0.01)", leaky_relu{0.01});
    visit("leaky_relu(0.3)", leaky_relu{0.3});
    visit("leaky_relu(1.5)", leaky_relu{1.5});
    visit("leaky_relu(-0.7)", leaky_relu{-0.7});
    visit("clipped_relu(6)", relu6);
    visit("hard_sigmoid(pytorch)", hard_sigmoid::pytorch());
    visit("hard_sigmoid(onnx)", hard_sigmoid::onnx());
    visit("hard_tanh", hard_tanh{});
    visit("abs", absolute{});
    visit("sigmoid", sigmoid{});
    visit("tanh", hyperbolic_tangent{});
    visit("elu(1)", elu{});
    visit("elu(0.3)", elu{0.3});
    visit("softplus", softplus{});
    visit("silu", silu{});
    visit("gelu", gelu{});
}

/// The same bits, so that -0.0 is not 0.0; but NaN is any NaN.
template <class T> bool same(T a, T b) {
    return (std::isnan(a) && std::isnan(b)) || (a == b && std::signbit(a) == std::signbit(b));
}

/// Numbers that are compared one by one without a word, until one differs.
template <class T> struct tally {
    std::size_t compared = 0, wrong = 0;
    std::string first = {}; // what differed first

    template <class Describe> void operator()(bool right, Describe describe) {
        ++compared;
        if (!right && wrong++ == 0)
            first = describe();
    }
    /// got and expected must be the same bits; `where` says where they come from.
    template <class Where> void same(T z, T got, T expected, Where where) {
        (*this)(table::same(got, expected), [&] {
            return where() + " at " + text(z) + ": got " + text(got) + ", expected " + text(expected);
        });
    }
    static std::string text(T value) {
        char digits[64];
        std::snprintf(digits, sizeof digits, "%.17g (%a)", static_cast<double>(value),
                      static_cast<double>(value));
        return digits;
    }
};

} // namespace table
