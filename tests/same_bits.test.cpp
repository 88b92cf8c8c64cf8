// SPDX-License-Identifier: BSD-3-Clause
// The same bits for every batch: whole networks, chosen so that every kernel and every number of chains runs.
#include <crease/model.hpp>
#include <crease/predictor.hpp>
#include <crease/sequential.hpp>

#include "support/catch.hpp"
#include "support/twin.hpp"
#include "support/views.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using namespace crease;

namespace {

using shape = std::array<std::size_t, 2>;
constexpr std::size_t most = 400;

/// From the first width to the last, with these activations in turn.
template <class T>
model<T> random_model(const std::vector<std::size_t>& widths,
                      const std::vector<any_activation>& activations) {
    model<T> net;
    for (std::size_t l = 0; l + 1 != widths.size(); ++l) {
        const auto seed = static_cast<unsigned>(10 * l);
        net.add(dense<any_activation, T>(twin::matrix<T>(widths[l], widths[l + 1], seed + 1),
                                         twin::vector<T>(widths[l + 1], seed + 2),
                                         activations[l % activations.size()]));
    }
    return net;
}

template <class T> bool same_memory(const T* a, const T* b, std::size_t n) {
    return std::memcmp(a, b, n * sizeof(T)) == 0;
}

/// Whether `out` has the bits of expected's rows from `first` on.
template <class Y, class T>
bool same_rows(const Y& out, const xt::xtensor<T, 2>& expected, std::size_t first) {
    for (std::size_t r = 0; r != out.shape()[0]; ++r)
        for (std::size_t j = 0; j != out.shape()[1]; ++j) {
            const T a = out(r, j), b = expected(first + r, j);
            if (!same_memory(&a, &b, 1))
                return false;
        }
    return true;
}

/// A (rows, columns) matrix somewhere in memory. One type for every layout: each costs seconds of compile
/// time.
template <class T>
auto matrix_at(T* first, std::size_t rows, std::size_t columns, std::size_t row_stride,
               std::size_t stride = 1) {
    // rows * columns: the size that xtensor wants, however far apart they lie.
    return xt::adapt(
        std::move(first), rows * columns, xt::no_ownership(), shape{rows, columns},
        std::array{static_cast<std::ptrdiff_t>(row_stride), static_cast<std::ptrdiff_t>(stride)});
}

/// x in three layouts, of which rows can be taken.
template <class T> struct layouts {
    xt::xtensor<T, 2> x;
    std::size_t count = x.shape()[0], in = x.shape()[1];
    std::vector<T> apart, columns; // rows 2 * in + 3 elements apart; inputs one after another

    explicit layouts(const xt::xtensor<T, 2>& all)
        : x(all), apart(count * (2 * in + 3), std::numeric_limits<T>::quiet_NaN()), columns(count * in) {
        for (std::size_t r = 0; r != count; ++r)
            for (std::size_t k = 0; k != in; ++k)
                apart[r * (2 * in + 3) + k] = columns[k * count + r] = x(r, k);
    }
    auto row_major(std::size_t first, std::size_t rows) const {
        return matrix_at(x.data() + first * in, rows, in, in);
    }
    auto rows_apart(std::size_t first, std::size_t rows) const {
        return matrix_at(apart.data() + first * (2 * in + 3), rows, in, 2 * in + 3);
    }
    auto column_major(std::size_t first, std::size_t rows) const {
        return matrix_at(columns.data() + first, rows, in, 1, count);
    }
};

std::vector<std::size_t> batches() {
    std::vector<std::size_t> sizes;
    for (std::size_t size = 1; size <= 70; ++size) sizes.push_back(size);
    for (const std::size_t size : {95U, 96U, 97U, 128U, 200U, 256U, 300U}) sizes.push_back(size);
    return sizes;
}

/// Near the sums in long double: a layer's error is some roundings of its terms, and what weights of at most
/// 1 make of the errors before it.
template <class T>
void hold_exact(const model<T>& net, const xt::xtensor<T, 2>& x, const xt::xtensor<T, 2>& y) {
    for (const std::size_t r : {std::size_t(0), most - 1}) {
        const auto exact = twin::run(net, std::vector<T>(&x(r, 0), &x(r, 0) + x.shape()[1]));
        auto inputs = static_cast<long double>(x.shape()[1]);
        long double error = 0;
        for (const auto& layer : exact) {
            const long double size = *std::max_element(layer.size.begin(), layer.size.end());
            error = inputs * error + (inputs + 12) * size * std::numeric_limits<T>::epsilon();
            inputs = static_cast<long double>(layer.a.size());
        }
        for (std::size_t j = 0; j != y.shape()[1]; ++j)
            CHECK(static_cast<double>(std::abs(y(r, j) - exact.back().a[j])) <= static_cast<double>(error));
    }
}

template <class T> void check(const std::vector<std::size_t>& widths, const std::vector<any_activation>& f) {
    const model<T> net = random_model<T>(widths, f);
    const predictor<T> p{net};
    const std::size_t in = p.in(), out = p.out();
    const layouts<T> x(twin::matrix<T>(most, in, 7));

    xt::xtensor<T, 2> expected(shape{most, out});
    auto workspace = p.workspace();
    for (std::size_t r = 0; r != most; ++r)
        p(x.row_major(r, 1), matrix_at(&expected(r, 0), 1, out, out), workspace);

    std::vector<T> memory(most * (out + 2));
    std::string wrong;
    for (const std::size_t size : batches()) {
        const std::size_t first = size * 37 % (most - size);
        const auto hold = [&](const char* what, const auto& y) {
            if (!same_rows(y, expected, first))
                wrong += std::string(" ") + what + " " + std::to_string(size);
        };
        auto y = matrix_at(memory.data(), size, out, out);
        auto y_apart = matrix_at(memory.data(), size, out, out + 2);
        const auto each = [&](const char* what, const auto& some) {
            p(some, y);
            hold(what, y);
            p(some, y_apart, workspace);
            hold(what, y_apart);
            hold(what, net(some));
        };
        each("row-major", x.row_major(first, size));
        each("rows apart", x.rows_apart(first, size));
        each("column-major", x.column_major(first, size));
        hold("p(x)", p(x.row_major(first, size)));
    }
    CHECK(wrong == "");
    hold_exact(net, x.x, expected);
}

const any_activation rectifier{relu{}}, none{linear{}}, leaky{leaky_relu{0.01}}, smooth{sigmoid{}};

} // namespace

TEMPLATE_TEST_CASE("One layer has the same bits for a sample in every batch, from net and predictor", "",
                   float, double) {
    const std::vector<std::size_t> widths = GENERATE(values<std::vector<std::size_t>>({{1, 1},
                                                                                       {1, 3},
                                                                                       {1, 8},
                                                                                       {1, 9},
                                                                                       {1, 40},
                                                                                       {2, 5},
                                                                                       {3, 2},
                                                                                       {33, 1},
                                                                                       {100, 3},
                                                                                       {130, 2},
                                                                                       {5, 16},
                                                                                       {17, 33},
                                                                                       {40, 48},
                                                                                       {40, 64},
                                                                                       {33, 100},
                                                                                       {9, 130},
                                                                                       {31, 7},
                                                                                       {64, 15}}));
    CAPTURE(widths);
    check<TestType>(widths, {rectifier});
}

TEMPLATE_TEST_CASE("So have networks", "", float, double) {
    const std::vector<std::size_t> widths = GENERATE(values<std::vector<std::size_t>>({{1, 3, 1},
                                                                                       {1, 16, 16, 1},
                                                                                       {2, 7, 1},
                                                                                       {2, 32, 32, 1},
                                                                                       {3, 5, 3},
                                                                                       {5, 31, 1},
                                                                                       {4, 9, 9, 2},
                                                                                       {3, 64, 1},
                                                                                       {8, 8, 8},
                                                                                       {64, 33, 2, 40},
                                                                                       {100, 100, 1}}));
    CAPTURE(widths);
    check<TestType>(widths, {leaky, smooth, none});
    check<TestType>(widths, {rectifier});
}

TEMPLATE_TEST_CASE("So has a classifier of handwritten digits", "", float, double) {
    check<TestType>({784, 128, 64, 10}, {rectifier, rectifier, smooth});
}

namespace {

template <class T, class Net> void check_static(const Net& net) {
    const layouts<T> x(twin::matrix<T>(most, net.template layer<0>().in(), 7));
    const xt::xtensor<T, 2> expected = net(x.row_major(0, most));
    bool same = true;
    for (const std::size_t size : batches()) {
        const std::size_t first = size * 37 % (most - size);
        same = same && same_rows(net(x.row_major(first, size)), expected, first) &&
               same_rows(net(x.rows_apart(first, size)), expected, first) &&
               same_rows(net(x.column_major(first, size)), expected, first);
    }
    CHECK(same);
}

template <class F, std::size_t In, std::size_t Out, class T> auto random_layer(F f, unsigned seed) {
    return dense<F, T, In, Out>(twin::matrix<T>(In, Out, seed), twin::vector<T>(Out, seed + 1), f);
}

} // namespace

TEMPLATE_TEST_CASE(
    "A static network has the same bits for a sample in every batch, and is near its dynamic twin", "", float,
    double) {
    using T = TestType;
    const auto hold = [](const auto& net) {
        check_static<T>(net);
        const std::size_t in = net.template layer<0>().in();
        const layouts<T> all(twin::matrix<T>(20, in, 8));
        const auto x = all.row_major(0, 20);
        const auto y = net(x), twin_y = to_model(net)(x);
        for (std::size_t r = 0; r != 20; ++r) {
            std::array<T, std::remove_cvref_t<decltype(net.template layer<0>())>::static_in> sample;
            for (std::size_t k = 0; k != in; ++k) sample[k] = x(r, k);
            const auto alone = net(sample);
            for (std::size_t j = 0; j != y.shape()[1]; ++j) {
                CHECK(std::abs(y(r, j) - twin_y(r, j)) < 300 * std::numeric_limits<T>::epsilon());
                CHECK(std::abs(alone[j] - twin_y(r, j)) < 300 * std::numeric_limits<T>::epsilon());
            }
        }
    };
    hold(sequential{random_layer<relu, 1, 3, T>({}, 1), random_layer<linear, 3, 1, T>({}, 3)});
    hold(sequential{random_layer<sigmoid, 3, 7, T>({}, 1),
                    random_layer<leaky_relu, 7, 2, T>(leaky_relu{0.1}, 3)});
    hold(sequential{random_layer<relu, 20, 33, T>({}, 1), random_layer<linear, 33, 2, T>({}, 3)});
}
