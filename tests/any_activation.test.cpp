// SPDX-License-Identifier: BSD-3-Clause
#include <crease/any_activation.hpp>

#include "support/catch.hpp"

#include <cmath>
#include <cstddef>
#include <limits>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

using namespace crease;

namespace {

struct in_float_alone {
    static constexpr std::string_view name = "half";
    float operator()(float z) const { return z / 2; }
    float slope(float) const { return 0.5F; }
};

/// Owns memory, as a functor with a table would.
struct stairs {
    static constexpr std::string_view name = "stairs";
    std::vector<double> edges;
    template <class T> T operator()(T z) const {
        T a = 0;
        for (const double edge : edges) a += z > static_cast<T>(edge) ? z - static_cast<T>(edge) : T(0);
        return a;
    }
    template <class T> T slope(T z) const {
        T s = 0;
        for (const double edge : edges) s += z > static_cast<T>(edge) ? T(1) : T(0);
        return s;
    }
    std::vector<double> knots() const { return edges; }
};

} // namespace

TEST_CASE("any_activation is its functor: name, value, slope and knots") {
    const any_activation leaky{leaky_relu{0.25}}, smooth{sigmoid{}}, straight{linear{}};
    CHECK(leaky.name() == "leaky_relu");
    CHECK(leaky(-2.0) == -0.5);
    CHECK(leaky(-2.0F) == -0.5F);
    CHECK(leaky.slope(-1.0) == 0.25);
    CHECK(leaky.slope(1.0F) == 1.0F);
    CHECK(leaky.knots() == std::vector<double>{0});
    CHECK(leaky.is_piecewise_linear());
    CHECK(smooth(0.0) == 0.5);
    CHECK_FALSE(smooth.is_piecewise_linear());
    CHECK(smooth.knots().empty());
    CHECK(straight.is_piecewise_linear());
    CHECK(straight.knots().empty());
    static_assert(std::is_same_v<decltype(leaky(1.0F)), float>);
    static_assert(std::is_same_v<decltype(leaky(1.0)), double>);
}

TEST_CASE("any_activation is made explicitly, and shows itself as an activation_view") {
    static_assert(!std::is_convertible_v<relu, any_activation>);
    static_assert(std::is_constructible_v<any_activation, relu>);
    static_assert(std::is_convertible_v<any_activation, activation_view>);
    const any_activation f{clipped_relu{3}};
    const activation_view view = f;
    CHECK(view.name() == "clipped_relu");
    CHECK(view(5.0) == 3);
    const any_activation copy{view};
    CHECK(copy.knots() == std::vector<double>{0, 3});
}

TEST_CASE("the functor comes back by its type, and only by its own") {
    const any_activation f{leaky_relu{0.25}};
    REQUIRE(f.target<leaky_relu>());
    CHECK(f.target<leaky_relu>()->negative_slope() == 0.25);
    CHECK(f.target<relu>() == nullptr);
    CHECK(activation_view(f).target<leaky_relu>() == f.target<leaky_relu>());
}

TEST_CASE("any_activation outlives the functor, and its copies outlive it") {
    const auto make = [] {
        const any_activation f{stairs{{0, 1, 2}}};
        auto copy = f;
        return copy;
    };
    const any_activation f = make();
    CHECK(f(3.0) == 6);
    CHECK(f.slope(1.5F) == 2);
    CHECK(f.knots() == std::vector<double>{0, 1, 2});
    CHECK(f.target<stairs>()->edges.size() == 3);
}

TEST_CASE("a moved-from any_activation can be assigned and destroyed") {
    any_activation f{stairs{{0}}};
    any_activation g = std::move(f);
    f = any_activation{relu{}};
    CHECK(f(-1.0) == 0);
    f = std::move(g);
    g = f;
    CHECK(g(2.0) == 2);
}

TEST_CASE("a functor of float alone serves doubles, rounded") {
    const any_activation f{in_float_alone{}};
    CHECK(f(3.0F) == 1.5F);
    CHECK(f(3.0) == 1.5);
    CHECK(f.slope(3.0) == 0.5);
    CHECK(f(1.0 + 1e-12) == 0.5);
}

TEST_CASE("map gives every value the bits it has alone, in place too, at every length") {
    const relu r;
    const sigmoid s;
    const stairs t{{-0.5, 0.5}};
    for (const activation_view f : {activation_view(r), activation_view(s), activation_view(t)})
        for (std::size_t n = 0; n != 70; ++n) {
            std::vector<double> in(n), out(n);
            std::vector<float> in_f(n);
            for (std::size_t i = 0; i != n; ++i) {
                in[i] = std::sin(static_cast<double>(i)) * 3;
                in_f[i] = static_cast<float>(in[i]);
            }
            auto in_place = in;
            auto out_f = in_f;
            f.map(in.data(), out.data(), n);
            f.map(in_place.data(), in_place.data(), n);
            f.map(in_f.data(), out_f.data(), n);
            bool same = out == in_place;
            for (std::size_t i = 0; i != n; ++i) {
                double alone;
                float alone_f;
                f.map(&in[i], &alone, 1);
                f.map(&in_f[i], &alone_f, 1);
                same = same && out[i] == alone && out_f[i] == alone_f;
                if (f.is_piecewise_linear() || f.name() == stairs::name)
                    same = same && out[i] == f(in[i]) && out_f[i] == f(in_f[i]);
                else // a vector rounds a smooth one otherwise
                    same = same && std::abs(out[i] - f(in[i])) < 1e-15 &&
                           std::abs(out_f[i] - f(in_f[i])) < 5e-7F;
            }
            CHECK(same);
        }
}

TEST_CASE("NaN in, NaN out through any_activation") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const any_activation& f :
         {any_activation{relu{}}, any_activation{gelu{}}, any_activation{hard_tanh{}}}) {
        CHECK(std::isnan(f(nan)));
        CHECK(std::isnan(f(static_cast<float>(nan))));
    }
}
