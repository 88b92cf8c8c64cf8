// SPDX-License-Identifier: BSD-3-Clause
#include <crease/initializers.hpp>
#include <crease/parallel.hpp>
#include <crease/sequential.hpp>

#include "support/catch.hpp"
#include "support/forms.hpp"
#include "support/functors.hpp"
#include "support/twin.hpp"

#include <array>
#include <cstddef>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace crease;
using twin::same_bits;

namespace {

using shape = std::array<std::size_t, 2>;

template <class T> predictor<T> random_predictor(std::size_t in, std::size_t hidden, std::size_t out) {
    sequential net{dense<relu, T>(in, hidden), dense<sigmoid, T>(hidden, hidden),
                   dense<linear, T>(hidden, out)};
    initialize(net, he_normal{}, 7);
    return predictor{net};
}

/// f() where TBB may use four threads, whatever the machine has.
template <class F> void with_four_threads(F f) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, 4);
    tbb::task_arena(4).execute(f);
}

struct failure : std::runtime_error {
    using std::runtime_error::runtime_error;
};
struct failing {
    static constexpr const char* name = "failing";
    template <class T> T operator()(T z) const {
        if (z > 900)
            throw failure("z > 900");
        return z;
    }
    template <class T> T slope(T) const { return 1; }
};

} // namespace

TEMPLATE_TEST_CASE("predict_parallel has the bits of p(x, out), for every batch", "", float, double) {
    using T = TestType;
    with_four_threads([] {
        for (const std::size_t hidden : {3U, 64U, 150U}) {
            const auto p = random_predictor<T>(5, hidden, 3);
            const std::size_t chunk = detail::chunk_rows(p.layers());
            CAPTURE(hidden, chunk);
            for (const std::size_t batch : {std::size_t(0), std::size_t(1), chunk, 2 * chunk - 1, 2 * chunk,
                                            2 * chunk + 1, 7 * chunk + 5}) {
                const auto x = twin::matrix<T>(batch, 5, 1);
                const auto expected = p(x);
                xt::xtensor<T, 2> out(shape{batch, 3}, T(7)), wide(shape{batch, 8}, T(7));
                predict_parallel(p, x, out);
                CHECK(same_bits(out, expected));
                CHECK(same_bits(predict_parallel(p, x), expected));
                predict_parallel(p, x, xt::view(wide, xt::all(), xt::range(2, 5)));
                CHECK(same_bits(xt::view(wide, xt::all(), xt::range(2, 5)), expected));
            }
        }
    });
}

TEST_CASE("predict_parallel takes x in every form") {
    with_four_threads([] {
        const auto p = random_predictor<float>(5, 150, 2);
        const auto x = twin::matrix<float>(250, 5, 3);
        const auto y = p(x);
        forms::each(x, [&](const char* form, const auto& e) {
            CAPTURE(form);
            CHECK(same_bits(predict_parallel(p, e), y));
        });
        const auto one = random_predictor<float>(1, 150, 1);
        const xt::xtensor<float, 1> line(twin::vector<float>(250, 4));
        xt::xtensor<float, 1> out(std::array<std::size_t, 1>{250});
        predict_parallel(one, line, out);
        CHECK(same_bits(xt::xtensor<float, 2>(xt::view(out, xt::all(), xt::newaxis())), one(line)));
    });
}

TEST_CASE("predict_parallel refuses what p(x, out) refuses, in its words") {
    const auto p = random_predictor<float>(2, 150, 2);
    auto x = twin::matrix<float>(250, 2, 1);
    const auto before = x;
    xt::xtensor<float, 2> narrow(shape{250, 1});
    const auto deep = xt::xarray<float>::from_shape({2, 2, 2});
    CHECK(twin::what<shape_error>([&] { predict_parallel(p, narrow); }) ==
          "dense (2 -> 150, relu): expected x of shape (batch, 2), got (250, 1)");
    CHECK(twin::what<shape_error>([&] { predict_parallel(p, deep); }) ==
          "dense (2 -> 150, relu): expected x of shape (batch, 2), got (2, 2, 2)");
    CHECK(twin::what<shape_error>([&] { predict_parallel(p, x, narrow); }) ==
          "predictor: expected out of shape (250, 2), got (250, 1)");
    CHECK(twin::what<value_error>([&] { predict_parallel(p, x, x); }) ==
          "predictor: expected out and x in different memory, got an overlap");
    CHECK((x == before));
}

TEST_CASE("what an activation throws in any thread reaches the caller, and the predictor stays good") {
    with_four_threads([] {
        const predictor p{dense<failing, double>(twin::matrix(1, 9000, 1), no_bias)};
        xt::xtensor<double, 2> x(shape{500, 1}, 0.5);
        const auto expected = p(x);
        x(499, 0) = 1e6;
        CHECK(twin::what<failure>([&] { predict_parallel(p, x); }) == "z > 900");
        x(499, 0) = 0.5;
        CHECK(same_bits(predict_parallel(p, x), expected));
    });
}

TEST_CASE("several threads may run one predictor in parallel at once") {
    with_four_threads([] {
        const auto p = random_predictor<float>(5, 150, 2);
        const auto x = twin::matrix<float>(300, 5, 3);
        const auto expected = p(x);
        std::vector<char> same(3, 0);
        std::vector<std::thread> threads;
        for (char& mine : same)
            threads.emplace_back([&] {
                bool all = true;
                for (int i = 0; i != 5; ++i) all = all && same_bits(predict_parallel(p, x * 1.F), expected);
                mine = all;
            });
        for (std::thread& thread : threads) thread.join();
        CHECK(same == std::vector<char>(3, 1));
    });
}
