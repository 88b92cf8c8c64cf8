// SPDX-License-Identifier: BSD-3-Clause
// What both translation units of this test do: the same public types, so that their inline members share
// names. -DUNIT names the unit's own entry.
#include <crease/apply.hpp>
#include <crease/model.hpp>
#include <crease/predictor.hpp>
#include <crease/sequential.hpp>

#include <array>
#include <cstddef>

namespace UNIT {

/// A sum over everything that runs a network, for whole numbers x.
template <class T> double results_in() {
    using namespace crease;
    const std::array<std::size_t, 2> hidden{2, 20}, last{20, 2}, samples{40, 2};
    const sequential net{dense<relu, T>(xt::xtensor<T, 2>(hidden, T(0.5)), xt::xtensor<T, 1>(std::array{hidden[1]}, T(1))),
                         dense<leaky_relu, T>(xt::xtensor<T, 2>(last, T(-0.25)), no_bias, leaky_relu{0.5})};
    xt::xtensor<T, 2> x(samples);
    for (std::size_t i = 0; i != x.size(); ++i) x.data()[i] = static_cast<T>(i % 7);
    const predictor p{net};
    xt::xtensor<T, 2> y(samples);
    p(x, y);
    const auto z = net(x);
    const auto w = to_model(net)(x);
    apply(relu{}, z, x);
    const dense<relu, T, 2, 3> fixed(xt::xtensor<T, 2>(std::array<std::size_t, 2>{2, 3}, T(1)), no_bias);
    const std::array<T, 3> one = fixed(std::array<T, 2>{T(1), T(2)});
    double sum = one[0] + one[1] + one[2];
    for (std::size_t i = 0; i != y.size(); ++i) sum += y.data()[i] + z.data()[i] + w.data()[i] + x.data()[i];
    return sum;
}
double results() { return results_in<float>() + results_in<double>(); }

} // namespace UNIT
