// SPDX-License-Identifier: BSD-3-Clause
// layer 3 · Value range: on which side of their knots the units of a layer are on a polygon, and what they
// give to the next layer. Pointers and sizes only.
//
// z is affine, so it is smallest and largest at corners.
#ifndef CREASE_ANATOMY_VALUE_RANGE_HPP
#define CREASE_ANATOMY_VALUE_RANGE_HPP

#include <crease/detail/simd.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace crease::detail {
inline namespace CREASE_TAG {

template <std::size_t D> struct value_range {
    const double* sum;    // (D + 1, units): z, slope along each coordinate, and intercept
    double* z;            // the same, without what rounding left of 0; may be `sum`
    std::size_t z_stride; // of both, from row to row
    const double* sizes;  // (units): of the terms of z
    std::size_t units;
    const double* knots; // (knot_count)
    std::size_t knot_count;
    std::array<const double*, D> x; // (corners) of each coordinate
    std::size_t corners;
    std::array<double, D> reach; // the largest |x| there are
    double value;                // tolerance of z, relative to its terms
    std::array<double, D> place; // and of each coordinate, relative to reach
    // (knot_count, side_stride), the stride a multiple of line_width: not 0 if z is surely above, and if it
    // may be on both sides. What follows the units is anything.
    std::uint8_t *above, *both;
    std::size_t side_stride;
    double* largest;  // (units): |z| at most, with a share of `sizes`: what is wrong with z goes on
    double* overflow; // (line_width): 0 unless a size is not finite
    // What a unit gives in the state of the knots that it is surely above; not computed where `given` is
    // null.
    const double *slopes, *intercepts; // (knot_count + 1): of the activation in each state
    double* given;                     // (D + 2, units): slopes and intercept, and the size of its terms
    std::uint8_t* gives; // (units, up to a multiple of line_width): whether any of that is not 0
};

template <std::size_t D> struct value_range_kernel {
    template <std::size_t Bytes> [[gnu::always_inline]] static void run(const value_range<D>& t) noexcept {
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
    [[gnu::always_inline]] static void block(const value_range<D>& t, std::size_t u,
                                             simd<double, Bytes>& overflow, Load load, Store store) noexcept {
        using vector = simd<double, Bytes>;
        const vector zero(0.0), size = load(t.sizes + u), least = size * vector(t.value);
        vector coefficient[D + 1], slack = least, largest = size * vector(1.0 / 64);
        CREASE_UNROLL
        for (std::size_t r = 0; r <= D; ++r) {
            const std::size_t at = r * t.z_stride + u;
            const vector c = load(t.sum + at), size_of_c = magnitude(c);
            const vector part = r == D ? size_of_c : size_of_c * vector(t.reach[r % D]);
            coefficient[r] = choose(part <= least, zero, c);
            store(coefficient[r], t.z + at);
            largest = largest + part;
            if (r != D)
                slack.add_product(t.place[r % D], part);
        }
        store(largest, t.largest + u);
        overflow = overflow + (slack - slack);
        vector low = at_corner(t, coefficient, 0), high = low;
        for (std::size_t i = 1; i != t.corners; ++i) {
            const vector v = at_corner(t, coefficient, i);
            low = choose(v < low, v, low);
            high = choose(v > high, v, high);
        }
        vector state = zero;
        for (std::size_t k = 0; k != t.knot_count; ++k) {
            const double on_knot = t.knots[k] < 0 ? -t.knots[k] : t.knots[k];
            const vector knot(t.knots[k]), near = slack + vector(t.value * on_knot);
            const vector up = high - knot, down = knot - low;
            // By how much z is surely above, or surely below: not positive if it may be neither. Two
            // comparisons joined by g++ 12 lane by lane, so there is one at a time.
            const vector above = choose(down > zero, -down, up - near);
            const vector below = choose(up > zero, -up, down - near);
            (above > zero).store(t.above + k * t.side_stride + u);
            (choose(above > below, above, below) <= zero).store(t.both + k * t.side_stride + u);
            state = choose(above > zero, state + vector(1.0), state);
        }
        if (t.given == nullptr)
            return;
        vector slope(t.slopes[0]), intercept(t.intercepts[0]);
        for (std::size_t k = 0; k != t.knot_count; ++k) {
            const auto reached = state > vector(static_cast<double>(k));
            slope = choose(reached, vector(t.slopes[k + 1]), slope);
            intercept = choose(reached, vector(t.intercepts[k + 1]), intercept);
        }
        (magnitude(slope) + magnitude(intercept) > zero).store(t.gives + u);
        CREASE_UNROLL
        for (std::size_t r = 0; r != D; ++r) store(slope * coefficient[r], t.given + r * t.units + u);
        store(slope * coefficient[D] + intercept, t.given + D * t.units + u);
        store(magnitude(slope) * largest + magnitude(intercept), t.given + (D + 1) * t.units + u);
    }

    template <class V>
    [[gnu::always_inline]] static V at_corner(const value_range<D>& t, const V* coefficient,
                                              std::size_t i) noexcept {
        V v = coefficient[D];
        CREASE_UNROLL
        for (std::size_t d = 0; d != D; ++d) v.add_product(t.x[d][i], coefficient[d]);
        return v;
    }
};

/// Runs it. `set` must not exceed best_instruction_set().
template <std::size_t D> void find_sides(instruction_set set, const value_range<D>& task) {
    run_on<value_range_kernel<D>>(set, task);
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_VALUE_RANGE_HPP
