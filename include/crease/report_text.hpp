// SPDX-License-Identifier: BSD-3-Clause
// layer 13 · Report text: what unit_report found, as a table of text.
#ifndef CREASE_REPORT_TEXT_HPP
#define CREASE_REPORT_TEXT_HPP

#include <crease/detail/number_text.hpp>
#include <crease/detail/text_table.hpp>
#include <crease/error.hpp>
#include <crease/inspect.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace crease {

/// A line a unit: its layer, what stands out about it, how much of the time it is on, and the range of its z.
template <class T> CREASE_UNIT std::string report_text(const std::vector<layer_report<T>>& reports) {
    std::vector<std::array<std::string, 6>> rows{{"Layer", "Unit", "", "On", "z from", "to"}};
    for (std::size_t l = 0; l != reports.size(); ++l) {
        const layer_report<T>& report = reports[l];
        const std::string layer = report.name.empty()
                                      ? detail::message({report.activation, " ", detail::count_text(l)})
                                      : report.name;
        for (std::size_t u = 0; u != report.share_on.size(); ++u) {
            std::string remark = report.dead(u) ? "dead" : report.always_on(u) ? "always on" : "";
            if (report.saturated(u))
                remark += remark.empty() ? "saturated" : ", saturated";
            const double share = report.share_on(u); // of a box it may be unknown
            rows.push_back({layer, detail::count_text(u), remark,
                            std::isnan(share) ? "partly" : detail::number_text(100 * share, 4) + " %",
                            detail::number_text(report.z_min(u), 4),
                            detail::number_text(report.z_max(u), 4)});
        }
    }
    return detail::text_table(rows, 3);
}

} // namespace crease
#endif // CREASE_REPORT_TEXT_HPP
