// SPDX-License-Identifier: BSD-3-Clause
#include <crease/initializers.hpp>
#include <crease/model.hpp>
#include <crease/sequential.hpp>
#include <crease/trace.hpp>

#include "support/catch.hpp"
#include "support/forms.hpp"
#include "support/twin.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string_view>
#include <vector>

using namespace crease;
using twin::same_bits;

namespace {

sequential<dense<relu, double>, dense<linear, double>> lab() {
    return sequential{
        dense<relu, double>(xt::xtensor<double, 2>{{-2, 1, 2}}, xt::xtensor<double, 1>{2, -1, -4}),
        dense<linear, double>(xt::xtensor<double, 2>{{1}, {1}, {1}}, xt::xtensor<double, 1>{0})};
}

/// A network of three inputs and two outputs, all of whose layers bend.
template <class T = double> auto mixed() {
    sequential net{dense<leaky_relu, T>(3, 7, leaky_relu{0.2}), dense<hyperbolic_tangent, T>(7, 5),
                   dense<sigmoid, T>(5, 2)};
    initialize(net, glorot_uniform{}, 11);
    net.template layer<1>().set(net.template layer<1>().kernel(), twin::vector<T>(5, 1));
    net.template layer<2>().set(net.template layer<2>().kernel(), twin::vector<T>(2, 2));
    return net;
}

struct cubed {
    static constexpr std::string_view name = "cubed";
    template <class T> T operator()(T z) const { return z * z * z; }
    template <class T> T slope(T z) const { return 3 * z * z; }
};
struct cubed_in_float {
    static constexpr std::string_view name = "cubed";
    float operator()(float z) const { return z * z * z; }
    float slope(float z) const { return 3 * z * z; }
};

/// d(f_j)/d(x_k) by central differences with step h.
template <class F> xt::xtensor<double, 2> differences(F f, const std::vector<double>& x, std::size_t out) {
    xt::xtensor<double, 2> slope(std::array<std::size_t, 2>{out, x.size()});
    constexpr double h = 1e-5;
    for (std::size_t k = 0; k != x.size(); ++k) {
        auto up = x, down = x;
        up[k] += h;
        down[k] -= h;
        const std::vector<double> right = f(up), left = f(down);
        for (std::size_t j = 0; j != out; ++j) slope(j, k) = (right[j] - left[j]) / (2 * h);
    }
    return slope;
}

template <class Net> std::vector<double> at(const Net& net, const std::vector<double>& x) {
    const auto y = net(xt::adapt(x, std::array<std::size_t, 2>{1, x.size()}));
    return {y.begin(), y.end()};
}

double largest_difference(const xt::xtensor<double, 2>& a, const xt::xtensor<double, 2>& b) {
    return xt::amax(xt::abs(a - b))();
}

} // namespace

TEST_CASE("a trace of the lab's network shows each unit's z and a") {
    const auto tr = trace(lab(), xt::xtensor<double, 1>{0, 1.5, 3});
    CHECK(tr.size() == 2);
    CHECK((tr.z(0) == xt::xtensor<double, 2>{{2, -1, -4}, {-1, 0.5, -1}, {-4, 2, 2}}));
    CHECK((tr.a(0) == xt::xtensor<double, 2>{{2, 0, 0}, {0, 0.5, 0}, {0, 2, 2}}));
    CHECK((tr.z(1) == xt::xtensor<double, 2>{{2}, {0.5}, {4}}));
    CHECK((tr.a(1) == tr.z(1)));
    CHECK_THROWS(tr.z(2));
}

TEMPLATE_TEST_CASE("the last a of a trace has the bits of net(x), for every batch", "", float, double) {
    using T = TestType;
    const auto net = mixed<T>();
    for (const std::size_t batch : {0U, 1U, 5U, 95U, 96U, 97U, 200U}) {
        const auto x = twin::matrix<T>(batch, 3, 5);
        const auto tr = trace(net, x);
        CHECK(same_bits(tr.a(2), net(x)));
        CHECK(tr.z(1).shape() == std::array<std::size_t, 2>{batch, 5});
        CHECK(same_bits(trace(to_model(net), x * T(1)).a(1), tr.a(1)));
    }
}

TEST_CASE("every layer of a trace agrees with brute force in long double") {
    const auto net = mixed<double>();
    const auto x = twin::matrix(50, 3, 5);
    const auto tr = trace(net, x);
    double worst = 0;
    for (std::size_t r = 0; r != 50; ++r) {
        const auto exact = twin::run(net, xt::view(x, r, xt::all()));
        for (std::size_t l = 0; l != 3; ++l)
            for (std::size_t j = 0; j != exact[l].z.size(); ++j)
                worst = std::max({worst, std::abs(static_cast<double>(tr.z(l)(r, j) - exact[l].z[j])),
                                  std::abs(static_cast<double>(tr.a(l)(r, j) - exact[l].a[j]))});
    }
    CHECK(worst < 1e-14);
}

TEST_CASE("trace takes x as a view, and refuses a wrong one in the first layer's name") {
    const auto net = mixed<double>();
    const auto x = twin::matrix(7, 3, 5);
    const xt::xtensor<double, 2> turned(xt::transpose(x));
    CHECK(same_bits(trace(net, xt::transpose(turned)).z(0), trace(net, x).z(0)));
    CHECK(twin::what<shape_error>([&] { trace(net, turned); }) ==
          "dense (3 -> 7, leaky_relu): expected x of shape (batch, 3), got (3, 7)");
    CHECK_THROWS_AS(trace(model<double>{}, x), value_error);
}

TEST_CASE("contributions are a_i * w_i: in the solved lab, one unit owns each segment's slope") {
    const auto parts = contributions(lab(), xt::xtensor<double, 1>{0.5, 1.5, 3});
    CHECK((parts == xt::xtensor<double, 3>{{{1}, {0}, {0}}, {{0}, {0.5}, {0}}, {{0}, {2}, {2}}}));
}

TEST_CASE("contributions and the bias add up to the output's z") {
    const auto net = mixed<double>();
    const auto x = twin::matrix(130, 3, 5);
    const auto parts = contributions(net, x);
    const auto tr = trace(net, x);
    CHECK(parts.shape() == std::array<std::size_t, 3>{130, 5, 2});
    const xt::xtensor<double, 2> sum = xt::sum(parts, {1}) + net.layer<2>().bias();
    CHECK(largest_difference(sum, tr.z(2)) < 1e-15);
}

TEST_CASE("contributions of a single layer are the inputs'") {
    const sequential net{dense<sigmoid, double>(xt::xtensor<double, 2>{{1, 10}, {2, 20}}, no_bias)};
    const xt::xtensor<double, 2> x{{3, 4}, {5, 6}};
    const xt::xtensor<double, 3> expected{{{3, 30}, {8, 80}}, {{5, 50}, {12, 120}}};
    forms::each(x, [&](const char* form, const auto& e) {
        CAPTURE(form);
        CHECK((contributions(net, e) == expected));
    });
    CHECK(contributions(net, xt::xtensor<double, 2>(std::array<std::size_t, 2>{0, 2})).shape()[0] == 0);
    CHECK(twin::what<shape_error>([&] { contributions(net, xt::xtensor<double, 1>{1}); }) ==
          "dense (2 -> 2, sigmoid): expected x of shape (batch, 2), got (1)");
    const sequential one{dense<relu, double>(xt::xtensor<double, 2>{{4}}, no_bias)};
    CHECK((contributions(one, xt::xtensor<double, 1>{1, -2}) == xt::xtensor<double, 3>{{{4}}, {{-8}}}));
}

TEST_CASE("the jacobian of the solved lab is the segment's slope; at a knot, the left unit's state") {
    const auto net = lab();
    CHECK((jacobian(net, {0.5}) == xt::xtensor<double, 2>{{-2}}));
    CHECK((jacobian(net, {1.5}) == xt::xtensor<double, 2>{{1}}));
    CHECK((jacobian(net, {2.5}) == xt::xtensor<double, 2>{{3}}));
    CHECK((jacobian(net, {2.0}) == xt::xtensor<double, 2>{{1}})); // z of unit 2 is 0: off
    CHECK((jacobian(net, {1.0}) == xt::xtensor<double, 2>{{0}})); // units 0 and 1 are at 0: both off
}

TEST_CASE("the jacobian agrees with finite differences") {
    const auto net = mixed<double>();
    for (unsigned seed = 0; seed != 20; ++seed) {
        const auto x = twin::vector(3, seed);
        const std::vector<double> point(x.begin(), x.end());
        const auto expected = differences([&](const auto& p) { return at(net, p); }, point, 2);
        CHECK(largest_difference(jacobian(net, point), expected) < 1e-8);
        CHECK((jacobian(net, x) == jacobian(net, point)));
        CHECK((jacobian(to_model(net), point) == jacobian(net, point)));
    }
}

TEST_CASE("slope contributions, summed over the units, are the jacobian of the output's z") {
    const auto net = mixed<double>();
    const model<double> z = [&] {
        auto m = to_model(net);
        m.layer(2) = dense<any_activation, double>(net.layer<2>().kernel(), net.layer<2>().bias(),
                                                   any_activation{linear{}});
        return m;
    }();
    const std::vector<double> x{0.3, -0.2, 0.7};
    const auto parts = slope_contributions(net, x);
    CHECK(parts.shape() == std::array<std::size_t, 3>{5, 2, 3});
    const xt::xtensor<double, 2> sum = xt::sum(parts, {0});
    CHECK(largest_difference(sum, jacobian(z, x)) < 1e-15);
    const auto unit_parts = [&](const std::vector<double>& p) {
        const auto c = contributions(net, xt::adapt(p, std::array<std::size_t, 2>{1, 3}));
        return std::vector<double>(c.begin(), c.end()); // units x outputs
    };
    const auto expected = differences(unit_parts, x, 10);
    CHECK(largest_difference(xt::reshape_view(parts, std::array<std::size_t, 2>{10, 3}), expected) < 1e-8);
}

TEST_CASE("slope contributions of a single layer are its weights") {
    const sequential net{dense<sigmoid, double>(xt::xtensor<double, 2>{{1, 10}, {2, 20}}, no_bias)};
    CHECK((slope_contributions(net, {0.5, -0.5}) ==
           xt::xtensor<double, 3>{{{1, 0}, {10, 0}}, {{0, 2}, {0, 20}}}));
}

TEST_CASE("a sample of another length is refused") {
    const auto net = mixed<double>();
    CHECK(twin::what<shape_error>([&] {
              jacobian(net, {1, 2});
          }) == "jacobian: expected one sample of 3 values, got 2");
    CHECK(twin::what<shape_error>([&] {
              slope_contributions(net, {1, 2, 3, 4});
          }) == "slope_contributions: expected one sample of 3 values, got 4");
}

TEMPLATE_TEST_CASE("a user's own functor is traced and differentiated", "", float, double) {
    using T = TestType;
    const xt::xtensor<T, 2> w{{2}};
    const xt::xtensor<T, 1> b{1};
    const sequential net{dense<cubed, T>(w, b), dense<cubed_in_float, T>(w, b)};
    const auto tr = trace(net, xt::xtensor<T, 1>{1});
    CHECK(tr.z(0)(0, 0) == 3);
    CHECK(tr.a(0)(0, 0) == 27);
    CHECK(tr.z(1)(0, 0) == 55);
    CHECK(tr.a(1)(0, 0) == 166375);
    CHECK(jacobian(net, {1})(0, 0) == (3 * 55 * 55 * 2) * (3 * 3 * 3 * 2)); // chain rule
}

TEST_CASE("NaN stays NaN through trace, contributions and jacobian") {
    const auto net = mixed<double>();
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const xt::xtensor<double, 2> x{{1, nan, 2}};
    CHECK(std::isnan(trace(net, x).z(0)(0, 0)));
    CHECK(std::isnan(trace(net, x).a(2)(0, 1)));
    CHECK(std::isnan(contributions(net, x)(0, 0, 0)));
    CHECK(std::isnan(jacobian(net, {1, nan, 2})(0, 0)));
}
