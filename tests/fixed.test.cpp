// SPDX-License-Identifier: BSD-3-Clause
// Kernels of compile-time shape, on every instruction set this machine has, against sums in long double.
// Memory is allocated to the element, so that AddressSanitizer sees what is read or written beyond it.
#include <crease/activations.hpp>
#include <crease/kernels/fixed.hpp>

#include "support/catch.hpp"
#include "support/functors.hpp"
#include "support/numbers.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <iterator>
#include <limits>
#include <tuple>
#include <utility>
#include <vector>

using namespace crease::detail;

namespace {

template <class T> std::vector<T> random_values(std::size_t size, unsigned seed) {
    std::vector<T> values(size);
    twin::numbers next(seed);
    for (T& value : values) value = static_cast<T>(next());
    return values;
}

/// A layer's weights.
template <class F, class T, std::size_t In, std::size_t Out> struct weights {
    std::vector<T> kernel = random_values<T>(In * Out, 1), bias = random_values<T>(Out, 2);
    F f{};
    fixed_layer<F, T, In, Out> fixed() const { return {kernel.data(), bias.data(), f}; }
};

template <class F> void for_each_instruction_set(F f) {
    for (const auto set : {instruction_set::baseline, instruction_set::avx2, instruction_set::avx512})
        if (set <= best_instruction_set())
            f(set);
}

template <class T, class... Layers>
std::vector<T> run_sample(instruction_set set, const std::vector<T>& x, const Layers&... layers) {
    std::vector<T> y(std::get<sizeof...(Layers) - 1>(std::tuple(Layers::out...)));
    run_on<fixed_sample_kernel<T, Layers...>>(
        set, fixed_sample_task<T, Layers...>{{layers...}, x.data(), y.data()});
    return y;
}

/// Whether y is x W + b within rounding: see kernels.test.cpp. A relu keeps the error.
template <class F, class T, std::size_t In, std::size_t Out>
bool near(const weights<F, T, In, Out>& l, const T* x, const T* y) {
    const long double share =
        static_cast<long double>(In + 12) * static_cast<long double>(std::numeric_limits<T>::epsilon()) / 2;
    for (std::size_t j = 0; j != Out; ++j) {
        long double z = l.bias[j], size = std::abs(z);
        for (std::size_t k = 0; k != In; ++k) {
            const long double term = static_cast<long double>(x[k]) * l.kernel[k * Out + j];
            z += term;
            size += std::abs(term);
        }
        if (!(std::abs(static_cast<long double>(y[j]) - l.f(z)) <= share * size))
            return false;
    }
    return true;
}

template <class T, std::size_t In, std::size_t Out> bool sample_holds(instruction_set set) {
    const weights<crease::relu, T, In, Out> l;
    const std::vector<T> x = random_values<T>(In, 3);
    return near(l, x.data(), run_sample(set, x, l.fixed()).data());
}

/// Around multiples of a vector; each as outputs and as inputs.
constexpr std::size_t sizes[] = {1, 2, 3, 4, 5, 7, 8, 9, 15, 17, 31, 33, 47, 65};
using every_size = std::make_index_sequence<std::size(sizes)>;

template <class T> void samples_hold() {
    for_each_instruction_set([](instruction_set set) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            const bool good[] = {
                (sample_holds<T, 1 + I % 9, sizes[I]>(set) && sample_holds<T, sizes[I], 1 + I % 7>(set))...};
            for (std::size_t i = 0; i != sizeof...(I); ++i) {
                CAPTURE(static_cast<int>(set), sizes[i]);
                CHECK(good[i]);
            }
        }
        (every_size{});
        CHECK(sample_holds<T, 33, 130>(set));
    });
}

/// A batch in lanes: each row near the exact sums, its bits the same alone and anywhere in any batch, and
/// nothing written between rows.
template <class T, std::size_t In, std::size_t Out> bool batch_holds(instruction_set set) {
    const weights<crease::relu, T, In, Out> l;
    const auto fixed = l.fixed();
    using kernel = fixed_batch_kernel<T, fixed_layer<crease::relu, T, In, Out>>;
    constexpr std::size_t most = 70;
    const std::vector<T> all = random_values<T>(most * In, 3);
    std::vector<T> alone(most * Out);
    const auto run = [&](const T* x, std::size_t x_stride, std::size_t rows, T* y, std::size_t y_stride) {
        run_on<kernel>(set, typename kernel::task{{fixed}, x, x_stride, rows, y, y_stride});
    };
    bool good = true;
    for (std::size_t r = 0; r != most; ++r) {
        run(all.data() + r * In, In, 1, alone.data() + r * Out, Out);
        good = good && near(l, all.data() + r * In, alone.data() + r * Out);
    }
    for (std::size_t rows = 1; rows <= most; ++rows)
        for (const std::size_t gap : {0U, 2U}) {
            const std::size_t first = most - rows, x_stride = In + gap, y_stride = Out + gap;
            std::vector<T> x((rows - 1) * x_stride + In, std::numeric_limits<T>::quiet_NaN());
            std::vector<T> y((rows - 1) * y_stride + Out, T(-77)), expected(y);
            for (std::size_t r = 0; r != rows; ++r) {
                std::copy_n(all.data() + (first + r) * In, In, x.data() + r * x_stride);
                std::copy_n(alone.data() + (first + r) * Out, Out, expected.data() + r * y_stride);
            }
            run(x.data(), x_stride, rows, y.data(), y_stride);
            good = good && std::memcmp(y.data(), expected.data(), y.size() * sizeof(T)) == 0;
        }
    return good;
}

} // namespace

TEMPLATE_TEST_CASE("One sample of a layer of any shape is near the exact sum", "", float, double) {
    samples_hold<TestType>();
}

TEMPLATE_TEST_CASE("A batch in lanes is near the exact sums, whatever rows are around a sample", "", float,
                   double) {
    using T = TestType;
    for_each_instruction_set([](instruction_set set) {
        CAPTURE(static_cast<int>(set));
        CHECK(batch_holds<T, 1, 1>(set));
        CHECK(batch_holds<T, 1, 3>(set));
        CHECK(batch_holds<T, 2, 1>(set));
        CHECK(batch_holds<T, 3, 5>(set));
        CHECK(batch_holds<T, 8, 8>(set));
        CHECK(batch_holds<T, 16, 4>(set));
    });
}

TEMPLATE_TEST_CASE("A network's layers have the bits of one layer after another, a user's functor too", "",
                   float, double) {
    using T = TestType;
    const weights<crease::relu, T, 3, 17> first;
    const weights<user::square, T, 17, 9> second;
    const weights<crease::linear, T, 9, 2> third;
    const std::vector<T> x = random_values<T>(3, 3);
    for_each_instruction_set([&](instruction_set set) {
        const auto a = run_sample(set, x, first.fixed());
        const weights<crease::linear, T, 17, 9> without;
        const auto z = run_sample(set, a, without.fixed());
        const auto b = run_sample(set, a, second.fixed());
        for (std::size_t j = 0; j != 9; ++j) CHECK(b[j] == z[j] * z[j]);
        CHECK(run_sample(set, x, first.fixed(), second.fixed(), third.fixed()) ==
              run_sample(set, b, third.fixed()));
    });
}
