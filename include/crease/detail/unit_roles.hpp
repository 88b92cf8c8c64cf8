// SPDX-License-Identifier: BSD-3-Clause
// layer 3 · Unit roles: the ways in which ReLU units, whose output weights are given, add up to a curve.
//
// A bend of the curve is made by a unit that faces right (on from there), by one that faces left (on until
// there), or by one of each. Whatever units that face left leave over is a straight line, which one more unit
// makes if it does not change sign, or two. Real is double throughout: templates, so that who only includes
// this header does not compile them.
#ifndef CREASE_DETAIL_UNIT_ROLES_HPP
#define CREASE_DETAIL_UNIT_ROLES_HPP

#include <crease/detail/instruction_set.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// What is left for free units to draw on [x0, x1].
template <class Real> struct open_curve {
    Real x0, x1;
    Real value, slope;               // at x0
    std::vector<Real> places, jumps; // where its slope jumps, inside, and by how much
    Real rounding;                   // values this small are 0
};

/// What one unit is to add: slope * x + level from `from` to `to`, where that has one sign, 0 elsewhere.
template <class Real> struct unit_role {
    Real slope, level;
    Real from, to;
    bool positive, faces_left, is_line;
};

/// Calls visit(roles) for each plan: roles that add up to the curve. Of up to 6 bends each may face either
/// way; of up to 12 those at the left may face left; of more all face right, but for one.
template <class Real, class Visit> class role_plans {
public:
    role_plans(const open_curve<Real>& curve, Visit visit) : curve_{curve}, visit_{visit} {
        const std::size_t bends = curve_.places.size();
        const std::uint32_t masks = bends > 12  ? 1
                                    : bends > 6 ? static_cast<std::uint32_t>(bends + 1)
                                                : 1U << bends;
        for (std::uint32_t i = 0; i != masks; ++i) plans_of(bends > 6 ? (1U << i) - 1 : i);
    }

private:
    Real run(std::size_t k) const { return curve_.places[k] - curve_.x0; }
    Real jump_if(std::uint32_t mask, std::size_t k) const {
        return k < 32 && (mask >> k & 1) != 0 ? curve_.jumps[k] : 0;
    }

    /// Of bends that face left as the mask says.
    void plans_of(std::uint32_t mask) {
        const std::size_t bends = curve_.places.size();
        const Real length = curve_.x1 - curve_.x0;
        lefts_.assign(bends, 0);
        Real start = curve_.value, slope = curve_.slope; // of the line that is left over
        for (std::size_t k = 0; k != bends; ++k) {
            lefts_[k] = jump_if(mask, k);
            start -= lefts_[k] * run(k);
            slope += lefts_[k];
        }
        emit();
        for (std::size_t j = 0; j != bends; ++j) {
            if (lefts_[j] != 0)
                continue;
            // One bend taken apart: so that the line is level, or 0 at an end.
            for (const Real part : {-slope, start / run(j), -(start + slope * length) / (length - run(j))}) {
                lefts_[j] = part;
                emit();
            }
            for (std::size_t i = 0; i < j && bends <= 12; ++i) {
                if (jump_if(mask, i) != 0)
                    continue;
                // Two: so that there is no line.
                lefts_[i] = (-slope * run(j) - start) / (run(j) - run(i));
                lefts_[j] = -slope - lefts_[i];
                emit();
                lefts_[i] = 0;
            }
            lefts_[j] = 0;
        }
    }

    /// The plan in which a unit that faces left takes lefts_[k] of each jump.
    void emit() {
        const Real length = curve_.x1 - curve_.x0, flat = curve_.rounding / length;
        std::vector<unit_role<Real>> roles;
        Real start = curve_.value, slope = curve_.slope;
        const auto hinge = [&](Real at, Real turn, bool left) {
            const Real steep = left ? -turn : turn;
            roles.push_back(
                {steep, -steep * at, left ? curve_.x0 : at, left ? at : curve_.x1, turn > 0, left, false});
        };
        for (std::size_t k = 0; k != lefts_.size(); ++k) {
            start -= lefts_[k] * run(k);
            slope += lefts_[k];
            if (std::abs(lefts_[k]) > flat)
                hinge(curve_.places[k], lefts_[k], true);
            if (const Real right = curve_.jumps[k] - lefts_[k]; std::abs(right) > flat)
                hinge(curve_.places[k], right, false);
        }
        const auto line = [&](Real steep, Real at_start) {
            steep = std::abs(steep) > flat ? steep : 0;
            roles.push_back({steep, at_start - steep * curve_.x0, curve_.x0, curve_.x1,
                             2 * at_start + steep * length > 0, false, true});
        };
        const Real tiny = curve_.rounding, end = start + slope * length;
        if (std::min(start, end) >= -tiny || std::max(start, end) <= tiny) {
            if (std::max(std::abs(start), std::abs(end)) > tiny)
                line(slope, start);
            return visit_(roles);
        }
        // It changes sign. Two units: one for each end, or a level one and one that begins, or ends, there.
        const std::size_t hinges = roles.size();
        hinge(curve_.x1, start / length, true);
        hinge(curve_.x0, end / length, false);
        visit_(roles);
        for (const bool from_start : {true, false}) {
            roles.resize(hinges);
            line(0, from_start ? start : end);
            hinge(from_start ? curve_.x0 : curve_.x1, from_start ? slope : -slope, !from_start);
            visit_(roles);
        }
    }

    const open_curve<Real>& curve_;
    Visit visit_;
    std::vector<Real> lefts_;
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_DETAIL_UNIT_ROLES_HPP
