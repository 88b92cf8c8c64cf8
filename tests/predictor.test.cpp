// SPDX-License-Identifier: BSD-3-Clause
#include <crease/initializers.hpp>
#include <crease/model.hpp>
#include <crease/predictor.hpp>
#include <crease/sequential.hpp>

#include "support/catch.hpp"
#include "support/forms.hpp"
#include "support/functors.hpp"
#include "support/twin.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>
#include <span>
#include <stdexcept>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

using namespace crease;
using twin::same_bits;

namespace {

using shape = std::array<std::size_t, 2>;

template <class T = float> auto random_net(std::size_t in, std::size_t hidden, std::size_t out) {
    sequential net{dense<relu, T>(in, hidden), dense<sigmoid, T>(hidden, hidden),
                   dense<linear, T>(hidden, out)};
    initialize(net, he_normal{}, 7);
    return net;
}

template <class T> xt::xtensor<T, 2> filled(std::size_t rows, std::size_t columns, T value) {
    return xt::xtensor<T, 2>(shape{rows, columns}, value);
}

} // namespace

TEMPLATE_TEST_CASE("p(x), p(x, out) and p(x, out, workspace) have the bits of net(x)", "", float, double) {
    using T = TestType;
    // Blocks of 96 rows; fewer, where a row is wide; one, of a workspace too large for the stack.
    for (const std::size_t hidden : {1U, 5U, 64U, 100U, 700U}) {
        const auto net = random_net<T>(3, hidden, 2);
        const predictor p{net};
        auto workspace = p.workspace();
        CHECK(workspace.size() == p.workspace_size());
        for (const std::size_t batch : {0U, 1U, 2U, 95U, 96U, 97U, 193U}) {
            const auto x = twin::matrix<T>(batch, 3, 1);
            const auto y = net(x);
            auto out = filled<T>(batch, 2, 7), with_workspace = filled<T>(batch, 2, 7);
            p(x, out);
            p(x, with_workspace, workspace);
            CAPTURE(hidden, batch);
            CHECK(same_bits(p(x), y));
            CHECK(same_bits(out, y));
            CHECK(same_bits(with_workspace, y));
            p(x * T(1), out, workspace);
            CHECK(same_bits(out, y));
        }
    }
}

TEST_CASE("a network too wide for the stack runs, row by row") {
    const sequential net{dense<relu, double>(twin::matrix(2, 9000, 1), twin::vector(9000, 2)),
                         dense<linear, double>(twin::matrix(9000, 1, 3), no_bias)};
    const predictor p{net};
    const auto x = twin::matrix(5, 2, 4);
    auto out = filled<double>(5, 1, 0);
    p(x, out);
    CHECK(p.workspace_size() * sizeof(double) > 65536);
    CHECK(same_bits(out, net(x)));
    for (std::size_t r = 0; r != 5; ++r) {
        const auto exact = twin::run(net, xt::view(x, r, xt::all()));
        CHECK(std::abs(static_cast<double>(out(r, 0) - exact.back().z[0])) < 1e-10);
    }
}

TEMPLATE_TEST_CASE(
    "a predictor's result for a sample does not depend on the batch it is in, nor on its place there", "",
    float, double) {
    using T = TestType;
    const predictor p{random_net<T>(3, 7, 5)};
    const auto all = twin::matrix<T>(200, 3, 3);
    const auto expected = p(all);
    auto out = filled<T>(200, 5, 0);
    bool same = true;
    for (std::size_t size = 1; size <= 70; ++size)
        for (const std::size_t first : {0U, 1U, 17U, 95U, 130U}) {
            const auto part = [&](auto& m) { return xt::view(m, xt::range(first, first + size), xt::all()); };
            p(part(all), part(out));
            same = same && same_bits(part(out), part(expected));
        }
    CHECK(same);
}

TEST_CASE("x in every form gives the same bits, into out as well") {
    const predictor p{random_net<float>(5, 6, 2)};
    auto workspace = p.workspace();
    for (const std::size_t batch : {1U, 3U, 98U}) {
        const auto x = twin::matrix<float>(batch, 5, 3);
        const auto y = p(x);
        auto out = filled<float>(batch, 2, 0);
        forms::each(x, [&](const char* form, const auto& e) {
            CAPTURE(form, batch);
            out.fill(7);
            p(e, out, workspace);
            CHECK(same_bits(out, y));
        });
    }
}

TEST_CASE("out may be a view of larger memory, which is written nowhere else") {
    const predictor p{random_net<double>(3, 4, 2)};
    const auto x = twin::matrix(100, 3, 1);
    const auto y = p(x);
    auto large = filled<double>(205, 7, -1);
    p(x, xt::view(large, xt::range(3, 203, 2), xt::range(4, 6)));
    CHECK(same_bits(xt::view(large, xt::range(3, 203, 2), xt::range(4, 6)), y));
    std::size_t untouched = 0;
    for (const double value : large) untouched += value == -1;
    CHECK(untouched == 205 * 7 - 200);
    xt::xarray<double> array(large);
    p(x, xt::strided_view(array, xt::xstrided_slice_vector{xt::range(0, 100), xt::range(0, 2)}));
    CHECK(same_bits(xt::view(array, xt::range(0, 100), xt::range(0, 2)), y));
    std::vector<double> flat(200);
    p(x, xt::adapt(flat, shape{100, 2}));
    CHECK(same_bits(xt::adapt(flat, shape{100, 2}), y));
    xt::xtensor_fixed<double, xt::xshape<3, 2>> fixed;
    p(xt::view(x, xt::range(0, 3), xt::all()), fixed);
    CHECK(same_bits(fixed, xt::view(y, xt::range(0, 3), xt::all())));
}

TEST_CASE("one output may be written to rank 1, to a column, and to any stride") {
    const predictor p{random_net<double>(3, 4, 1)};
    const auto x = twin::matrix(100, 3, 1);
    const auto y = p(x);
    xt::xtensor<double, 1> line(std::array<std::size_t, 1>{100});
    p(x, line);
    CHECK(same_bits(line, xt::view(y, xt::all(), 0)));
    auto table = filled<double>(100, 3, -1);
    p(x, xt::view(table, xt::all(), 1));
    CHECK(same_bits(xt::view(table, xt::all(), 1), line));
    CHECK(table(99, 0) == -1);
    CHECK(table(0, 2) == -1);
    p(x, xt::view(table, xt::all(), xt::range(2, 3)));
    CHECK(same_bits(xt::view(table, xt::all(), 2), line));
    xt::xtensor<double, 2, xt::layout_type::column_major> column(shape{100, 1});
    p(x, column);
    CHECK(same_bits(column, y));
}

TEST_CASE("one sample and one output need no particular strides") {
    const auto net = random_net<double>(2, 4, 3);
    const auto x = twin::matrix(1, 2, 1);
    auto table = filled<double>(4, 6, 0);
    predictor{net}(x, xt::view(table, xt::range(3, 4), xt::range(1, 4)));
    CHECK(same_bits(xt::view(table, xt::range(3, 4), xt::range(1, 4)), net(x)));
}

TEST_CASE("out with other strides than rows one after another is refused") {
    const predictor p{random_net<double>(3, 4, 2)};
    const auto x = twin::matrix(5, 3, 1);
    const auto refused = [&](auto&& out) {
        CHECK(twin::what<shape_error>([&] { p(x, out); }) ==
              "predictor: expected out with contiguous rows, got other strides");
    };
    xt::xtensor<double, 2, xt::layout_type::column_major> column_major(shape{5, 2});
    refused(column_major);
    auto wide = filled<double>(5, 4, 0);
    refused(xt::view(wide, xt::all(), xt::range(0, 4, 2)));
    auto exact = filled<double>(5, 2, 0);
    refused(xt::flip(exact, 0));
    refused(xt::flip(exact, 1));
    std::vector<double> flat(10);
    using strides = std::array<std::ptrdiff_t, 2>;
    refused(
        xt::adapt(flat.data(), flat.size(), xt::no_ownership(), shape{5, 2}, strides{1, 1})); // rows overlap
    refused(xt::adapt(flat.data(), flat.size(), xt::no_ownership(), shape{5, 2}, strides{0, 1}));
}

TEST_CASE("an overlap of out and x is refused, whole, in part, and of interleaved views") {
    const predictor p{random_net<double>(2, 4, 2)};
    const char* const message = "predictor: expected out and x in different memory, got an overlap";
    auto m = twin::matrix(20, 8, 1);
    const auto rows = [&](int from, int to) { return xt::view(m, xt::range(from, to), xt::range(0, 2)); };
    auto square = twin::matrix(4, 2, 1);
    CHECK(twin::what<value_error>([&] { p(square, square); }) == message);
    CHECK(twin::what<value_error>([&] { p(rows(0, 5), rows(0, 5)); }) == message);
    CHECK(twin::what<value_error>([&] { p(rows(0, 5), rows(4, 9)); }) == message);
    CHECK(twin::what<value_error>([&] { p(rows(4, 9), rows(0, 5)); }) == message);
    CHECK(twin::what<value_error>([&] { p(xt::flip(square, 0), square); }) == message);
    CHECK(twin::what<value_error>([&] { p(xt::flip(square, 1), square); }) == message);
    // Columns beside each other share no element, but their address ranges interleave.
    CHECK(twin::what<value_error>([&] { p(rows(0, 5), xt::view(m, xt::range(0, 5), xt::range(4, 6))); }) ==
          message);
    std::vector<double> workspace = p.workspace();
    CHECK(twin::what<value_error>([&] { p(square, square, workspace); }) == message);
    CHECK((m == twin::matrix(20, 8, 1)));
    CHECK((square == twin::matrix(4, 2, 1)));
}

TEST_CASE("views of one container that lie one after the other do not overlap") {
    const predictor p{random_net<double>(2, 4, 2)};
    auto m = twin::matrix(20, 2, 1);
    const auto rows = [&](int from, int to) { return xt::view(m, xt::range(from, to), xt::all()); };
    const xt::xtensor<double, 2> x(rows(0, 10));
    p(rows(0, 10), rows(10, 20));
    CHECK(same_bits(rows(10, 20), p(x)));
    p(rows(10, 20), rows(0, 10));
    CHECK(same_bits(rows(0, 10), p(p(x))));
    p(rows(5, 5), rows(5, 5)); // nothing overlaps nothing
}

TEST_CASE("a predictor's errors say what it wanted and what it got") {
    const auto message = [](auto f) { return twin::what<shape_error>(f); };
    const predictor p{random_net<float>(3, 4, 2)};
    const predictor one{random_net<float>(1, 4, 1)};
    const auto x = twin::matrix<float>(5, 3, 1);
    auto out = filled<float>(5, 2, 0), transposed = filled<float>(2, 5, 0), narrow = filled<float>(5, 1, 0);
    xt::xtensor<float, 1> line(std::array<std::size_t, 1>{5});
    xt::xtensor<float, 1> short_line(std::array<std::size_t, 1>{4});
    CHECK(message([&] { p(transposed); }) ==
          "dense (3 -> 4, relu): expected x of shape (batch, 3), got (2, 5)");
    CHECK(message([&] { p(transposed, out); }) ==
          "dense (3 -> 4, relu): expected x of shape (batch, 3), got (2, 5)");
    CHECK(message([&] { p(line); }) == "dense (3 -> 4, relu): expected x of shape (batch, 3), got (5)");
    CHECK(message([&] { p(x, transposed); }) == "predictor: expected out of shape (5, 2), got (2, 5)");
    CHECK(message([&] { p(x, narrow); }) == "predictor: expected out of shape (5, 2), got (5, 1)");
    CHECK(message([&] { p(x, line); }) == "predictor: expected out of shape (5, 2), got (5)");
    CHECK(message([&] { one(line, short_line); }) == "predictor: expected out of shape (5, 1), got (4)");
    std::vector<float> workspace(p.workspace_size() - 1);
    CHECK(message([&] { p(x, out, workspace); }) ==
          "predictor: expected a workspace of " + std::to_string(p.workspace_size()) + " elements, got " +
              std::to_string(p.workspace_size() - 1));
    CHECK(message([&] { p(x, out, std::span<float>()); }).find("got 0") != std::string::npos);
}

TEST_CASE("a workspace may be larger than needed, and dirty") {
    const auto net = random_net<float>(3, 4, 2);
    const predictor p{net};
    const auto x = twin::matrix<float>(5, 3, 1);
    std::vector<float> workspace(p.workspace_size() + 100, std::numeric_limits<float>::quiet_NaN());
    auto out = filled<float>(5, 2, std::numeric_limits<float>::quiet_NaN());
    p(x * 1.F, out, workspace);
    CHECK(same_bits(out, net(x)));
}

TEST_CASE("a predictor keeps its weights when the network changes or goes") {
    auto net = std::make_unique<decltype(random_net<float>(3, 4, 2))>(random_net<float>(3, 4, 2));
    const predictor p{*net};
    const auto x = twin::matrix<float>(5, 3, 1);
    const auto before = p(x);
    net->layer<0>().set(filled<float>(3, 4, 0));
    CHECK(same_bits(p(x), before));
    net.reset();
    CHECK(same_bits(p(x), before));
}

TEST_CASE("copies of a predictor outlive it, and a moved-from one runs on") {
    const auto net = random_net<float>(3, 4, 2);
    const auto x = twin::matrix<float>(5, 3, 1);
    predictor p{net};
    auto copy = p;
    const predictor moved = std::move(p);
    CHECK(same_bits(p(x), net(x)));
    p = predictor{random_net<float>(1, 1, 1)};
    CHECK(p.in() == 1);
    p = moved;
    CHECK(same_bits(p(x), net(x)));
    CHECK(same_bits(copy(x), net(x)));
    p = std::move(copy);
    copy = p;
    CHECK(same_bits(copy(x), net(x)));
}

TEST_CASE("a predictor is made from any network, a predictor too, and is one") {
    const auto net = random_net<double>(2, 3, 2);
    const predictor p{net};
    const predictor from_model{to_model(net)}, from_predictor{p}, from_layer{dense<relu, double>(2, 3)};
    static_assert(std::is_same_v<decltype(from_model), const predictor<double>>);
    static_assert(std::is_same_v<decltype(from_predictor), const predictor<double>>);
    const auto x = twin::matrix(5, 2, 1);
    CHECK(same_bits(from_model(x), net(x)));
    CHECK(same_bits(from_predictor(x), net(x)));
    CHECK(from_layer.out() == 3);
    CHECK(same_bits(to_model(p)(x), net(x)));
    CHECK(p.layers().size() == 3);
}

TEST_CASE("a network that cannot run makes no predictor") {
    auto net = random_net<float>(3, 4, 2);
    net.layer<0>() = dense<relu>(3, 5);
    CHECK(twin::what<shape_error>([&] { predictor{net}; }) ==
          "network: layer 0, dense (3 -> 5, relu), gives 5 values, but layer 1, dense (4 -> 4, sigmoid), "
          "takes 4");
    CHECK_THROWS_AS(predictor{model<float>{}}, value_error);
}

TEST_CASE("any number of threads may share one predictor, and get the same bits") {
    const predictor p{random_net<float>(8, 32, 4)};
    const auto x = twin::matrix<float>(500, 8, 1);
    const auto expected = p(x);
    std::vector<char> same(4, 0);
    std::vector<std::thread> threads;
    for (char& mine : same)
        threads.emplace_back([&] {
            auto workspace = p.workspace();
            auto out = filled<float>(500, 4, 0);
            bool all = true;
            for (int i = 0; i != 20; ++i) {
                p(xt::transpose(xt::xtensor<float, 2>(xt::transpose(x))), out, workspace);
                all = all && same_bits(out, expected) && same_bits(p(x), expected);
            }
            mine = all;
        });
    for (std::thread& thread : threads) thread.join();
    CHECK(same == std::vector<char>(4, 1));
}

TEST_CASE("parts of a batch, in any order and by any number of threads, have the bits of the whole") {
    const predictor p{random_net<float>(8, 32, 4)};
    const auto x = twin::matrix<float>(501, 8, 1);
    const auto expected = p(x);
    forms::each(x, [&](const char* form, const auto& e) {
        CAPTURE(form);
        auto out = filled<float>(501, 9, 7);
        auto rows = xt::view(out, xt::all(), xt::range(3, 7));
        const auto run = p.in_parts(e, rows);
        std::vector<std::thread> threads;
        for (const std::size_t first : {300U, 0U, 100U}) // 201, 100 and 200 rows
            threads.emplace_back([&, first] { run(first, first == 0 ? 100 : first == 100 ? 200 : 201); });
        for (std::thread& thread : threads) thread.join();
        CHECK(same_bits(rows, expected));
        CHECK(out(250, 2) == 7);
        CHECK(out(250, 7) == 7);
    });
    auto narrow = filled<float>(501, 3, 0);
    CHECK(twin::what<shape_error>([&] { p.in_parts(x, narrow); }) ==
          "predictor: expected out of shape (501, 4), got (501, 3)");
}

TEST_CASE("a functor sees only samples of the batch, whatever the batch's size") {
    const xt::xtensor<float, 2> one(shape{1, 1}, 1.F);
    const xt::xtensor<float, 1> zero(std::array<std::size_t, 1>{1}, 0.F);
    const sequential net{dense<user::refuses_below_half>(one, zero), dense<linear>(one, zero)};
    const predictor p{net};
    for (std::size_t batch = 1; batch <= 260; ++batch) {
        CAPTURE(batch);
        CHECK_NOTHROW(p(filled<float>(batch, 1, 1)));
    }
    CHECK_THROWS_AS(p(filled<float>(3, 1, 0)), std::domain_error);
}
