// SPDX-License-Identifier: BSD-3-Clause
// Readers of tests/data: networks whose answers were computed elsewhere. Formats: tests/data/README.md.
#pragma once

#include <crease/detail/xtensor.hpp>

#include <cstddef>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace reference {

struct layer {
    xt::xtensor<double, 2> kernel; // (in, out)
    xt::xtensor<double, 1> bias;   // (out), zeros for a layer without
    std::string activation;
    double parameter = 0; // leaky_relu's negative slope
};

struct batch {
    xt::xtensor<double, 2> x;                    // (size, in)
    std::vector<xt::xtensor<double, 2>> z, a;    // a layer each: (size, out)
    std::optional<xt::xtensor<double, 2>> bound; // (size, outputs): float's distance from the last a
};

/// A network with what it answers, all numbers computed in float64.
struct network {
    std::vector<layer> layers;
    std::vector<batch> batches;
};

/// The same network with float64 weights, and with the weights rounded to float32.
struct pair {
    network f64, f32;
};

/// A ReLU network with one or two inputs and a linear output layer, and the number of its regions where every
/// input is in [lo, hi].
struct anatomy {
    std::vector<layer> layers;
    double lo, hi;
    std::size_t regions;
    std::optional<std::size_t> pieces;
};

/// A file under tests/data, read word by word. Throws std::runtime_error at a word that does not fit.
class reader {
public:
    explicit reader(const std::string& name) : name_(name), in_(CREASE_TEST_DATA "/" + name) { check(); }

    template <class T> T next() {
        T word{};
        in_ >> word;
        check();
        return word;
    }

    void expect(const std::string& word) {
        if (next<std::string>() != word)
            throw std::runtime_error(name_ + ": expected " + word);
    }

    /// Numbers written as T, row by row.
    template <class T = double> xt::xtensor<double, 2> matrix(std::size_t rows, std::size_t columns) {
        auto m = xt::xtensor<double, 2>::from_shape({rows, columns});
        for (auto& value : m) value = static_cast<double>(next<T>());
        return m;
    }

    template <class T = double> xt::xtensor<double, 1> vector(std::size_t size) {
        auto v = xt::xtensor<double, 1>::from_shape({size});
        for (auto& value : v) value = static_cast<double>(next<T>());
        return v;
    }

private:
    void check() const {
        if (!in_)
            throw std::runtime_error("tests/data/" + name_ + ": missing, cut short or damaged");
    }

    std::string name_;
    std::ifstream in_;
};

namespace detail {

inline layer read_layer(reader& in) {
    in.expect("layer");
    const auto inputs = in.next<std::size_t>(), units = in.next<std::size_t>();
    layer l;
    l.activation = in.next<std::string>();
    l.parameter = in.next<double>();
    const bool has_bias = in.next<bool>();
    l.kernel = in.matrix(inputs, units);
    l.bias = has_bias ? in.vector(units) : xt::xtensor<double, 1>({units}, 0.0);
    return l;
}

inline batch read_batch(reader& in, const std::vector<layer>& layers) {
    in.expect("batch");
    const auto size = in.next<std::size_t>();
    const bool has_bound = in.next<bool>();
    batch b;
    b.x = in.matrix(size, layers.front().kernel.shape(0));
    for (const layer& l : layers) {
        b.z.push_back(in.matrix(size, l.bias.size()));
        b.a.push_back(in.matrix(size, l.bias.size()));
    }
    if (has_bound)
        b.bound = in.matrix(size, layers.back().bias.size());
    return b;
}

inline network read_network(reader& in, const std::string& precision) {
    in.expect(precision);
    const auto layers = in.next<std::size_t>(), batches = in.next<std::size_t>();
    network net;
    while (net.layers.size() != layers) net.layers.push_back(read_layer(in));
    while (net.batches.size() != batches) net.batches.push_back(read_batch(in, net.layers));
    return net;
}

} // namespace detail

/// tests/data/mlp/<name>.txt
inline pair read_mlp(const std::string& name) {
    reader in("mlp/" + name + ".txt");
    pair p;
    p.f64 = detail::read_network(in, "f64");
    p.f32 = detail::read_network(in, "f32");
    return p;
}

/// tests/data/anatomy/<name>.txt
inline anatomy read_anatomy(const std::string& name) {
    reader in("anatomy/" + name + ".txt");
    anatomy a;
    a.regions = in.next<std::size_t>();
    if (const auto pieces = in.next<std::size_t>(); pieces != 0)
        a.pieces = pieces;
    std::vector<std::size_t> widths(in.next<std::size_t>() + 1);
    for (auto& width : widths) width = in.next<std::size_t>();
    a.lo = in.next<double>();
    a.hi = in.next<double>();
    for (std::size_t i = 1; i != widths.size(); ++i) {
        layer l;
        l.kernel =
            xt::transpose(in.matrix<float>(widths[i], widths[i - 1])); // a unit's weights are a row there
        l.bias = in.vector<float>(widths[i]);
        l.activation = i + 1 == widths.size() ? "linear" : "relu";
        a.layers.push_back(l);
    }
    return a;
}

/// A network, and the number of its regions and of its affine pieces between `low` and `high`.
struct exact_case {
    std::string name;
    std::vector<double> low, high; // a number an input
    std::vector<layer> layers;
    std::size_t regions, pieces;
};

/// A network and the corners of its box, as the exact cases have them.
inline std::vector<layer> read_boxed_layers(reader& in, std::vector<double>& low, std::vector<double>& high) {
    const auto inputs = in.next<std::size_t>();
    std::vector<layer> layers(in.next<std::size_t>());
    for (auto* corner : {&low, &high})
        for (std::size_t i = 0; i != inputs; ++i) corner->push_back(in.next<double>());
    for (layer& l : layers) {
        const auto width = in.next<std::size_t>(), units = in.next<std::size_t>();
        l.activation = in.next<std::string>();
        l.parameter = in.next<double>();
        l.kernel = in.matrix(width, units);
        l.bias = in.vector(units);
    }
    return layers;
}

/// tests/data/anatomy/exact.txt
inline std::vector<exact_case> read_exact_cases() {
    reader in("anatomy/exact.txt");
    std::vector<exact_case> cases(in.next<std::size_t>());
    for (exact_case& c : cases) {
        c.name = in.next<std::string>();
        c.regions = in.next<std::size_t>();
        c.pieces = in.next<std::size_t>();
        c.layers = read_boxed_layers(in, c.low, c.high);
    }
    return cases;
}

} // namespace reference
