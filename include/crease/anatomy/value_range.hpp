// SPDX-License-Identifier: BSD-3-Clause
// layer 3 · Value range: the smallest and largest z of every unit of a layer at a polygon's corners. Pointers
// and sizes only.
#ifndef CREASE_ANATOMY_VALUE_RANGE_HPP
#define CREASE_ANATOMY_VALUE_RANGE_HPP

#include <crease/detail/simd.hpp>

#include <array>
#include <cstddef>

namespace crease::detail {
inline namespace CREASE_TAG {

struct value_range {
    double* z; // (3, units): slope along x, along y, and intercept; what rounding left of a sum becomes 0
    const double* sizes; // (units): of the terms of z
    std::size_t units;
    const double *x, *y; // (corners)
    std::size_t corners;
    std::array<double, 2> reach; // the largest |x| and |y| there are
    std::array<double, 2> size;  // of the terms of x and y, at most
    double value, place;         // tolerances: of z relative to its terms', of x and y to theirs
    double* ranges;              // (3, units): smallest z, largest z, and how far z is from exact, at most
};

struct value_range_kernel {
    template <std::size_t Bytes> [[gnu::always_inline]] static void run(const value_range& t) noexcept {
        constexpr std::size_t width = Bytes / sizeof(double);
        std::size_t u = 0;
        for (; u + width <= t.units; u += width) block<Bytes>(t, u, width);
        if (u != t.units)
            block<Bytes>(t, u, t.units - u);
    }

private:
    template <std::size_t Bytes>
    [[gnu::always_inline]] static void block(const value_range& t, std::size_t u, std::size_t n) noexcept {
        using vector = simd<double, Bytes>;
        const bool whole = n == vector::width;
        const auto load = [ whole, n ](const double* p) __attribute__((always_inline)) {
            return whole ? vector::load(p) : vector::load(p, n);
        };
        const auto store = [ whole, n ](vector v, double* p) __attribute__((always_inline)) {
            whole ? v.store(p) : v.store(p, n);
        };
        const auto size_of = [](vector v) __attribute__((always_inline)) {
            return choose(v < vector(0.0), -v, v);
        };
        const vector zero(0.0), size = load(t.sizes + u), least = size * vector(t.value);
        vector coefficient[3], absolute[2];
        const double reach[] = {t.reach[0], t.reach[1], 1};
        CREASE_UNROLL
        for (std::size_t r = 0; r != 3; ++r) {
            double* const at = t.z + r * t.units + u;
            const vector c = load(at);
            coefficient[r] = choose(size_of(c) * vector(reach[r]) <= least, zero, c);
            store(coefficient[r], at);
            if (r != 2)
                absolute[r] = size_of(coefficient[r]);
        }
        vector low = coefficient[2];
        low.add_product(t.x[0], coefficient[0]);
        low.add_product(t.y[0], coefficient[1]);
        vector high = low;
        for (std::size_t i = 1; i != t.corners; ++i) {
            vector v = coefficient[2];
            v.add_product(t.x[i], coefficient[0]);
            v.add_product(t.y[i], coefficient[1]);
            low = choose(v < low, v, low);
            high = choose(v > high, v, high);
        }
        vector slack = least;
        slack.add_product(t.place * t.size[0], absolute[0]);
        slack.add_product(t.place * t.size[1], absolute[1]);
        store(low, t.ranges + u);
        store(high, t.ranges + t.units + u);
        store(slack, t.ranges + 2 * t.units + u);
    }
};

/// Runs it. `set` must not exceed best_instruction_set().
inline void find_ranges(instruction_set set, const value_range& task) {
    run_on<value_range_kernel>(set, task);
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_VALUE_RANGE_HPP
