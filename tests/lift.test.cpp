// SPDX-License-Identifier: BSD-3-Clause
#include <crease/activations.hpp>
#include <crease/any_activation.hpp>
#include <crease/lift.hpp>

#include "support/catch.hpp"
#include "support/functors.hpp"

#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

#if __has_include(<xtensor/views/xview.hpp>)
#include <xtensor/core/xnoalias.hpp>
#include <xtensor/views/xstrided_view.hpp>
#include <xtensor/views/xview.hpp>
#else
#include <xtensor/xnoalias.hpp>
#include <xtensor/xstrided_view.hpp>
#include <xtensor/xview.hpp>
#endif

using namespace crease;

namespace {

template <class T> using vector = xt::xtensor<T, 1>;
template <class T> using matrix = xt::xtensor<T, 2>;

const matrix<double> z{{-2, -1, 0}, {1, 2, 3}};
const matrix<double> on{{0, 0, 0}, {1, 2, 3}}; // relu(z)

/// Counts how often it is called.
struct counting {
    std::shared_ptr<int> calls = std::make_shared<int>(0);
    double operator()(double x) const {
        ++*calls;
        return x;
    }
};

auto of_a_dead_argument() {
    matrix<double> local = z;
    return relu{}(std::move(local));
}
auto of_dead_terms(const matrix<double>& alive) {
    return lift(leaky_relu{0.5}, alive + matrix<double>(z) * 2.0);
}

} // namespace

TEST_CASE("lifting computes nothing until it is assigned, and then each element once") {
    counting f;
    auto lazy = lift(f, z);
    CHECK(*f.calls == 0);
    CHECK(lazy.shape(0) == 2);
    CHECK(*f.calls == 0);
    const matrix<double> a = lazy;
    CHECK(*f.calls == 6);
    CHECK((a == z));
}

TEMPLATE_TEST_CASE("a lifted expression has the shape and the scalar type of its argument", "", float,
                   double) {
    using T = TestType;
    const vector<T> v{-1, 2};
    const xt::xarray<T> deep = xt::xarray<T>::from_shape({2, 1, 3, 4});
    STATIC_REQUIRE(std::same_as<typename decltype(relu{}(v))::value_type, T>);
    STATIC_REQUIRE(std::same_as<typename decltype(lift(user::sine_of_double{}, v))::value_type, T>);
    STATIC_REQUIRE(std::same_as<typename decltype(lift(user::sine_of_float{}, v))::value_type, T>);
    STATIC_REQUIRE(xt::is_xexpression<decltype(relu{}(v))>::value);
    CHECK(relu{}(v).dimension() == 1);
    CHECK(relu{}(v).shape(0) == 2);
    CHECK(sigmoid{}(deep).dimension() == 4);
    CHECK(sigmoid{}(deep).shape(2) == 3);
    CHECK(matrix<T>(gelu{}(matrix<T>::from_shape({0, 3}))).shape() == std::array<std::size_t, 2>{0, 3});
    CHECK(xt::xarray<T>(relu{}(xt::xarray<T>(T(-3))))() == 0);
}

TEST_CASE("f(e) is lift(f, e)") {
    STATIC_REQUIRE(std::same_as<decltype(relu{}(z)), decltype(lift(relu{}, z))>);
    STATIC_REQUIRE(std::same_as<decltype(relu{}(z + 1)), decltype(lift(relu{}, z + 1))>);
    CHECK((relu{}(z) == on));
    CHECK((lift(relu{}, z) == on));
    const leaky_relu f{0.25};
    CHECK((matrix<double>(f(z)) == matrix<double>{{-0.5, -0.25, 0}, {1, 2, 3}}));
    CHECK((f(z) == lift(f, z)));
    CHECK((relu6(z * 10) == matrix<double>{{0, 0, 0}, {6, 6, 6}}));
}

TEST_CASE("a temporary argument lives as long as the expression, and so do its terms") {
    const auto kept = of_a_dead_argument();
    CHECK((matrix<double>(kept) == on));
    const auto terms = of_dead_terms(z);
    CHECK((matrix<double>(terms) == matrix<double>{{-3, -1.5, 0}, {3, 6, 9}}));
    const auto functor = lift(leaky_relu{0.5}, z); // the functor is held by value, too
    CHECK((matrix<double>(functor) == matrix<double>{{-1, -0.5, 0}, {1, 2, 3}}));
    const auto copy = kept;
    CHECK((matrix<double>(copy) == on));
}

TEST_CASE("a named argument is referred to: later changes show") {
    matrix<double> x = z;
    const auto lazy = relu{}(x);
    x(0, 0) = 7;
    CHECK(lazy(0, 0) == 7);
    x.fill(-1);
    CHECK((lazy == xt::zeros<double>({2, 3})));
}

TEST_CASE("an activation may be assigned to its own argument") {
    matrix<double> x = z;
    x = relu{}(x);
    CHECK((x == on));
    xt::noalias(x) = leaky_relu{0.5}(x - 2.0);
    CHECK((x == matrix<double>{{-1, -1, -1}, {-0.5, 0, 1}}));
}

TEST_CASE("views, transposes and column-major tensors are activated where they stand") {
    CHECK((relu{}(xt::view(z, 1, xt::all())) == vector<double>{1, 2, 3}));
    CHECK((relu{}(xt::view(z, xt::all(), 0)) == vector<double>{0, 1}));
    CHECK((relu{}(xt::view(z, xt::all(), xt::range(0, 3, 2))) == matrix<double>{{0, 0}, {1, 3}}));
    CHECK((relu{}(xt::transpose(z)) == matrix<double>{{0, 1}, {0, 2}, {0, 3}}));
    CHECK((relu{}(xt::strided_view(z, {xt::range(1, 2), xt::ellipsis()})) == matrix<double>{{1, 2, 3}}));
    const xt::xtensor<double, 2, xt::layout_type::column_major> column_major = z;
    CHECK((relu{}(column_major) == on));
    const xt::xtensor<double, 2, xt::layout_type::column_major> out = relu{}(z);
    CHECK((out == on));
    CHECK((relu{}(xt::xtensor_fixed<double, xt::xshape<2>>{-1, 1}) == vector<double>{0, 1}));
    matrix<double> whole = xt::zeros<double>({2, 5});
    xt::view(whole, xt::all(), xt::range(1, 4)) = relu{}(z);
    CHECK((whole == matrix<double>{{0, 0, 0, 0, 0}, {0, 1, 2, 3, 0}}));
}

TEST_CASE("broadcasts happen inside and outside") {
    const vector<double> b{1, 0, -1};
    CHECK((relu{}(z + b) == matrix<double>{{0, 0, 0}, {2, 2, 2}}));
    CHECK((relu{}(b) + z == matrix<double>{{-1, -1, 0}, {2, 2, 3}}));
    CHECK((xt::broadcast(relu{}(b), {2, 3}) == matrix<double>{{1, 0, 0}, {1, 0, 0}}));
}

TEST_CASE("activations nest, and stand in larger expressions") {
    const matrix<double> a = 1.0 - relu{}(1.0 - relu{}(z)); // min(max(z, 0), 1)
    CHECK((a == hard_sigmoid{1, 0}(z)));
    CHECK((relu{}(z)-relu{}(-z) == z));
    CHECK((relu{}(z) + relu{}(-z) == absolute{}(z)));
}

TEST_CASE("a user's own five lines are lifted like the library's") {
    CHECK((lift(user::square{}, z) == matrix<double>{{4, 1, 0}, {1, 4, 9}}));
    CHECK((lift(user::square{}, vector<float>{-3}) == vector<float>{9}));
    CHECK((lift([](auto x) { return x + 1; }, z) == z + 1));
}

TEMPLATE_TEST_CASE("a user's functor of one scalar type takes the other, converted once each way", "", float,
                   double) {
    using T = TestType;
    const vector<T> x{T(-0.3), 0, T(1.7)};
    const vector<T> in_double = lift(user::sine_of_double{}, x), in_float = lift(user::sine_of_float{}, x);
    for (std::size_t i = 0; i != x.size(); ++i) {
        CHECK(in_double(i) == static_cast<T>(std::sin(static_cast<double>(x(i)))));
        CHECK(in_float(i) == static_cast<T>(std::sin(static_cast<float>(x(i)))));
    }
}

TEST_CASE("any_activation is lifted as what it holds") {
    const any_activation f{leaky_relu{0.5}}, g{user::square{}};
    CHECK((lift(f, z) == leaky_relu{0.5}(z)));
    CHECK((lift(g, z) == z * z));
    CHECK((lift(f, vector<float>{-3, 3}) == vector<float>{-1.5F, 3}));
    const auto outlives = lift(any_activation{relu{}}, matrix<double>(z));
    CHECK((outlives == on));
}
