// SPDX-License-Identifier: BSD-3-Clause
// A network run by brute force in long double, seeded numbers, and comparison to the bit: what tests hold
// the library against. Nothing here is the library's own arithmetic.
#pragma once

#include <crease/activations.hpp>
#include <crease/network.hpp>
#include <crease/shapes.hpp>

#include "support/numbers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

namespace twin {

template <class T = double> xt::xtensor<T, 2> matrix(std::size_t rows, std::size_t columns, unsigned seed) {
    xt::xtensor<T, 2> m(std::array<std::size_t, 2>{rows, columns});
    numbers next(seed);
    for (auto& value : m) value = static_cast<T>(next());
    return m;
}
template <class T = double> xt::xtensor<T, 1> vector(std::size_t size, unsigned seed) {
    xt::xtensor<T, 1> v(std::array<std::size_t, 1>{size});
    numbers next(seed);
    for (auto& value : v) value = static_cast<T>(next());
    return v;
}

/// The activation in long double, by formula where it is piecewise linear or has one here, else in double.
inline long double activation(crease::activation_view f, long double z) {
    if (f.target<crease::linear>())
        return z;
    if (f.target<crease::relu>())
        return z > 0 ? z : 0;
    if (const auto* leaky = f.target<crease::leaky_relu>())
        return z > 0 ? z : leaky->negative_slope() * z;
    if (const auto* clipped = f.target<crease::clipped_relu>())
        return z < 0 ? 0 : z > clipped->maximum() ? clipped->maximum() : z;
    if (const auto* hard = f.target<crease::hard_sigmoid>()) {
        const long double a = hard->inner_slope() * z + hard->offset();
        return a < 0 ? 0 : a > 1 ? 1 : a;
    }
    if (f.target<crease::hard_tanh>())
        return z < -1 ? -1 : z > 1 ? 1 : z;
    if (f.target<crease::absolute>())
        return z < 0 ? -z : z;
    if (f.target<crease::sigmoid>())
        return 1 / (1 + std::exp(-z));
    if (f.target<crease::hyperbolic_tangent>())
        return std::tanh(z);
    return f(static_cast<double>(z));
}

/// One layer at one sample.
struct layer {
    std::vector<long double> z, a;
    std::vector<long double> size; // sum of |x| |w| and |b|: what z's rounding error is relative to
};

/// z and a of every layer of net at the sample x.
template <class Net, class X> std::vector<layer> run(const Net& net, const X& x) {
    std::vector<long double> h(x.begin(), x.end());
    std::vector<layer> result;
    for (const auto& view : net.layers()) {
        layer& l = result.emplace_back();
        for (std::size_t j = 0; j != view.out(); ++j) {
            long double z = view.bias[j], size = std::abs(z);
            for (std::size_t i = 0; i != view.in(); ++i) {
                const long double term = h[i] * static_cast<long double>(view.kernel(i, j));
                z += term;
                size += std::abs(term);
            }
            l.z.push_back(z);
            l.size.push_back(size);
            l.a.push_back(activation(view.activation, z));
        }
        h = l.a;
    }
    return result;
}

/// Whether both have the same shape and, element by element, the same bits.
template <class A, class B> bool same_bits(const A& a, const B& b) {
    using T = typename A::value_type;
    static_assert(std::is_same_v<T, typename B::value_type>);
    if (!crease::detail::same_shape(a, b))
        return false;
    if (a.size() == 0) // of an empty view, xtensor computes an end before its beginning
        return true;
    constexpr auto order = xt::layout_type::row_major;
    auto right = b.template begin<order>();
    for (auto left = a.template begin<order>(); left != a.template end<order>(); ++left, ++right) {
        const T x = *left, y = *right;
        if (std::memcmp(&x, &y, sizeof x) != 0)
            return false;
    }
    return true;
}

/// How many units of rounding the dense layer's z, (batch, out), is from the sum of its terms, at worst.
template <class Layer, class X, class Z> double worst_rounding(const Layer& d, const X& x, const Z& z) {
    using T = typename Layer::value_type;
    long double worst = 0;
    for (std::size_t r = 0; r != x.shape()[0]; ++r) {
        std::vector<T> row;
        for (std::size_t i = 0; i != d.in(); ++i) row.push_back(x(r, i));
        const layer exact = run(d, row).front();
        for (std::size_t j = 0; j != d.out(); ++j) {
            const long double allowed = exact.size[j] * std::numeric_limits<T>::epsilon();
            const long double off = std::abs(static_cast<long double>(z(r, j)) - exact.z[j]);
            worst = std::max(worst, allowed == 0 ? (off == 0 ? 0 : 1e9L) : off / allowed);
        }
    }
    return static_cast<double>(worst);
}

/// What f throws, as text; "" if it throws nothing, "another error" if what it throws is not an E.
template <class E, class F> std::string what(F f) {
    try {
        f();
    } catch (const E& e) {
        return e.what();
    } catch (...) {
        return "another error";
    }
    return "";
}

} // namespace twin
