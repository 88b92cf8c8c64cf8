// SPDX-License-Identifier: BSD-3-Clause
#include <crease/activations.hpp>

#include "support/activation_table.hpp"
#include "support/catch.hpp"
#include "support/functors.hpp"
#include "support/instruction_sets.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cfenv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

using namespace crease;

#ifndef __has_feature
#define __has_feature(feature) 0
#endif

namespace {

// All floats where that takes seconds; a spread of them at -O0 and under a sanitizer.
#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) &&              \
    !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer) &&                                 \
    !__has_feature(memory_sanitizer)
constexpr std::uint32_t stride = 1;
#else
constexpr std::uint32_t stride = 4099;
#endif

template <class T> using map = std::function<void(const T*, T*, std::size_t)>;

/// An activation over memory, on one instruction set.
template <class T> struct vector_path {
    sets::instruction_set set;
    map<T> value, slope;
};

template <class T> struct subject {
    std::string name;
    bool exact; // of every path the same bits
    std::vector<table::row<T>> rows;
    std::function<T(T)> value, slope;
    std::vector<vector_path<T>> vectors;
};

template <class F> struct slope_of : detail::formula<slope_of<F>> {
    F f;
    explicit slope_of(F g) : f{g} {}
    template <detail::lanes Z> [[gnu::always_inline]] Z operator()(Z z) const { return f.slope(z); }
};

template <class T, class F> std::vector<vector_path<T>> vectors_of(F f) {
    std::vector<vector_path<T>> paths;
    for (const auto set : sets::all())
        paths.push_back(
            {set, [f, set](const T* in, T* out, std::size_t n) { sets::run(set, f, in, out, n); },
             [f, set](const T* in, T* out, std::size_t n) { sets::run(set, slope_of<F>(f), in, out, n); }});
    return paths;
}

template <class T> const std::vector<subject<T>>& subjects() {
    static const auto list = [] {
        auto rows = table::read<T>();
        std::vector<subject<T>> all;
        table::for_each_activation([&](const std::string& name, auto f) {
            using F = decltype(f); // hard_sigmoid's slope * z + offset may be rounded once or twice
            all.push_back({name, piecewise_linear_activation<F> && !std::same_as<F, hard_sigmoid>,
                           rows.at(name), [f](T z) { return f(z); }, [f](T z) { return f.slope(z); },
                           vectors_of<T>(f)});
            rows.erase(name);
        });
        if (!rows.empty())
            throw std::runtime_error("not tested: " + rows.begin()->first);
        return all;
    }();
    return list;
}

/// What the last bit of x is worth.
template <class T> T ulp(T x) {
    using limits = std::numeric_limits<T>;
    if (!(std::abs(x) >= limits::min()))
        return limits::denorm_min();
    return std::ldexp(T(1), std::max(std::ilogb(x) + 1 - limits::digits, std::ilogb(limits::denorm_min())));
}

/// How far from the truth a value or slope may be: in its own ulps, in ulps of 1 where terms cancel, and in
/// denormals where a factor is one.
struct bound {
    double own = 0, of_one = 0, denormals = 0;
};

bound value_bound(const std::string& name, double z) {
    if (name.starts_with("hard_sigmoid"))
        return {0, 1};
    if (name == "sigmoid")
        return {2, 0};
    if (name == "gelu") // a scalar: rounding z / sqrt(2) is worth z * z ulps of erfc
        return {std::max(4 + z * z, 7.5), 0, std::abs(z)};
    if (name == "silu")
        return {4, 0, std::abs(z)};
    if (name == "tanh" || name.starts_with("elu") || name == "softplus")
        return {3, 0};
    return {};
}
bound slope_bound(const std::string& name, double z) {
    if (name == "sigmoid" || name == "tanh")
        return {5, 0};
    if (name.starts_with("elu") || name == "softplus")
        return {2, 0};
    if (name == "silu")
        return {5, 2, std::abs(z)};
    if (name == "gelu")
        return {5 + z * z, 2, std::abs(z)};
    return {};
}
template <class T> bool within(bound allowed, T got, T expected) {
    if (std::isnan(expected) || std::isinf(expected))
        return table::same(got, expected);
    using limits = std::numeric_limits<T>;
    if (!std::isfinite(T(allowed.own)) || !std::isfinite(T(allowed.denormals)))
        allowed = {}; // so far out that the limit is met exactly
    return std::abs(got - expected) <= T(allowed.own) * ulp(expected) +
                                           T(allowed.of_one) * limits::epsilon() +
                                           T(allowed.denormals) * limits::denorm_min();
}

/// What stands in a vector beside the value looked at.
template <class T> std::vector<T> ordinary(std::size_t n) {
    std::vector<T> values;
    for (std::size_t i = 0; i != n; ++i)
        values.push_back(static_cast<T>(i % 2 == 0 ? 0.37 : -0.59) * static_cast<T>(i + 1));
    return values;
}

template <class F, class... Arguments>
constexpr bool refuses_default = !std::default_initializable<F> && std::constructible_from<F, Arguments...>;

struct slopeless {
    static constexpr const char* name = "slopeless";
    double operator()(double z) const { return z; }
};

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double quiet_nan = std::numeric_limits<double>::quiet_NaN();

template <class Make> std::string refusal(Make make) {
    try {
        make();
    } catch (const value_error& e) {
        return e.what();
    }
    return "accepted";
}

} // namespace

static_assert(linear{}(-2.0) == -2 && linear{}.slope(-2.0F) == 1);
static_assert(relu{}(-2.0) == 0 && relu{}(2.0F) == 2 && relu{}.slope(0.0) == 0 && relu{}.slope(0.5) == 1);
static_assert(leaky_relu{0.25}(-2.0) == -0.5 && leaky_relu{0.25}.slope(0.0) == 0.25);
static_assert(leaky_relu{0.25}.negative_slope() == 0.25);
static_assert(relu6(7.0) == 6 && relu6(-1.0) == 0 && relu6.slope(6.0) == 1 && relu6.maximum() == 6);
static_assert(hard_sigmoid::onnx()(1.0) == 0.7 && hard_sigmoid{0.25, 0.5}(1.0F) == 0.75F);
static_assert(hard_sigmoid::pytorch().inner_slope() == 1.0 / 6 && hard_sigmoid::onnx().offset() == 0.5);
static_assert(hard_tanh{}(-7.0) == -1 && hard_tanh{}.slope(-1.0) == 0 && hard_tanh{}.slope(1.0) == 1);
static_assert(absolute{}(-3.0) == 3 && absolute{}.slope(0.0) == -1 && absolute{}.slope(0.1F) == 1);

static_assert(linear{}.knots().empty() && relu{}.knots() == std::array{0.0});
static_assert(leaky_relu{0.1}.knots() == std::array{0.0} && absolute{}.knots() == std::array{0.0});
static_assert(relu6.knots() == std::array{0.0, 6.0} && hard_tanh{}.knots() == std::array{-1.0, 1.0});
static_assert(hard_sigmoid::pytorch().knots() == std::array{-3.0, 3.0});
static_assert(hard_sigmoid::onnx().knots() == std::array{-2.5, 2.5});

static_assert(refuses_default<leaky_relu, double>);
static_assert(refuses_default<clipped_relu, double>);
static_assert(refuses_default<hard_sigmoid, double, double>);
static_assert(!std::convertible_to<double, leaky_relu> && !std::convertible_to<double, clipped_relu>);
static_assert(std::default_initializable<elu>);

static_assert(activation<user::square> && activation<user::square, float>);
static_assert(!piecewise_linear_activation<user::square>);
static_assert(!activation<slopeless> && !activation<int>);

TEST_CASE("every activation is one, with floats and with doubles") {
    table::for_each_activation([](const std::string&, auto f) {
        using F = decltype(f);
        STATIC_REQUIRE(activation<F, float>);
        STATIC_REQUIRE(activation<F, double>);
        STATIC_REQUIRE(std::same_as<decltype(f(1.0F)), float>);
        STATIC_REQUIRE(std::same_as<decltype(f.slope(1.0F)), float>);
        STATIC_REQUIRE(std::is_trivially_copyable_v<F>);
    });
}

TEST_CASE("those made of straight pieces, and no others, have knots") {
    std::string with_knots;
    table::for_each_activation([&](const std::string&, auto f) {
        using F = decltype(f);
        if (piecewise_linear_activation<F> && !with_knots.ends_with(std::string(F::name) + " "))
            with_knots += std::string(F::name) + " ";
    });
    CHECK(with_knots == "linear relu leaky_relu clipped_relu hard_sigmoid hard_tanh abs ");
}

TEST_CASE("the names are those in files, never to change") {
    CHECK(linear::name == "linear");
    CHECK(relu::name == "relu");
    CHECK(leaky_relu::name == "leaky_relu");
    CHECK(clipped_relu::name == "clipped_relu");
    CHECK(hard_sigmoid::name == "hard_sigmoid");
    CHECK(hard_tanh::name == "hard_tanh");
    CHECK(absolute::name == "abs");
    CHECK(sigmoid::name == "sigmoid");
    CHECK(hyperbolic_tangent::name == "tanh");
    CHECK(elu::name == "elu");
    CHECK(softplus::name == "softplus");
    CHECK(silu::name == "silu");
    CHECK(gelu::name == "gelu");
}

TEMPLATE_TEST_CASE("values and slopes are those of the table", "", float, double) {
    using T = TestType;
    for (const auto& f : subjects<T>()) {
        table::tally<T> wrong;
        for (const auto& [z, value, slope] : f.rows) {
            const auto differs = [&, z = z](const char* what, T got, T expected) {
                return f.name + what + " at " + wrong.text(z) + ": got " + wrong.text(got) + ", expected " +
                       wrong.text(expected);
            };
            const T v = f.value(z), s = f.slope(z);
            wrong(within(value_bound(f.name, static_cast<double>(z)), v, value),
                  [&, value = value] { return differs("", v, value); });
            wrong(v != 0 || value != 0 || table::same(v, value), // the sign of a zero
                  [&, value = value] { return differs("", v, value); });
            wrong(within(slope_bound(f.name, static_cast<double>(z)), s, slope),
                  [&, slope = slope] { return differs(" slope", s, slope); });
        }
        INFO(wrong.first);
        CHECK(wrong.wrong == 0);
        CHECK(wrong.compared > 250);
    }
}

TEMPLATE_TEST_CASE("NaN in, NaN out; nothing else becomes NaN", "", float, double) {
    using T = TestType;
    using limits = std::numeric_limits<T>;
    for (const auto& f : subjects<T>()) {
        CAPTURE(f.name);
        for (const T nan : {limits::quiet_NaN(), -limits::quiet_NaN(), limits::signaling_NaN()}) {
            CHECK(std::isnan(f.value(nan)));
            CHECK(std::isnan(f.slope(nan)) == (f.name != "linear")); // a constant slope is the same at NaN
        }
        std::size_t became_nan = 0;
        std::mt19937_64 random(1);
        for (int i = 0; i != 100'000; ++i) { // any bits
            T z;
            if constexpr (sizeof(T) == 4)
                z = std::bit_cast<T>(static_cast<std::uint32_t>(random()));
            else
                z = std::bit_cast<T>(static_cast<std::uint64_t>(random()));
            became_nan += !std::isnan(z) && (std::isnan(f.value(z)) || std::isnan(f.slope(z)));
        }
        CHECK(became_nan == 0);
    }
}

TEST_CASE("a parameter too large or too small for a float makes no NaN") {
    const auto finds_no_nan = [](const auto& f) {
        bool none = true;
        for (const auto& row : subjects<float>().front().rows)
            if (!std::isnan(row.z))
                none = none && !std::isnan(f(row.z)) && !std::isnan(f.slope(row.z));
        return none;
    };
    const double parameter = GENERATE(1e300, 1e-300, 1e40, 1e-46);
    CAPTURE(parameter);
    CHECK(finds_no_nan(leaky_relu{parameter}));
    CHECK(finds_no_nan(leaky_relu{-parameter}));
    CHECK(finds_no_nan(clipped_relu{parameter}));
    CHECK(finds_no_nan(hard_sigmoid{parameter, 0.5}));
    CHECK(finds_no_nan(hard_sigmoid{0.2, parameter}));
    CHECK(finds_no_nan(hard_sigmoid{parameter, -parameter}));
    CHECK(finds_no_nan(elu{parameter}));
    CHECK(finds_no_nan(elu{-parameter}));
}

TEMPLATE_TEST_CASE("zeros keep their sign, except through abs", "", float, double) {
    using T = TestType;
    for (const auto& f : subjects<T>()) {
        if (f.value(0) != 0)
            continue; // sigmoids and softplus
        CAPTURE(f.name);
        CHECK(table::same(f.value(T(0)), T(0)));
        CHECK(table::same(f.value(-T(0)), f.name == "abs" ? T(0) : -T(0)));
    }
    CHECK(table::same(relu{}(-T(3)), T(0)));
    CHECK(table::same(leaky_relu{0}(-std::numeric_limits<T>::infinity()), T(0)));
}

TEMPLATE_TEST_CASE(
    "vectors give a scalar's bits where pieces are straight, and elsewhere come as near to the truth", "",
    float, double) {
    using T = TestType;
    for (const auto& f : subjects<T>()) {
        table::tally<T> wrong;
        std::vector<T> z, value(f.rows.size()), slope(f.rows.size());
        for (const auto& row : f.rows) z.push_back(row.z);
        for (const auto& vector : f.vectors) {
            const auto where = [&] { return f.name + " on " + sets::name(vector.set); };
            vector.value(z.data(), value.data(), z.size());
            vector.slope(z.data(), slope.data(), z.size());
            for (std::size_t i = 0; i != z.size(); ++i) {
                if (f.exact) {
                    wrong.same(z[i], value[i], f.value(z[i]), where);
                    wrong.same(z[i], slope[i], f.slope(z[i]), where);
                    continue;
                }
                const auto& row = f.rows[i];
                const auto differs = [&](const char* what, T got, T expected) {
                    return where() + what + " at " + wrong.text(z[i]) + ": got " + wrong.text(got) +
                           ", expected " + wrong.text(expected);
                };
                const auto point = static_cast<double>(z[i]);
                wrong(within(value_bound(f.name, point), value[i], row.value),
                      [&] { return differs("", value[i], row.value); });
                wrong(value[i] != 0 || row.value != 0 ||
                          table::same(value[i], row.value), // the sign of a zero
                      [&] { return differs("", value[i], row.value); });
                wrong(within(slope_bound(f.name, point), slope[i], row.slope),
                      [&] { return differs(" slope", slope[i], row.slope); });
            }
        }
        INFO(wrong.first);
        CHECK(wrong.wrong == 0);
        CHECK(wrong.compared > 150 * f.vectors.size());
    }
}

TEMPLATE_TEST_CASE("an element's result does not depend on its lane or on those beside it", "", float,
                   double) {
    using T = TestType;
    for (const auto& f : subjects<T>()) {
        table::tally<T> wrong;
        for (const auto& vector : f.vectors) {
            const auto where = [&] { return f.name + " on " + sets::name(vector.set); };
            const std::size_t width = sets::width<T>(vector.set);
            const auto others = ordinary<T>(width);
            auto z = others, value = others, slope = others, other_values = others, other_slopes = others;
            vector.value(others.data(), other_values.data(), width);
            vector.slope(others.data(), other_slopes.data(), width);
            for (const auto& row : f.rows) {
                T expected, expected_slope;
                vector.value(&row.z, &expected, 1);
                vector.slope(&row.z, &expected_slope, 1);
                for (std::size_t lane = 0; lane != width; ++lane) {
                    z = others;
                    z[lane] = row.z;
                    vector.value(z.data(), value.data(), width);
                    vector.slope(z.data(), slope.data(), width);
                    for (std::size_t i = 0; i != width; ++i) {
                        wrong.same(z[i], value[i], i == lane ? expected : other_values[i], where);
                        wrong.same(z[i], slope[i], i == lane ? expected_slope : other_slopes[i], where);
                    }
                }
            }
        }
        INFO(wrong.first);
        CHECK(wrong.wrong == 0);
    }
}

TEMPLATE_TEST_CASE("nor on its place in memory of any length, and nothing is written beyond the end", "",
                   float, double) {
    using T = TestType;
    constexpr std::size_t longest = 70;
    for (const auto& f : subjects<T>()) {
        table::tally<T> wrong;
        const std::size_t points = f.rows.size();
        std::vector<T> z, expected(points);
        for (const auto& row : f.rows) z.push_back(row.z);
        std::array<T, longest + 16> in{}, out{};
        for (const auto& vector : f.vectors) {
            for (std::size_t i = 0; i != points; ++i) vector.value(&z[i], &expected[i], 1);
            for (std::size_t n = 0; n <= longest; ++n)
                for (std::size_t shift = 0; shift < points; ++shift) { // each point at each place
                    const auto where = [&] {
                        return f.name + " on " + sets::name(vector.set) + ", element of " + std::to_string(n);
                    };
                    for (std::size_t i = 0; i != n; ++i) in[i] = z[(i + shift) % points];
                    out.fill(T(77));
                    vector.value(in.data(), out.data(), n);
                    for (std::size_t i = 0; i != n; ++i)
                        wrong.same(in[i], out[i], expected[(i + shift) % points], where);
                    wrong(std::count(out.begin(), out.end(), T(77)) >= static_cast<long>(out.size() - n),
                          [&] { return where() + ": wrote beyond the end"; });
                    if (shift % 10 != 0)
                        continue;
                    vector.value(in.data(), in.data(), n);
                    wrong(std::equal(in.begin(), in.begin() + n, out.begin(), table::same<T>),
                          [&] { return where() + ": in place differs"; });
                }
        }
        INFO(wrong.first);
        CHECK(wrong.wrong == 0);
    }
}

TEST_CASE("slopes are central differences, off the knots") {
    constexpr double h = 1e-5;
    for (const auto& f : subjects<double>()) {
        CAPTURE(f.name);
        for (double z = -9.875; z < 10; z += 0.25) { // no knot is within h
            CAPTURE(z);
            CHECK(std::abs((f.value(z + h) - f.value(z - h)) / (2 * h) - f.slope(z)) < 1e-9);
        }
    }
}

TEST_CASE("at a knot the value is continuous and the slope is the left piece's") {
    table::for_each_activation([](const std::string& name, auto f) {
        if constexpr (piecewise_linear_activation<decltype(f)>)
            for (const double knot : f.knots()) {
                CAPTURE(name, knot);
                CHECK(f.slope(knot) == f.slope(knot - 0.25));
                CHECK(f.slope(knot) == f.slope(std::nextafter(knot, -infinity)));
                CHECK(f.slope(std::nextafter(knot, infinity)) == f.slope(knot + 0.25));
                CHECK(std::abs(f(std::nextafter(knot, -infinity)) - f(knot)) < 1e-14);
                CHECK(std::abs(f(std::nextafter(knot, infinity)) - f(knot)) < 1e-14);
            }
    });
}

TEST_CASE("sigmoid of every float: in [0, 1], never falling, within 2 ulp, and no overflow") {
    constexpr std::uint32_t infinity_bits = 0x7f800000;
    constexpr std::uint32_t block = 1U << 14;
    std::vector<float> z(block), a(block);
    // The double is 2^29 times finer than the ulps it measures; for z < 0 its formula is another one.
    const auto reference = [](double x) {
        const double e = std::exp(-std::abs(x));
        return x < 0 ? e / (1 + e) : 1 / (1 + e);
    };
    const auto error_in_ulps = [&reference](float x, float got) {
        const double right = reference(static_cast<double>(x));
        const double power = std::bit_cast<double>(std::bit_cast<std::uint64_t>(right) & 0x7ff0000000000000U);
        return std::abs(static_cast<double>(got) - right) / std::max(power * 0x1p-23, 0x1p-149);
    };
    const auto set = GENERATE(from_range(sets::all()));
    std::uint64_t seen = 0;
    std::size_t falls = 0, far = 0;
    float last = 0, where_fell = 0, where_far = 0;
    double worst = 0;
    const auto look = [&](std::size_t n) {
        sets::run(set, sigmoid{}, z.data(), a.data(), n);
        seen += n;
        std::uint32_t here = !(last <= a[0]);
        for (std::size_t i = 1; i < n; ++i) here += !(a[i - 1] <= a[i]); // a NaN counts, too
        if (here != 0 && falls == 0)
            where_fell = z[0];
        falls += here;
        last = a[n - 1];
        // Where 0, 1/2 or 1 is right to a quarter of an ulp, a block that is all that needs no closer look.
        const double from = static_cast<double>(z[0]), to = static_cast<double>(z[n - 1]);
        const double right = to < -105 ? 0 : from > 18 ? 1 : 0.5;
        const bool constant = right != 0.5 || std::max(std::abs(from), std::abs(to)) < 0x1p-26;
        if (constant && here == 0 && static_cast<double>(a[0]) == right && a[0] == last)
            return;
        for (std::size_t i = z[0] < 0 ? 0 : 3; i < n;
             i += 5) { // never falling, errors do not hide in between
            const double error = error_in_ulps(z[i], a[i]);
            far += !(error <= 2);
            if (!(error <= worst)) {
                worst = error;
                where_far = z[i];
            }
        }
    };
    std::feclearexcept(FE_ALL_EXCEPT);
    for (const bool negative : {true, false}) // from -inf up to -0.0, from 0.0 up to inf
        for (std::uint32_t k = 0; k <= infinity_bits;) {
            const std::uint32_t n = std::min(block, (infinity_bits - k) / stride + 1);
            for (std::uint32_t i = 0; i != n; ++i)
                z[i] = std::bit_cast<float>(negative ? 0xff800000U - k - i * stride : k + i * stride);
            k += n * stride;
            look(n);
        }
    CHECK(std::fetestexcept(FE_OVERFLOW | FE_INVALID | FE_DIVBYZERO) == 0);
    CHECK(seen == 2 * (infinity_bits / std::uint64_t{stride} + 1));
    CAPTURE(sets::name(set), where_fell, where_far, worst);
    CHECK(falls == 0); // from 0, so that none is below
    CHECK(last <= 1);
    CHECK(far == 0);
    CHECK(worst > 0.5); // else nothing was measured
}

TEST_CASE("sigmoid of doubles: in [0, 1], never falling, within 2 ulp, and no overflow") {
    // Where long double is no finer than double, the reference is off as well.
    constexpr double allowed = std::numeric_limits<long double>::digits >= 64 ? 2 : 4;
    const auto error_in_ulps = [](double z, double got) {
        const long double e = std::exp(-std::abs(static_cast<long double>(z)));
        const long double right = z < 0 ? e / (1 + e) : 1 / (1 + e);
        return static_cast<double>(std::abs(static_cast<long double>(got) - right) /
                                   ulp(static_cast<double>(right)));
    };
    std::vector<double> lower, upper; // lower[i] <= upper[i]
    const auto look = [&](double a, double b) {
        lower.push_back(a);
        upper.push_back(b);
    };
    SECTION("around the seam of its branches, and where it begins, turns and ends") {
        const double center =
            GENERATE(-53 * 0.69314718055994530942, -40.0, -36.0437, -745.1332, -709.78, -708.4, -1e-300,
                     36.7368, -0.69314718055994531, -1.0986122886681098, 709.78, -36.0, 36.0, -746.0, 44.0);
        double z = center;
        for (int i = 0; i != 5000; ++i) z = std::nextafter(z, -infinity);
        for (int i = 0; i != 10'000; ++i) {
            const double next = std::nextafter(z, infinity);
            look(z, next);
            z = next;
        }
    }
    SECTION("around the seams of the vectors' octaves") {
        for (int octave = -1076; octave <= 60; ++octave) {
            const double seam = (octave + 0.5) * 0.69314718055994530942;
            double z = seam;
            for (int i = 0; i != 50; ++i) z = std::nextafter(z, -infinity);
            for (int i = 0; i != 100; ++i) {
                look(z, std::nextafter(z, infinity));
                z = std::nextafter(z, infinity);
            }
        }
    }
    SECTION("at a million random pairs") {
        std::mt19937_64 random(2);
        const auto draw = [&random](double reach) {
            return std::ldexp(static_cast<double>(random() >> 11), -52) * reach - reach;
        };
        for (int i = 0; i != 500'000; ++i) {
            const double z = draw(750), near = draw(40);
            const double other = draw(750);
            look(std::min(z, other), std::max(z, other));
            look(near, i % 2 == 0 ? std::nextafter(near, infinity) : near + 1e-12);
        }
    }
    SECTION("at any magnitude") {
        std::mt19937_64 random(3);
        for (int i = 0; i != 100'000; ++i) {
            const double z = std::bit_cast<double>(static_cast<std::uint64_t>(random()));
            if (!std::isnan(z))
                look(z, std::nextafter(z, infinity));
        }
        for (const double z : {-infinity, -1e300, -0.0, 0.0, 1e300}) look(z, infinity);
    }
    const std::size_t n = lower.size();
    std::vector<double> a(n), b(n);
    const auto check = [&](const std::string& path) {
        const int raised = std::fetestexcept(FE_OVERFLOW | FE_INVALID | FE_DIVBYZERO);
        std::size_t wrong = 0;
        double worst = 0, where = 0;
        for (std::size_t i = 0; i != n; ++i) {
            const double error = error_in_ulps(lower[i], a[i]);
            if (!(0 <= a[i] && a[i] <= b[i] && b[i] <= 1 && error <= allowed) && wrong++ == 0)
                where = lower[i];
            worst = std::max(worst, error);
        }
        CAPTURE(path, where, worst);
        CHECK(raised == 0);
        CHECK(wrong == 0);
    };
    std::feclearexcept(FE_ALL_EXCEPT);
    std::transform(lower.begin(), lower.end(), a.begin(), sigmoid{});
    std::transform(upper.begin(), upper.end(), b.begin(), sigmoid{});
    check("scalar");
    for (const auto set : sets::all()) {
        std::feclearexcept(FE_ALL_EXCEPT);
        sets::run(set, sigmoid{}, lower.data(), a.data(), n);
        sets::run(set, sigmoid{}, upper.data(), b.data(), n);
        check(sets::name(set));
    }
}

TEST_CASE("parameters are kept as given") {
    CHECK(leaky_relu{-0.7}.negative_slope() == -0.7);
    CHECK(clipped_relu{2.5}.maximum() == 2.5);
    CHECK(clipped_relu{2.5}(3.0) == 2.5);
    CHECK(hard_sigmoid{0.2, 0.25}.offset() == 0.25);
    CHECK(elu{}.alpha() == 1);
    CHECK(elu{0.3}.alpha() == 0.3);
}

TEST_CASE("a parameter that makes no sense is refused") {
    for (const double bad : {quiet_nan, infinity, -infinity}) {
        CAPTURE(bad);
        const std::string got = ", got " + detail::number_text(bad);
        CHECK(refusal([&] { leaky_relu{bad}; }) == "leaky_relu: expected a finite negative_slope" + got);
        CHECK(refusal([&] { clipped_relu{bad}; }) == "clipped_relu: expected a finite maximum > 0" + got);
        CHECK(refusal([&] { hard_sigmoid{bad, 0.5}; }) == "hard_sigmoid: expected a finite slope > 0" + got);
        CHECK(refusal([&] { hard_sigmoid{0.2, bad}; }) == "hard_sigmoid: expected a finite offset" + got);
        CHECK(refusal([&] { elu{bad}; }) == "elu: expected a finite alpha" + got);
    }
    for (const double bad : {0.0, -0.0, -1.0}) {
        CAPTURE(bad);
        const std::string got = ", got " + detail::number_text(bad);
        CHECK(refusal([&] { clipped_relu{bad}; }) == "clipped_relu: expected a finite maximum > 0" + got);
        CHECK(refusal([&] { hard_sigmoid{bad, 0.5}; }) == "hard_sigmoid: expected a finite slope > 0" + got);
    }
    CHECK(refusal([] { leaky_relu{-1}; }) == "accepted");
    CHECK(refusal([] { elu{-1}; }) == "accepted");
}
