// SPDX-License-Identifier: BSD-3-Clause
// The other half of two_units_a.cpp.
#include <crease/crease.hpp>

#include <string_view>

namespace other {

xt::xtensor<double, 2> lab(const xt::xtensor<double, 2>& x) {
    return crease::to_network(crease::lab_target<double>())(x);
}

const std::string_view* relu_name() { return &crease::relu::name; }

crease::model<float> erased_twin(const crease::sequential<crease::dense<crease::relu>>& net) {
    return crease::to_model(net);
}

crease::predictor<float> predictor_of(const crease::sequential<crease::dense<crease::relu>>& net) {
    return crease::predictor{net};
}

xt::xtensor<float, 2> run(const crease::predictor<float>& p, const xt::xtensor<float, 2>& x) { return p(x); }

void throw_shape_error() {
    const crease::dense<crease::relu> layer(2, 3);
    layer(xt::xtensor<float, 2>{{1.F}});
}

} // namespace other
