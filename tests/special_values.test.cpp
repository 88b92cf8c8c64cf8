// SPDX-License-Identifier: BSD-3-Clause
// NaN, infinities, -0 and denormals in x, in every weight and in every bias of whole networks: as in the
// plain twin.
//
// All other numbers are small whole ones, whose sums are exact in any order, and a sum that is 0 is -0 just
// if all of its terms are: the twin's result is the only one, NaN's own bits apart.
#include <crease/kernels/plain.hpp>
#include <crease/model.hpp>
#include <crease/predictor.hpp>
#include <crease/sequential.hpp>

#include "support/catch.hpp"
#include "support/twin.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

using namespace crease;

namespace {

using shape = std::array<std::size_t, 2>;

template <class T> T small_value(twin::numbers& next) {
    constexpr T choices[] = {T(-2), T(-1), T(-0.0), T(0), T(1), T(2)};
    return choices[next.below(6)];
}
template <class T> xt::xtensor<T, 2> small_matrix(std::size_t rows, std::size_t columns, unsigned seed) {
    xt::xtensor<T, 2> m(shape{rows, columns});
    twin::numbers next(seed);
    for (T& value : m) value = small_value<T>(next);
    return m;
}

/// Layers of relu, leaky_relu{0.5} and linear in turn, as run-time weights.
template <class T> struct network_data {
    std::vector<xt::xtensor<T, 2>> kernels;
    std::vector<xt::xtensor<T, 1>> biases;

    explicit network_data(const std::vector<std::size_t>& widths) {
        for (std::size_t l = 0; l + 1 != widths.size(); ++l) {
            kernels.push_back(small_matrix<T>(widths[l], widths[l + 1], static_cast<unsigned>(2 * l)));
            xt::xtensor<T, 1> bias(std::array{widths[l + 1]});
            twin::numbers next(static_cast<unsigned>(2 * l + 1));
            for (T& value : bias) value = small_value<T>(next);
            biases.push_back(bias);
        }
    }

    model<T> dynamic_network() const {
        const any_activation activations[] = {any_activation{relu{}}, any_activation{leaky_relu{0.5}},
                                              any_activation{linear{}}};
        model<T> net;
        for (std::size_t l = 0; l != kernels.size(); ++l)
            net.add(dense<any_activation, T>(kernels[l], biases[l], activations[l % 3]));
        return net;
    }

    xt::xtensor<T, 2> plain(const xt::xtensor<T, 2>& x) const {
        xt::xtensor<T, 2> h = x;
        for (std::size_t l = 0; l != kernels.size(); ++l) {
            const std::size_t rows = x.shape()[0], in = kernels[l].shape()[0], out = kernels[l].shape()[1];
            xt::xtensor<T, 2> z(shape{rows, out});
            detail::affine(h.data(), in, rows, kernels[l].data(), biases[l].data(), in, out, z.data(), out);
            if (l % 3 != 2)
                for (T& value : z) value = value < 0 ? (l % 3 == 0 ? T(0) : T(0.5) * value) : value;
            h = z;
        }
        return h;
    }
};

template <class T> bool same_or_nan(const T* a, const T* b, std::size_t n) {
    for (std::size_t i = 0; i != n; ++i)
        if (std::isnan(a[i]) ? !std::isnan(b[i]) : std::memcmp(a + i, b + i, sizeof(T)) != 0)
            return false;
    return true;
}
template <class T> bool same_or_nan(const xt::xtensor<T, 2>& a, const xt::xtensor<T, 2>& b) {
    return detail::same_shape(a, b) && same_or_nan(a.data(), b.data(), a.size());
}

template <class T, class Visit> void with_special_values(T& place, Visit visit) {
    using limits = std::numeric_limits<T>;
    const T before = place;
    for (const T value : {limits::quiet_NaN(), limits::infinity(), -limits::infinity(), T(-0.0)}) {
        place = value;
        visit();
    }
    place = before;
}

/// Whether runs(data)(x) is the plain twin's result, whatever special value stands wherever.
template <class T, class Runs>
bool holds(const std::vector<std::size_t>& widths, std::size_t rows, Runs runs) {
    network_data<T> data(widths);
    xt::xtensor<T, 2> x = small_matrix<T>(rows, widths[0], 99);
    bool good = true;
    const auto with_other_weights = [&] { good = good && runs(data)(x, data.plain(x)); };
    with_other_weights();
    for (std::size_t l = 0; l != data.kernels.size(); ++l) {
        for (T& place : data.kernels[l]) with_special_values(place, with_other_weights);
        for (T& place : data.biases[l]) with_special_values(place, with_other_weights);
    }
    const auto same_weights = runs(data);
    for (T& place : x) with_special_values(place, [&] { good = good && same_weights(x, data.plain(x)); });
    return good;
}

/// The network as predictor and as net(x).
template <class T> auto dynamic_runs(const network_data<T>& data) {
    return [net = data.dynamic_network(), p = predictor{data.dynamic_network()}](
               const xt::xtensor<T, 2>& x, const xt::xtensor<T, 2>& expected) {
        return same_or_nan(net(x), expected) && same_or_nan(p(x), expected);
    };
}

/// The network with compile-time shapes as net(x) and, row by row, as net(std::array).
template <class Net, class T> auto static_runs(const network_data<T>& data) {
    return [net = data.dynamic_network().template as<Net>()](const xt::xtensor<T, 2>& x,
                                                             const xt::xtensor<T, 2>& expected) {
        constexpr auto in = std::remove_cvref_t<decltype(net.template layer<0>())>::static_in;
        bool good = same_or_nan(net(x), expected);
        for (std::size_t r = 0; r != x.shape()[0]; ++r) {
            std::array<T, in> sample;
            for (std::size_t k = 0; k != in; ++k) sample[k] = x(r, k);
            const auto y = net(sample);
            good = good && same_or_nan(y.data(), &expected(r, 0), y.size());
        }
        return good;
    };
}

} // namespace

TEMPLATE_TEST_CASE("NaN, infinities and -0 pass through predictor and net(x) as through the plain twin", "",
                   float, double) {
    const std::vector<std::size_t> widths = GENERATE(values<std::vector<std::size_t>>({{1, 1},
                                                                                       {1, 3},
                                                                                       {2, 5},
                                                                                       {3, 17},
                                                                                       {5, 9},
                                                                                       {33, 1},
                                                                                       {35, 3},
                                                                                       {1, 3, 1},
                                                                                       {2, 5, 4, 1},
                                                                                       {3, 17, 2},
                                                                                       {33, 5, 2}}));
    const std::size_t rows = GENERATE(1U, 5U, 40U);
    CAPTURE(widths, rows);
    CHECK(holds<TestType>(widths, rows, dynamic_runs<TestType>));
}

TEMPLATE_TEST_CASE("They pass as one stream, and with samples in lanes, too", "", float, double) {
    const std::vector<std::size_t> widths =
        GENERATE(values<std::vector<std::size_t>>({{1, 1}, {1, 3}, {1, 8}, {1, 3, 1}, {2, 5, 4, 1}}));
    CAPTURE(widths);
    CHECK(holds<TestType>(widths, 200, dynamic_runs<TestType>));
}

TEMPLATE_TEST_CASE("They pass through static networks as through the plain twin", "", float, double) {
    using T = TestType;
    const std::size_t rows = GENERATE(1U, 5U, 40U);
    CAPTURE(rows);
    CHECK(holds<T>({1, 3}, rows, static_runs<sequential<dense<relu, T, 1, 3>>, T>));
    CHECK(holds<T>({3, 17}, rows, static_runs<sequential<dense<relu, T, 3, 17>>, T>));
    CHECK(holds<T>(
        {1, 3, 5, 1}, rows,
        static_runs<sequential<dense<relu, T, 1, 3>, dense<leaky_relu, T, 3, 5>, dense<linear, T, 5, 1>>,
                    T>));
    CHECK(holds<T>({9, 20, 2}, rows,
                   static_runs<sequential<dense<relu, T, 9, 20>, dense<leaky_relu, T, 20, 2>>, T>));
}

TEMPLATE_TEST_CASE("A sum of nothing but -0 is -0, and denormals are kept, in every network", "", float,
                   double) {
    using T = TestType;
    const T tiny = 3 * std::numeric_limits<T>::denorm_min();
    const auto hold = [&](const auto& net, const auto& run) {
        for (const std::size_t rows : {1U, 5U, 40U}) {
            const std::size_t in = net.layers()[0].in();
            const xt::xtensor<T, 2> zero(shape{rows, in}, T(-0.0));
            for (const T value : run(zero)) CHECK((value == 0 && std::signbit(value)));
            xt::xtensor<T, 2> x(shape{rows, in}, T(0));
            for (std::size_t r = 0; r != rows; ++r) x(r, r % in) = tiny;
            for (const T value : run(x)) CHECK(value == 2 * tiny);
        }
    };
    const auto layer = [](std::size_t in, std::size_t out) {
        return dense<relu, T>(xt::xtensor<T, 2>(shape{in, out}, T(2)),
                              xt::xtensor<T, 1>(std::array{out}, T(-0.0)));
    };
    for (const auto [in, out] : {shape{1, 1}, shape{1, 5}, shape{3, 20}, shape{35, 2}, shape{33, 64}}) {
        const auto one = layer(in, out);
        hold(one, one);
        hold(one, predictor{one});
    }
    const dense<relu, T, 3, 5> fixed(layer(3, 5).layers()[0]);
    hold(fixed, fixed);
    const sequential in_lanes{dense<relu, T, 3, 5>(layer(3, 5).layers()[0])};
    hold(in_lanes, in_lanes);
}
