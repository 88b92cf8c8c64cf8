// SPDX-License-Identifier: BSD-3-Clause
// layer 13 · Box report: what every unit does in a box of inputs, proved.
#ifndef CREASE_ANATOMY_BOX_REPORT_HPP
#define CREASE_ANATOMY_BOX_REPORT_HPP

#include <crease/anatomy/box.hpp>
#include <crease/anatomy/walk_box.hpp>
#include <crease/inspect.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace crease {
namespace detail {
inline namespace CREASE_TAG {

/// Collects the range of z of every unit.
struct report_guide {
    static constexpr bool ranges = true, prunes = false;
    std::vector<layer_report<double>>* reports;
    double value; // tolerance

    template <class Walk> bool enter(const Walk& walk, std::size_t l, const typename Walk::cell&) {
        layer_report<double>& report = (*reports)[l];
        const std::vector<double>& knots = walk.layers()[l].knots;
        for (std::size_t u = 0; u != walk.layers()[l].out; ++u)
            for (double z : {walk.low(l)[u], walk.high(l)[u]}) {
                const double slack = walk.slack(l)[u];
                for (const double knot : knots)
                    if (std::abs(z - knot) <= slack + value * std::abs(knot))
                        z = knot;
                if (std::abs(z) <= slack)
                    z = 0;
                widen(report.z_min(u), report.z_max(u), z);
            }
        return true;
    }
    template <class Walk> bool leave(const Walk&, const typename Walk::cell&) { return true; }
};

/// Whether a unit gives the same value wherever it is off, its z being in [z_min, z_max], which ends at 0.
inline bool flat_between(const piecewise_layer& layer, double z_min, double z_max) {
    for (std::size_t s = 0; s != layer.slopes.size(); ++s) {
        const bool from =
            s == 0 || layer.knots[s - 1] < z_max || (z_min == z_max && layer.knots[s - 1] < z_min);
        const bool to =
            s == layer.knots.size() || layer.knots[s] > z_min || (z_min == z_max && layer.knots[s] >= z_min);
        if (from && to && layer.slopes[s] != 0)
            return false;
    }
    return true;
}

} // namespace CREASE_TAG
} // namespace detail

/// What every unit of net does in the box between the corners lower and upper: z_min and z_max exactly, so
/// that dead and always_on are proved. One report a layer; share_on is NaN unless it is 0 or 1, and
/// on_intervals is empty. One coordinate in braces is a number, and calls the report on an interval, which
/// says the same but of z that only rounding tells from a knot. Throws shape_error, value_error,
/// unsupported_error naming a smooth hidden layer.
template <network Net>
CREASE_UNIT std::vector<layer_report<double>> unit_report(const Net& net, point_view lower, point_view upper,
                                                          const tolerances& tolerance = {}) {
    const auto parts = detail::box_layers("unit_report", net, lower, upper);
    const auto layers = detail::layers_of(net);
    std::vector<layer_report<double>> reports;
    for (const auto& layer : layers) reports.push_back(detail::empty_report<double>(layer));
    detail::report_guide guide{&reports, tolerance.value};
    detail::walk_box(parts, detail::scale_box(lower, upper), tolerance, guide);
    for (std::size_t l = 0; l != parts.size(); ++l) {
        const activation_view f = layers[l].activation;
        const detail::clipped_states clipped(f);
        layer_report<double>& report = reports[l];
        for (std::size_t u = 0; u != parts[l].out; ++u) {
            const double z_min = report.z_min(u), z_max = report.z_max(u);
            report.always_on(u) = z_min > 0;
            report.dead(u) = z_max <= 0 && detail::flat_between(parts[l], z_min, z_max);
            report.share_on(u) = z_min > 0 ? 1 : z_max <= 0 ? 0 : std::numeric_limits<double>::quiet_NaN();
            report.saturated(u) = f.is_piecewise_linear() ? clipped.flat_throughout(z_min, z_max)
                                                          : detail::saturated_between(f, z_min, z_max);
        }
    }
    return reports;
}

} // namespace crease
#endif // CREASE_ANATOMY_BOX_REPORT_HPP
