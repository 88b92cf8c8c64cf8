// SPDX-License-Identifier: BSD-3-Clause
// What both translation units of this test do, each in its own namespace UNIT: the same public types run the
// same networks, so that the inline functions in between share their names.
#include <crease/apply.hpp>
#include <crease/model.hpp>
#include <crease/predictor.hpp>
#include <crease/sequential.hpp>

#include <array>
#include <cstddef>

namespace UNIT {

/// The sum of all outputs. Weights are powers of 2 and inputs small whole numbers: exact on every instruction
/// set.
template <class T> double sum_of_results() {
    using namespace crease;
    using shape = std::array<std::size_t, 2>;
    const sequential net{
        dense<relu, T>(xt::xtensor<T, 2>(shape{2, 20}, T(0.5)),
                       xt::xtensor<T, 1>(std::array{std::size_t(20)}, T(1))),
        dense<leaky_relu, T>(xt::xtensor<T, 2>(shape{20, 2}, T(-0.25)), no_bias, leaky_relu{0.5})};
    xt::xtensor<T, 2> x(shape{100, 2}), y(shape{100, 2});
    for (std::size_t i = 0; i != x.size(); ++i) x.data()[i] = static_cast<T>(i % 7);
    double sum = 0;
    const auto add = [&sum](const auto& values) {
        for (const T value : values) sum += value;
    };
    predictor{net}(x, y);
    add(y);
    add(net(x));
    add(to_model(net)(x));
    apply(leaky_relu{0.5}, y, x);
    add(x);
    for (const auto& widths : {shape{1, 3}, shape{100, 1}, shape{40, 70}}) {
        const predictor p{dense<relu, T>(xt::xtensor<T, 2>(widths, T(0.5)), no_bias)};
        add(p(xt::xtensor<T, 2>(shape{100, widths[0]}, T(1))));
    }
    const dense<relu, T, 2, 3> fixed(xt::xtensor<T, 2>(shape{2, 3}, T(1)), no_bias);
    add(fixed(std::array<T, 2>{T(1), T(2)}));
    return sum;
}

double results() { return sum_of_results<float>() + sum_of_results<double>(); }

} // namespace UNIT
