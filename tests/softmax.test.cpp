// SPDX-License-Identifier: BSD-3-Clause
#include <crease/softmax.hpp>

#include "support/catch.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <string>

#if __has_include(<xtensor/views/xview.hpp>)
#include <xtensor/views/xview.hpp>
#else
#include <xtensor/xview.hpp>
#endif

using namespace crease;

namespace {

template <class T> constexpr T infinity = std::numeric_limits<T>::infinity();
template <class T> using matrix = xt::xtensor<T, 2>;

template <class T> matrix<T> random_matrix(std::size_t rows, std::size_t columns) {
    auto m = matrix<T>::from_shape({rows, columns});
    std::mt19937_64 random(4);
    for (auto& value : m) value = static_cast<T>(static_cast<double>(random() >> 11) * 0x1p-49 - 8);
    return m;
}

template <class E> std::string refusal(const E& z) {
    try {
        softmax(z);
    } catch (const shape_error& e) {
        return e.what();
    }
    return "accepted";
}

} // namespace

TEMPLATE_TEST_CASE("softmax has the values that mpmath gives to 30 digits", "", float, double) {
    using T = TestType;
    const matrix<T> z{{1, 2, 3}, {-1, 0, T(0.5)}, {10, 0, -30}};
    // mpmath 1.2.1: [exp(x) / sum(exp(y) for y in row) for x in row]
    const double expected[3][3] = {
        {0.090030573170380457998, 0.24472847105479765247, 0.66524095577482188953},
        {0.12195165230972885721, 0.33149896042409150509, 0.54654938726617963771},
        {0.99995460213129756136, 0.000045397868702434394312, 4.2481613890629058213e-18},
    };
    const auto p = softmax(z);
    REQUIRE(p.shape() == z.shape());
    for (std::size_t r = 0; r != 3; ++r)
        for (std::size_t j = 0; j != 3; ++j)
            CHECK(std::abs(static_cast<double>(p(r, j)) / expected[r][j] - 1) <
                  8 * static_cast<double>(std::numeric_limits<T>::epsilon()));
}

TEMPLATE_TEST_CASE("rows sum to 1, and every entry is in [0, 1]", "", float, double) {
    using T = TestType;
    const auto p = softmax(matrix<T>(100 * random_matrix<T>(50, 37)));
    for (std::size_t r = 0; r != 50; ++r) {
        double sum = 0;
        for (std::size_t j = 0; j != 37; ++j) {
            sum += static_cast<double>(p(r, j));
            REQUIRE((p(r, j) >= 0 && p(r, j) <= 1));
        }
        CHECK(std::abs(sum - 1) < 37 * static_cast<double>(std::numeric_limits<T>::epsilon()));
    }
}

TEMPLATE_TEST_CASE("adding a number to a row changes nothing", "", float, double) {
    using T = TestType;
    auto z = random_matrix<T>(8, 9);
    for (auto& value : z) value = std::round(value * 64) / 64; // so that the sum is exact
    for (const T shift : {T(1), T(-1000), T(4096)}) CHECK((softmax(z) == softmax(z + shift)));
    constexpr T most = std::numeric_limits<T>::max();
    CHECK((softmax(matrix<T>{{most, most}}) == matrix<T>{{0.5, 0.5}}));
    CHECK((softmax(matrix<T>{{-most, most}}) == matrix<T>{{0, 1}}));
}

TEMPLATE_TEST_CASE("the largest infinities of a row share it, and a NaN takes all of it", "", float, double) {
    using T = TestType;
    constexpr T inf = infinity<T>, nan = std::numeric_limits<T>::quiet_NaN();
    constexpr T third = T(1) / 3;
    CHECK((softmax(matrix<T>{{1, inf, 2}, {inf, -inf, inf}, {-inf, 3, -inf}, {-inf, -inf, -inf}}) ==
           matrix<T>{{0, 1, 0}, {T(0.5), 0, T(0.5)}, {0, 1, 0}, {third, third, third}}));
    const matrix<T> z{{nan, 1, 2}, {1, nan, inf}, {inf, -inf, nan}, {-inf, nan, -inf}, {0, 0, 0}};
    const auto p = softmax(z);
    for (std::size_t j = 0; j != 3; ++j) {
        for (std::size_t r = 0; r != 4; ++r) CHECK(std::isnan(p(r, j)));
        CHECK(p(4, j) == T(1) / 3);
    }
}

TEST_CASE("one column is all ones, no rows give no rows, no columns give none") {
    CHECK((softmax(matrix<double>{{3}, {-infinity<double>}, {infinity<double>}}) ==
           matrix<double>{{1}, {1}, {1}}));
    using extents = std::array<std::size_t, 2>;
    CHECK(softmax(matrix<float>::from_shape({0, 3})).shape() == extents{0, 3});
    CHECK(softmax(matrix<float>::from_shape({3, 0})).shape() == extents{3, 0});
}

TEST_CASE("softmax takes a row alone, any layout, views and lazy expressions") {
    const auto z = random_matrix<double>(4, 6);
    const auto p = softmax(z);
    const xt::xtensor<double, 1> row = xt::view(z, 2, xt::all());
    CHECK((softmax(row) == xt::view(p, xt::range(2, 3), xt::all())));
    CHECK(softmax(row).shape() == std::array<std::size_t, 2>{1, 6});
    CHECK((softmax(xt::xarray<double>(z)) == p));
    CHECK((softmax(xt::xtensor<double, 2, xt::layout_type::column_major>(z)) == p));
    CHECK(
        (softmax(xt::view(z, xt::range(0, 4, 2), xt::all())) == xt::view(p, xt::range(0, 4, 2), xt::all())));
    CHECK((softmax(z * 1.0) == p));
}

TEST_CASE("softmax refuses other ranks and says so") {
    CHECK(refusal(xt::xtensor<float, 3>::from_shape({2, 3, 4})) ==
          "softmax: expected z of shape (batch, n), got (2, 3, 4)");
    CHECK(refusal(xt::xarray<float>(1.0F)) == "softmax: expected z of shape (batch, n), got ()");
}

TEST_CASE("softmax reads views of every kind") {
    const xt::xtensor<double, 3> t{{{1, 2}, {3, 4}, {5, 6}}};
    const xt::xtensor<double, 2> fixed = softmax(xt::view(t, xt::all(), xt::all(), 1));
    const xt::xtensor<double, 2> same = softmax(xt::xtensor<double, 2>{{2, 4, 6}});
    CHECK((fixed == same));
}
