// SPDX-License-Identifier: BSD-3-Clause
// Compiled with XTENSOR_USE_XSIMD: lazy expressions are assigned by vectors, with scalars at the ends.
#include <crease/activations.hpp>
#include <crease/lift.hpp>
#include <crease/piecewise_linear.hpp>
#include <crease/targets.hpp>

#include "support/activation_table.hpp"
#include "support/catch.hpp"
#include "support/functors.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#if __has_include(<xtensor/views/xview.hpp>)
#include <xtensor/core/xnoalias.hpp>
#include <xtensor/views/xview.hpp>
#else
#include <xtensor/xnoalias.hpp>
#include <xtensor/xview.hpp>
#endif

#if !defined(XTENSOR_USE_XSIMD)
#error "this test is of XTENSOR_USE_XSIMD"
#endif

using namespace crease;

namespace {

constexpr std::size_t longest = 70;

template <class T> using vector = xt::xtensor<T, 1>;

/// A functor, and how an expression of it is assigned to a tensor.
template <class T> struct subject {
    std::string name;
    std::function<T(T)> value;
    std::function<void(const vector<T>& z, vector<T>& a)> assign;
};

/// The one element of an expression.
template <class T, class F> T alone(const F& f, T z) {
    const vector<T> a = lift(f, vector<T>{z});
    return a(0);
}

template <class T, class F> subject<T> subject_of(const std::string& name, F f) {
    return {name, [f](T z) { return alone(f, z); },
            [f](const vector<T>& z, vector<T>& a) { xt::noalias(a) = lift(f, z); }};
}

template <class T> std::vector<T> points() {
    const auto table = table::read<T>();
    std::vector<T> all;
    for (const auto& row : table.at("linear")) all.push_back(row.z);
    return all;
}

/// Every point at every place of every length, against that point alone.
template <class T> void compare(const subject<T>& f) {
    static const std::vector<T> z = points<T>();
    std::vector<T> expected;
    for (const T value : z) expected.push_back(f.value(value));
    table::tally<T> wrong;
    for (std::size_t n = 1; n <= longest; ++n) {
        const auto where = [&] { return f.name + ", element of " + std::to_string(n); };
        auto in = vector<T>::from_shape({n}), out = vector<T>::from_shape({n});
        for (std::size_t shift = 0; shift != z.size(); ++shift) {
            for (std::size_t i = 0; i != n; ++i) in(i) = z[(i + shift) % z.size()];
            out.fill(77);
            f.assign(in, out);
            for (std::size_t i = 0; i != n; ++i)
                wrong.same(in(i), out(i), expected[(i + shift) % z.size()], where);
        }
    }
    INFO(wrong.first);
    CHECK(wrong.wrong == 0);
    CHECK(wrong.compared == z.size() * longest * (longest + 1) / 2);
}

} // namespace

TEMPLATE_TEST_CASE("alone, an element is the scalar's to the bit where pieces are straight, else to rounding",
                   "", float, double) {
    using T = TestType;
    table::for_each_activation([](const std::string& name, auto f) {
        table::tally<T> wrong;
        for (const T z : points<T>()) {
            const T got = alone(f, z), expected = f(z);
            const auto where = [&] { return name + " at " + wrong.text(z) + ": got " + wrong.text(got); };
            if (piecewise_linear_activation<decltype(f)> || !std::isfinite(expected) ||
                !std::isfinite(z * z)) {
                wrong(table::same(got, expected), where);
            } else { // gelu's scalar is off by z * z ulps, and where it is denormal by z of them
                const T ulp = std::max(std::abs(expected) * std::numeric_limits<T>::epsilon(),
                                       std::numeric_limits<T>::denorm_min());
                wrong(std::abs(got - expected) <= (10 + z * z) * ulp, where);
            }
        }
        INFO(wrong.first);
        CHECK(wrong.wrong == 0);
    });
}

TEMPLATE_TEST_CASE("an element of an expression has the same bits in every place of any length", "", float,
                   double) {
    table::for_each_activation([](const std::string& name, auto f) {
        static_assert(activation<decltype(f), TestType>);
        compare(subject_of<TestType>(name, f));
    });
}

TEMPLATE_TEST_CASE("so has one of a user's functor, whatever scalar it is written for", "", float, double) {
    compare(subject_of<TestType>("square", user::square{}));
    compare(subject_of<TestType>("sine of double", user::sine_of_double{}));
    compare(subject_of<TestType>("sine of float", user::sine_of_float{}));
}

TEMPLATE_TEST_CASE("so has a piecewise-linear curve", "", float, double) {
    using T = TestType;
    const auto curve = lab_target<T>();
    compare<T>({"lab_target", [curve](T z) { return curve(z); },
                [curve](const vector<T>& z, vector<T>& a) { xt::noalias(a) = curve(z); }});
}

TEMPLATE_TEST_CASE("a view of any length and beginning is assigned, and nothing beside it", "", float,
                   double) {
    using T = TestType;
    const std::vector<T> z = points<T>();
    auto in = vector<T>::from_shape({z.size()});
    for (std::size_t i = 0; i != z.size(); ++i) in(i) = z[i];
    const auto look = [&](const std::string& name, auto f) {
        table::tally<T> wrong;
        for (std::size_t first = 0; first != 17; ++first)
            for (std::size_t n = 1; n <= longest; ++n) {
                const auto where = [&] {
                    return name + " over " + std::to_string(n) + " from " + std::to_string(first);
                };
                vector<T> out = xt::ones<T>({z.size()}) * T(77);
                xt::view(out, xt::range(first, first + n)) = f(xt::view(in, xt::range(first, first + n)));
                for (std::size_t i = 0; i != z.size(); ++i)
                    wrong.same(z[i], out(i), i >= first && i < first + n ? alone(f, z[i]) : T(77), where);
            }
        INFO(wrong.first);
        CHECK(wrong.wrong == 0);
    };
    look("relu", relu{});
    look("sigmoid", sigmoid{});
    look("leaky_relu(0)", leaky_relu{0});
}

TEST_CASE("so has one of expressions, of both layouts and of strided views") {
    const std::vector<double> z = points<double>();
    const std::size_t columns = 7, rows = z.size() / columns;
    auto m = xt::xtensor<double, 2>::from_shape({rows, columns});
    for (std::size_t i = 0; i != m.size(); ++i) m.data()[i] = z[i];
    const xt::xtensor<double, 2, xt::layout_type::column_major> column_major = m;
    const auto f = [](double x) { return 2 * relu{}(alone(silu{}, x) + 0.25); };
    const xt::xtensor<double, 2> a = 2 * relu{}(silu{}(m) + 0.25);
    const xt::xtensor<double, 2> b = 2 * relu{}(silu{}(column_major) + 0.25);
    const xt::xtensor<double, 2> c = 2 * relu{}(silu{}(xt::view(m, xt::all(), xt::range(1, 7, 3))) + 0.25);
    table::tally<double> wrong;
    const auto where = [] { return std::string("2 relu(silu + 1/4)"); };
    for (std::size_t i = 0; i != rows; ++i)
        for (std::size_t j = 0; j != columns; ++j) {
            wrong.same(m(i, j), a(i, j), f(m(i, j)), where);
            wrong.same(m(i, j), b(i, j), f(m(i, j)), where);
            if (j % 3 == 1)
                wrong.same(m(i, j), c(i, j / 3), f(m(i, j)), where);
        }
    INFO(wrong.first);
    CHECK(wrong.wrong == 0);
}
