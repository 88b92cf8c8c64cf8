// SPDX-License-Identifier: BSD-3-Clause
// Seeded numbers for tests.
#pragma once

#include <cstddef>
#include <random>

namespace twin {

/// Numbers in [-1, 1), the same for the same seed on every platform.
class numbers {
public:
    explicit numbers(unsigned seed) : bits_(seed) {}
    double operator()() { return static_cast<double>(bits_() & 0xffffffff) * 0x1p-31 - 1; }
    /// A whole number in [0, n).
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(bits_()) % n; }

private:
    std::mt19937 bits_;
};

} // namespace twin
