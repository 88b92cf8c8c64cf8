// SPDX-License-Identifier: BSD-3-Clause
// Two translation units include all of crease, for different instruction sets, and agree on what they share:
// values, the address of an inline variable, the type of an activation, a predictor, an error thrown in one
// and caught in the other. What should be inline and is not fails to link.
#include <crease/crease.hpp>

#include <cstdio>
#include <string_view>

namespace other { // two_units_b.cpp
xt::xtensor<double, 2> lab(const xt::xtensor<double, 2>& x);
const std::string_view* relu_name();
crease::model<float> erased_twin(const crease::sequential<crease::dense<crease::relu>>& net);
crease::predictor<float> predictor_of(const crease::sequential<crease::dense<crease::relu>>& net);
void throw_shape_error();
} // namespace other

static int fail(const char* what) {
    std::puts(what);
    return 1;
}

int main() {
    const xt::xtensor<double, 2> x = {{0.25}, {1.5}, {2.75}};
    if (other::lab(x) != crease::to_network(crease::lab_target<double>())(x))
        return fail("the lab's network differs");

    if (other::relu_name() != &crease::relu::name)
        return fail("relu has two names");

    crease::sequential net{crease::dense<crease::relu>(2, 3)};
    crease::initialize(net, crease::glorot_uniform{}, 1);
    const xt::xtensor<float, 2> sample = {{0.5F, -0.5F}};
    if (other::erased_twin(net)(sample) != net(sample))
        return fail("a network and its erased twin differ");
    if (!other::erased_twin(net).layer(0).activation().target<crease::relu>())
        return fail("a relu is not recognised");
    if (other::predictor_of(net)(sample) != net(sample))
        return fail("a network and its predictor differ");

    try {
        other::throw_shape_error();
    } catch (const crease::shape_error&) {
        return 0;
    }
    return fail("nothing was thrown");
}
