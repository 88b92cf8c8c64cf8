// SPDX-License-Identifier: BSD-3-Clause
// A program with both namespaces open, as a first program has them. That it compiles is the test: abs, tanh,
// exp and max stay unambiguous, and range is free as a name.

// The standard headers first, so that crease is parsed with their names in sight.
// clang-format off
#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include <crease/crease.hpp>
// clang-format on

using namespace crease;
using namespace std;

int main() {
    // Plain numbers.
    const double range = abs(-2.5) + abs(-3) + tanh(0.5) + exp(1.0) + exp(1) + max(1, 2) + min(1.0, 2.0);
    vector<double> xs(4);
    iota(xs.begin(), xs.end(), 0.0);
    transform(xs.begin(), xs.end(), xs.begin(), negate<>{});
    const double least = *min_element(xs.begin(), xs.end());

    // The library's own: activations, layers, targets, inspection.
    const leaky_relu leaky{0.1};
    const auto target = lab_target<double>();
    const auto net = to_network(target);
    const xt::xtensor<double, 2> x = {{0.5}, {1.5}, {2.5}};
    const auto y = net(x);
    const auto traced = trace(net, x);
    const auto a = pieces(net, 0, 3);
    const string table = summary(net);

    sequential typed{dense<relu>(1, 3), dense<sigmoid>(3, 2), dense<linear>(2, 1)};
    initialize(typed, glorot_uniform{}, 7);
    const predictor p{typed};
    const auto erased = to_model(typed);
    const xt::xtensor<float, 2> sample = {{0.5F}};
    const xt::xtensor<float, 2> z = {{-1, 2}};
    xt::xtensor<float, 2> on = z;
    apply(relu{}, z, on);
    const xt::xtensor<float, 2> lazy = lift(absolute{}, z);

    const bool fine = range > 0 && least == -3 && leaky(-1.0) == -0.1 && abs(y(0, 0) - target(0.5)) < 1e-12 &&
                      abs(traced.a(0)(0, 0)) >= 0 && a.size() == 3 && !table.empty() &&
                      p(sample)(0, 0) == erased(sample)(0, 0) && on(0, 0) == 0 && lazy(0, 0) == 1;
    return fine ? 0 : 1;
}
