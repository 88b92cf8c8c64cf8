// SPDX-License-Identifier: BSD-3-Clause
// layer 9 · Plans: which ReLU units add up to a target, from its first knot to its last.
//
// Knots that do not bend the target by more than rounding get no unit. Plans are worked out in double.
#ifndef CREASE_UNIT_PLAN_HPP
#define CREASE_UNIT_PLAN_HPP

#include <crease/curve_algebra.hpp>
#include <crease/detail/number_text.hpp>
#include <crease/error.hpp>
#include <crease/piecewise_linear.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crease {

/// How a network takes a target apart.
enum class form {
    hinge,        ///< A unit a piece, on from where the piece begins; its output weight is the turn there.
    sum_only,     ///< The output only sums, weights 1 and bias 0: for convex targets of at least 0.
    fewest_units, ///< The fewest units any one-hidden-layer ReLU network can do with.
};

/// One hidden unit and its output weight: v * relu(w * x + b).
template <class T> struct planned_unit {
    T w, b, v;
    friend bool operator==(const planned_unit&, const planned_unit&) = default;
};

/// y = bias + the sum of the units, which stand by the place of their kink, left first.
template <class T> struct unit_plan {
    std::vector<planned_unit<T>> units;
    T bias;
    bool proved_fewest; ///< form::fewest_units only: whether fewer units are known not to do, up to rounding.
};

namespace detail {
inline namespace CREASE_TAG {

/// Where a target turns: its slopes left and right of x.
struct kink {
    double x, before, after;
};

/// A target, what of it is rounding, and where it turns by more than that.
template <class T> struct planned_target {
    piecewise_linear<T> curve; // without the knots it does not need
    double rounding;           // of a value
    double length;             // of the domain
    std::vector<kink> kinks;

    explicit planned_target(const piecewise_linear<T>& target)
        : curve(merge_collinear(target)), rounding(rounding_level<T> * value_scale(target)),
          length(double{target.knots().back()} - double{target.knots().front()}) {
        double before = double{curve.slopes()[0]};
        for (std::size_t i = 1; i != curve.slopes().size(); ++i)
            if (const double after = double{curve.slopes()[i]}; shows(after - before)) {
                kinks.push_back({double{curve.knots()[i]}, before, after});
                before = after;
            }
    }
    /// Whether a slope, or a jump of it, changes any value of the domain by more than rounding.
    bool shows(double slope) const { return std::abs(slope) * length > rounding; }
};

template <class T> unit_plan<T> plan_hinge(const planned_target<T>& target) {
    const piecewise_linear<T>& t = target.curve;
    unit_plan<T> plan{{{1, 0 - t.knots()[0], t.slopes()[0]}}, t.values()[0], false};
    double slope =
        double{t.slopes()[0]}; // of the units so far: what rounding took from one the next gives back
    for (const kink& k : target.kinks) {
        plan.units.push_back({1, static_cast<T>(0 - k.x), static_cast<T>(k.after - slope)});
        slope += double{plan.units.back().v};
    }
    return plan;
}

template <class T> unit_plan<T> plan_sum_only(const planned_target<T>& target) {
    // Units that only add make convex functions of at least 0, and these alone.
    for (const kink& k : target.kinks)
        if (k.after < k.before)
            throw unsupported_error(message(
                {"form::sum_only: expected a convex target, got slopes ",
                 number_text(static_cast<T>(k.before)), " before and ", number_text(static_cast<T>(k.after)),
                 " after the concave knot at x = ", number_text(static_cast<T>(k.x))}));
    const auto& x = target.curve.knots();
    const auto& y = target.curve.values();
    const auto lowest = static_cast<std::size_t>(std::min_element(y.begin(), y.end()) - y.begin());
    if (double{y[lowest]} < -target.rounding)
        throw unsupported_error(message({"form::sum_only: expected a target of at least 0, got its minimum ",
                                         number_text(y[lowest]), " at x = ", number_text(x[lowest])}));

    // Such a target is a line under it, itself nowhere negative, plus the turns away from that line on either
    // side: jump * relu(x - knot) where it turns further up, jump * relu(knot - x) seen from the other side.
    // The line is a piece's own if it can be, else horizontal through the minimum: that knot turns both ways.
    double a = 0, touch = double{x[lowest]}, height = double{y[lowest]};
    for (std::size_t i = target.curve.slopes().size(); i-- != 0;) {
        const double slope = double{target.curve.slopes()[i]};
        const auto line = [&](T at) { return slope * (double{at} - double{x[i]}) + double{y[i]}; };
        if (std::min(line(x.front()), line(x.back())) >= -target.rounding) {
            a = slope;
            touch = double{x[i]};
            height = double{y[i]};
        }
    }
    unit_plan<T> plan{{}, 0, false};
    const auto add = [&plan](double w, double x0, double y0) { // relu of the line of slope w through (x0, y0)
        const T rounded_w = static_cast<T>(w);
        plan.units.push_back({rounded_w, static_cast<T>(y0 - double{rounded_w} * x0), 1});
    };
    const bool line_shows = target.shows(a) || height > target.rounding;
    if (line_shows && a >= 0) // its kink, if it has one, is left of the domain
        add(a, touch, height);
    for (const kink& k : target.kinks) {
        if (k.before < a)
            add(k.before - std::min(a, k.after), k.x, 0);
        if (k.after > a)
            add(k.after - std::max(a, k.before), k.x, 0);
    }
    if (line_shows && a < 0)
        add(a, touch, height);
    if (plan.units.empty()) // the target is 0, and a layer has a unit
        add(0, 0, 0);
    return plan;
}

template <class T> struct subset_sum {
    T sum;
    std::uint32_t members; // bit i: terms[i] is in
};

template <class T> std::vector<subset_sum<T>> subset_sums(std::span<const T> terms) {
    std::vector<subset_sum<T>> sums{{0, 0}};
    for (std::size_t i = 0; i != terms.size(); ++i)
        for (std::size_t k = 0, known = sums.size(); k != known; ++k)
            sums.push_back({sums[k].sum + terms[i], sums[k].members | std::uint32_t{1} << i});
    std::sort(sums.begin(), sums.end(), [](const auto& p, const auto& q) { return p.sum < q.sum; });
    return sums;
}

/// The subset of at most 32 terms whose sum is nearest to `wanted`: meet in the middle, 2^(n/2) steps.
template <class T> subset_sum<T> nearest_subset_sum(const std::vector<T>& terms, T wanted) {
    const std::size_t half = terms.size() / 2;
    const auto low = subset_sums(std::span(terms).first(half)),
               high = subset_sums(std::span(terms).subspan(half));
    subset_sum<T> nearest{0, 0};
    // Small sums of one half against large sums of the other.
    for (std::size_t i = 0, k = high.size(); i != low.size() && k != 0;) {
        const T sum = low[i].sum + high[k - 1].sum;
        if (std::abs(sum - wanted) < std::abs(nearest.sum - wanted))
            nearest = {sum, low[i].members | high[k - 1].members << half};
        sum < wanted ? ++i : --k;
    }
    return nearest;
}

// Why these are the fewest. A network of one hidden layer bends only where its units do, so each of the
// target's n kinks costs a unit. Of n units none is spare: unit i is d_i relu(x - k_i) or d_i relu(k_i - x),
// where d_i is the jump of the slope at k_i. Left of all kinks only those facing left have a slope, -d_i
// each. So n suffice exactly if some d_i add up to minus the first slope; if not, n + 1 do: the hinge form.
template <class T> unit_plan<T> plan_fewest_units(const planned_target<T>& target) {
    constexpr std::size_t most_searched = 24; // 2^12 sums on either side
    unit_plan<T> plan = plan_hinge(target);
    const std::size_t kinks = plan.units.size() - 1, searched = std::min(kinks, most_searched);
    plan.proved_fewest = kinks == searched;
    if (kinks == 0)
        return plan; // one unit is the fewest a layer has

    std::vector<double> jumps;
    for (std::size_t i = 1; i <= searched; ++i) jumps.push_back(double{plan.units[i].v});
    const double first_slope = double{plan.units[0].v};
    const auto facing_left = nearest_subset_sum(jumps, -first_slope);
    // A miss tilts the whole network. It is a hit if that stays at the rounding of values; if it might still
    // be the rounding of the jumps that were added up, nothing is proved.
    const double miss = std::abs(facing_left.sum + first_slope);
    if (miss * target.length > 2 * target.rounding) {
        double size = std::abs(first_slope);
        for (const double jump : jumps) size += std::abs(jump);
        const bool certain = miss > 4 * double{std::numeric_limits<T>::epsilon()} * size;
        plan.proved_fewest = certain && kinks == searched;
        return plan;
    }

    plan.proved_fewest = true;
    plan.units.erase(plan.units.begin());
    double bias = double{plan.bias}; // the value at the first knot, which units facing left change
    for (std::size_t i = 0; i != searched; ++i)
        if (facing_left.members >> i & 1) {
            auto& [w, b, v] = plan.units[i];
            bias -= double{v} * (-double{b} - double{target.curve.knots().front()});
            w = -1;
            b = 0 - b;
        }
    plan.bias = static_cast<T>(bias);
    return plan;
}

} // namespace CREASE_TAG
} // namespace detail

/// The units of to_network(target, how). Throws unsupported_error if form::sum_only cannot be, naming the
/// concave knot or the negative minimum. form::fewest_units searches among the first 24 kinks; with more it
/// may miss the fewest by one unit, and then says so.
template <class T>
CREASE_UNIT unit_plan<T> plan_units(const piecewise_linear<T>& target, form how = form::hinge) {
    const detail::planned_target<T> planned(target);
    switch (how) {
    case form::hinge:
        return detail::plan_hinge(planned);
    case form::sum_only:
        return detail::plan_sum_only(planned);
    case form::fewest_units:
        return detail::plan_fewest_units(planned);
    }
    throw value_error(
        detail::message({"plan_units: expected form::hinge, sum_only or fewest_units, got number ",
                         detail::number_text(static_cast<double>(how))}));
}

} // namespace crease
#endif // CREASE_UNIT_PLAN_HPP
