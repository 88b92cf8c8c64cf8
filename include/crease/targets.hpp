// SPDX-License-Identifier: BSD-3-Clause
// layer 7 · Targets: the lab's, and random ones from a seed.
#ifndef CREASE_TARGETS_HPP
#define CREASE_TARGETS_HPP

#include <crease/detail/number_text.hpp>
#include <crease/detail/random.hpp>
#include <crease/error.hpp>
#include <crease/piecewise_linear.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace crease {

/// The target of the "ReLU activation" lab: knots (0, 2) (1, 0) (2, 1) (3, 4), slopes -2, 1, 3.
template <std::floating_point T = double> CREASE_UNIT piecewise_linear<T> lab_target() {
    return piecewise_linear<T>::from_knots({0, 1, 2, 3}, {2, 0, 1, 4});
}

/// What random_target draws from.
struct random_target_options {
    std::size_t pieces = 3;
    double lo = 0, hi = 3;                // the domain
    double min_width = 0.25;              // of a piece
    double min_slope = -3, max_slope = 3; // of a piece
    double start_value = 0;               // at lo
};

/// A target on [lo, hi] whose neighbouring slopes differ, by 1/16 of their range at least; the same for the
/// same seed on every platform. No piece is narrower than min_width (by more than rounding, if the pieces
/// fill the domain). Throws value_error for options that cannot be met.
template <std::floating_point T = double>
CREASE_UNIT piecewise_linear<T> random_target(const random_target_options& options, std::uint64_t seed) {
    const auto& [pieces, lo, hi, min_width, min_slope, max_slope, start_value] = options;
    const auto expect = [](bool met, const char* expected, double first, double second) {
        if (!met)
            throw value_error(
                detail::message({"random_target: expected ", expected, ", got ", detail::number_text(first),
                                 " and ", detail::number_text(second)}));
    };
    const auto count = static_cast<double>(pieces);
    const T least = static_cast<T>(min_slope), most = static_cast<T>(max_slope);
    if (pieces == 0)
        throw value_error("random_target: expected at least one piece, got 0");
    expect(lo < hi && std::isfinite(hi - lo), "finite lo < hi", lo, hi);
    expect(min_width >= 0 && count * min_width <= hi - lo, "0 <= pieces * min_width <= hi - lo",
           count * min_width, hi - lo);
    expect((least < most || (least == most && pieces == 1)) && std::isfinite(most - least),
           "finite min_slope < max_slope", min_slope, max_slope);

    detail::random_stream random(seed);
    std::vector<double> cuts(pieces - 1);
    for (double& cut : cuts) cut = random.uniform();
    std::sort(cuts.begin(), cuts.end());
    // The margin covers what rounding the knots can take from a piece. std::fma rounds alike everywhere.
    const double margin =
        8 * double{std::numeric_limits<T>::epsilon()} * std::max(std::abs(lo), std::abs(hi));
    const double width = std::min(min_width + margin, (hi - lo) / count);
    const double spare = std::max(0.0, std::fma(-count, width, hi - lo));
    std::vector<T> knots;
    for (std::size_t i = 1; i != pieces; ++i)
        knots.push_back(
            static_cast<T>(std::fma(spare, cuts[i - 1], std::fma(static_cast<double>(i), width, lo))));
    knots.push_back(static_cast<T>(hi));

    std::vector<T> slopes{static_cast<T>(random.uniform(least, most))};
    while (slopes.size() != pieces) {
        const T slope = static_cast<T>(random.uniform(least, most));
        if (std::abs(slope - slopes.back()) >= (most - least) / 16)
            slopes.push_back(slope);
    }
    return piecewise_linear<T>::from_slopes(static_cast<T>(lo), static_cast<T>(start_value), knots, slopes);
}

} // namespace crease
#endif // CREASE_TARGETS_HPP
