// SPDX-License-Identifier: BSD-3-Clause
// layer 3 · SVG axes: from values to pixels, and ticks at 1, 2 or 5 times a power of ten.
#ifndef CREASE_DETAIL_SVG_AXIS_HPP
#define CREASE_DETAIL_SVG_AXIS_HPP

#include <crease/detail/number_text.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// What is drawn: finite, and not so large that a difference overflows.
inline bool drawable(double value) { return std::abs(value) <= 1e300; }

/// Values from lo to hi; none yet if hi < lo.
struct svg_interval {
    double lo = std::numeric_limits<double>::infinity(), hi = -lo;

    void include(double value) {
        lo = std::min(lo, value);
        hi = std::max(hi, value);
    }
    bool holds(double value) const { return lo <= value && value <= hi; }
};

/// The interval with a margin, a share of it, at both ends. What is no interval, or too short to tell its
/// ends apart by nine digits, is widened.
inline svg_interval with_margin(svg_interval values, double share) {
    if (values.hi < values.lo)
        return {0, 1};
    const double size = std::max(std::abs(values.lo), std::abs(values.hi));
    if (size < 1e-290)
        return {-1, 1};
    if (values.hi - values.lo <= 1e-9 * size)
        return {values.lo - size / 2, values.hi + size / 2};
    const double margin = share * (values.hi - values.lo);
    return {values.lo - margin, values.hi + margin};
}

/// Values lo to hi on pixels from to to.
struct svg_axis {
    double lo, hi, from = 0, to = 1;

    bool holds(double value) const { return lo <= value && value <= hi; }
    double at(double value) const { return from + (value - lo) / (hi - lo) * (to - from); }
};

/// mantissa * 10^exponent, the mantissa 1, 2 or 5.
struct svg_step {
    int mantissa, exponent;

    double times(double count) const { // divided by a power of ten, which is exact, where its inverse is not
        const double power = std::pow(10.0, std::abs(exponent));
        return exponent < 0 ? count * mantissa / power : count * mantissa * power;
    }
};

/// The smallest of which at most so many fit into the length.
inline svg_step nice_step(double length, double most) {
    const double wanted = length / most * (1 - 1e-9);
    for (int exponent = static_cast<int>(std::floor(std::log10(wanted)));; ++exponent)
        for (const int mantissa : {1, 2, 5})
            if (const svg_step step{mantissa, exponent}; step.times(1) >= wanted)
                return step;
}

/// "−1.5", "2e−9": a minus sign, and an exponent without ornament.
inline std::string tick_text(double value, int digits) {
    const std::string plain = number_text(value, digits);
    std::string text;
    for (std::size_t i = 0; i != plain.size(); ++i) {
        const bool in_exponent = plain.find('e') < i;
        if (plain[i] == '-')
            text += "\xE2\x88\x92";
        else if (!(in_exponent &&
                   (plain[i] == '+' || (plain[i] == '0' && (plain[i - 1] == '+' || plain[i - 1] == '-')))))
            text += plain[i];
    }
    return text;
}

struct svg_tick {
    double value;
    std::string text;
};

/// Those inside [lo, hi], at most so many steps apart.
inline std::vector<svg_tick> nice_ticks(double lo, double hi, double most) {
    const svg_step step = nice_step(hi - lo, std::max(most, 1.0));
    const double size = std::max(std::abs(lo), std::abs(hi)), tolerance = 1e-9 * (hi - lo);
    const int digits = static_cast<int>(std::floor(std::log10(size))) - step.exponent + 1;
    std::vector<svg_tick> ticks;
    for (double i = std::ceil((lo - tolerance) / step.times(1)); step.times(i) <= hi + tolerance; ++i)
        ticks.push_back({step.times(i) + 0.0, tick_text(step.times(i) + 0.0, std::clamp(digits, 6, 15))});
    return ticks;
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_DETAIL_SVG_AXIS_HPP
