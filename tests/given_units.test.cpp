// SPDX-License-Identifier: BSD-3-Clause
#include <crease/anatomy/given_units.hpp>
#include <crease/anatomy/value_range.hpp>
#include <crease/detail/byte_bits.hpp>

#include "support/catch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

using namespace crease::detail;

TEST_CASE("bits_of has a bit for each of the first bytes that is not 0") {
    std::vector<std::uint8_t> bytes(64);
    for (std::size_t i = 0; i != 64; ++i)
        bytes[i] = std::array<std::uint8_t, 5>{0, 1, 128, 0, 255}[i * 7 % 5];
    for (std::size_t count = 0; count <= 64; ++count) {
        std::uint64_t expected = 0;
        for (std::size_t i = 0; i != count; ++i) expected |= std::uint64_t{bytes[i] != 0} << i;
        CAPTURE(count);
        CHECK(bits_of(bytes.data(), count) == expected);
    }
}

namespace {

/// z of `units` units on a cell of D coordinates with three corners, against sides and gifts one by one. The
/// activation gives nothing, a slope, or an intercept. All sums are exact.
template <std::size_t D> void check_sides(crease::detail::instruction_set set, std::size_t units) {
    const std::vector<double> knots{0, 1}, slopes{0, 1, 0}, intercepts{0, 0, 1};
    const std::array<std::array<double, 3>, 2> corners{{{0, 2, 1}, {0, 0, 4}}};
    const std::size_t z_stride = units + 3, stride = (units + 63) / 64 * 64;
    std::vector<double> sum((D + 1) * z_stride), z(sum.size(), -7), sizes(units, 16), largest(units),
        overflow(line_width<double>, 1);
    for (std::size_t i = 0; i != sum.size(); ++i) sum[i] = static_cast<double>(i * 5 % 13) / 2 - 3;
    for (std::size_t i = 0; i < sum.size(); i += 11)
        sum[i] = i % 2 ? 1e-13 : -1e-13; // what rounding left of 0
    std::vector<std::uint8_t> above(2 * stride), both(2 * stride);
    given_units given(units, D, slopes, intercepts);
    value_range<D> task{.sum = sum.data(),
                        .z = z.data(),
                        .z_stride = z_stride,
                        .sizes = sizes.data(),
                        .units = units,
                        .knots = knots.data(),
                        .knot_count = 2,
                        .x = {},
                        .corners = 3,
                        .reach = {},
                        .value = 1e-13,
                        .place = {},
                        .above = above.data(),
                        .both = both.data(),
                        .side_stride = stride,
                        .largest = largest.data(),
                        .overflow = overflow.data(),
                        .slopes = slopes.data(),
                        .intercepts = intercepts.data(),
                        .given = given.coefficients(),
                        .gives = given.gives()};
    for (std::size_t d = 0; d != D; ++d) {
        task.x[d] = corners[d].data();
        task.reach[d] = *std::max_element(corners[d].begin(), corners[d].end());
        task.place[d] = 1e-12;
    }
    find_sides<D>(set, task);
    CHECK(overflow == std::vector<double>(line_width<double>, 0));

    std::vector<std::uint32_t> expected;
    for (std::size_t u = 0; u != units; ++u) {
        CAPTURE(D, static_cast<int>(set), units, u);
        double low = INFINITY, high = -INFINITY, most = 16.0 / 64;
        for (std::size_t r = 0; r <= D; ++r) {
            const double c = std::abs(sum[r * z_stride + u]) < 1e-12 ? 0 : sum[r * z_stride + u];
            CHECK(z[r * z_stride + u] == c);
            most += std::abs(sum[r * z_stride + u]) * (r == D ? 1 : task.reach[r]);
        }
        CHECK(largest[u] == most);
        for (std::size_t i = 0; i != 3; ++i) {
            double value = z[D * z_stride + u];
            for (std::size_t d = 0; d != D; ++d) value += z[d * z_stride + u] * corners[d][i];
            low = std::min(low, value);
            high = std::max(high, value);
        }
        std::size_t state = 0;
        for (std::size_t k = 0; k != 2; ++k) {
            const bool is_above = low >= knots[k] && high > knots[k];
            const bool is_below = high <= knots[k] && low < knots[k];
            CHECK((above[k * stride + u] != 0) == is_above);
            CHECK((both[k * stride + u] != 0) == (!is_above && !is_below));
            state += is_above;
        }
        const double* const column = given.coefficients() + u;
        for (std::size_t d = 0; d != D; ++d) CHECK(column[d * units] == slopes[state] * z[d * z_stride + u]);
        CHECK(column[D * units] == slopes[state] * z[D * z_stride + u] + intercepts[state]);
        CHECK(column[(D + 1) * units] == given.size_in(state, largest[u]));
        if (state != 0)
            expected.push_back(static_cast<std::uint32_t>(u));
    }
    CHECK(std::vector(given.list().begin(), given.list().end()) == expected);

    // Who is found to be above a knot after all gives something from then on.
    if (const auto off = std::find(given.gives(), given.gives() + units, 0); off != given.gives() + units) {
        const auto u = static_cast<std::uint32_t>(off - given.gives());
        const std::vector<double> packed((D + 1) * units, 1);
        given.give(u, 1, packed.data(), 3);
        expected.insert(std::lower_bound(expected.begin(), expected.end(), u), u);
        CHECK(std::vector(given.list().begin(), given.list().end()) == expected);
    }

    sizes[units - 1] = INFINITY;
    find_sides<D>(set, task);
    CHECK(std::count(overflow.begin(), overflow.end(), 0) == line_width<double> - 1);
}

} // namespace

TEST_CASE(
    "sides of knots, and what units give in the states that they surely have, on every instruction set") {
    for (const auto set : {instruction_set::baseline, instruction_set::avx2, instruction_set::avx512})
        for (std::size_t units = 1; units <= 70 && set <= best_instruction_set(); ++units) {
            check_sides<1>(set, units);
            check_sides<2>(set, units);
        }
}

TEST_CASE("a unit that changes state gives what it gives there, and is listed or not") {
    const std::vector<double> slopes{0, 1, 0}, intercepts{0, 0, 6}, z{2, -3, 5, 7}; // (2, 2)
    given_units given(2, 1, slopes, intercepts);
    given.give(0, 0, z.data(), 8);
    given.give(1, 1, z.data(), 9);
    CHECK(std::vector(given.list().begin(), given.list().end()) == std::vector<std::uint32_t>{1});
    CHECK(std::vector(given.coefficients(), given.coefficients() + 6) ==
          std::vector<double>{0, -3, 0, 7, 0, 9});
    given.give(0, 2, z.data(), 8);
    given.give(1, 0, z.data(), 9);
    CHECK(std::vector(given.list().begin(), given.list().end()) == std::vector<std::uint32_t>{0});
    CHECK(std::vector(given.coefficients(), given.coefficients() + 6) ==
          std::vector<double>{0, 0, 6, 0, 6, 0});
}

TEST_CASE("what a unit comes to give in a part of a region counts among the sizes alone") {
    const std::vector<double> slopes{0, 1, -2}, intercepts{0, 0, 6}, z{3, -4, 5, 7}; // (2, 2)
    given_units given(2, 1, slopes, intercepts);
    CHECK(given.size_of_change(0, 8) == 8);
    CHECK(given.size_of_change(1, 8) == 3 * 8 + 6);
    given.give(0, 0, z.data(), 8);
    given.give(1, 1, z.data(), 9);
    given.add_size(0, 0);
    CHECK(std::vector(given.list().begin(), given.list().end()) == std::vector<std::uint32_t>{1});
    given.add_size(0, 8);
    given.add_size(0, 30);
    given.add_size(1, 5);
    CHECK(std::vector(given.list().begin(), given.list().end()) == std::vector<std::uint32_t>{0, 1});
    CHECK(std::vector(given.coefficients(), given.coefficients() + 6) ==
          std::vector<double>{0, -4, 0, 7, 38, 14});
}
