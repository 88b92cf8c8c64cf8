// SPDX-License-Identifier: BSD-3-Clause
// layer 0 · The numbers in vector_math.hpp. Polynomials have the lowest power first; they are minimax by
// Remez with 60 digits, weighted to the relative error given, and rounded once
// (tests/data/make_coefficients.py).
#ifndef CREASE_DETAIL_COEFFICIENTS_HPP
#define CREASE_DETAIL_COEFFICIENTS_HPP

#include <cstdint>

namespace crease::detail {

template <class T> struct coefficients;

template <> struct coefficients<float> {
    using word = std::uint32_t;
    static constexpr int mantissa_bits = 23;
    static constexpr float bias = 127;
    static constexpr float last_bit_is_one = 0x1.8p23F; // of the numbers from 2^23 to 2^24
    static constexpr float denormal_bits = 32,
                           denormal_unit = 0x1p-32F; // more than denormals lack, and 2^-bits
    static constexpr float log2_e = 1.44269504F;
    // The high part has 9 bits: its product with any exponent is exact (Cody, Waite 1980).
    static constexpr float ln2_high = 0.693359375F, ln2_low = -2.12194440e-4F;
    // Below exp_low, exp is less than half the smallest denormal; above exp_high it overflows.
    static constexpr float exp_low = -104, exp_high = 89;
    static constexpr float exp_gone = -20; // exp(-20) is less than a quarter of an ulp of 1
    // (exp(r) - 1 - r) / r^2 for |r| <= ln(2) / 2, exp to 2^-31
    static constexpr float exp[] = {0.5F,           0.166666478F,   0.0416664816F,
                                    0.00833784696F, 0.00139333878F, 0.000173642737F};
    // to 2^-28
    static constexpr float exp_short[] = {0.5F, 0.166664869F, 0.0416655466F, 0.00837243255F, 0.0014034441F};
    // Where |z| is less, 1 + 2^n is exact for the n next to z / ln(2).
    static constexpr float usual_end = 16;
    // (log((1 + s) / (1 - s)) / s - 2) / s^2 in s^2 for |s| <= 0.2, the logarithm to 2^-34
    static constexpr float log[] = {0.666666627F, 0.400009334F, 0.285035163F, 0.241515979F};
    // (x + tail_pole) exp(x^2 / 2) Phi(-x) in (x - tail_pole) / (x + tail_pole) for 0 <= x <= tail_end, to
    // 2^-26
    static constexpr float tail_pole = 4, tail_end = 14.5F; // Phi(-14.5) times 14.5 is 0
    static constexpr float tail[] = {0.755285144F,    -0.607896566F,   0.387136906F,   -0.186523438F,
                                     0.0604038313F,   -0.00752527174F, -0.0035125562F, 0.00156992325F,
                                     0.000179356837F, -0.000131970359F};
};

template <> struct coefficients<double> {
    using word = std::uint64_t;
    static constexpr int mantissa_bits = 52;
    static constexpr double bias = 1023;
    static constexpr double last_bit_is_one = 0x1.8p52;
    static constexpr double denormal_bits = 64, denormal_unit = 0x1p-64;
    static constexpr double log2_e = 1.4426950408889634;
    static constexpr double ln2_high = 0x1.62e42feep-1, ln2_low = 0x1.a39ef35793c76p-33; // 32 bits
    static constexpr double exp_low = -746, exp_high = 710;
    static constexpr double exp_gone = -44;
    // to 2^-60
    static constexpr double exp[] = {0.5,
                                     0.1666666666666668,
                                     0.041666666666666255,
                                     0.0083333333333196445,
                                     0.0013888888889076287,
                                     0.00019841269891048531,
                                     2.4801586966268787e-5,
                                     2.755723937157793e-6,
                                     2.7557565869827809e-7,
                                     2.511068386428949e-8,
                                     2.0828227816394885e-9};
    // to 2^-56
    static constexpr double exp_short[] = {
        0.50000000000000056,   0.16666666666666455,    0.041666666666570165,   0.0083333333334834371,
        0.0013888888934323329, 0.00019841269506761081, 2.4801501748389312e-05, 2.7557601063235203e-6,
        2.7627453926894267e-7, 2.4992023645916743e-08};
    static constexpr double usual_end = 36;
    // to 2^-61
    static constexpr double log[] = {0.66666666666666596, 0.4000000000005674,  0.285714285558057,
                                     0.22222224299483995, 0.18181665677876205, 0.15391118796666323,
                                     0.13173479227018892, 0.13843879373961618};
    // to 2^-57
    static constexpr double tail_pole = 5.5, tail_end = 38.7;
    static constexpr double tail[] = {
        0.77376963427640677,    -0.68518342057433812,   0.53559648906249502,     -0.36704906529361953,
        0.21787243285793767,    -0.10970308995873096,   0.045097580815366405,    -0.013923510565379691,
        0.002442982669328699,   0.00026960399705840468, -0.00032452261931276215, 7.1414879091161401e-5,
        1.6319860572970341e-5,  -1.2119023704705086e-5, 4.4662227604059242e-7,   1.4842019890192489e-6,
        -2.6811909910601921e-7, -1.7813844913134301e-7, 5.0436306412340834e-8,   2.3420191055483903e-8,
        -5.6110372908396241e-9, -2.7590678789132565e-9, -6.6201232826006832e-11};
};

} // namespace crease::detail
#endif // CREASE_DETAIL_COEFFICIENTS_HPP
