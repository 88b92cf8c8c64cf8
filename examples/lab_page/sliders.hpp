// SPDX-License-Identifier: BSD-3-Clause
// Weights as sliders give them.
#pragma once

#include "exercise.hpp"

#include <algorithm>
#include <cmath>

namespace lab_page {

/// The nearest multiple of a step, without the noise of multiplying by 0.1; 0 has no sign.
inline double nearest_multiple(double value, double step) {
    const double steps_of_1 = std::round(1 / step);
    return 0 + (steps_of_1 * step == 1 ? std::round(value * steps_of_1) / steps_of_1
                                       : std::round(value / step) * step);
}

/// The nearest that the slider gives.
inline double snapped(double value, const slider_range& slider) {
    return std::clamp(nearest_multiple(value, slider.step), slider.lowest, slider.highest);
}

/// Widens the sliders so that they hold every weight.
inline void fit_sliders(exercise& e) {
    const auto hold = [&](double weight) {
        e.slider.lowest = std::min(e.slider.lowest, std::floor(weight));
        e.slider.highest = std::max(e.slider.highest, std::ceil(weight));
    };
    for (const layer_numbers& layer : e.layers) {
        for (const double b : layer.bias) hold(b);
        for (const auto& row : layer.weights)
            for (const double w : row) hold(w);
    }
}

} // namespace lab_page
