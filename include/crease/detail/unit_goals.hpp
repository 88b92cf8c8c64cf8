// SPDX-License-Identifier: BSD-3-Clause
// layer 4 · Unit goals: which free unit is to play which role, and what its weights must be for that.
//
// Of all plans the one to follow is the one with the most units that are right already; of those, the
// nearest, by the sum of how far each weight has to go. So a step of any weight towards its goal brings the
// network nearer to some plan, and no step undoes another: following goals that are worked out anew after
// each step ends, though nothing is remembered.
#ifndef CREASE_DETAIL_UNIT_GOALS_HPP
#define CREASE_DETAIL_UNIT_GOALS_HPP

#include <crease/detail/assignment.hpp>
#include <crease/detail/unit_roles.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// A unit of which a weight may move: it adds v * relu(w * x + b).
template <class Real> struct free_unit {
    std::size_t unit;
    Real w, b, v;
    bool w_fixed, b_fixed;
};

/// Where its weights are to go. Without a role: to where it is silent.
template <class Real> struct unit_goal {
    Real w, b;
    bool has_role;
    unit_role<Real> role;
};

/// What weights may be, and what counts as the same.
template <class Real> struct weight_limits {
    Real lowest, highest;
    Real step; // 0 for none
    Real size; // of the target: distances are relative to it
};

/// Looks at plans one by one, and keeps the best.
template <class Real> class goal_finder {
public:
    goal_finder(const open_curve<Real>& curve, std::span<const free_unit<Real>> units,
                const weight_limits<Real>& limits)
        : curve_{curve}, units_{units}, limits_{limits}, reach_{std::max(std::abs(curve.x0),
                                                                         std::abs(curve.x1))} {
        for (const auto& u : units) {
            positive_ += u.v > 0;
            negative_ += u.v < 0;
        }
    }

    /// Tries a plan.
    void operator()(const std::vector<unit_role<Real>>& roles) {
        const std::size_t n = units_.size();
        std::size_t positive = 0;
        for (const auto& role : roles) positive += role.positive;
        if (positive > positive_ || roles.size() - positive > negative_) // where most plans end
            return;
        std::vector<std::int64_t> cost(n * n);
        for (std::size_t u = 0; u != n; ++u)
            for (std::size_t r = 0; r != n; ++r) {
                const auto steps = static_cast<std::int64_t>(r) - static_cast<std::int64_t>(u);
                cost[u * n + r] = cost_of(units_[u], goal_for(units_[u], roles, r)) + steps * steps;
            }
        const std::vector<std::size_t> role_of = cheapest_assignment(cost, n);
        std::int64_t total = 0;
        for (std::size_t u = 0; u != n; ++u) {
            if (cost[u * n + role_of[u]] >= impossible)
                return;
            total += cost[u * n + role_of[u]];
        }
        if (total >= least_)
            return;
        least_ = total;
        best_.clear();
        for (std::size_t u = 0; u != n; ++u) best_.push_back(goal_for(units_[u], roles, role_of[u]));
    }

    bool found() const noexcept { return least_ != std::numeric_limits<std::int64_t>::max(); }
    /// One for each unit.
    const std::vector<unit_goal<Real>>& goals() const noexcept { return best_; }

    /// Whether a weight of u is so near its goal that the rest does not show.
    bool w_is_there(const free_unit<Real>& u, Real goal) const {
        return std::abs(u.v * (u.w - goal)) * reach_ <= curve_.rounding;
    }
    bool b_is_there(const free_unit<Real>& u, Real goal) const {
        return std::abs(u.v * (u.b - goal)) <= curve_.rounding;
    }

private:
    // In units of 1e-8 of the target's size, below which is room to prefer the order of the units. The cost
    // of 64 units is below that of one impossible.
    static constexpr Real fine = 1e8, farthest = 1e13;
    static constexpr std::int64_t not_there = 100'000'000'000'000, impossible = 10'000'000'000'000'000;

    bool allowed(Real weight) const {
        const Real slack = 1e-9 * limits_.size, step = limits_.step;
        return weight >= limits_.lowest - slack && weight <= limits_.highest + slack &&
               (step == 0 || std::abs(weight - step * std::round(weight / step)) <= slack);
    }

    std::int64_t cost_of(const free_unit<Real>& u, const unit_goal<Real>& goal) const {
        const bool sign_fits = u.v != 0 && (u.v > 0) == goal.role.positive;
        const bool w_there = w_is_there(u, goal.w), b_there = b_is_there(u, goal.b);
        if (!((w_there || allowed(goal.w)) && (b_there || allowed(goal.b))) ||
            (goal.has_role && !sign_fits) || (u.w_fixed && !w_there) || (u.b_fixed && !b_there))
            return impossible;
        const Real far = std::abs(u.w - goal.w) + std::abs(u.b - goal.b);
        const auto distance = static_cast<std::int64_t>(std::min(far / limits_.size * fine, farthest));
        return distance + (w_there && b_there ? 0 : not_there);
    }

    unit_goal<Real> goal_for(const free_unit<Real>& u, const std::vector<unit_role<Real>>& roles,
                             std::size_t r) const {
        return r < roles.size() ? unit_goal<Real>{roles[r].slope / u.v, roles[r].level / u.v, true, roles[r]}
                                : silent_goal(u);
    }

    /// The nearest of: where it is, if it is silent; a lower b; no w, and no b above 0; a w that suffices.
    unit_goal<Real> silent_goal(const free_unit<Real>& u) const {
        const Real top = std::max(u.w * curve_.x0, u.w * curve_.x1) + u.b;
        unit_goal<Real> best{u.w, u.b, false, {}};
        if (std::abs(u.v) * top <= curve_.rounding)
            return best;
        best.w = std::numeric_limits<Real>::infinity(); // impossible, so far
        const auto consider = [&](Real w, Real b) {
            const auto far = [&](Real to_w, Real to_b) {
                return std::abs(u.w - to_w) + std::abs(u.b - to_b);
            };
            const bool may =
                (w == u.w || (allowed(w) && !u.w_fixed)) && (b == u.b || (allowed(b) && !u.b_fixed));
            if (may && far(w, b) < far(best.w, best.b))
                best = {w, b, false, {}};
        };
        const Real step = limits_.step;
        consider(u.w, step == 0 ? u.b - top : step * std::floor((u.b - top) / step));
        consider(0, std::min(u.b, Real(0)));
        if (curve_.x0 > 0)
            consider(-u.b / curve_.x0, u.b);
        if (curve_.x1 < 0)
            consider(-u.b / curve_.x1, u.b);
        return best;
    }

    const open_curve<Real>& curve_;
    std::span<const free_unit<Real>> units_;
    weight_limits<Real> limits_;
    Real reach_;
    std::size_t positive_ = 0, negative_ = 0; // how many units add values of either sign
    std::int64_t least_ = std::numeric_limits<std::int64_t>::max();
    std::vector<unit_goal<Real>> best_;
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_DETAIL_UNIT_GOALS_HPP
