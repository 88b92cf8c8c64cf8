// SPDX-License-Identifier: BSD-3-Clause
#include <crease/build.hpp>

#include "support/catch.hpp"

#include <cstddef>
#include <type_traits>

using namespace crease;

namespace {

template <class T = double> piecewise_linear<T> lab() {
    return piecewise_linear<T>::from_knots({0, 1, 2, 3}, {2, 0, 1, 4});
}

} // namespace

TEMPLATE_TEST_CASE("a target's network is a ReLU layer and a linear one, of the target's scalar type", "",
                   float, double) {
    const auto net = to_network(lab<TestType>());
    using expected = sequential<dense<relu, TestType>, dense<linear, TestType>>;
    static_assert(std::is_same_v<decltype(net), const expected>);
    CHECK(net.template layer<0>().in() == 1);
    CHECK(net.template layer<0>().out() == 3);
    CHECK(net.template layer<1>().out() == 1);
}

TEST_CASE("sum_only is the lab's network: weights 1 and bias 0 at the output") {
    const auto net = to_network(lab(), form::sum_only);
    CHECK((net.layer<0>().kernel() == xt::xtensor<double, 2>{{-2, 1, 2}}));
    CHECK((net.layer<0>().bias() == xt::xtensor<double, 1>{2, -1, -4}));
    CHECK((net.layer<1>().kernel() == xt::xtensor<double, 2>{{1}, {1}, {1}}));
    CHECK((net.layer<1>().bias() == xt::xtensor<double, 1>{0}));
}

TEST_CASE("fewest_units is y = 2 relu(2 - x) + 3 relu(x - 1) - 2 for the lab's target") {
    const auto net = to_network(lab(), form::fewest_units);
    CHECK((net.layer<0>().kernel() == xt::xtensor<double, 2>{{1, -1}}));
    CHECK((net.layer<0>().bias() == xt::xtensor<double, 1>{-1, 2}));
    CHECK((net.layer<1>().kernel() == xt::xtensor<double, 2>{{3}, {2}}));
    CHECK((net.layer<1>().bias() == xt::xtensor<double, 1>{-2}));
}

TEMPLATE_TEST_CASE("each form is the target on its domain", "", float, double) {
    const auto t = lab<TestType>();
    const auto points = t.sample(25); // eighths
    xt::xtensor<TestType, 2> x({25, 1});
    for (std::size_t i = 0; i != 25; ++i) x(i, 0) = points.x(i);
    for (const form how : {form::hinge, form::sum_only, form::fewest_units}) {
        const auto y = to_network(t, how)(x);
        for (std::size_t i = 0; i != 25; ++i) CHECK(y(i, 0) == points.y(i));
    }
}

TEST_CASE("a plan can be looked at before it is built") {
    const auto plan = plan_units(lab(), form::fewest_units);
    REQUIRE(plan.proved_fewest);
    CHECK(to_network(plan).layer<0>().out() == plan.units.size());
}

TEST_CASE("a form that a target does not have is refused") {
    CHECK_THROWS_AS(to_network(-lab(), form::sum_only), unsupported_error);
}
