// SPDX-License-Identifier: BSD-3-Clause
#include <crease/anatomy/given_units.hpp>
#include <crease/anatomy/value_range.hpp>

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

TEST_CASE("what units give on a triangle is what they give in the states that they surely have there") {
    // Below 0, to 1, and beyond: a unit gives something in the outer states alone. All sums are exact.
    const std::vector<double> knots{0, 1}, slopes{-1, 0, 0.5}, intercepts{0, 0, -0.5};
    const std::array<std::array<double, 3>, 2> corners{{{0, 2, 1}, {0, 0, 4}}};
    for (const auto set : {instruction_set::baseline, instruction_set::avx2, instruction_set::avx512})
        for (std::size_t units = 1; units <= 70; ++units) {
            if (set > best_instruction_set())
                continue;
            std::vector<double> z(3 * units), sizes(units, 16), largest(units), overflow(line_width<double>);
            for (std::size_t i = 0; i != z.size(); ++i) z[i] = static_cast<double>(i * 5 % 13) / 2 - 3;
            const std::size_t stride = (units + 63) / 64 * 64;
            std::vector<std::uint8_t> above(2 * stride), both(2 * stride);
            given_units given(units, 2, slopes, intercepts);
            find_sides<2>(set, {.sum = z.data(),
                                .z = z.data(),
                                .z_stride = units,
                                .sizes = sizes.data(),
                                .units = units,
                                .knots = knots.data(),
                                .knot_count = 2,
                                .x = {corners[0].data(), corners[1].data()},
                                .corners = 3,
                                .reach = {2, 4},
                                .value = 1e-13,
                                .place = {1e-12, 1e-12},
                                .above = above.data(),
                                .both = both.data(),
                                .side_stride = stride,
                                .largest = largest.data(),
                                .overflow = overflow.data(),
                                .slopes = slopes.data(),
                                .intercepts = intercepts.data(),
                                .given = given.coefficients(),
                                .gives = given.gives()});
            std::vector<std::uint32_t> expected;
            for (std::size_t u = 0; u != units; ++u) {
                CAPTURE(static_cast<int>(set), units, u);
                double low = INFINITY, high = -INFINITY;
                for (std::size_t i = 0; i != 3; ++i) {
                    const double value =
                        z[u] * corners[0][i] + z[units + u] * corners[1][i] + z[2 * units + u];
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
                CHECK(largest[u] == 2 * std::abs(z[u]) + 4 * std::abs(z[units + u]) +
                                        std::abs(z[2 * units + u]) + 16.0 / 64);
                const double* const column = given.coefficients() + u;
                CHECK(column[0] == slopes[state] * z[u]);
                CHECK(column[units] == slopes[state] * z[units + u]);
                CHECK(column[2 * units] == slopes[state] * z[2 * units + u] + intercepts[state]);
                CHECK(column[3 * units] == given.size_in(state, largest[u]));
                if (state != 1)
                    expected.push_back(static_cast<std::uint32_t>(u));
            }
            const auto list = given.list();
            CHECK(std::vector(list.begin(), list.end()) == expected);
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
