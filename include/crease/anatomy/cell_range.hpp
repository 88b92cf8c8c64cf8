// SPDX-License-Identifier: BSD-3-Clause
// layer 3 · Cell range: the smallest and largest z of the units of a layer on points of a cell. Pointers and
// sizes only.
//
// A cell is a convex polytope in the cube [-1, 1]^d, to which the box is scaled: no coordinate exceeds 1.
#ifndef CREASE_ANATOMY_CELL_RANGE_HPP
#define CREASE_ANATOMY_CELL_RANGE_HPP

#include <crease/detail/simd.hpp>

#include <cstddef>
#include <limits>

namespace crease::detail {
inline namespace CREASE_TAG {

/// Where the inside of a cell is: below a plane, above it, or on both sides; `on` if the plane is not told
/// from all of it.
enum class cell_side { below, above, both, on };

/// The plane where normal * y + offset is 0; what is within slack of 0 is on it.
struct cell_plane {
    const double* normal; // (d)
    double offset, slack;
};

struct cell_range {
    double* z;           // (d + 1, units): slopes and intercept; what rounding left of a sum is made 0
    const double* sizes; // (units): of the terms of z
    std::size_t units, dimensions;
    const double* points; // (count, d)
    std::size_t count;
    double value, place; // tolerances: of z relative to its terms, of coordinates
    double constant;     // 1, or 0 to leave the intercept out of low and high
    double *low, *high;  // (units): infinity and -infinity without points
    double* slack;       // (units): z within it of a knot is on it, but for value * |knot|
    double* largest;     // (units): |z| at most, with a share of `sizes`: what is wrong with z goes on
};

struct cell_range_kernel {
    template <std::size_t Bytes> [[gnu::always_inline]] static void run(const cell_range& t) noexcept {
        using vector = simd<double, Bytes>;
        std::size_t u = 0;
        for (; u + vector::width <= t.units; u += vector::width)
            block<Bytes>(
                t, u, [](const double* p) __attribute__((always_inline)) { return vector::load(p); },
                [](vector v, double* p) __attribute__((always_inline)) { v.store(p); });
        if (const std::size_t n = t.units - u; n != 0)
            block<Bytes>(
                t, u, [n](const double* p) __attribute__((always_inline)) { return vector::load(p, n); },
                [n](vector v, double* p) __attribute__((always_inline)) { v.store(p, n); });
    }

private:
    template <std::size_t Bytes, class Load, class Store>
    [[gnu::always_inline]] static void block(const cell_range& t, std::size_t u, Load load,
                                             Store store) noexcept {
        using vector = simd<double, Bytes>;
        const vector zero(0.0), size = load(t.sizes + u), least = size * vector(t.value);
        vector slack = least, largest = size * vector(1.0 / 64);
        for (std::size_t r = 0; r <= t.dimensions; ++r) {
            double* const at = t.z + r * t.units + u;
            const vector c = load(at), part = magnitude(c);
            store(choose(part <= least, zero, c), at);
            largest = largest + part;
            if (r != t.dimensions)
                slack.add_product(t.place, part);
        }
        store(largest, t.largest + u);
        store(slack, t.slack + u);
        const vector intercept = load(t.z + t.dimensions * t.units + u) * vector(t.constant);
        vector low(std::numeric_limits<double>::infinity()), high = -low;
        for (std::size_t i = 0; i != t.count; ++i) {
            vector v = intercept;
            for (std::size_t r = 0; r != t.dimensions; ++r)
                v.add_product(t.points[i * t.dimensions + r], load(t.z + r * t.units + u));
            low = choose(v < low, v, low);
            high = choose(v > high, v, high);
        }
        store(low, t.low + u);
        store(high, t.high + u);
    }
};

/// Runs it. `set` must not exceed best_instruction_set().
inline void find_range(instruction_set set, const cell_range& task) { run_on<cell_range_kernel>(set, task); }

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_CELL_RANGE_HPP
