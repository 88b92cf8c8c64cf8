// SPDX-License-Identifier: BSD-3-Clause
// Laws of curves and of the networks made from them, on random curves of every sort.
#include <crease/anatomy/line.hpp>
#include <crease/build.hpp>
#include <crease/curve_algebra.hpp>
#include <crease/curve_difference.hpp>
#include <crease/targets.hpp>

#include "support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <rapidcheck.h>
#include <utility>
#include <vector>

namespace crease {

template <class T> void showValue(const piecewise_linear<T>& p, std::ostream& os) {
    for (std::size_t i = 0; i != p.knots().size(); ++i)
        os << "(" << detail::number_text(p.knots()[i]) << ", " << detail::number_text(p.values()[i]) << ") ";
}

} // namespace crease

using namespace crease;

namespace {

/// Widths in eighths, slopes in quarters, few of them: exact arithmetic, ties, and sums that meet.
template <class T> rc::Gen<piecewise_linear<T>> exact_curve(int most_pieces) {
    return rc::gen::exec([most_pieces] {
        const auto pieces = static_cast<std::size_t>(*rc::gen::inRange(1, most_pieces + 1));
        const auto widths = *rc::gen::container<std::vector<int>>(pieces, rc::gen::inRange(1, 17));
        const auto slopes = *rc::gen::container<std::vector<int>>(pieces, rc::gen::inRange(-12, 13));
        T x = static_cast<T>(*rc::gen::inRange(-16, 17)) / 8;
        const T x0 = x, y0 = static_cast<T>(*rc::gen::inRange(-16, 17)) / 8;
        std::vector<T> ends, quarters;
        for (std::size_t i = 0; i != pieces; ++i) {
            ends.push_back(x += static_cast<T>(widths[i]) / 8);
            quarters.push_back(static_cast<T>(slopes[i]) / 4);
        }
        return piecewise_linear<T>::from_slopes(x0, y0, ends, quarters);
    });
}

/// What random_target makes, pieces far narrower than their neighbours among them.
template <class T> rc::Gen<piecewise_linear<T>> rough_curve() {
    return rc::gen::exec([] {
        const auto pieces = *rc::gen::inRange<std::size_t>(1, 13);
        const double lo = *rc::gen::element(-3.0, 0.0, 0.1, 20.0);
        const double length = *rc::gen::element(0.5, 3.0, 10.0);
        const double start = *rc::gen::element(0.0, -1.3, 7.0);
        const auto seed = *rc::gen::arbitrary<std::uint64_t>();
        const auto target = random_target<T>({pieces, lo, lo + length, 0, -3, 3, start}, seed);
        if (pieces < 2 || *rc::gen::arbitrary<bool>())
            return target;
        std::vector<T> knots = target.knots();
        const T narrow = static_cast<T>(*rc::gen::element(1e-3, 1e-5));
        if (knots[1] + narrow < knots[2])
            knots.insert(knots.begin() + 2, knots[1] + narrow);
        else
            return target;
        std::vector<T> slopes = target.slopes();
        slopes.insert(slopes.begin() + 1, T(-2));
        return piecewise_linear<T>::from_slopes(knots[0], target.values()[0],
                                                std::vector<T>(knots.begin() + 1, knots.end()), slopes);
    });
}

template <class T> rc::Gen<piecewise_linear<T>> any_curve() {
    return rc::gen::oneOf(exact_curve<T>(12), rough_curve<T>());
}

/// The curve with its slopes in order, raised or lowered until its minimum is `least`.
template <class T> piecewise_linear<T> convex(const piecewise_linear<T>& p, T least) {
    std::vector<T> slopes = p.slopes();
    std::sort(slopes.begin(), slopes.end());
    const std::vector<T> ends(p.knots().begin() + 1, p.knots().end());
    const auto sorted = piecewise_linear<T>::from_slopes(p.knots()[0], 0, ends, slopes);
    return sorted + (least - *std::min_element(sorted.values().begin(), sorted.values().end()));
}

/// Places to compare at: the knots of both, the middles between them, and beyond the ends.
template <class T> std::vector<T> places(const piecewise_linear<T>& p, const piecewise_linear<T>& q) {
    const std::vector<T> knots = detail::union_of_knots(p, q);
    std::vector<T> xs{knots.front() - 1};
    for (const T x : knots) {
        xs.push_back((xs.back() + x) / 2);
        xs.push_back(x);
    }
    xs.push_back(knots.back() + 1);
    return xs;
}

template <class T> void law_of_forms(const piecewise_linear<T>& p, form how) {
    const auto net = to_network(p, how);
    const double lo = static_cast<double>(p.knots().front()), hi = static_cast<double>(p.knots().back());
    RC_ASSERT(approx_equal(to_piecewise_linear(net, lo, hi), p));
}

} // namespace

TEMPLATE_TEST_CASE("a target's network has the target's pieces", "", float, double) {
    using T = TestType;
    CHECK(rc::check("hinge", [] { law_of_forms(*any_curve<T>(), form::hinge); }));
    CHECK(rc::check("fewest_units", [] { law_of_forms(*any_curve<T>(), form::fewest_units); }));
    CHECK(rc::check("sum_only", [] {
        const T least = *rc::gen::element(T(0), T(0.25), T(3.7));
        law_of_forms(convex(*any_curve<T>(), least), form::sum_only);
    }));
}

TEST_CASE("so it has on an interval far from 0, or short, or both; and the network itself is the target") {
    CHECK(rc::check([] {
        const double lo = *rc::gen::element(-1e6, 1e3, 1e6, 1e9);
        const double length = *rc::gen::element(std::abs(lo) * 1e-9, 1e-2, 3.0);
        const auto seed = *rc::gen::arbitrary<std::uint64_t>();
        const auto target = random_target<double>({5, lo, lo + length, length / 20, -3, 3, 2}, seed);
        for (const form how : {form::hinge, form::fewest_units}) {
            const auto net = to_network(target, how);
            const auto curve = to_piecewise_linear(net, target.knots().front(), target.knots().back());
            RC_ASSERT(max_difference(curve, target).value <= 1e-14 + 1e-12 * length);
            const auto [x, y] = target.sample(50);
            const auto out = net(x);
            for (std::size_t i = 0; i != x.size(); ++i)
                RC_ASSERT(std::abs(out(i, 0) - y(i)) <= 1e-14 + 1e-12 * length);
        }
    }));
}

TEST_CASE("a target scaled by a power of 2 has its network scaled") {
    CHECK(rc::check([] {
        const auto target = *rough_curve<double>();
        for (const form how : {form::hinge, form::fewest_units})
            for (const double c : {std::ldexp(1.0, -60), std::ldexp(1.0, 40)}) {
                auto scaled = plan_units(target, how);
                for (auto& unit : scaled.units) unit.v *= c;
                RC_ASSERT(plan_units(c * target, how).units == scaled.units);
                RC_ASSERT(plan_units(c * target, how).bias == scaled.bias * c);
            }
    }));
}

TEST_CASE("on exact targets a network's pieces are the target's, knot for knot") {
    CHECK(rc::check([] {
        const auto p = *exact_curve<double>(12);
        const auto net = to_network(p, *rc::gen::element(form::hinge, form::fewest_units));
        RC_ASSERT(to_piecewise_linear(net, p.knots().front(), p.knots().back()) == merge_collinear(p));
    }));
}

TEST_CASE("sum_only exists exactly for convex targets of at least 0") {
    CHECK(rc::check([] {
        const auto raw = *exact_curve<double>(4);
        const auto p = *rc::gen::arbitrary<bool>() ? raw : convex(raw, *rc::gen::element(-0.125, 0.0, 1.0));
        const bool possible = std::is_sorted(p.slopes().begin(), p.slopes().end()) &&
                              *std::min_element(p.values().begin(), p.values().end()) >= 0;
        if (!possible) {
            RC_ASSERT_THROWS_AS(plan_units(p, form::sum_only), unsupported_error);
            return;
        }
        const auto plan = plan_units(p, form::sum_only);
        RC_ASSERT(plan.bias == 0);
        for (const auto& unit : plan.units) RC_ASSERT(unit.v == 1);
    }));
}

TEST_CASE("fewest_units agrees with trying every subset of the turns") {
    CHECK(rc::check([] {
        const auto p = merge_collinear(*exact_curve<double>(11));
        const std::size_t kinks = p.slopes().size() - 1;
        bool all_found = false;
        for (std::size_t subset = 0; subset >> kinks == 0; ++subset) {
            double sum = p.slopes()[0];
            for (std::size_t i = 0; i != kinks; ++i)
                if (subset >> i & 1)
                    sum += p.slopes()[i + 1] - p.slopes()[i];
            all_found |= sum == 0;
        }
        const std::size_t fewest = std::max<std::size_t>(1, all_found ? kinks : kinks + 1);
        const auto plan = plan_units(p, form::fewest_units);
        RC_ASSERT(plan.units.size() == fewest);
        RC_ASSERT(plan.proved_fewest);
    }));
}

TEST_CASE("sum, difference, scale and shift act point by point, on the whole line") {
    CHECK(rc::check([] {
        const auto p = *exact_curve<double>(8), q = *exact_curve<double>(8);
        const auto sum = p + q, difference = p - q, scaled = 3 * p, raised = p + 0.5,
                   moved = translate(p, 2, 1);
        for (const double x : places(p, q)) {
            RC_ASSERT(sum(x) == p(x) + q(x));
            RC_ASSERT(difference(x) == p(x) - q(x));
            RC_ASSERT(scaled(x) == 3 * p(x));
            RC_ASSERT(raised(x) == p(x) + 0.5);
            RC_ASSERT(moved(x + 2) == p(x) + 1);
        }
    }));
}

TEMPLATE_TEST_CASE("max and min act point by point on the domain", "", float, double) {
    CHECK(rc::check([] {
        const auto p = *any_curve<TestType>(), q = *any_curve<TestType>();
        const auto highest = max(p, q), lowest = min(p, q);
        const double tolerance = 100 * double{std::numeric_limits<TestType>::epsilon()} *
                                 std::max({1.0, detail::value_scale(highest), detail::value_scale(lowest)});
        for (const TestType x : places(p, q)) {
            if (x < highest.knots().front() || x > highest.knots().back())
                continue;
            RC_ASSERT(std::abs(double{highest(x)} - double{std::max(p(x), q(x))}) <= tolerance);
            RC_ASSERT(std::abs(double{lowest(x)} - double{std::min(p(x), q(x))}) <= tolerance);
        }
    }));
}

TEMPLATE_TEST_CASE("a composition is f of g on g's domain", "", float, double) {
    CHECK(rc::check([] {
        const auto f = *any_curve<TestType>(), g = *any_curve<TestType>();
        const auto both = compose(f, g);
        // f may multiply g's rounding by its steepest slope, 3.
        const double tolerance = 100 * double{std::numeric_limits<TestType>::epsilon()} *
                                 std::max({1.0, detail::value_scale(both), detail::value_scale(g)});
        RC_ASSERT(both.knots().front() == g.knots().front());
        RC_ASSERT(both.knots().back() == g.knots().back());
        for (const TestType x : places(g, both)) {
            if (x < g.knots().front() || x > g.knots().back())
                continue;
            RC_ASSERT(std::abs(double{both(x)} - double{f(g(x))}) <= tolerance);
        }
    }));
}

TEST_CASE("merging moves no value by more than the tolerance, and leaves nothing to merge") {
    CHECK(rc::check([] {
        const auto p = *any_curve<double>();
        const double tolerance = *rc::gen::element(0.0, 1e-9, 1e-2, 0.5);
        const auto merged = merge_collinear(p, tolerance);
        RC_ASSERT(max_difference(merged, p).value <= (tolerance + 1e-14) * detail::value_scale(p));
        RC_ASSERT(merged.knots().front() == p.knots().front());
        RC_ASSERT(merged.knots().back() == p.knots().back());
        RC_ASSERT(merge_collinear(p + 0 * p) == merge_collinear(p));
    }));
}

TEST_CASE("no point is further apart than the largest difference") {
    CHECK(rc::check([] {
        const auto p = *any_curve<double>(), q = *any_curve<double>();
        const double lo = std::max(p.knots().front(), q.knots().front());
        const double hi = std::min(p.knots().back(), q.knots().back());
        RC_PRE(lo <= hi);
        const auto [value, x] = max_difference(p, q);
        RC_ASSERT(std::abs(p(x) - q(x)) == value);
        RC_ASSERT(max_difference(q, p).value == value);
        RC_ASSERT(approx_equal(p, q, value));
        for (const double at : places(p, q))
            if (lo <= at && at <= hi)
                RC_ASSERT(std::abs(p(at) - q(at)) <= value * (1 + 1e-15) + 1e-14);
    }));
}
