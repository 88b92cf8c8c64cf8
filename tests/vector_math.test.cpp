// SPDX-License-Identifier: BSD-3-Clause
#include <crease/detail/vector_math.hpp>

#include "support/activation_table.hpp"
#include "support/catch.hpp"
#include "support/instruction_sets.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <random>
#include <string>
#include <vector>

using namespace crease;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// A function of vector_math.hpp as an activation, so that the elementwise kernel runs it.
template <class Op> struct through : detail::formula<through<Op>> {
    template <detail::lanes Z> [[gnu::always_inline]] Z operator()(Z z) const { return Op{}(z); }
};
struct exp_op {
    template <class Z> [[gnu::always_inline]] Z operator()(Z z) const { return detail::exp(z); }
};
struct expm1_op {
    template <class Z> [[gnu::always_inline]] Z operator()(Z z) const { return detail::expm1(z); }
};
struct log1p_op {
    template <class Z> [[gnu::always_inline]] Z operator()(Z z) const { return detail::log1p(z); }
};
struct tanh_op {
    template <class Z> [[gnu::always_inline]] Z operator()(Z z) const { return detail::tanh(z); }
};
struct logistic_op {
    template <class Z> [[gnu::always_inline]] Z operator()(Z z) const { return detail::logistic(z); }
};
struct cumulative_op {
    template <class Z> [[gnu::always_inline]] Z operator()(Z z) const { return detail::normal_cumulative(z); }
};

using map_function = std::function<long double(long double)>;

template <class T> struct subject {
    std::string name;
    double low, high; // what it is for
    double allowed;   // ulp
    map_function truth;
    std::function<void(sets::instruction_set, const T*, T*, std::size_t)> run;
};

template <class T, class Op>
subject<T> subject_of(Op, std::string name, double low, double high, double allowed, map_function truth) {
    return {
        name, low, high, allowed, truth, [](sets::instruction_set set, const T* in, T* out, std::size_t n) {
            sets::run(set, through<Op>{}, in, out, n);
        }};
}

template <class T> std::vector<subject<T>> subjects() {
    using number = long double;
    const auto one = [](number z) {
        const number e = std::exp(-std::abs(z));
        return z < 0 ? e / (1 + e) : 1 / (1 + e);
    };
    return {subject_of<T>(exp_op{}, "exp", -infinity, infinity, 1, [](number z) { return std::exp(z); }),
            subject_of<T>(expm1_op{}, "expm1", -infinity, 0, 1, [](number z) { return std::expm1(z); }),
            subject_of<T>(log1p_op{}, "log1p", 0, 1, 1, [](number z) { return std::log1p(z); }),
            subject_of<T>(tanh_op{}, "tanh", -infinity, infinity, 2.6, [](number z) { return std::tanh(z); }),
            subject_of<T>(logistic_op{}, "logistic", -infinity, infinity, 1.8, one),
            subject_of<T>(cumulative_op{}, "normal_cumulative", -infinity, infinity, 7.5,
                          [](number z) { return std::erfc(-z * 0.70710678118654752440084436210485L) / 2; })};
}

/// Error in units of the last place of what is right.
template <class T> double error_in_ulps(T got, long double right) {
    using limits = std::numeric_limits<T>;
    const T nearest = static_cast<T>(right);
    if (std::isinf(nearest) || std::isnan(nearest) || !std::isfinite(got))
        return table::same(got, nearest) ? 0 : infinity;
    const long double size = std::max<long double>(std::abs(right), limits::min());
    return static_cast<double>(std::abs(static_cast<long double>(got) - right) /
                               std::ldexp(1.0L, std::ilogb(size) + 1 - limits::digits));
}

/// From every stretch of numbers some: each exponent, dense where functions turn, neighbours together.
template <class T> std::vector<T> spread(double low, double high) {
    using word = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
    std::vector<T> z;
    std::mt19937_64 random(7);
    for (int i = 0; i != 60'000; ++i) {
        z.push_back(std::bit_cast<T>(static_cast<word>(random())));
        const T part = static_cast<T>(static_cast<double>(random() >> 11) * 0x1p-53);
        for (const double reach : {0.4, 1.0, 3.0, 20.0, 110.0, 750.0})
            z.push_back(part * static_cast<T>(random() % 2 == 0 ? reach : -reach));
    }
    for (int octave = -1100; octave <= 1100; ++octave) { // where the whole number next to z / ln 2 changes
        T at = static_cast<T>((octave + 0.5) * 0.69314718055994530942);
        for (int i = 0; i != 5; ++i) at = std::nextafter(at, T(-infinity));
        for (int i = 0; i != 10; ++i, at = std::nextafter(at, T(infinity))) z.push_back(at);
    }
    std::erase_if(z, [&](T value) { return !(value >= T(low) && value <= T(high)); });
    return z;
}

} // namespace

#if CREASE_GNU_VECTORS // else the standard library's
TEMPLATE_TEST_CASE("each function is as near to the truth as it says, on every instruction set", "", float,
                   double) {
    using T = TestType;
    const auto set = GENERATE(from_range(sets::all()));
    for (const auto& f : subjects<T>()) {
        const auto z = spread<T>(f.low, f.high);
        std::vector<T> a(z.size());
        f.run(set, z.data(), a.data(), z.size());
        double worst = 0;
        T where = 0;
        for (std::size_t i = 0; i != z.size(); ++i)
            if (const double e = error_in_ulps(a[i], f.truth(static_cast<long double>(z[i])));
                !(e <= worst)) {
                worst = e;
                where = z[i];
            }
        CAPTURE(sets::name(set), f.name, where);
        CHECK(z.size() > 10'000);
        CHECK(worst <= f.allowed);
        CHECK(worst > 0.4); // else nothing was measured
    }
}
#endif

TEMPLATE_TEST_CASE("limits, NaN, zeros and denormals, in every lane", "", float, double) {
    using T = TestType;
    using limits = std::numeric_limits<T>;
    constexpr T inf = limits::infinity(), nan = limits::quiet_NaN(), tiny = limits::denorm_min();
    struct fact {
        const char* name;
        T z, value;
    };
    const fact facts[] = {{"exp", inf, inf},
                          {"exp", -inf, 0},
                          {"exp", limits::max(), inf},
                          {"exp", limits::lowest(), 0},
                          {"exp", T(0), 1},
                          {"exp", -T(0), 1},
                          {"exp", tiny, 1},
                          {"exp", nan, nan},
                          {"exp", -nan, nan},
                          {"expm1", -inf, -1},
                          {"expm1", limits::lowest(), -1},
                          {"expm1", T(0), 0},
                          {"expm1", -tiny, -tiny},
                          {"expm1", -limits::min(), -limits::min()},
                          {"expm1", nan, nan},
                          {"log1p", T(0), 0},
                          {"log1p", tiny, tiny},
                          {"log1p", limits::min(), limits::min()},
                          {"log1p", nan, nan},
                          {"tanh", inf, 1},
                          {"tanh", -inf, -1},
                          {"tanh", limits::max(), 1},
                          {"tanh", T(0), 0},
                          {"tanh", -T(0), -T(0)},
                          {"tanh", tiny, tiny},
                          {"tanh", -tiny, -tiny},
                          {"tanh", nan, nan},
                          {"logistic", inf, 1},
                          {"logistic", -inf, 0},
                          {"logistic", limits::max(), 1},
                          {"logistic", limits::lowest(), 0},
                          {"logistic", T(0), T(0.5)},
                          {"logistic", -T(0), T(0.5)},
                          {"logistic", nan, nan},
                          {"logistic", -nan, nan},
                          {"normal_cumulative", inf, 1},
                          {"normal_cumulative", -inf, 0},
                          {"normal_cumulative", limits::max(), 1},
                          {"normal_cumulative", limits::lowest(), 0},
                          {"normal_cumulative", nan, nan}};
    table::tally<T> wrong;
    const auto all = subjects<T>();
    for (const auto set : sets::all())
        for (const fact& expected : facts) {
            const auto f =
                std::find_if(all.begin(), all.end(), [&](const auto& g) { return g.name == expected.name; });
            const auto where = [&] { return f->name + " on " + sets::name(set); };
            const std::size_t width = sets::width<T>(set);
            for (std::size_t lane = 0; lane != width; ++lane) {
                std::vector<T> in(width, T(f->low < -1 ? -0.75 : 0.75)), out(width);
                in[lane] = expected.z;
                f->run(set, in.data(), out.data(), width);
                wrong.same(expected.z, out[lane], expected.value, where);
                for (std::size_t i = 0; i != width; ++i) wrong(i == lane || out[i] == out[lane == 0], where);
            }
        }
    INFO(wrong.first);
    CHECK(wrong.wrong == 0);
}

TEMPLATE_TEST_CASE("every vector function gives the same bits on AVX2 and AVX-512", "", float, double) {
    using T = TestType;
    if (detail::best_instruction_set() < sets::instruction_set::avx512)
        return;
    for (const auto& f : subjects<T>()) {
        const auto z = spread<T>(f.low, f.high);
        std::vector<T> a(z.size()), b(z.size());
        f.run(sets::instruction_set::avx2, z.data(), a.data(), z.size());
        f.run(sets::instruction_set::avx512, z.data(), b.data(), z.size());
        CAPTURE(f.name);
        CHECK(std::equal(a.begin(), a.end(), b.begin(), table::same<T>));
    }
}
