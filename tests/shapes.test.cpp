// SPDX-License-Identifier: BSD-3-Clause
#include <crease/shapes.hpp>

#include "support/catch.hpp"

#include <array>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#if __has_include(<xtensor/views/xview.hpp>)
#include <xtensor/views/xstrided_view.hpp>
#include <xtensor/views/xview.hpp>
#else
#include <xtensor/xstrided_view.hpp>
#include <xtensor/xview.hpp>
#endif

using namespace crease;
using detail::check_widths;
using detail::is_column_major;
using detail::is_row_major;
using detail::list_of;
using detail::same_shape;
using detail::shape_text;

namespace {

using doubles = std::vector<double>;
using row_major = xt::xtensor<float, 2, xt::layout_type::row_major>;
using column_major = xt::xtensor<float, 2, xt::layout_type::column_major>;

template <class T = double> std::vector<T> taken(std::type_identity_t<list_of<T>> list) {
    return std::move(list).values();
}

std::string refusal(std::size_t in, std::size_t out) {
    try {
        check_widths(in, out);
    } catch (const shape_error& e) {
        return e.what();
    }
    return "accepted";
}

} // namespace

static_assert(!std::is_convertible_v<double, list_of<double>>);
static_assert(!std::is_convertible_v<std::vector<std::string>, list_of<double>>);
static_assert(std::is_convertible_v<const list_of<double>&, std::span<const double>>);

TEST_CASE("a list of numbers may be braces, a vector, an array, a span, a tensor or an expression") {
    const doubles expected{1, -2, 3.5};
    const std::array<double, 3> array{1, -2, 3.5};
    const xt::xtensor<double, 1> tensor{1, -2, 3.5};
    CHECK(taken({1, -2, 3.5}) == expected);
    CHECK(taken(expected) == expected);
    CHECK(taken(doubles{1, -2, 3.5}) == expected);
    CHECK(taken(array) == expected);
    CHECK(taken(std::span<const double>(array)) == expected);
    CHECK(taken(tensor) == expected);
    CHECK(taken(tensor + 1) == doubles{2, -1, 4.5});
    CHECK(taken(xt::view(tensor, xt::range(2, xt::placeholders::_, -1))) == doubles{3.5, -2, 1});
    CHECK(taken(xt::xarray<double>{1, -2, 3.5}) == expected);
}

TEST_CASE("a list converts its numbers, and may be empty") {
    CHECK(taken<float>(doubles{0.1, 2}) == std::vector<float>{0.1F, 2});
    CHECK(taken(std::vector<int>{1, 2}) == doubles{1, 2});
    CHECK(taken({}).empty());
    CHECK(taken(doubles{}).empty());
    CHECK(taken(xt::xtensor<double, 1>(std::array<std::size_t, 1>{0})).empty());
}

TEST_CASE("a list is copied, seen as a span, and moved from once") {
    doubles source{1, 2};
    const list_of<double> list(source), copy(list);
    source[0] = 7;
    CHECK(list.values() == doubles{1, 2});
    CHECK(copy.size() == 2);
    const std::span<const double> span = list;
    CHECK(span.data() == list.values().data());
    CHECK(span.size() == 2);
}

TEST_CASE("a shape reads (32, 4), a rank of one (4), a rank of none ()") {
    CHECK(shape_text({32, 4}) == "(32, 4)");
    CHECK(shape_text({4}) == "(4)");
    CHECK(shape_text({}) == "()");
    CHECK(shape_text({0, 1, 18446744073709551615U}) == "(0, 1, 18446744073709551615)");
    CHECK(shape_text(row_major::from_shape({3, 5}).shape()) == "(3, 5)");
    CHECK(shape_text(xt::xarray<double>::from_shape({2, 0, 7}).shape()) == "(2, 0, 7)");
    CHECK(shape_text(std::vector<std::size_t>(20, 1)) == "(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)");
}

TEST_CASE("shapes are the same if rank and extents are") {
    const auto a = row_major::from_shape({3, 5});
    CHECK(same_shape(a, column_major::from_shape({3, 5})));
    CHECK(same_shape(a, xt::xarray<double>::from_shape({3, 5})));
    CHECK_FALSE(same_shape(a, row_major::from_shape({5, 3})));
    CHECK_FALSE(same_shape(a, xt::xarray<double>::from_shape({3, 5, 1})));
    CHECK_FALSE(same_shape(a, xt::xarray<double>::from_shape({15})));
}

TEST_CASE("a tensor is laid out as its type says, a vector as both") {
    const auto r = row_major::from_shape({3, 5});
    const auto c = column_major::from_shape({3, 5});
    CHECK((is_row_major(r) && !is_column_major(r)));
    CHECK((is_column_major(c) && !is_row_major(c)));
    const auto v = xt::xtensor<double, 1>::from_shape({4});
    CHECK((is_row_major(v) && is_column_major(v)));
    const auto deep = xt::xarray<double>::from_shape({2, 3, 4});
    CHECK((is_row_major(deep) && !is_column_major(deep)));
}

TEST_CASE("a view is laid out without gaps only if nothing is left out between its elements") {
    auto m = row_major::from_shape({4, 6});
    CHECK(is_row_major(xt::view(m, xt::range(1, 3), xt::all())));
    CHECK(is_row_major(xt::view(m, 2, xt::all())));
    CHECK(is_row_major(xt::view(m, 2, xt::range(1, 4))));
    CHECK(is_column_major(xt::transpose(m)));
    CHECK_FALSE(is_row_major(xt::transpose(m)));
    const auto column = xt::view(m, xt::all(), 2);
    CHECK_FALSE((is_row_major(column) || is_column_major(column)));
    const auto part = xt::view(m, xt::all(), xt::range(1, 3));
    CHECK_FALSE((is_row_major(part) || is_column_major(part)));
    const auto every_second = xt::view(m, xt::range(0, 4, 2), xt::all());
    CHECK_FALSE((is_row_major(every_second) || is_column_major(every_second)));
    const auto backwards = xt::view(m, 0, xt::range(xt::placeholders::_, xt::placeholders::_, -1));
    CHECK_FALSE((is_row_major(backwards) || is_column_major(backwards)));
}

TEST_CASE("an axis of extent 1 has any stride") {
    auto m = row_major::from_shape({4, 6});
    CHECK(is_row_major(row_major::from_shape({1, 6})));
    CHECK(is_column_major(row_major::from_shape({1, 6})));
    CHECK(is_row_major(row_major::from_shape({6, 1})));
    CHECK(is_column_major(row_major::from_shape({6, 1})));
    CHECK(is_row_major(row_major::from_shape({1, 1})));
    const auto one_row = xt::view(m, xt::range(2, 3), xt::range(1, 4));
    CHECK((is_row_major(one_row) && is_column_major(one_row)));
    const auto one_column = xt::view(m, xt::all(), xt::range(1, 2));
    CHECK_FALSE((is_row_major(one_column) || is_column_major(one_column)));
}

TEST_CASE("without elements there are no gaps") {
    auto m = row_major::from_shape({4, 6});
    CHECK(is_row_major(row_major::from_shape({0, 6})));
    CHECK(is_column_major(row_major::from_shape({0, 6})));
    CHECK(is_row_major(column_major::from_shape({6, 0})));
    CHECK(is_row_major(xt::view(m, xt::all(), xt::range(2, 2))));
    CHECK(is_row_major(xt::view(m, xt::range(4, 4), xt::range(0, 6, 2))));
}

TEST_CASE("a layer has at least one input and one unit") {
    CHECK(refusal(0, 3) == "dense: expected at least one input and one unit, got kernel (0, 3)");
    CHECK(refusal(3, 0) == "dense: expected at least one input and one unit, got kernel (3, 0)");
    CHECK(refusal(0, 0) == "dense: expected at least one input and one unit, got kernel (0, 0)");
    CHECK(refusal(1, 1) == "accepted");
    CHECK(refusal(100'000, 100'000) == "accepted");
}

TEST_CASE("a kernel that cannot fit in memory, or whose size wraps, is refused") {
    constexpr std::size_t huge = std::size_t{1} << 32, most = std::numeric_limits<std::size_t>::max();
    CHECK(refusal(huge, huge) ==
          "dense: expected in * out that fits in memory, got kernel (4294967296, 4294967296)");
    CHECK(refusal(static_cast<std::size_t>(-3), 2) ==
          "dense: expected in * out that fits in memory, got kernel (18446744073709551613, 2)");
    CHECK(refusal(2, static_cast<std::size_t>(-3)) ==
          "dense: expected in * out that fits in memory, got kernel (2, 18446744073709551613)");
    CHECK(refusal(1, dynamic).starts_with("dense: expected in * out that fits"));
    CHECK(refusal(most, most).starts_with("dense: expected in * out that fits"));
    constexpr std::size_t limit = most / 2 / sizeof(double);
    CHECK(refusal(1, limit) == "accepted");
    CHECK(refusal(limit, 1) == "accepted");
    CHECK(refusal(1, limit + 1).starts_with("dense: expected in * out that fits"));
    CHECK(refusal(limit / 2 + 1, 2).starts_with("dense: expected in * out that fits"));
}

TEST_CASE("an array of the language is a list") {
    const float values[] = {1, 2};
    CHECK(detail::list_of<double>(values).values() == std::vector<double>{1, 2});
}
