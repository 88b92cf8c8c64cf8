// SPDX-License-Identifier: BSD-3-Clause
#include <crease/dense.hpp>

#include "support/catch.hpp"
#include "support/forms.hpp"
#include "support/twin.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>

using namespace crease;
using twin::same_bits;

namespace {

template <class T = float, class F = linear> dense<F, T> random_layer(std::size_t in, std::size_t out) {
    return {twin::matrix<T>(in, out, 1), twin::vector<T>(out, 2), F{}};
}

/// The lab's hidden layer, solved: unit 0 is -2x + 2, unit 1 x - 1, unit 2 2x - 4.
dense<relu, double> lab_layer() {
    return {xt::xtensor<double, 2>{{-2, 1, 2}}, xt::xtensor<double, 1>{2, -1, -4}, relu{}, "l1"};
}

} // namespace

TEST_CASE("z is x W + b and a is f(z): the lab's hidden layer") {
    const auto d = lab_layer();
    const xt::xtensor<double, 2> x{{0}, {0.5}, {1}, {2}, {3}};
    CHECK((d.z(x) == xt::xtensor<double, 2>{{2, -1, -4}, {1, -0.5, -3}, {0, 0, -2}, {-2, 1, 0}, {-4, 2, 2}}));
    CHECK((d(x) == xt::xtensor<double, 2>{{2, 0, 0}, {1, 0, 0}, {0, 0, 0}, {0, 1, 0}, {0, 2, 2}}));
}

TEST_CASE("a kernel is (in, out) as in Keras, not (out, in) as in PyTorch") {
    const dense<linear, double> d(xt::xtensor<double, 2>{{1, 2, 3}, {10, 20, 30}}, no_bias);
    CHECK(d.in() == 2);
    CHECK(d.out() == 3);
    CHECK((d(xt::xtensor<double, 2>{{1, 0}, {0, 1}, {1, 1}}) ==
           xt::xtensor<double, 2>{{1, 2, 3}, {10, 20, 30}, {11, 22, 33}}));
}

TEMPLATE_TEST_CASE("z is the sum of its terms within rounding, for all widths from 1 to 20", "", float,
                   double) {
    using T = TestType;
    double worst = 0; // in units of rounding of a term, per term
    for (std::size_t in = 1; in <= 20; ++in)
        for (std::size_t out = 1; out <= 20; ++out) {
            const auto d = random_layer<T>(in, out);
            const auto x = twin::matrix<T>(5, in, 3);
            worst = std::max(worst, twin::worst_rounding(d, x, d.z(x)) / static_cast<double>(in + 1));
        }
    CHECK(worst < 1);
}

TEMPLATE_TEST_CASE("z is right for batches around the block's 96 rows, and for rows wider than the stack", "",
                   float, double) {
    using T = TestType;
    for (const std::size_t batch : {95U, 96U, 97U, 191U, 192U, 193U, 300U}) {
        const auto d = random_layer<T>(7, 3);
        const auto x = twin::matrix<T>(batch, 7, 3);
        CHECK(twin::worst_rounding(d, x, d.z(x)) < 8);
    }
    for (const std::size_t in :
         {8191U, 8193U, 16383U, 16384U, 16385U, 20000U}) { // 64 KiB are 8192 or 16384 values
        const auto d = random_layer<T>(in, 2);
        const auto x = twin::matrix<T>(3, in, 3);
        CHECK(twin::worst_rounding(d, x, d.z(x)) < static_cast<double>(in + 1));
        CHECK(same_bits(d.z(x * T(1)), d.z(x)));
    }
}

TEST_CASE("a sample's result does not depend on the batch it is in, nor on its place there") {
    const auto d = random_layer<float, sigmoid>(5, 9);
    const auto all = twin::matrix<float>(200, 5, 3);
    const auto expected = d(all);
    bool same = true;
    for (std::size_t size = 1; size <= 70; ++size)
        for (const std::size_t first : {0U, 1U, 17U, 96U, 130U}) {
            const auto part = [&](const auto& m) {
                return xt::view(m, xt::range(first, first + size), xt::all());
            };
            same = same && same_bits(d(part(all)), part(expected));
        }
    CHECK(same);
}

TEST_CASE("the result has the same bits for x in every form, of several inputs and of one") {
    for (const std::size_t in : {5U, 1U})
        for (const std::size_t batch : {1U, 2U, 7U, 97U, 200U}) {
            const auto d = random_layer<float, relu>(in, 4);
            const auto x = twin::matrix<float>(batch, in, 3);
            const auto expected = d(x);
            forms::each(x, [&](const char* form, const auto& e) {
                CAPTURE(form, batch, in);
                CHECK(same_bits(d(e), expected));
            });
        }
}

TEST_CASE("x may be an xtensor_fixed, a broadcast row, or cast from another type") {
    const auto d = random_layer<double>(2, 3);
    const xt::xtensor_fixed<double, xt::xshape<3, 2>> fixed{{1, 2}, {3, 4}, {5, 6}};
    const xt::xtensor<double, 2> x(fixed);
    CHECK(same_bits(d(fixed), d(x)));
    CHECK(same_bits(d(xt::cast<double>(xt::xtensor<int, 2>{{1, 2}, {3, 4}, {5, 6}})), d(x)));
    const xt::xtensor<double, 1> row{1, 2};
    const auto y = d(xt::broadcast(row, std::array<std::size_t, 2>{3, 2}));
    for (std::size_t r = 0; r != 3; ++r)
        CHECK(same_bits(xt::view(y, r, xt::all()), xt::view(d(x), 0, xt::all())));
}

TEST_CASE("a rank-1 x of length n is n samples of a layer of one input") {
    const auto d = lab_layer();
    const xt::xtensor<double, 2> column{{0}, {0.5}, {1}, {2}, {3}};
    const xt::xtensor<double, 1> x{0, 0.5, 1, 2, 3};
    const auto expected = d(column);
    CHECK(same_bits(d(x), expected));
    CHECK(same_bits(d(x * 1.0), expected));
    CHECK(same_bits(d(xt::flip(xt::xtensor<double, 1>(xt::flip(x, 0)), 0)), expected));
    CHECK(same_bits(d(xt::view(column, xt::all(), 0)), expected));
    const xt::xtensor<double, 2> wide{{0, 9}, {0.5, 9}, {1, 9}, {2, 9}, {3, 9}};
    CHECK(same_bits(d(xt::view(wide, xt::all(), 0)), expected));
    CHECK(same_bits(d(xt::row(xt::xtensor<double, 2>(xt::transpose(column)), 0)), expected));
    CHECK(same_bits(d(xt::xarray<double>(x)), expected));
    CHECK(same_bits(d(xt::xtensor_fixed<double, xt::xshape<5>>(x)), expected));
}

TEST_CASE("a batch of 0 gives shape (0, out)") {
    const auto d = random_layer<float>(3, 2);
    using shape = std::array<std::size_t, 2>;
    const xt::xtensor<float, 2> none(shape{0, 3});
    CHECK(d(none).shape() == shape{0, 2});
    CHECK(d(none * 1.F).shape() == shape{0, 2});
    CHECK(d(xt::view(twin::matrix<float>(4, 3, 1), xt::range(2, 2), xt::all())).shape() == shape{0, 2});
    CHECK(lab_layer()(xt::xtensor<double, 1>(std::array<std::size_t, 1>{0})).shape() == shape{0, 3});
}

TEMPLATE_TEST_CASE("IEEE 754 holds inside a sum: NaN, infinities, signed zeros and denormals", "", float,
                   double) {
    using T = TestType;
    using limits = std::numeric_limits<T>;
    constexpr T inf = limits::infinity(), nan = limits::quiet_NaN(), tiny = limits::denorm_min();
    const auto z = [](T x0, T x1, T w0, T w1, T b) {
        const dense<linear, T> d(xt::xtensor<T, 2>{{w0}, {w1}}, xt::xtensor<T, 1>{b});
        return d.z(xt::xtensor<T, 2>{{x0, x1}})(0, 0);
    };
    CHECK(std::isnan(z(0, 1, inf, 1, 0))); // 0 * inf: a zero input is not skipped
    CHECK(std::isnan(z(inf, 1, 0, 1, 0)));
    CHECK(std::isnan(z(nan, 1, 0, 1, 0)));
    CHECK(std::isnan(z(0, 1, nan, 1, 0)));
    CHECK(std::isnan(z(1, 1, 1, 1, nan)));
    CHECK(std::isnan(z(inf, 1, 1, -inf, 0)));
    CHECK(z(inf, 1, -1, 1, 5) == -inf);
    CHECK(z(limits::max(), limits::max(), 1, 1, 0) == inf);
    CHECK(z(tiny, 0, 1, 0, 0) == tiny);
    CHECK(z(1, tiny, tiny, 1, 0) == 2 * tiny);
    CHECK(std::signbit(z(T(-0.0), T(-0.0), 1, 1, T(-0.0))));
    CHECK_FALSE(std::signbit(z(T(-0.0), T(-0.0), 1, 1, 0)));
}

TEST_CASE("a NaN or an infinity in one sample leaves the others as they are") {
    const auto d = random_layer<float>(4, 6);
    auto x = twin::matrix<float>(9, 4, 3);
    const auto clean = d(x);
    x(3, 1) = std::numeric_limits<float>::quiet_NaN();
    x(5, 2) = std::numeric_limits<float>::infinity();
    const auto y = d(x);
    for (std::size_t r = 0; r != 9; ++r)
        if (r != 3 && r != 5)
            CHECK(same_bits(xt::view(y, r, xt::all()), xt::view(clean, r, xt::all())));
    for (std::size_t j = 0; j != 6; ++j) {
        CHECK(std::isnan(y(3, j)));
        CHECK(std::isinf(y(5, j)));
    }
}

TEST_CASE("a new layer is zeros") {
    const dense<relu> d(3, 2);
    CHECK((d.kernel() == xt::xtensor<float, 2>{{0, 0}, {0, 0}, {0, 0}}));
    CHECK((d.bias() == xt::xtensor<float, 1>{0, 0}));
    CHECK(d.name().empty());
    CHECK(d.has_bias());
    static_assert(std::is_same_v<decltype(d)::value_type, float>);
}

TEST_CASE("a layer without bias is z = x W") {
    const auto w = twin::matrix<double>(3, 2, 1);
    const dense<linear, double> without(w, no_bias), zero(w, xt::xtensor<double, 1>{0, 0});
    const auto x = twin::matrix<double>(5, 3, 2);
    CHECK_FALSE(without.has_bias());
    CHECK((without.bias() == xt::xtensor<double, 1>{0, 0}));
    CHECK(same_bits(without(x), zero(x)));
    CHECK_FALSE(dense<relu>(2, 3, no_bias).has_bias());
    const dense<leaky_relu> leaky(2, 3, no_bias, leaky_relu{0.2}, "leaky");
    CHECK(leaky.activation().negative_slope() == 0.2);
    CHECK(leaky.name() == "leaky");
}

TEST_CASE("kernel and bias may be expressions of any kind, and of another scalar type") {
    const auto w = twin::matrix<double>(3, 4, 1);
    const auto b = twin::vector<double>(4, 2);
    const dense<relu, double> expected(w, b);
    const auto check = [&](const auto& kernel) {
        CHECK(same_bits(dense<relu, double>(kernel, b * 1.0).kernel(), expected.kernel()));
    };
    check(xt::xtensor<double, 2, xt::layout_type::column_major>(w));
    check(xt::transpose(xt::xtensor<double, 2>(xt::transpose(w))));
    check(xt::xarray<double>(w) * 1.0);
    xt::xtensor<double, 3> deep(std::array<std::size_t, 3>{3, 4, 2});
    auto last_axis_fixed = xt::view(deep, xt::all(), xt::all(), 1);
    forms::fill(w, last_axis_fixed);
    check(last_axis_fixed);
    const dense<relu, float> narrowed(w, b);
    CHECK((narrowed.kernel()(2, 3) == static_cast<float>(w(2, 3))));
    CHECK(narrowed.bias()(3) == static_cast<float>(b(3)));
    const dense<relu> from_integers(xt::xtensor<int, 2>{{1, -2}}, xt::xtensor<int, 1>{3, 4});
    CHECK((from_integers.kernel() == xt::xtensor<float, 2>{{1, -2}}));
}

TEST_CASE("set replaces kernel and bias, and the copy of a layer keeps its own") {
    auto d = lab_layer();
    const auto before = d;
    d.set(xt::xtensor<double, 2>{{1, 2, 3}}, xt::xtensor<double, 1>{4, 5, 6});
    CHECK((d.kernel() == xt::xtensor<double, 2>{{1, 2, 3}}));
    CHECK((d.bias() == xt::xtensor<double, 1>{4, 5, 6}));
    d.set(xt::xtensor<double, 2>{{7, 8, 9}});
    CHECK((d.kernel() == xt::xtensor<double, 2>{{7, 8, 9}}));
    CHECK((d.bias() == xt::xtensor<double, 1>{4, 5, 6}));
    CHECK((before.kernel() == lab_layer().kernel()));
    CHECK(d.name() == "l1");
}

TEST_CASE("set reads expressions over the layer itself before it writes") {
    dense<linear, double> d(xt::xtensor<double, 2>{{1, 2}, {3, 4}}, xt::xtensor<double, 1>{5, 6});
    d.set(xt::transpose(d.kernel()), xt::view(d.kernel(), 0, xt::all()) + d.bias());
    CHECK((d.kernel() == xt::xtensor<double, 2>{{1, 3}, {2, 4}}));
    CHECK((d.bias() == xt::xtensor<double, 1>{6, 8}));
    d.set(d.kernel() * 2.0, xt::flip(d.bias(), 0));
    CHECK((d.kernel() == xt::xtensor<double, 2>{{2, 6}, {4, 8}}));
    CHECK((d.bias() == xt::xtensor<double, 1>{8, 6}));
}

TEST_CASE("set changes nothing if it throws") {
    auto d = lab_layer();
    const xt::xtensor<double, 2> good{{1, 1, 1}}, bad{{1, 1}};
    const xt::xtensor<double, 1> good_bias{1, 1, 1}, bad_bias{1};
    CHECK_THROWS_AS(d.set(good, bad_bias), shape_error);
    CHECK_THROWS_AS(d.set(bad, good_bias), shape_error);
    CHECK_THROWS_AS(d.set(bad), shape_error);
    CHECK((d.kernel() == lab_layer().kernel()));
    CHECK((d.bias() == lab_layer().bias()));
}

TEST_CASE("a layer's errors name it, what it wanted and what it got") {
    const auto message = [](auto f) { return twin::what<shape_error>(f); };
    auto d = lab_layer();
    dense<relu> two(3, 5);
    dense<relu> bare(3, 5, no_bias);
    const xt::xtensor<float, 2> kernel(std::array<std::size_t, 2>{3, 5}, 0.F);
    CHECK(message([&] {
              d(xt::xtensor<double, 2>(std::array<std::size_t, 2>{32, 4}));
          }) == "dense \"l1\": expected x of shape (batch, 1), got (32, 4)");
    CHECK(message([&] {
              d.z(xt::xarray<double>::from_shape({2, 3, 1}));
          }) == "dense \"l1\": expected x of shape (batch, 1), got (2, 3, 1)");
    CHECK(message([&] { d(xt::xarray<double>(1.0)); }) ==
          "dense \"l1\": expected x of shape (batch, 1), got ()");
    CHECK(message([&] {
              two(xt::xtensor<float, 1>{1, 2, 3});
          }) == "dense (3 -> 5, relu): expected x of shape (batch, 3), got (3)");
    CHECK(message([&] {
              two.z(xt::xtensor<float, 1>{1, 2, 3});
          }) == "dense (3 -> 5, relu): expected x of shape (batch, 3), got (3)");
    CHECK(message([&] {
              two(xt::xtensor<float, 2>(std::array<std::size_t, 2>{0, 2}));
          }) == "dense (3 -> 5, relu): expected x of shape (batch, 3), got (0, 2)");
    CHECK(message([&] { two.set(kernel, xt::xtensor<float, 1>{1}); }) ==
          "dense (3 -> 5, relu): expected bias of shape (5), got (1)");
    CHECK(message([&] { two.set(xt::transpose(kernel)); }) ==
          "dense (3 -> 5, relu): expected kernel of shape (3, 5), got (5, 3)");
    CHECK(message([&] {
              two.set(xt::xtensor<float, 1>{1, 2, 3});
          }) == "dense (3 -> 5, relu): expected kernel of shape (3, 5), got (3)");
    CHECK(message([&] {
              bare.set(kernel, xt::xtensor<float, 1>{1, 2, 3, 4, 5});
          }) == "dense (3 -> 5, relu): expected a kernel alone, got a bias as well");
    CHECK(message([] {
              dense<relu>(xt::xtensor<float, 1>{1, 2}, no_bias);
          }) == "dense: expected kernel of shape (in, out), got (2)");
    CHECK(message([&] { dense<relu>(kernel, xt::xtensor<float, 1>{1}, relu{}, "l2"); }) ==
          "dense \"l2\": expected bias of shape (5), got (1)");
    CHECK(message([&] { dense<relu>(kernel, kernel); }) ==
          "dense (3 -> 5, relu): expected bias of shape (5), got (3, 5)");
    CHECK(message([] { dense<relu>(0, 3); }) ==
          "dense: expected at least one input and one unit, got kernel (0, 3)");
    CHECK(message([] { dense<relu>(3, 0); }) ==
          "dense: expected at least one input and one unit, got kernel (3, 0)");
    CHECK(message([] { dense<relu>(std::size_t{1} << 32, std::size_t{1} << 32); }) ==
          "dense: expected in * out that fits in memory, got kernel (4294967296, 4294967296)");
    CHECK(message([] { dense<relu>(static_cast<std::size_t>(-1), 1); }) ==
          "dense: expected in * out that fits in memory, got kernel (18446744073709551615, 1)");
    CHECK(message([&] { dense<relu, float, 5, 3> fixed(kernel, no_bias); }) ==
          "dense (5 -> 3, relu): expected kernel of shape (5, 3), got (3, 5)");
    CHECK(message([&] { dense<relu, float, 3, 5>{}.set(xt::transpose(kernel)); }) ==
          "dense (3 -> 5, relu): expected kernel of shape (3, 5), got (5, 3)");
    CHECK(message([&] { two.ref().set(dense<relu>(5, 3).layers()[0]); }) ==
          "dense (3 -> 5, relu): expected a kernel of shape (3, 5), got (5, 3)");
}

TEST_CASE("a copy of another network's layer has its activation, weights, name and want of a bias") {
    const dense<leaky_relu, double> d(twin::matrix(3, 2, 1), no_bias, leaky_relu{0.1}, "l");
    const dense<leaky_relu, double> copy(d.layers()[0]);
    CHECK(same_bits(copy.kernel(), d.kernel()));
    CHECK(copy.activation().negative_slope() == 0.1);
    CHECK(copy.name() == "l");
    CHECK_FALSE(copy.has_bias());
    CHECK(twin::what<value_error>([&] { dense<relu, double>{d.layers()[0]}; }) ==
          "dense \"l\": expected activation relu, got leaky_relu");
    CHECK(twin::what<shape_error>([&] { dense<leaky_relu, double, 2, 2>{d.layers()[0]}; }) ==
          "dense \"l\": expected kernel of shape (2, 2), got (3, 2)");
}

TEST_CASE("a layer without a bias cannot be given another layer's") {
    dense<linear, double> bare(xt::xtensor<double, 2>{{1}}, no_bias);
    const dense<linear, double> biased(xt::xtensor<double, 2>{{2}}, xt::xtensor<double, 1>{3});
    CHECK(twin::what<shape_error>([&] { bare.ref().set(biased.layers()[0]); }) ==
          "dense (1 -> 1, linear): expected a kernel alone, got a bias as well");
    CHECK(bare.kernel()(0, 0) == 1);
    CHECK(bare.bias()(0) == 0);
}

TEMPLATE_TEST_CASE("compile-time shapes give what run-time shapes give, to rounding", "", float, double) {
    using T = TestType;
    const dense<sigmoid, T, 3, 5> fixed(twin::matrix<T>(3, 5, 1), twin::vector<T>(5, 2));
    const dense<sigmoid, T> same(fixed.layers()[0]);
    const auto x = twin::matrix<T>(20, 3, 3);
    const auto y = same(x), batch = fixed(x);
    for (std::size_t r = 0; r != 20; ++r) {
        const std::array<T, 5> a = fixed(std::array<T, 3>{x(r, 0), x(r, 1), x(r, 2)});
        for (std::size_t j = 0; j != 5; ++j) {
            CHECK(std::abs(a[j] - y(r, j)) <= 4 * std::numeric_limits<T>::epsilon());
            CHECK(std::abs(batch(r, j) - y(r, j)) <= 4 * std::numeric_limits<T>::epsilon());
        }
    }
    static_assert(noexcept(fixed(std::array<T, 3>{})));
    static_assert(dense<relu, T, 3, 5>::is_static && !dense<relu, T>::is_static);
}

TEST_CASE("compile-time shapes can be set, copied and made without a bias") {
    dense<relu, double, 1, 2> d;
    d.set(xt::xtensor<double, 2>{{1, -1}}, xt::xtensor<double, 1>{0, 2});
    const auto copy = d;
    d.set(xt::xtensor<double, 2>{{5, 5}});
    CHECK(copy(std::array<double, 1>{3}) == std::array<double, 2>{3, 0});
    CHECK(d(std::array<double, 1>{1}) == std::array<double, 2>{5, 7});
    const dense<relu, double, 1, 2> bare(no_bias, relu{}, "bare");
    CHECK_FALSE(bare.has_bias());
    CHECK(bare.name() == "bare");
}

TEST_CASE("a moved-from layer can be assigned and destroyed") {
    auto d = lab_layer();
    const auto moved = std::move(d);
    CHECK((moved.kernel() == lab_layer().kernel()));
    d = lab_layer();
    CHECK((d.kernel() == moved.kernel()));
    auto other = lab_layer();
    d = std::move(other);
    other = moved;
    CHECK((other.bias() == moved.bias()));
    CHECK(same_bits(other(xt::xtensor<double, 1>{1, 2}), d(xt::xtensor<double, 1>{1, 2})));
}

namespace {

/// A user's own functor, of five lines.
struct squared {
    static constexpr std::string_view name = "squared";
    template <class T> T operator()(T z) const { return z * z; }
    template <class T> T slope(T z) const { return 2 * z; }
};
struct half_in_double {
    static constexpr const char* name = "half";
    double operator()(double z) const { return z / 2; }
    double slope(double) const { return 0.5; }
};
struct half_in_float {
    static constexpr const char* name = "half";
    float operator()(float z) const { return z / 2; }
    float slope(float) const { return 0.5F; }
};

} // namespace

TEMPLATE_TEST_CASE("a user's own functor serves as activation: templated, of double alone, of float alone",
                   "", float, double) {
    using T = TestType;
    const auto w = twin::matrix<T>(3, 4, 1), x = twin::matrix<T>(70, 3, 2);
    const auto b = twin::vector<T>(4, 3);
    const auto z = dense<linear, T>(w, b)(x);
    CHECK(same_bits(dense<squared, T>(w, b)(x), z * z));
    CHECK(same_bits(dense<half_in_double, T>(w, b)(x), z / T(2)));
    const xt::xtensor<float, 2> halves = xt::cast<float>(z) / 2.F;
    CHECK(same_bits(dense<half_in_float, T>(w, b)(x), xt::cast<T>(halves)));
    CHECK(dense<squared, T, 1, 1>(xt::xtensor<T, 2>{{3}}, no_bias)(std::array<T, 1>{2})[0] == 36);
}
