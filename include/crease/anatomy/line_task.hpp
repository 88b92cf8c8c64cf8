// SPDX-License-Identifier: BSD-3-Clause
// layer 10 · Line task: a network along a line, ready to be walked.
#ifndef CREASE_ANATOMY_LINE_TASK_HPP
#define CREASE_ANATOMY_LINE_TASK_HPP

#include <crease/anatomy/affine_start.hpp>
#include <crease/anatomy/box.hpp>
#include <crease/anatomy/line_store.hpp>
#include <crease/anatomy/line_walk.hpp>
#include <crease/anatomy/piecewise_layers.hpp>
#include <crease/anatomy/walk_share.hpp>
#include <crease/detail/number_text.hpp>
#include <crease/error.hpp>
#include <crease/network.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// A network along a line, ready to be walked.
struct line_task {
    std::vector<piecewise_layer> layers;
    affine_columns start; // of the first layer, from lo on
    double lo, hi;
    tolerances tolerance;
};

/// Layers of a network of one input, for an interval; net must outlive them. Throws shape_error or
/// value_error.
template <network Net>
std::vector<piecewise_layer> line_layers(const char* where, const Net& net, double lo, double hi) {
    auto layers = piecewise_layers(net, kernels::lent);
    if (layers.front().in != 1)
        throw shape_error(
            message({where, ": expected a network of one input, got ", count_text(layers.front().in)}));
    if (!(std::isfinite(hi - lo) && lo < hi))
        throw value_error(
            message({where, ": expected finite lo < hi, got ", number_text(lo), " and ", number_text(hi)}));
    return layers;
}

/// Of a network of one input on an interval. Throws as line_layers does.
template <network Net>
line_task interval_task(const char* where, const Net& net, double lo, double hi,
                        const tolerances& tolerance) {
    auto layers = line_layers(where, net, lo, hi);
    const double one = 1, length = hi - lo;
    const std::span<const double> direction(&one, 1);
    affine_columns start =
        affine_start(layers.front(), std::span(&lo, 1), std::span(&direction, 1), std::span(&length, 1));
    return {std::move(layers), std::move(start), lo, hi, tolerance};
}

/// Of a network of any number of inputs on the segment from p to q.
template <network Net>
line_task segment_task(const Net& net, point_view p, point_view q, const tolerances& tolerance) {
    auto layers = piecewise_layers(net, kernels::lent);
    const std::size_t in = layers.front().in;
    check_point("pieces_on_segment", "p", p, in);
    check_point("pieces_on_segment", "q", q, in);
    std::vector<double> step;
    for (std::size_t i = 0; i != in; ++i) step.push_back(q[i] - p[i]);
    check_point("pieces_on_segment", "q - p", step, in);
    if (std::all_of(step.begin(), step.end(), [](double s) { return s == 0; }))
        throw value_error("pieces_on_segment: expected p and q that differ, got the same point twice");
    const std::vector<double> origin(p.begin(), p.end());
    const std::span<const double> direction = step;
    const double reach = 1;
    affine_columns start =
        affine_start(layers.front(), origin, std::span(&direction, 1), std::span(&reach, 1));
    return {std::move(layers), std::move(start), 0, 1, tolerance};
}

/// Walks it: visit as line_walk has it.
template <class Visit> void walk_line(const line_task& task, Visit& visit) {
    line_walk<Visit>(task.layers, task.start, task.lo, task.hi, task.tolerance, visit);
}

/// A share of the walk, stored. A template so that who does not call it does not compile it.
template <class Store = line_store>
Store store_line(const line_task& task, walk_share share = {}, std::size_t branch_layer = 0) {
    Store store(share, branch_layer);
    const piecewise_layer& last = task.layers.back();
    // As many as there are where each hidden unit of one layer passes its knot once.
    store.reserve(last.first_unit + 2, last.out, last.first_unit + last.out);
    walk_line(task, store);
    return store;
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_LINE_TASK_HPP
