// SPDX-License-Identifier: BSD-3-Clause
// layer 3 · Value range: on which side of their knots the units of a layer are on a polygon. Pointers and
// sizes only.
//
// z is affine, so it is smallest and largest at corners.
#ifndef CREASE_ANATOMY_VALUE_RANGE_HPP
#define CREASE_ANATOMY_VALUE_RANGE_HPP

#include <crease/detail/simd.hpp>

#include <array>
#include <cstddef>

namespace crease::detail {
inline namespace CREASE_TAG {

struct value_range {
    double* z; // (3, units): slope along x, along y, and intercept; what rounding left of a sum is made 0
    const double* sizes; // (units): of the terms of z
    std::size_t units;
    const double* knots; // (knot_count)
    std::size_t knot_count;
    const double *x, *y; // (corners)
    std::size_t corners;
    std::array<double, 2> reach;    // the largest |x| and |y| there are
    double value, x_place, y_place; // tolerances: of z relative to its terms, of x and y to reach
    double *above, *below;          // (knot_count, units): positive if z is surely above, or surely below
    double* largest;  // (units): |z| at most, with a share of `sizes`: what is wrong with z goes on
    double* overflow; // (line_width): 0 unless a size is not finite
};

struct value_range_kernel {
    template <std::size_t Bytes> [[gnu::always_inline]] static void run(const value_range& t) noexcept {
        using vector = simd<double, Bytes>;
        vector overflow(0.0);
        std::size_t u = 0;
        for (; u + vector::width <= t.units; u += vector::width)
            block(
                t, u, overflow,
                [](const double* p) __attribute__((always_inline)) { return vector::load(p); },
                [](vector v, double* p) __attribute__((always_inline)) { v.store(p); });
        if (const std::size_t n = t.units - u; n != 0)
            block(
                t, u,
                overflow, [n](const double* p) __attribute__((always_inline)) { return vector::load(p, n); },
                [n](vector v, double* p) __attribute__((always_inline)) { v.store(p, n); });
        for (std::size_t i = 0; i != line_width<double>; ++i) t.overflow[i] = 0;
        overflow.store(t.overflow);
    }

private:
    template <std::size_t Bytes, class Load, class Store>
    [[gnu::always_inline]] static void block(const value_range& t, std::size_t u,
                                             simd<double, Bytes>& overflow, Load load, Store store) noexcept {
        using vector = simd<double, Bytes>;
        const vector zero(0.0), size = load(t.sizes + u), least = size * vector(t.value);
        const double reach[] = {t.reach[0], t.reach[1], 1}, place[] = {t.x_place, t.y_place, 0};
        vector coefficient[3], slack = least, largest = size * vector(1.0 / 64);
        CREASE_UNROLL
        for (std::size_t r = 0; r != 3; ++r) {
            double* const at = t.z + r * t.units + u;
            const vector c = load(at), part = choose(c < zero, -c, c) * vector(reach[r]);
            coefficient[r] = choose(part <= least, zero, c);
            store(coefficient[r], at);
            largest = largest + part;
            slack.add_product(place[r], part);
        }
        store(largest, t.largest + u);
        overflow = overflow + (slack - slack);
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
        // By how much z is surely above or below: negative if it may be neither. Not by nested choices
        // between constants, which g++ 12 makes lane by lane.
        for (std::size_t k = 0; k != t.knot_count; ++k) {
            const double on_knot = t.knots[k] < 0 ? -t.knots[k] : t.knots[k];
            const vector knot(t.knots[k]), near = slack + vector(t.value * on_knot);
            const vector up = high - knot, down = knot - low;
            const vector above = choose(down > zero, -down, up - near);
            const vector below = choose(up > zero, -up, down - near);
            store(above, t.above + k * t.units + u);
            store(below, t.below + k * t.units + u);
        }
    }
};

/// Runs it. `set` must not exceed best_instruction_set().
inline void find_sides(instruction_set set, const value_range& task) {
    run_on<value_range_kernel>(set, task);
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_VALUE_RANGE_HPP
