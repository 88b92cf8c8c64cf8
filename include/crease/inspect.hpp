// SPDX-License-Identifier: BSD-3-Clause
// layer 12 · Inspect: which units are on, dead or saturated, on samples or exactly on an interval. The
// results are data.
#ifndef CREASE_INSPECT_HPP
#define CREASE_INSPECT_HPP

#include <crease/anatomy/line_task.hpp>
#include <crease/network.hpp>
#include <crease/shapes.hpp>
#include <crease/trace.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace crease {

/// What the units of one layer do; every tensor has one entry a unit. A unit is on iff z > 0. T is the
/// network's scalar type for a report on samples, double for an exact one.
template <class T> struct layer_report {
    std::string name, activation;
    xt::xtensor<double, 1> share_on; // of the samples, or of the interval's length
    xt::xtensor<T, 1> z_min, z_max;  // NaN if any z is
    xt::xtensor<bool, 1> dead;       // never on, and flat wherever it is: it passes nothing on
    xt::xtensor<bool, 1> always_on;
    // A smooth unit whose |slope| is below 1e-3 throughout; a clipped one that is only in its flat outer
    // states.
    xt::xtensor<bool, 1> saturated;
    std::vector<std::vector<std::array<double, 2>>> on_intervals; // exact reports only: where each unit is on
};

namespace detail {
inline namespace CREASE_TAG {

inline constexpr double saturated_slope = 1e-3;

template <class T, class U> layer_report<T> empty_report(const layer_view<U>& layer) {
    const std::array shape{layer.out()};
    constexpr T infinity = std::numeric_limits<T>::infinity();
    return {.name = std::string(layer.name),
            .activation = std::string(layer.activation.name()),
            .share_on = xt::xtensor<double, 1>(shape, 0.0),
            .z_min = xt::xtensor<T, 1>(shape, infinity),
            .z_max = xt::xtensor<T, 1>(shape, -infinity),
            .dead = xt::xtensor<bool, 1>(shape, true),
            .always_on = xt::xtensor<bool, 1>(shape, true),
            .saturated = xt::xtensor<bool, 1>(shape, true),
            .on_intervals = {}};
}

/// Where an activation is flat because it is clipped: flat at its left and at its right, with a slope
/// between.
class clipped_states {
public:
    explicit clipped_states(activation_view f) : knots_{f.knots()} {
        std::sort(knots_.begin(), knots_.end());
        clipped_ = knots_.size() > 1 && f.slope(knots_.front()) == 0 &&
                   f.slope(knots_.back() + std::max(1.0, std::abs(knots_.back()))) == 0;
    }
    bool flat_at(double z) const noexcept { return clipped_ && (z <= knots_.front() || z > knots_.back()); }
    bool flat_throughout(double z_min, double z_max) const noexcept {
        return clipped_ && (z_max <= knots_.front() || z_min >= knots_.back());
    }

private:
    std::vector<double> knots_;
    bool clipped_;
};

/// NaN stays.
template <class T> void widen(T& z_min, T& z_max, T z) noexcept {
    if (z < z_min || std::isnan(z))
        z_min = z;
    if (z > z_max || std::isnan(z))
        z_max = z;
}

/// |f'| below the limit at the z of a range nearest 0, where smooth activations are steep, and at 65 evenly
/// spaced ones: a smooth output unit's slope has no closed form to solve.
inline bool saturated_between(activation_view f, double z_min, double z_max) {
    const auto flat = [f](double z) { return std::abs(f.slope(z)) < saturated_slope; };
    bool all_flat = flat(std::clamp(0.0, z_min, z_max));
    constexpr int steps = 64;
    for (int i = 0; i <= steps && all_flat; ++i) all_flat = flat(z_min + (z_max - z_min) * i / steps);
    return all_flat;
}

/// What one piece [left, right] of an interval, on which z is affine, adds to the report of a unit.
template <class T> struct unit_on_piece {
    T left, right, z_left, z_right;

    void add_to(layer_report<T>& report, std::size_t u) const {
        widen(report.z_min(u), report.z_max(u), z_left);
        widen(report.z_min(u), report.z_max(u), z_right);
        if (z_left <= 0 && z_right <= 0)
            return;
        const auto zero = [this] { return left + (right - left) * (z_left / (z_left - z_right)); };
        const T from = z_left < 0 ? zero() : left, to = z_right < 0 ? zero() : right;
        auto& intervals = report.on_intervals[u];
        if (!intervals.empty() && intervals.back()[1] == from)
            intervals.back()[1] = to;
        else
            intervals.push_back({from, to});
    }
};

} // namespace CREASE_TAG
} // namespace detail

/// What every unit of net does on the samples x (batch, in): one report a layer. Throws shape_error, also for
/// an empty batch, of which nothing can be said.
template <network Net, detail::expression E>
CREASE_UNIT std::vector<layer_report<typename Net::value_type>> unit_report(const Net& net, const E& x) {
    using T = typename Net::value_type;
    const auto layers = detail::layers_of(net);
    const auto traced = trace(net, x);
    std::vector<layer_report<T>> reports;
    for (std::size_t l = 0; l != layers.size(); ++l) {
        const auto& z = traced.z(l);
        const activation_view f = layers[l].activation;
        const detail::clipped_states clipped(f);
        const std::size_t count = z.shape()[0];
        if (count == 0)
            throw shape_error("unit_report: expected at least one sample, got a batch of 0");
        layer_report<T>& report = reports.emplace_back(detail::empty_report<T>(layers[l]));
        for (std::size_t u = 0; u != layers[l].out(); ++u) {
            std::size_t on = 0;
            bool flat = true;
            for (std::size_t r = 0; r != count; ++r) {
                const T value = z(r, u), slope = f.slope(value);
                detail::widen(report.z_min(u), report.z_max(u), value);
                on += value > 0;
                flat = flat && slope == 0;
                report.saturated(u) = report.saturated(u) &&
                                      (f.is_piecewise_linear() ? clipped.flat_at(value)
                                                               : std::abs(slope) < detail::saturated_slope);
            }
            report.share_on(u) = static_cast<double>(on) / static_cast<double>(count);
            report.dead(u) = on == 0 && flat;
            report.always_on(u) = on == count;
        }
    }
    return reports;
}

/// The same exactly, for every x in [lo, hi], of a network of one input whose hidden layers are piecewise
/// linear; also where each unit is on. Throws as pieces() does.
template <network Net>
CREASE_UNIT std::vector<layer_report<double>> unit_report(const Net& net, double lo, double hi,
                                                          const tolerances& tolerance = {}) {
    const auto layers = detail::layers_of(net);
    const detail::line_task task = detail::interval_task("unit_report", net, lo, hi, tolerance);
    const auto& parts = task.layers;
    std::vector<layer_report<double>> reports;
    for (const auto& layer : layers) {
        reports.push_back(detail::empty_report<double>(layer));
        reports.back().on_intervals.resize(layer.out());
    }
    const auto add_piece = [&](double left, double right, const auto& units, const auto&, const auto&) {
        for (std::size_t l = 0; l != parts.size(); ++l)
            for (std::size_t u = 0; u != parts[l].out; ++u) {
                // Within rounding of 0 is 0, as it is for the pieces.
                const auto z_at = [&](double place) {
                    const double z = units[l].slope[u] * place + units[l].intercept[u];
                    return std::abs(z) <= tolerance.value * units[l].size[u] ? 0 : z;
                };
                detail::unit_on_piece<double>{left, right, z_at(left), z_at(right)}.add_to(reports[l], u);
                reports[l].dead(u) = reports[l].dead(u) && parts[l].slopes[units[l].state[u]] == 0;
            }
    };
    detail::walk_line(task, add_piece);
    for (std::size_t l = 0; l != parts.size(); ++l) {
        const activation_view f = layers[l].activation;
        const detail::clipped_states clipped(f);
        layer_report<double>& report = reports[l];
        for (std::size_t u = 0; u != parts[l].out; ++u) {
            auto& on = report.on_intervals[u];
            const double length = hi - lo;
            report.dead(u) = report.dead(u) && on.empty();
            report.always_on(u) =
                on.size() == 1 && on[0][0] == 0 && on[0][1] == length && report.z_min(u) > 0;
            for (auto& [from, to] : on) { // measured from lo until here
                report.share_on(u) += (to - from) / length;
                from += lo;
                to = to == length ? hi : to + lo;
            }
            report.saturated(u) = f.is_piecewise_linear()
                                      ? clipped.flat_throughout(report.z_min(u), report.z_max(u))
                                      : detail::saturated_between(f, report.z_min(u), report.z_max(u));
        }
    }
    return reports;
}

} // namespace crease
#endif // CREASE_INSPECT_HPP
