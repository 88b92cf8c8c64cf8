// SPDX-License-Identifier: BSD-3-Clause
// layer 5 · Grade moves: a plan for the weights of a single hidden ReLU layer, and the hints that follow it.
#ifndef CREASE_DETAIL_GRADE_MOVES_HPP
#define CREASE_DETAIL_GRADE_MOVES_HPP

#include <crease/detail/unit_goals.hpp>
#include <crease/detail/unit_roles.hpp>
#include <crease/grade_report.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// The wanted curve by its knots: values (n), slopes (n - 1); what its network is off by, at most, to be it.
template <class Real> struct wanted_curve {
    std::span<const Real> knots, values, slopes;
    Real tolerance, size;
};

/// y = bias + the sum of v * relu(w * x + b): free units, and others that stay as they are.
template <class Real> struct hidden_units {
    std::vector<free_unit<Real>> free, fixed;
    Real bias;
};

/// What the free units are to draw on the first `segments` segments.
template <class Real>
open_curve<Real> open_curve_of(const wanted_curve<Real>& wanted, const hidden_units<Real>& units,
                               std::size_t segments) {
    open_curve<Real> open{
        wanted.knots[0],      wanted.knots[segments], wanted.values[0] - units.bias, wanted.slopes[0], {}, {},
        wanted.tolerance / 16};
    const Real length = open.x1 - open.x0;
    const Real same = std::max(Real(1e-9), Real(0.1) * wanted.tolerance / wanted.size) * length;
    const auto add_jump = [&](Real x, Real jump) {
        for (std::size_t k = 0; k != open.places.size(); ++k)
            if (std::abs(open.places[k] - x) <= same) {
                open.jumps[k] += jump;
                return;
            }
        const auto at = std::upper_bound(open.places.begin(), open.places.end(), x);
        open.jumps.insert(open.jumps.begin() + (at - open.places.begin()), jump);
        open.places.insert(at, x);
    };
    for (std::size_t k = 1; k != segments; ++k)
        add_jump(wanted.knots[k], wanted.slopes[k] - wanted.slopes[k - 1]);
    for (const auto& [unit, w, b, v, w_fixed, b_fixed] : units.fixed) {
        const Real place = w != 0 ? -b / w : 0;
        const bool turns = w != 0 && place > open.x0 + same && place < open.x1 - same;
        const Real z = w * (open.x0 + length / 2) + b;
        const bool on_first = turns ? w < 0 : z > 0;
        if (on_first) {
            open.value -= v * (w * open.x0 + b);
            open.slope -= v * w;
        }
        if (turns)
            add_jump(place, -v * std::abs(w));
    }
    for (std::size_t k = open.places.size(); k-- != 0;)
        if (std::abs(open.jumps[k]) * length <= open.rounding) {
            open.jumps.erase(open.jumps.begin() + static_cast<std::ptrdiff_t>(k));
            open.places.erase(open.places.begin() + static_cast<std::ptrdiff_t>(k));
        }
    return open;
}

/// Makes the hints of a plan.
template <class Real> class plan_hints {
public:
    plan_hints(const open_curve<Real>& open, std::span<const graded_segment> segments)
        : open_{open}, segments_{segments} {}

    /// What unit u, of layer 0, has to move. `exact`: also what is there but for rounding.
    void add(const free_unit<Real>& u, const unit_goal<Real>& goal, const goal_finder<Real>& finder,
             bool exact) {
        const bool move_w = exact ? u.w != goal.w : !finder.w_is_there(u, goal.w);
        const bool move_b = exact ? u.b != goal.b : !finder.b_is_there(u, goal.b);
        if (!move_w && !move_b)
            return;
        const std::size_t own = goal.has_role ? segment_of(goal.role) : segments_.size();
        const auto is_wrong_at = [&](std::size_t s) {
            return !segments_[s].matches && differs(u, goal, segments_[s]);
        };
        std::size_t leftmost = 0;
        while (leftmost != segments_.size() && !is_wrong_at(leftmost)) ++leftmost;
        const bool idle = leftmost == segments_.size();
        const std::size_t nearest = idle ? std::min(own, segments_.size() - 1) : leftmost;
        // A slope shows where the unit owns the segment, a place also where the unit should be silent.
        if (move_w)
            add_move(u, false, goal.w, own, own != segments_.size() && is_wrong_at(own) ? own : nearest, idle,
                     goal);
        if (move_b)
            add_move(u, true, goal.b, own, nearest, idle, goal);
    }

    /// In the order of the segments whose owners they move, those of segments that are wrong first.
    std::vector<grade_hint> hints() && {
        std::stable_sort(moves_.begin(), moves_.end(), [](const move& a, const move& b) {
            return a.idle != b.idle ? b.idle : a.own < b.own;
        });
        std::vector<grade_hint> list;
        for (move& m : moves_) list.push_back(std::move(m.hint));
        return list;
    }

    /// What is wrong with a segment.
    static grade_hint hint_at(std::span<const graded_segment> segments, std::size_t s) {
        const graded_segment& segment = segments[s];
        grade_hint hint{};
        hint.segment = s;
        hint.slope_found = hint.slope_wanted = segment.slope;
        hint.off_by = segment.difference;
        hint.matches = segment.matches;
        Real widest = 0;
        for (const auto& [from, to, slope] : segment.found)
            if (std::abs(slope - segment.slope) > 1e-6 * (std::abs(slope) + std::abs(segment.slope)) &&
                to - from > widest * (1 + 1e-9)) {
                widest = to - from;
                hint.slope_found = slope;
            }
        return hint;
    }

private:
    struct move {
        bool idle; // nothing is wrong where it shows
        std::size_t own;
        grade_hint hint;
    };

    void add_move(const free_unit<Real>& u, bool is_bias, Real to, std::size_t own, std::size_t shown,
                  bool idle, const unit_goal<Real>& goal) {
        const graded_segment& segment = segments_[shown];
        const bool takes_part =
            goal.has_role && goal.role.from < segment.to - same() && goal.role.to > segment.from + same();
        grade_hint hint = hint_at(segments_, shown);
        hint.unit = unit_index{0, u.unit};
        hint.weight = weight_index{hint.unit, is_bias};
        hint.value = is_bias ? u.b : u.w;
        hint.goal = to;
        hint.direction = to > hint.value ? 1 : -1;
        hint.reason = shown == own ? hint_reason::owner
                      : takes_part ? hint_reason::part
                                   : hint_reason::intruder;
        const bool helps = (hint.slope_wanted - hint.slope_found) * u.v * hint.direction > 0;
        if (takes_part && !is_bias && !helps)
            hint.reason = hint_reason::heir;
        moves_.push_back({idle, own, std::move(hint)});
    }

    Real same() const { return 1e-9 * (open_.x1 - open_.x0); }

    /// The segment that a role owns: that which it begins, or which it ends; of a line, the first.
    std::size_t segment_of(const unit_role<Real>& role) const {
        std::size_t s = 0;
        if (role.is_line)
            return 0;
        if (role.faces_left)
            while (s + 1 != segments_.size() && segments_[s].to < role.to - same()) ++s;
        else
            while (s + 1 != segments_.size() && segments_[s].to <= role.from + same()) ++s;
        return s;
    }

    /// Whether what unit u adds on the segment is not what it is to add.
    bool differs(const free_unit<Real>& u, const unit_goal<Real>& goal, const graded_segment& segment) const {
        const auto adds = [&](Real w, Real b, Real x) { return u.v * std::max(w * x + b, Real(0)); };
        Real places[] = {segment.from, segment.to, u.w != 0 ? -u.b / u.w : 0,
                         goal.w != 0 ? -goal.b / goal.w : 0};
        for (const Real place : places) {
            const Real x = std::clamp(place, segment.from, segment.to);
            if (std::abs(adds(u.w, u.b, x) - adds(goal.w, goal.b, x)) > 4 * open_.rounding)
                return true;
        }
        return false;
    }

    const open_curve<Real>& open_;
    std::span<const graded_segment> segments_;
    std::vector<move> moves_;
};

/// Plans for as many segments, from the left, as the free units can match, and adds the hints to the report.
template <class Real>
void plan_moves(grade_report& report, const wanted_curve<Real>& wanted, const hidden_units<Real>& units,
                const grade_options& options) {
    report.planned = true;
    for (report.reachable = report.segments.size(); report.reachable != 0; --report.reachable) {
        const open_curve<Real> open = open_curve_of(wanted, units, report.reachable);
        goal_finder<Real> finder(open, units.free,
                                 {options.lowest, options.highest, options.step, wanted.size});
        role_plans<Real, goal_finder<Real>&>(open, finder);
        if (!finder.found())
            continue;
        const std::span<const graded_segment> within =
            std::span<const graded_segment>(report.segments).first(report.reachable);
        for (const bool exact : {false, true}) {
            plan_hints<Real> hints(open, within);
            for (std::size_t u = 0; u != units.free.size(); ++u)
                hints.add(units.free[u], finder.goals()[u], finder, exact);
            report.hints = std::move(hints).hints();
            const bool all_match =
                std::all_of(within.begin(), within.end(), [](const auto& s) { return s.matches; });
            if (!report.hints.empty() || all_match)
                return;
        }
        return;
    }
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_DETAIL_GRADE_MOVES_HPP
