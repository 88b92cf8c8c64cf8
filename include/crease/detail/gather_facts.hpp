// SPDX-License-Identifier: BSD-3-Clause
// layer 12 · Gathers the line facts of a network from its pieces.
//
// Who owns a segment: the units that begin it, coming on at its left end; else those that end it, going off
// at its right end; else all that add a slope on it.
#ifndef CREASE_DETAIL_GATHER_FACTS_HPP
#define CREASE_DETAIL_GATHER_FACTS_HPP

#include <crease/anatomy/line.hpp>
#include <crease/anatomy/piecewise_layers.hpp>
#include <crease/detail/line_facts.hpp>
#include <crease/network.hpp>
#include <crease/tolerances.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// Builds the facts piece by piece. Real is double: a template, like line_pieces, so that who only includes
/// this header does not compile it.
template <class Real> class facts_builder {
    using Facts = line_facts<Real>;

public:
    facts_builder(const std::vector<piecewise_layer>& layers, const line_pieces<Real>& parts)
        : layers_{layers}, parts_{parts}, count_{parts.size()} {}

    /// All but the names and activations of the layers.
    Facts build() {
        const piecewise_layer& output = layers_.back();
        facts_.breakpoints.assign(parts_.breakpoints().begin(), parts_.breakpoints().end());
        facts_.lo = facts_.breakpoints.front();
        facts_.hi = facts_.breakpoints.back();
        const piecewise_layer& first = layers_.front();
        facts_.w.assign(first.weights(), first.weights() + first.out);
        facts_.b = first.bias;
        facts_.outputs = output.out;
        facts_.units = layers_.size() > 1 ? output.in : 0;
        if (facts_.units != 0)
            facts_.weights.assign(output.weights(), output.weights() + output.in * output.out);
        facts_.bias = output.bias;
        facts_.slopes.assign(parts_.slopes().begin(), parts_.slopes().end());
        for (std::size_t j = 0; j != output.out; ++j) {
            facts_.first_values.push_back(parts_.values()(0, j));
            facts_.last_values.push_back(parts_.values()(count_, j));
        }
        constexpr double infinity = std::numeric_limits<double>::infinity();
        for (std::size_t l = 0; l != layers_.size(); ++l) {
            auto& layer = facts_.layers.emplace_back();
            layer.knots = layers_[l].knots;
            layer.slopes = layers_[l].slopes;
            layer.intercepts = layers_[l].intercepts;
            for (std::size_t u = 0; u != layers_[l].out; ++u)
                layer.units.push_back({{}, infinity, -infinity, is_heard(l, u), {}});
        }
        for (std::size_t p = 0; p != count_; ++p) add_piece(p);
        for (std::size_t p = 0; p + 1 != count_; ++p) add_crease(p);
        add_segments();
        return std::move(facts_);
    }

private:
    std::size_t state(std::size_t p, std::size_t l, std::size_t u) const {
        return parts_.states()(p, layers_[l].first_unit + u);
    }

    /// Whether anything takes the activation of a unit further.
    bool is_heard(std::size_t l, std::size_t u) const {
        if (l + 1 == layers_.size())
            return true;
        const double* const row = layers_[l + 1].weights() + u * layers_[l + 1].out;
        return std::any_of(row, row + layers_[l + 1].out, [](double w) { return w != 0; });
    }

    /// z and a of every unit on piece p as slope * t + intercept, t measured from lo; what is within rounding
    /// of 0 is 0.
    void add_piece(std::size_t p) {
        const double left = facts_.breakpoints[p] - facts_.lo, right = facts_.breakpoints[p + 1] - facts_.lo;
        std::vector<Real> slopes{1}, intercepts{facts_.lo}; // of a of the layer before
        for (std::size_t l = 0; l != layers_.size(); ++l) {
            const piecewise_layer& layer = layers_[l];
            std::vector<Real> a_slopes(layer.out), a_intercepts(layer.out);
            for (std::size_t u = 0; u != layer.out; ++u) {
                Real slope = 0, intercept = layer.bias[u], run = 0, size = std::abs(intercept);
                for (std::size_t k = 0; k != layer.in; ++k) {
                    const Real w = layer.weights()[k * layer.out + u];
                    slope += w * slopes[k];
                    intercept += w * intercepts[k];
                    run += std::abs(w * slopes[k]);
                    size += std::abs(w * intercepts[k]);
                }
                const double length = facts_.hi - facts_.lo;
                const double rounding = tolerances{}.value * (run * length + size);
                if (std::abs(slope) * length <= rounding)
                    slope = 0;
                const std::size_t s = state(p, l, u);
                a_slopes[u] = layer.slopes[s] * slope;
                a_intercepts[u] = layer.slopes[s] * intercept + layer.intercepts[s];
                auto& unit = facts_.layers[l].units[u];
                for (const double t : {left, right}) {
                    const double z = slope * t + intercept;
                    unit.z_min = std::min(unit.z_min, std::abs(z) <= rounding ? 0 : z);
                    unit.z_max = std::max(unit.z_max, std::abs(z) <= rounding ? 0 : z);
                }
                if (unit.runs.empty() || unit.runs.back().state != s)
                    unit.runs.push_back({facts_.breakpoints[p], 0, s});
                unit.runs.back().to = facts_.breakpoints[p + 1];
                if (l + 1 == layers_.size())
                    facts_.gains.push_back(layer.slopes[s]);
            }
            slopes = std::move(a_slopes);
            intercepts = std::move(a_intercepts);
            if (l + 2 == layers_.size())
                facts_.rises.insert(facts_.rises.end(), slopes.begin(), slopes.end());
        }
    }

    void add_crease(std::size_t p) {
        typename Facts::crease_facts crease{facts_.breakpoints[p + 1], {}, p, parts_.affects_output(p)};
        for (std::size_t l = 0; l != layers_.size(); ++l)
            for (std::size_t u = 0; u != layers_[l].out; ++u)
                if (state(p, l, u) != state(p + 1, l, u)) {
                    crease.changes.push_back({{l, u}, state(p, l, u), state(p + 1, l, u)});
                    if (crease.bends)
                        facts_.layers[l].units[u].bends.push_back(crease.x);
                }
        facts_.creases.push_back(std::move(crease));
    }

    void add_segments() {
        for (std::size_t p = 0; p != count_; ++p) {
            if (p == 0 || facts_.creases[p - 1].bends)
                facts_.segments.push_back({facts_.breakpoints[p], 0, p, p, {}});
            facts_.segments.back().to = facts_.breakpoints[p + 1];
            facts_.segments.back().last = p;
        }
        for (auto& segment : facts_.segments) {
            if (!facts_.passes(segment.first)) { // the output layer itself makes it flat
                for (std::size_t j = 0; j != facts_.outputs; ++j)
                    segment.owners.push_back({facts_.hidden(), j});
                continue;
            }
            if (segment.first != 0)
                look_for_owners(segment, facts_.creases[segment.first - 1], true);
            if (segment.owners.empty() && segment.last + 1 != count_)
                look_for_owners(segment, facts_.creases[segment.last], false);
            if (!segment.owners.empty())
                continue;
            for (std::size_t u = 0; u != facts_.units; ++u) {
                bool adds = false;
                for (std::size_t p = segment.first; p <= segment.last; ++p)
                    for (std::size_t j = 0; j != facts_.outputs; ++j)
                        adds = adds || facts_.added(p, u, j) != 0;
                if (adds)
                    segment.owners.push_back({facts_.hidden() - 1, u});
            }
        }
    }

    void look_for_owners(typename Facts::segment_facts& segment, const typename Facts::crease_facts& crease,
                         bool begins) {
        for (const auto& [unit, before, after] : crease.changes) {
            const auto& layer = facts_.layers[unit.layer];
            const double here = std::abs(layer.slopes[begins ? after : before]);
            const double beyond = std::abs(layer.slopes[begins ? before : after]);
            if (here >= beyond && facts_.unit(unit).heard)
                segment.owners.push_back(unit);
        }
    }

    const std::vector<piecewise_layer>& layers_;
    const line_pieces<Real>& parts_;
    std::size_t count_;
    Facts facts_{};
};

/// The facts of a network of one input whose layers and pieces these are.
template <class T, class Real>
line_facts<Real> gather_facts(std::span<const layer_view<T>> views,
                              const std::vector<piecewise_layer>& layers, const line_pieces<Real>& parts) {
    line_facts<Real> facts = facts_builder<Real>(layers, parts).build();
    for (std::size_t l = 0; l != layers.size(); ++l) {
        facts.layers[l].name = views[l].name;
        facts.layers[l].activation = views[l].activation.name();
    }
    facts.smooth_output = !views.back().activation.is_piecewise_linear();
    return facts;
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_DETAIL_GATHER_FACTS_HPP
