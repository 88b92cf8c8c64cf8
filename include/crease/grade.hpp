// SPDX-License-Identifier: BSD-3-Clause
// layer 13 · Grade: whether a network is a target, exactly; and if not, what to move next.
//
// Networks are judged as functions, not by their weights: every exact solution counts. Hints follow the
// segments from left to right, as the lab does.
#ifndef CREASE_GRADE_HPP
#define CREASE_GRADE_HPP

#include <crease/anatomy/line.hpp>
#include <crease/curve_difference.hpp>
#include <crease/detail/gather_facts.hpp>
#include <crease/detail/grade_moves.hpp>
#include <crease/detail/line_facts.hpp>
#include <crease/difference.hpp>
#include <crease/error.hpp>
#include <crease/grade_report.hpp>
#include <crease/grade_text.hpp>
#include <crease/network.hpp>
#include <crease/piecewise_linear.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace crease {
namespace detail {
inline namespace CREASE_TAG {

/// Grades a network by its layers and pieces. Real is double: a template, like line_pieces, so that who only
/// includes this header does not compile it.
template <class Real> class grader {
public:
    grader(const std::vector<piecewise_layer>& layers, const line_pieces<Real>& parts,
           const piecewise_linear<Real>& target, const grade_options& options, double tolerance)
        : layers_{layers}, options_{options}, target_{target},
          found_{1,
                 {parts.breakpoints().begin(), parts.breakpoints().end()},
                 {parts.values().begin(), parts.values().end()},
                 {parts.slopes().begin(), parts.slopes().end()}},
          size_{value_scale(target)}, tolerance_{tolerance * (size_ == 0 ? 1 : size_)} {}

    grade_report report() {
        const straight_pieces wanted = pieces_of(target_.knots().front(), target_.knots().back());
        const function_difference d = difference_of(found_, wanted);
        report_.max_difference = d.maximum;
        report_.at = d.x;
        report_.solved = d.maximum <= tolerance_;
        report_.planned = false;
        report_.reachable = 0;
        for (std::size_t s = 0; s != target_.slopes().size(); ++s) add_segment(s);
        if (!report_.solved && plans())
            plan();
        return std::move(report_);
    }

    /// Hints that name owners only.
    void add_owners(grade_report& report, const line_facts<Real>& facts) const {
        for (std::size_t s = 0; s != report.segments.size(); ++s) {
            const graded_segment& segment = report.segments[s];
            if (segment.matches)
                continue;
            grade_hint hint = plan_hints<Real>::hint_at(report.segments, s);
            hint.reason = hint_reason::nobody;
            // Of the straight parts that the hint speaks of, the widest.
            double widest = 0;
            for (const auto& piece : facts.segments) {
                const double width = std::min(piece.to, segment.to) - std::max(piece.from, segment.from);
                const double off = std::abs(facts.slope(piece, 0) - hint.slope_found);
                if (width > widest && off <= 1e-6 * std::abs(hint.slope_found)) {
                    widest = width;
                    hint.reason = piece.owners.empty() ? hint_reason::nobody : hint_reason::owner;
                    if (!piece.owners.empty())
                        hint.unit = piece.owners[0];
                }
            }
            hint.several_layers = facts.hidden() > 1 || hint.unit.layer == facts.hidden();
            if (hint.reason != hint_reason::nobody)
                hint.layer = facts.layers[hint.unit.layer].name;
            report.hints.push_back(std::move(hint));
        }
    }

private:
    /// The target from one place to another.
    straight_pieces pieces_of(double lo, double hi) const { return straight_pieces_of(target_, lo, hi, {}); }

    void add_segment(std::size_t s) {
        graded_segment segment{target_.knots()[s], target_.knots()[s + 1], target_.slopes()[s], {}, 0, false};
        straight_pieces within{1, {segment.from}, {}, {}};
        for (std::size_t p = 0; p + 1 != found_.knots.size(); ++p) {
            const double from = std::max(found_.knots[p], segment.from),
                         to = std::min(found_.knots[p + 1], segment.to);
            if (from >= to)
                continue;
            const double slope = found_.slopes[p];
            if (within.values.empty())
                within.values.push_back(value_at(p, from));
            within.knots.push_back(to);
            within.values.push_back(value_at(p, to));
            within.slopes.push_back(slope);
            add_part(segment, {from, to, slope});
        }
        segment.difference = difference_of(within, pieces_of(segment.from, segment.to)).maximum;
        segment.matches = segment.difference <= tolerance_;
        report_.segments.push_back(std::move(segment));
    }
    /// A part as narrow as rounding makes them, where a crease misses the target's knot, is not told.
    static void add_part(graded_segment& segment, found_part part) {
        const double narrow = 1e-6 * (segment.to - segment.from);
        const auto is_narrow = [narrow](const found_part& p) { return p.to - p.from < narrow; };
        std::vector<found_part>& found = segment.found;
        if (!found.empty()) {
            const bool same = std::abs(found.back().slope - part.slope) <= 1e-12 * std::abs(part.slope);
            if (same || is_narrow(part)) {
                found.back().to = part.to;
                return;
            }
            if (is_narrow(found.back())) {
                part.from = found.back().from;
                found.pop_back();
            }
        }
        found.push_back(part);
    }
    double value_at(std::size_t p, double x) const {
        return x == found_.knots[p] ? found_.values[p] : found_.at(x, p, 0);
    }

    /// Whether a plan can be made: one hidden ReLU layer, and a sum.
    bool plans() const {
        return layers_.size() == 2 && layers_[0].knots == std::vector<double>{0} &&
               layers_[0].slopes == std::vector<double>{0, 1} && layers_[1].knots.empty() &&
               layers_[1].slopes[0] == 1 && layers_[1].intercepts[0] == 0 && layers_[0].out <= 64;
    }
    void plan() {
        const piecewise_layer& hidden = layers_[0];
        hidden_units<Real> units{{}, {}, layers_[1].bias[0]};
        for (std::size_t u = 0; u != hidden.out; ++u) {
            const unit_index unit{0, u};
            const auto fixed = [&](bool bias) {
                const auto& list = options_.fixed;
                const auto& all = options_.fixed_units;
                return std::find(all.begin(), all.end(), unit) != all.end() ||
                       std::find(list.begin(), list.end(), weight_index{unit, bias}) != list.end();
            };
            const free_unit<Real> it{
                u, hidden.weights()[u], hidden.bias[u], layers_[1].weights()[u], fixed(false), fixed(true)};
            (it.w_fixed && it.b_fixed ? units.fixed : units.free).push_back(it);
        }
        double steepest = 0;
        for (const double slope : target_.slopes()) steepest = std::max(steepest, std::abs(slope));
        const double reach = std::max(std::abs(target_.knots().front()), std::abs(target_.knots().back()));
        const double size = std::max(size_, steepest * reach);
        plan_moves<Real>(
            report_, {target_.knots(), target_.values(), target_.slopes(), tolerance_, size == 0 ? 1 : size},
            units, options_);
    }

    const std::vector<piecewise_layer>& layers_;
    const grade_options& options_;
    const piecewise_linear<Real>& target_;
    straight_pieces found_;
    double size_, tolerance_;
    grade_report report_{};
};

/// Throws value_error.
inline void check_options(const grade_options& options) {
    for (const auto& [what, value] :
         {std::pair("step", options.step), std::pair("tolerance", options.tolerance)})
        if (!(value >= 0 && std::isfinite(value)))
            throw value_error(
                message({"grade: expected a finite ", what, " of at least 0, got ", number_text(value)}));
    if (!(options.lowest <= options.highest))
        throw value_error(message({"grade: expected lowest not above highest, got ",
                                   number_text(options.lowest), " and ", number_text(options.highest)}));
}

template <class T>
grade_report grade_layers(std::span<const layer_view<T>> views, const line_task& task,
                          const piecewise_linear<double>& target, const grade_options& options,
                          double tolerance) {
    const std::vector<piecewise_layer>& layers = task.layers;
    if (layers.back().out != 1)
        throw shape_error(
            message({"grade: expected a network of one output, got ", count_text(layers.back().out)}));
    const auto parts = all_pieces<double>(task);
    grader<double> judge(layers, parts, target, options,
                         options.tolerance > 0 ? options.tolerance : tolerance);
    grade_report report = judge.report();
    if (!report.solved && report.hints.empty())
        judge.add_owners(report, gather_facts(views, layers, parts));
    return report;
}

} // namespace CREASE_TAG
} // namespace detail

/// Whether net, of one input and one output, is the target from its first knot to its last; where it is not,
/// which segments match, and hints. For a single hidden ReLU layer whose output only adds up, hints follow a
/// plan: the first names a unit, a weight and a direction; moving that weight by a step that leads onto its
/// goal, grading again, and so on, ends at the target (its bends within what the limits of the weights allow;
/// one unit a side of each). Units that are right stay as they are. Where the free units are too few, the
/// plan is for as many segments from the left as it can match: report.reachable. Of other networks, and of
/// more than 64 units, hints name the owners of what is wrong. Of z of the output layer where that is smooth.
/// Throws shape_error, value_error (weights that are not finite, options that make no sense),
/// unsupported_error as pieces() does, and shape_error unless net has one output.
template <network Net, class T>
CREASE_UNIT grade_report grade(const Net& net, const piecewise_linear<T>& target,
                               const grade_options& options = {}) {
    using U = typename Net::value_type;
    detail::check_options(options);
    const piecewise_linear<double> wanted(target);
    const auto views = detail::layers_of(net);
    const auto task = detail::interval_task("grade", net, wanted.knots().front(), wanted.knots().back(), {});
    return detail::grade_layers<U>(std::span<const layer_view<U>>(views), task, wanted, options,
                                   default_tolerance<T, U>);
}

} // namespace crease
#endif // CREASE_GRADE_HPP
