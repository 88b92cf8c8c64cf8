// SPDX-License-Identifier: BSD-3-Clause
// layer 11 · From a target to a network that equals it, from first knot to last: one hidden ReLU layer.
#ifndef CREASE_BUILD_HPP
#define CREASE_BUILD_HPP

#include <crease/activations.hpp>
#include <crease/dense.hpp>
#include <crease/detail/xtensor.hpp>
#include <crease/piecewise_linear.hpp>
#include <crease/sequential.hpp>
#include <crease/unit_plan.hpp>

#include <array>
#include <cstddef>

namespace crease {

/// The planned network: its hidden layer's kernel is (1, units), its output layer's (units, 1).
template <class T>
CREASE_UNIT sequential<dense<relu, T>, dense<linear, T>> to_network(const unit_plan<T>& plan) {
    const std::size_t n = plan.units.size();
    xt::xtensor<T, 2> kernel(std::array<std::size_t, 2>{1, n}), weights(std::array<std::size_t, 2>{n, 1});
    xt::xtensor<T, 1> biases(std::array<std::size_t, 1>{n});
    for (std::size_t i = 0; i != n; ++i) {
        kernel(0, i) = plan.units[i].w;
        biases(i) = plan.units[i].b;
        weights(i, 0) = plan.units[i].v;
    }
    return sequential{dense<relu, T>(kernel, biases),
                      dense<linear, T>(weights, xt::xtensor<T, 1>({std::size_t{1}}, plan.bias))};
}

/// A network equal to the target from its first knot to its last, up to rounding. Throws as plan_units does.
template <class T>
CREASE_UNIT sequential<dense<relu, T>, dense<linear, T>> to_network(const piecewise_linear<T>& target,
                                                                    form how = form::hinge) {
    return to_network(plan_units(target, how));
}

} // namespace crease
#endif // CREASE_BUILD_HPP
