// SPDX-License-Identifier: BSD-3-Clause
// layer 2 · Random numbers from a seed, the same bits on every platform.
//
// The standard library's distributions and std::log differ between platforms. What IEEE 754 rounds correctly
// does not: + - * / and the square root, each on its own. A compiler may still fuse a product with the
// addition it feeds, and then the product is never rounded; `rounded` marks the products where it must be.
// (-ffast-math gives IEEE 754 up, and this promise with it.)
#ifndef CREASE_DETAIL_RANDOM_HPP
#define CREASE_DETAIL_RANDOM_HPP

#include <crease/detail/instruction_set.hpp>

#include <bit>
#include <cmath>
#include <cstdint>

namespace crease::detail {
inline namespace CREASE_TAG {

/// x as stored: no compiler, under no flags, carries more bits of it into the next operation.
inline double rounded(double x) noexcept {
    volatile double stored = x;
    return stored;
}

/// ln(n / 2^62) for 0 < n < 2^62, within 3 ulp.
inline double log_fraction(std::uint64_t n) noexcept {
    // n = m 2^k with m in [3/4, 3/2): k - 62 and ln m never cancel near n = 2^62, where the logarithm is 0.
    auto k = static_cast<int>(std::bit_width(n));
    if (4 * n < std::uint64_t{3} << k)
        --k;
    // ln m = 2 atanh t, t = (m - 1) / (m + 1) in [-1/7, 1/5): both integers are exact before the division.
    const auto power = std::int64_t{1} << k;
    const auto t =
        static_cast<double>(std::int64_t(n) - power) / static_cast<double>(std::int64_t(n) + power);
    const double t2 = rounded(t * t);
    double series = 0; // t^2/3 + t^4/5 + ... + t^20/21: the next term is below 2^-55
    for (int i = 21; i > 1; i -= 2) series = rounded((series + 1.0 / i) * t2);
    return rounded((k - 62) * 0x1.62e42fefa39efp-1) + (2 * t + rounded(2 * t * series));
}

/// SplitMix64 (Steele, Lea, Flood 2014).
class random_stream {
public:
    explicit constexpr random_stream(std::uint64_t seed) noexcept : state_{seed} {}

    /// 64 random bits.
    constexpr std::uint64_t next() noexcept {
        std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
    /// A stream of its own, seeded by this one.
    constexpr random_stream split() noexcept { return random_stream(next()); }

    /// Uniform in [0, 1), a multiple of 2^-53.
    constexpr double uniform() noexcept { return static_cast<double>(next() >> 11) * 0x1p-53; }
    /// Uniform in [lo, hi].
    double uniform(double lo, double hi) noexcept { return lo + rounded((hi - lo) * uniform()); }

    /// Mean 0, standard deviation 1 (Marsaglia's polar method).
    double normal() noexcept {
        // The point (u, v) is kept in integers: its squared distance s from 0 is exact. The second normal
        // that the point could give is not kept: a stream has no state but its position.
        for (;;) {
            const std::uint64_t bits = next();
            const std::int64_t u = static_cast<std::int32_t>(bits >> 32);
            const std::int64_t v = static_cast<std::int32_t>(bits);
            const auto s = static_cast<std::uint64_t>(u * u) + static_cast<std::uint64_t>(v * v);
            if (s == 0 || s >= std::uint64_t{1} << 62)
                continue;
            const double scale = std::sqrt(-2 * log_fraction(s) / static_cast<double>(std::int64_t(s)));
            return rounded(static_cast<double>(u) * scale);
        }
    }

private:
    std::uint64_t state_;
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_DETAIL_RANDOM_HPP
