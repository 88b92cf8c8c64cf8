// SPDX-License-Identifier: BSD-3-Clause
#include <crease/activations.hpp>
#include <crease/apply.hpp>

#include "support/catch.hpp"
#include "support/functors.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#if __has_include(<xtensor/views/xview.hpp>)
#include <xtensor/containers/xadapt.hpp>
#include <xtensor/views/xstrided_view.hpp>
#include <xtensor/views/xview.hpp>
#else
#include <xtensor/xadapt.hpp>
#include <xtensor/xstrided_view.hpp>
#include <xtensor/xview.hpp>
#endif

using namespace crease;

namespace {

using doubles = std::vector<double>;
template <std::size_t Rank> using tensor = xt::xtensor<double, Rank>;
using column_major = xt::xtensor<double, 2, xt::layout_type::column_major>;

const doubles z{-2, -1, 0, 1, 2}, on{0, 0, 0, 1, 2};

const std::string strided = "apply: expected in and out contiguous and of one layout, got strided memory";
const std::string overlapping =
    "apply: expected in and out to be the same memory or disjoint, got a partial overlap";

struct picky {
    double operator()(double x) const { return x > 0 ? throw std::domain_error("positive") : x - 1; }
};

template <class Error, class In, class Out> std::string refusal(const In& in, Out&& out) {
    try {
        apply(relu{}, in, out);
    } catch (const Error& e) {
        return e.what();
    }
    return "accepted";
}

tensor<2> counted() {
    tensor<2> m = xt::zeros<double>({4, 6});
    double next = -12;
    for (auto& value : m) value = next++;
    return m;
}

} // namespace

TEST_CASE("spans, vectors and arrays, const or not, with one another") {
    doubles in = z, out(5);
    apply(relu{}, std::span<const double>(in), std::span<double>(out));
    CHECK(out == on);
    out.assign(5, 9);
    apply(relu{}, std::span<double>(in), std::span<double>(out));
    CHECK(out == on);
    out.assign(5, 9);
    apply(relu{}, z, out);
    CHECK(out == on);
    std::array<double, 5> array{};
    apply(relu{}, z, array);
    CHECK(doubles(array.begin(), array.end()) == on);
    out.assign(5, 9);
    apply(relu{}, array, std::span<double>(out));
    CHECK(out == on);
    std::vector<float> floats{-1, 1};
    apply(leaky_relu{0.5}, floats, floats);
    CHECK(floats == std::vector<float>{-0.5F, 1});
}

TEST_CASE("tensors of any rank") {
    const xt::xarray<double> in = xt::ones<double>({2, 3, 4, 5}) * -1.5;
    xt::xarray<double> out = xt::xarray<double>::from_shape({2, 3, 4, 5});
    apply(absolute{}, in, out);
    CHECK((out == -in));
    tensor<1> v{-1, 1};
    apply(relu{}, v, v);
    CHECK((v == tensor<1>{0, 1}));
    tensor<3> cube = xt::ones<double>({3, 3, 3}) * -2.0;
    apply(hard_tanh{}, cube, cube);
    CHECK((cube == -xt::ones<double>({3, 3, 3})));
    xt::xtensor_fixed<double, xt::xshape<2, 2>> fixed{{-1, 2}, {3, -4}};
    apply(relu{}, fixed, fixed);
    CHECK((fixed == tensor<2>{{0, 2}, {3, 0}}));
    xt::xarray<double> none = xt::xarray<double>::from_shape({0, 3});
    apply(relu{}, none, none);
    const xt::xarray<double> number(-3.0);
    xt::xarray<double> result(9.0);
    apply(relu{}, number, result);
    CHECK(result() == 0);
}

TEST_CASE("contiguous views, and adapted memory, from their first element on") {
    const tensor<2> m = counted();
    tensor<2> out = xt::zeros<double>({4, 6});
    apply(absolute{}, xt::view(m, xt::range(1, 3), xt::all()), xt::view(out, xt::range(2, 4), xt::all()));
    CHECK((xt::view(out, 0, xt::all()) == xt::zeros<double>({6})));
    CHECK((xt::view(out, xt::range(2, 4), xt::all()) == xt::abs(xt::view(m, xt::range(1, 3), xt::all()))));
    tensor<1> row = xt::zeros<double>({3});
    apply(relu{}, xt::view(m, 2, xt::range(2, 5)), row);
    CHECK((row == tensor<1>{2, 3, 4}));
    doubles memory(3);
    apply(relu{}, xt::view(m, 2, xt::range(2, 5)), memory);
    CHECK(memory == doubles{2, 3, 4});
    apply(linear{}, doubles{7, 8, 9}, xt::view(out, 1, xt::range(0, 3)));
    CHECK((xt::view(out, 1, xt::all()) == tensor<1>{7, 8, 9, 0, 0, 0}));
    auto adapted = xt::adapt(memory, std::array<std::size_t, 2>{3, 1});
    apply(leaky_relu{-1}, adapted, adapted);
    CHECK(memory == doubles{2, 3, 4});
}

TEST_CASE("two column-major tensors, in their own order") {
    const column_major in = counted();
    column_major out = xt::zeros<double>({4, 6});
    apply(relu{}, in, out);
    CHECK((out == xt::maximum(in, 0.0)));
    tensor<2> row_major = counted();
    const auto transposed = xt::transpose(row_major); // column-major, shape (6, 4)
    column_major other = xt::zeros<double>({6, 4});
    apply(relu{}, transposed, other);
    CHECK((other == xt::maximum(transposed, 0.0)));
}

TEST_CASE("in place") {
    doubles v = z;
    apply(relu{}, v, v);
    CHECK(v == on);
    tensor<2> m = counted();
    apply(relu{}, m, m);
    CHECK((m == xt::maximum(counted(), 0.0)));
    for (std::size_t n = 0; n <= 70; ++n) {
        doubles x(n), expected(n);
        for (std::size_t i = 0; i != n; ++i) x[i] = 0.3 * static_cast<double>(i) - 5;
        apply(silu{}, x, expected);
        apply(silu{}, x, x);
        CHECK(x == expected);
    }
}

TEMPLATE_TEST_CASE("past the caches: the same results, from and to any address, in place as well", "", float,
                   double) {
    using T = TestType;
    for (const std::size_t n : std::initializer_list<std::size_t>{0, 1, 5, 16, 70, 1000})
        for (std::size_t shift = 0; shift != 17; ++shift) {
            std::vector<T> in(n + shift), out(n + shift, T(77)), expected(n);
            for (std::size_t i = 0; i != in.size(); ++i) in[i] = T(0.03) * static_cast<T>(i) - T(5);
            const std::span<T> from(in.data() + shift, n), to(out.data() + shift, n);
            apply(silu{}, from, expected);
            apply(silu{}, from, to, streaming);
            CHECK(std::equal(expected.begin(), expected.end(), to.begin()));
            CHECK(std::all_of(out.begin(), out.begin() + static_cast<long>(shift),
                              [](T a) { return a == T(77); }));
            apply(silu{}, from, from, streaming);
            CHECK(std::equal(expected.begin(), expected.end(), from.begin()));
        }
}

TEST_CASE("past the caches: every kind of memory and of functor, and the same refusals") {
    tensor<2> m = counted();
    apply(relu{}, m, m, streaming);
    CHECK((m == xt::maximum(counted(), 0.0)));
    doubles out(5);
    apply(user::square{}, z, out, streaming);
    CHECK(out == doubles{4, 1, 0, 1, 4});
    apply(relu{}, std::span<const double>(z), std::span<double>(out), streaming);
    CHECK(out == on);
    CHECK_THROWS_AS(apply(relu{}, z, doubles(4), streaming), shape_error);
    CHECK_THROWS_AS(
        apply(relu{}, std::span<const double>(out).first(4), std::span<double>(out).last(4), streaming),
        value_error);
}

TEST_CASE("sizes that differ are refused") {
    doubles out(4);
    CHECK(refusal<shape_error>(z, out) == "apply: expected out of size 5, got 4");
    CHECK(out == doubles(4));
    CHECK(refusal<shape_error>(tensor<2>{{1, 2}, {3, 4}}, doubles(3)) ==
          "apply: expected out of size 4, got 3");
}

TEST_CASE("shapes that differ are refused, though the sizes agree") {
    const tensor<2> in{{1, 2, 3}, {4, 5, 6}};
    CHECK(refusal<shape_error>(in, tensor<2>::from_shape({3, 2})) ==
          "apply: expected out of shape (2, 3), got (3, 2)");
    CHECK(refusal<shape_error>(in, tensor<1>::from_shape({6})) ==
          "apply: expected out of shape (2, 3), got (6)");
    CHECK(refusal<shape_error>(in, xt::xarray<double>::from_shape({1, 2, 3})) ==
          "apply: expected out of shape (2, 3), got (1, 2, 3)");
}

TEST_CASE("a partial overlap is refused, touching memory is not") {
    doubles v{-1, -2, -3, -4, -5, -6};
    const std::span<double> all(v);
    CHECK(refusal<value_error>(all.first(4), all.last(4)) == overlapping);
    CHECK(refusal<value_error>(all.last(4), all.first(4)) == overlapping);
    CHECK(v == doubles{-1, -2, -3, -4, -5, -6});
    CHECK(refusal<value_error>(all.first(3), all.last(3)) == "accepted");
    CHECK(v == doubles{-1, -2, -3, 0, 0, 0});
    tensor<1> t{-1, -2, -3};
    auto first = xt::view(t, xt::range(0, 2)), last = xt::view(t, xt::range(1, 3));
    CHECK(refusal<value_error>(first, last) == overlapping);
}

TEST_CASE("memory with gaps is refused, on either side and whatever is on the other") {
    tensor<2> m = counted(), out = xt::zeros<double>({4, 2}), same = xt::zeros<double>({4, 6});
    doubles plain(4);
    auto part = xt::view(m, xt::all(), xt::range(1, 3));
    auto column = xt::view(m, xt::all(), 1);
    CHECK(refusal<shape_error>(part, out) == strided);
    CHECK(refusal<shape_error>(out, part) == strided);
    CHECK(refusal<shape_error>(column, plain) == strided);
    CHECK(refusal<shape_error>(plain, column) == strided);
    CHECK(refusal<shape_error>(part, part) == strided);
    CHECK((m == counted()));
    CHECK(plain == doubles(4));
    auto backwards = xt::view(m, 0, xt::range(xt::placeholders::_, xt::placeholders::_, -1));
    CHECK(refusal<shape_error>(backwards, doubles(6)) == strided);
}

TEST_CASE("layouts that differ are refused, unless the shape makes them one") {
    const column_major in = counted();
    CHECK(refusal<shape_error>(in, tensor<2>::from_shape({4, 6})) == strided);
    CHECK(refusal<shape_error>(counted(), column_major::from_shape({4, 6})) == strided);
    CHECK(refusal<shape_error>(column_major{{1, -2, 3}}, tensor<2>::from_shape({1, 3})) == "accepted");
}

TEST_CASE("a view of no elements has nothing to be strided") {
    tensor<2> m = counted();
    CHECK(refusal<shape_error>(xt::view(m, xt::all(), xt::range(2, 2)), tensor<2>::from_shape({4, 0})) ==
          "accepted");
}

TEMPLATE_TEST_CASE("a user's functor, of any scalar type", "", float, double) {
    using T = TestType;
    const std::vector<T> in{T(-0.3), 0, T(1.7)};
    std::vector<T> out(3);
    apply(user::square{}, in, out);
    CHECK(out == std::vector<T>{in[0] * in[0], 0, in[2] * in[2]});
    apply(user::sine_of_double{}, in, out);
    CHECK(out[2] == static_cast<T>(std::sin(static_cast<double>(in[2]))));
    apply(user::sine_of_float{}, in, out);
    CHECK(out[2] == static_cast<T>(std::sin(static_cast<float>(in[2]))));
}

TEST_CASE("what a functor throws comes through, after the elements before it") {
    doubles out(5, 7);
    CHECK_THROWS_AS(apply(picky{}, z, out), std::domain_error);
    CHECK(out == doubles{-3, -2, -1, 7, 7});
}
