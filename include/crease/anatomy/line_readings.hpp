// SPDX-License-Identifier: BSD-3-Clause
// layer 12 · Line readings: what the pieces of an output say: where it is 0, where it rises and falls, and
// its integral.
#ifndef CREASE_ANATOMY_LINE_READINGS_HPP
#define CREASE_ANATOMY_LINE_READINGS_HPP

#include <crease/anatomy/line.hpp>
#include <crease/detail/number_text.hpp>
#include <crease/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace crease {

/// Where an output is 0 from `from` to `to`: a point if they are the same, else a whole interval.
struct root {
    double from, to;
    friend bool operator==(const root&, const root&) = default;
};

enum class trend { falling, constant, rising };

struct monotone_interval {
    double from, to;
    trend direction;
    friend bool operator==(const monotone_interval&, const monotone_interval&) = default;
};

namespace detail {
inline namespace CREASE_TAG {

template <class Real>
void check_output(const char* where, const line_pieces<Real>& pieces, std::size_t output) {
    if (output >= pieces.slopes().shape()[1])
        throw value_error(message({where, ": expected the index of an output, below ",
                                   count_text(pieces.slopes().shape()[1]), ", got ", count_text(output)}));
}

} // namespace CREASE_TAG
} // namespace detail

/// Where an output is 0, from left to right. At a breakpoint, where terms cancel, what rounding may have left
/// counts as 0. Throws value_error if there is no such output.
template <class Real>
CREASE_UNIT std::vector<root> roots(const line_pieces<Real>& pieces, std::size_t output = 0,
                                    const tolerances& tolerance = {}) {
    detail::check_output("roots", pieces, output);
    const auto& at = pieces.breakpoints();
    const auto value = [&](std::size_t b) -> double {
        double rounding = 0; // of the pieces that meet here: in the sum of their two terms, and in these
        for (std::size_t p = b == 0 ? 0 : b - 1; p <= b && p != pieces.size(); ++p) {
            const double size =
                std::abs(pieces.slopes()(p, output) * at(b)) + std::abs(pieces.intercepts()(p, output));
            rounding = std::max({rounding, tolerance.value * size,
                                 2 * std::numeric_limits<Real>::epsilon() * pieces.term_size(p, output)});
        }
        const double y = pieces.values()(b, output);
        return std::abs(y) <= rounding ? 0 : y;
    };
    std::vector<root> result;
    const auto add = [&](double from, double to) {
        if (!result.empty() && result.back().to == from)
            result.back().to = to;
        else
            result.push_back({from, to});
    };
    double left = value(0);
    if (left == 0)
        add(at(0), at(0));
    for (std::size_t p = 0; p != pieces.size(); ++p) {
        const double right = value(p + 1);
        if (left == 0 && right == 0) {
            add(at(p), at(p + 1));
        } else if (right == 0) {
            add(at(p + 1), at(p + 1));
        } else if ((left < 0) != (right < 0) && left != 0) {
            const double x = at(p) + (at(p + 1) - at(p)) * (left / (left - right));
            add(x, x);
        }
        left = right;
    }
    return result;
}

/// Where an output falls, stays or rises, from left to right: neighbours of one direction joined. Throws
/// value_error if there is no such output.
template <class Real>
CREASE_UNIT std::vector<monotone_interval> monotone_intervals(const line_pieces<Real>& pieces,
                                                              std::size_t output = 0) {
    detail::check_output("monotone_intervals", pieces, output);
    std::vector<monotone_interval> result;
    for (std::size_t p = 0; p != pieces.size(); ++p) {
        const double slope = pieces.slopes()(p, output);
        const trend direction = slope > 0 ? trend::rising : slope < 0 ? trend::falling : trend::constant;
        if (result.empty() || result.back().direction != direction)
            result.push_back({pieces.breakpoints()(p), 0, direction});
        result.back().to = pieces.breakpoints()(p + 1);
    }
    return result;
}

/// The integral of an output over the interval: of a piece, its length times the mean of its ends. Throws
/// value_error if there is no such output.
template <class Real> CREASE_UNIT double integrate(const line_pieces<Real>& pieces, std::size_t output = 0) {
    detail::check_output("integrate", pieces, output);
    double sum = 0;
    for (std::size_t p = 0; p != pieces.size(); ++p)
        sum += (pieces.breakpoints()(p + 1) - pieces.breakpoints()(p)) *
               (pieces.values()(p, output) + pieces.values()(p + 1, output)) / 2;
    return sum;
}

} // namespace crease
#endif // CREASE_ANATOMY_LINE_READINGS_HPP
