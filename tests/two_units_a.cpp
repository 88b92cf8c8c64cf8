// SPDX-License-Identifier: BSD-3-Clause
// Two translation units include all of crease, for different instruction sets, and agree on what they share:
// values, the address of an inline variable, the type of an activation, a predictor, an error thrown in one
// and caught in the other. What should be inline and is not fails to link.
#include <crease/crease.hpp>

#include <array>
#include <cstddef>
#include <cstdio>
#include <string_view>
#include <vector>

namespace other { // two_units_b.cpp
xt::xtensor<double, 2> lab(const xt::xtensor<double, 2>& x);
const std::string_view* relu_name();
crease::model<float> erased_twin(const crease::sequential<crease::dense<crease::relu>>& net);
crease::predictor<float> predictor_of(const crease::sequential<crease::dense<crease::relu>>& net);
xt::xtensor<float, 2> run(const crease::predictor<float>& p, const xt::xtensor<float, 2>& x);
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

    // There it lacks kernels for this processor, here it has them: for a row, tiles, sums along the inputs,
    // one input, and samples in lanes.
    for (const std::vector<std::size_t>& widths :
         {std::vector<std::size_t>{2, 3}, {64, 16}, {64, 1}, {1, 8}, {1, 3, 1}}) {
        crease::model<float> deep;
        for (std::size_t l = 0; l + 1 != widths.size(); ++l)
            deep.add(crease::dense<crease::relu>(widths[l], widths[l + 1]));
        crease::initialize(deep, crease::glorot_uniform{}, 2);
        const crease::predictor p{deep};
        for (const std::size_t rows : {std::size_t{1}, std::size_t{300}}) {
            xt::xtensor<float, 2> many(std::array<std::size_t, 2>{rows, widths[0]});
            for (std::size_t i = 0; i != many.size(); ++i) many.data()[i] = static_cast<float>(i % 7) - 3;
            if (other::run(p, many) != p(many))
                return fail("a predictor made here runs otherwise there");
        }
    }

    try {
        other::throw_shape_error();
    } catch (const crease::shape_error&) {
        return 0;
    }
    return fail("nothing was thrown");
}
