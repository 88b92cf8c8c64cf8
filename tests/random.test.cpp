// SPDX-License-Identifier: BSD-3-Clause
#include <crease/detail/random.hpp>

#include "support/catch.hpp"

#include <cmath>
#include <cstdint>
#include <vector>

using crease::detail::log_fraction;
using crease::detail::random_stream;

TEST_CASE("the generator is SplitMix64") {
    // The published sequence for seed 1234567 (rosettacode.org/wiki/Pseudo-random_numbers/Splitmix64).
    random_stream random(1234567);
    CHECK(random.next() == 6457827717110365317U);
    CHECK(random.next() == 3203168211198807973U);
    CHECK(random.next() == 9817491932198370423U);
    CHECK(random.next() == 4593380528125082431U);
    CHECK(random.next() == 16408922859458223821U);
}

TEST_CASE("normal numbers have the same bits on every platform") {
    // As computed by g++ 12 and clang 14 at -O0 and -O3, with and without -march=native -ffp-contract=fast.
    random_stream random(1);
    CHECK(random.normal() == -0x1.0d3fe96b9cd0cp-2);
    CHECK(random.normal() == -0x1.5f5d171c2b9e5p+1);
    CHECK(random.normal() == 0x1.495979482096bp-1);
    CHECK(random.normal() == 0x1.77955737b9724p-2);
}

TEST_CASE("uniform numbers have the same bits on every platform") {
    random_stream random(1);
    CHECK(random.uniform(-1, 1) == 0x1.10a2dec890258p-3);
    CHECK(random.uniform(-1, 1) == 0x1.f75c6d0b2c774p-2);
    CHECK(random.uniform(-1, 1) == 0x1.e24e8bbbecc94p-1);
}

TEST_CASE("a million numbers drawn and added have the same bits on every platform") {
    random_stream random(7);
    double sum = 0;
    for (int i = 0; i != 1'000'000; ++i) sum += random.uniform(-0.3, 0.7) + random.normal();
    CHECK(sum == 0x1.85e9b87234c0cp+17);
}

TEST_CASE("the logarithm is within 3 ulp of the C library's in long double") {
    random_stream random(42);
    const auto check = [](std::uint64_t n) {
        const auto ratio = static_cast<long double>(n) * 0x1p-62L;
        const double expected = static_cast<double>(ratio > 0.5L ? std::log1p(ratio - 1) : std::log(ratio));
        const double ulp = std::abs(std::nextafter(expected, 0.0) - expected);
        return std::abs(log_fraction(n) - expected) <= 3 * ulp;
    };
    bool near_all = check(1) && check(2) && check(3) && check((std::uint64_t{1} << 62) - 1);
    for (unsigned i = 0; i != 100'000; ++i) {
        near_all &= check(std::uint64_t{1} | random.next() >> (2 + i % 62));
        near_all &= check((std::uint64_t{1} << 62) - 1 - random.next() % 1'000'000);
    }
    CHECK(near_all);
}

TEST_CASE("normal numbers have the normal distribution's moments and tails") {
    constexpr int n = 200'000;
    random_stream random(3);
    double sum = 0, squares = 0, fourth = 0;
    std::vector<int> below(5, 0); // -2, -1, 0, 1, 2
    for (int i = 0; i != n; ++i) {
        const double x = random.normal();
        sum += x;
        squares += x * x;
        fourth += x * x * x * x;
        for (int z = -2; z <= 2; ++z) below[static_cast<std::size_t>(z + 2)] += x < z;
    }
    // Five standard errors each: 1, sqrt 2 and sqrt 96, over sqrt n.
    const double unit = 5 / std::sqrt(double{n});
    CHECK(std::abs(sum / n) < unit);
    CHECK(std::abs(squares / n - 1) < unit * std::sqrt(2.0));
    CHECK(std::abs(fourth / n - 3) < unit * std::sqrt(96.0));
    for (int z = -2; z <= 2; ++z) {
        const double share = std::erfc(-z / std::sqrt(2.0)) / 2;
        CHECK(std::abs(below[static_cast<std::size_t>(z + 2)] / double{n} - share) <
              unit * std::sqrt(share * (1 - share)));
    }
}

TEST_CASE("uniform numbers are in [0, 1) and spread evenly") {
    constexpr int n = 100'000;
    random_stream random(5);
    std::vector<int> bins(10, 0);
    for (int i = 0; i != n; ++i) {
        const double x = random.uniform();
        REQUIRE((0 <= x && x < 1));
        ++bins[static_cast<std::size_t>(10 * x)];
    }
    for (const int count : bins) CHECK(std::abs(count - n / 10) < 5 * std::sqrt(0.09 * n));
}

TEST_CASE("streams that were split are unlike") {
    random_stream seeds(9);
    random_stream a = seeds.split(), b = seeds.split();
    double product = 0;
    constexpr int n = 100'000;
    for (int i = 0; i != n; ++i) product += a.normal() * b.normal();
    CHECK(std::abs(product / n) < 5 / std::sqrt(double{n}));
}
