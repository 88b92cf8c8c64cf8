// SPDX-License-Identifier: BSD-3-Clause
// layer 4 · The functions that formulas are made of. A scalar's are the standard library's. A vector's are
// our own, or, where there are no vector extensions, the standard library's lane by lane.
//
// What comes out of a lane depends on what went into it alone. NaN in, NaN out.
#ifndef CREASE_DETAIL_VECTOR_MATH_HPP
#define CREASE_DETAIL_VECTOR_MATH_HPP

#include <crease/detail/coefficients.hpp>
#include <crease/detail/formula.hpp>
#include <crease/detail/simd.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

namespace crease::detail {
inline namespace CREASE_TAG {

#if CREASE_GNU_VECTORS
template <class Z> constexpr bool has_own_functions = !std::floating_point<Z>;

/// A vector as the words that hold its numbers, and back.
template <class Z> struct words {
    using constants = coefficients<scalar_t<Z>>;
    using word = typename constants::word;
    typedef word vector __attribute__((vector_size(sizeof(Z)), aligned(16)));
    static constexpr word sign = word{1} << (8 * sizeof(word) - 1);
    static constexpr word lower_half = (word{1} << (constants::mantissa_bits / 2 + 1)) - 1;

    vector w;

    [[gnu::always_inline]] explicit words(Z z) noexcept : w(reinterpret_cast<vector>(z.v)) {}
    [[gnu::always_inline]] Z numbers() const noexcept {
        Z z;
        z.v = reinterpret_cast<typename Z::vector>(w);
        return z;
    }
};
/// z >= 0 with the sign of `other`, which may be a zero.
template <class Z> [[gnu::always_inline]] inline Z with_sign_of(Z other, Z z) noexcept {
    words<Z> bits(z);
    bits.w |= words<Z>(other).w & words<Z>::sign;
    return bits.numbers();
}
/// z rounded towards 0 to half its digits: its square is exact.
template <class Z> [[gnu::always_inline]] inline Z half_of_digits(Z z) noexcept {
    words<Z> bits(z);
    bits.w &= ~words<Z>::lower_half;
    return bits.numbers();
}
/// 2^k, where the last bits of a word are those of k + bias.
template <class Z> [[gnu::always_inline]] inline Z power_of_two(words<Z> exponent) noexcept {
    exponent.w <<= words<Z>::constants::mantissa_bits;
    return exponent.numbers();
}

/// a x + b, rounded once where the instruction set can.
template <class Z> [[gnu::always_inline]] inline Z multiply_add(Z a, Z x, Z b) noexcept {
    b.add_product(a, x);
    return b;
}
/// The sum of c[i] x^i.
template <class Z, std::size_t N>
[[gnu::always_inline]] inline Z polynomial(const scalar_t<Z> (&c)[N], Z x) noexcept {
    Z sum(c[N - 1]);
    CREASE_UNROLL
    for (std::size_t i = N - 1; i != 0; --i) sum = multiply_add(sum, x, Z(c[i - 1]));
    return sum;
}

/// n, the whole number next to z / ln 2.
template <class Z> struct octaves {
    Z n;
    Z shifted; // its last bits are those of n + offset
};
template <class Z> [[gnu::always_inline]] inline octaves<Z> octaves_of(Z z, scalar_t<Z> offset) noexcept {
    using constants = coefficients<scalar_t<Z>>;
    const Z shift(constants::last_bit_is_one + offset);
    const Z shifted = multiply_add(z, Z(constants::log2_e), shift);
    return {shifted - shift, shifted};
}
/// exp(z + rest - n ln 2) - 1, where n comes from octaves_of(z + rest), and rest is far smaller than z.
template <class Z> [[gnu::always_inline]] inline Z expm1_within_octave(Z z, Z rest, Z n) noexcept {
    using constants = coefficients<scalar_t<Z>>;
    const Z high = multiply_add(n, Z(-constants::ln2_high), z); // exact
    const Z low = multiply_add(n, Z(-constants::ln2_low), rest);
    const Z r = high + low;
    // high and not r: the rounding error of r matters in the first term alone.
    return high + multiply_add(r * r, polynomial(constants::exp, r), low);
}

/// factor * exp(z + rest). Rounded once where it is denormal; overflows and vanishes where it must and
/// nowhere else.
template <class Z> [[gnu::always_inline]] inline Z scaled_exp(Z factor, Z z, Z rest) noexcept {
    using constants = coefficients<scalar_t<Z>>;
    const Z x = clamp(z, Z(constants::exp_low), Z(constants::exp_high));
    const auto [n, shifted] = octaves_of(x + rest, 2 * constants::bias);
    const Z p = expm1_within_octave(x, rest, n);
    // 2^n may be out of range, so it comes in two factors.
    words<Z> one(shifted), other(shifted);
    one.w >>= 1;
    other.w -= one.w;
    return multiply_add(factor, p, factor) * power_of_two(one) * power_of_two(other);
}

/// Whether |z| < usual_end for every z of `count` vectors from p on.
template <class Z>
[[gnu::always_inline]] inline bool all_usual(const scalar_t<Z>* p, std::size_t count) noexcept {
    using word = typename words<Z>::word;
    const words<Z> end{Z(coefficients<scalar_t<Z>>::usual_end)};
    words<Z> beyond{Z(0)};
    for (std::size_t k = 0; k != count; ++k) // the sum has its sign set where a magnitude reaches the end
        beyond.w |= words<Z>(magnitude(Z::load(p + k * Z::width))).w + (words<Z>::sign - end.w);
    word each[Z::width], any = 0;
    std::memcpy(each, &beyond.w, sizeof each);
    for (const word one : each) any |= one;
    return (any & words<Z>::sign) == 0;
}
#else
template <class Z> constexpr bool has_own_functions = false;
template <class Z> bool all_usual(const scalar_t<Z>*, std::size_t) { return false; }
#endif

/// A formula with a member `usual`: the same bits, sooner, where all_usual.
template <class F, class Z>
concept has_usual_range = has_own_functions<Z> && requires(const F& f, Z z) {
    f.usual(z);
};

// The errors named here are a vector's, in ulp: the largest measured on any instruction set, float and
// double.

/// 0.86 ulp.
template <class Z> [[gnu::always_inline]] inline Z exp(Z z) {
    if constexpr (has_own_functions<Z>)
        return scaled_exp(Z(1), z, Z(0));
    else
        return each_lane(z, [](auto s) { return std::exp(s); });
}

/// exp(z) - 1 for z <= 0. A vector's -0.0 becomes 0.0. 0.9 ulp.
template <class Z> [[gnu::always_inline]] inline Z expm1(Z z) {
    if constexpr (has_own_functions<Z>) {
        using constants = coefficients<scalar_t<Z>>;
        const Z x = choose(z < Z(constants::exp_gone), Z(constants::exp_gone), z);
        const auto [n, shifted] = octaves_of(x, constants::bias);
        const Z power = power_of_two(words<Z>(shifted));
        return multiply_add(power, expm1_within_octave(x, Z(0), n), power - Z(1));
    } else {
        return each_lane(z, [](auto s) { return std::expm1(s); });
    }
}

/// log(1 + z) for 0 <= z <= 1. 0.91 ulp.
template <class Z> [[gnu::always_inline]] inline Z log1p(Z z) {
    if constexpr (has_own_functions<Z>) {
        using constants = coefficients<scalar_t<Z>>;
        // log(1 + z) = log 2 + log(1 + f) with f = (z - 1) / 2 in the upper half. And with s = f / (2 + f),
        // log(1 + f) = f - (f^2 / 2 - s (f^2 / 2 + R(s^2))), as in fdlibm's e_log.c.
        const auto upper = z > Z(0.5F);
        const Z f = choose(upper, (z - Z(1)) * Z(0.5F), z);
        const Z s = f / (Z(2) + f), s2 = s * s, half = f * f * Z(0.5F);
        const Z low = choose(upper, Z(constants::ln2_low), Z(0));
        const Z bend_down =
            half - multiply_add(s, multiply_add(s2, polynomial(constants::log, s2), half), low);
        return choose(upper, Z(constants::ln2_high), Z(0)) - (bend_down - f);
    } else {
        return each_lane(z, [](auto s) { return std::log1p(s); });
    }
}

/// 2.5 ulp, never falling where |z| > 0.55, odd.
template <class Z> [[gnu::always_inline]] inline Z tanh(Z z) {
    if constexpr (has_own_functions<Z>) {
        // With exp(2|z|) = (1 + p) / a, a a power of two: ((1 - a) + p) / ((1 + a) + p), or where that would
        // lose by division what is known of 1, 1 - 2 a / ((1 + a) + p).
        using constants = coefficients<scalar_t<Z>>;
        const Z x = magnitude(z), twice = choose(x > Z(-constants::exp_gone), Z(-constants::exp_gone), x + x);
        const auto [n, shifted] = octaves_of(-twice, constants::bias);
        const Z a = power_of_two(words<Z>(shifted));
        const Z p = expm1_within_octave(twice, Z(0), -n);
        const auto near_one = x > Z(0.55F);
        const Z quotient = choose(near_one, a + a, (Z(1) - a) + p) / ((Z(1) + a) + p);
        return with_sign_of(z, choose(near_one, Z(1) - quotient, quotient));
    } else {
        return each_lane(z, [](auto s) { return std::tanh(s); });
    }
}

/// 1 / (1 + exp(-z)), in [0, 1] and never falling. 1.76 ulp. `Usual` promises |z| < usual_end and spares what
/// is needed beyond: the result has the same bits.
template <bool Usual = false, class Z> [[gnu::always_inline]] inline Z logistic(Z z) {
    using T = scalar_t<Z>;
    if constexpr (has_own_functions<Z>) {
        // With exp(-z) = (1 + p) / a, a a power of two: a / ((1 + a) + p), where little else is rounded than
        // the last sum and the quotient.
        using constants = coefficients<T>;
        Z x = z;
        if constexpr (!Usual)
            x = clamp(z, Z(constants::exp_low), Z(-constants::exp_gone));
        const auto [n, shifted] = octaves_of(x, constants::bias + (Usual ? 0 : constants::denormal_bits));
        Z a = power_of_two(words<Z>(shifted));
        if constexpr (!Usual)
            a = a * Z(constants::denormal_unit);
        const Z high = multiply_add(n, Z(constants::ln2_high), -x);
        const Z r = multiply_add(n, Z(constants::ln2_low), high);
        Z p = multiply_add(r * r, polynomial(constants::exp_short, r), r);
        const Z one_and_a = Z(1) + a;
        if constexpr (!Usual)
            p = p + (a - (one_and_a - Z(1))); // what 1 + a lost, where a is about an ulp of 1
        return a / (one_and_a + p);
    } else {
        // Not the usual seam at 0: e / (1 + e) is not monotone in floating point, 1 / (1 + e) is. Where
        // exp(-z) passes 2^digits, 1 + e would err by half an ulp and exp(z) by less; so exp never overflows.
        constexpr double ln2 = 0.69314718055994530942;
        const auto far_below = z < constant<Z>(-ln2 * std::numeric_limits<T>::digits);
        const Z e = exp(choose(far_below, z, -z));
        return choose(far_below, e, Z(1) / (Z(1) + e));
    }
}

/// The normal distribution's cumulative function: 5.5 ulp with fused multiply-add, else 7, in the lower tail
/// as well.
template <class Z> [[gnu::always_inline]] inline Z normal_cumulative(Z z) {
    if constexpr (has_own_functions<Z>) {
        // Phi(-x) = exp(-x^2 / 2) P(t) / (x + k) with t = (x - k) / (x + k) for x >= 0: a form that Shepherd
        // and Laframboise (1981) found for erfc. x^2 in two parts, for an error in it is one of the result.
        using constants = coefficients<scalar_t<Z>>;
        const Z size = magnitude(z);
        const Z x = choose(size > Z(constants::tail_end), Z(constants::tail_end), size);
        const Z pole(constants::tail_pole), sum = x + pole, first = Z(1) / sum;
        // One step of Newton's, with what the sum lost: P is steep.
        const Z off = multiply_add(-sum, first, Z(1)) - (x - (sum - pole)) * first;
        const Z u = multiply_add(first, off, first);
        const Z ratio = polynomial(constants::tail, (x - pole) * u) * u;
        const Z high = half_of_digits(x), minus_half(-0.5F);
        const Z tail = scaled_exp(ratio, high * high * minus_half, (x - high) * (x + high) * minus_half);
        return choose(z > Z(0), Z(1) - tail, tail);
    } else {
        // Through erfc, because 1 + erf cancels for z < 0.
        const Z x = z * constant<Z>(-0.70710678118654752440);
        return Z(0.5F) * each_lane(x, [](auto s) { return std::erfc(s); });
    }
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_DETAIL_VECTOR_MATH_HPP
