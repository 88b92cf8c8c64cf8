// SPDX-License-Identifier: BSD-3-Clause
// layer 8 · Folding: takes units out of a network's hidden layers without changing its function on a box on
// which the range of each unit's z is known.
//
// What a unit gives to the next layer goes into that layer's biases if it is constant, and into the weights
// of other units if it is a sum of theirs: of a unit with proportional weights, or, where z stays on one
// straight piece, of others of which this is true too.
#ifndef CREASE_ANATOMY_FOLDING_HPP
#define CREASE_ANATOMY_FOLDING_HPP

#include <crease/anatomy/piecewise_layers.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// A layer that loses units, with the range of z of each; that of a constant z has one end only.
struct foldable_layer {
    piecewise_layer table;
    std::vector<double> low, high;

    std::size_t units() const noexcept { return table.out; }
    double weight(std::size_t i, std::size_t u) const noexcept { return table.kernel[i * table.out + u]; }

    /// The one piece of the activation that z of unit u is on, if it is one.
    std::optional<std::size_t> piece(std::size_t u) const noexcept {
        const auto& knots = table.knots;
        const auto above = std::lower_bound(knots.begin(), knots.end(), high[u]); // high is not above it
        const auto s = static_cast<std::size_t>(above - knots.begin());
        if (s != 0 && low[u] < knots[s - 1])
            return std::nullopt;
        return s;
    }
    bool has_weights(std::size_t u) const noexcept {
        bool any = false;
        for (std::size_t i = 0; i != table.in; ++i) any = any || weight(i, u) != 0;
        return any;
    }
    /// f(c z) = factor * f(z) for all z, if there is such a factor.
    std::optional<double> factor(double c) const noexcept {
        const auto& slopes = table.slopes;
        const bool bent = !table.knots.empty();
        for (const double intercept : table.intercepts)
            if (c != 1 && intercept != 0)
                return std::nullopt;
        if (c != 1 && bent && (table.knots.size() != 1 || table.knots[0] != 0))
            return std::nullopt;
        if (c > 0 || !bent || slopes[0] == slopes[1])
            return c;
        return slopes[0] == -slopes[1] ? std::optional(-c) : std::nullopt;
    }
    void erase_unit(std::size_t u) {
        for (std::size_t i = table.in; i-- != 0;)
            table.kernel.erase(table.kernel.begin() + static_cast<std::ptrdiff_t>(i * table.out + u));
        for (auto* list : {&table.bias, &low, &high})
            list->erase(list->begin() + static_cast<std::ptrdiff_t>(u));
        --table.out;
    }
    void erase_input(std::size_t i) {
        const auto row = table.kernel.begin() + static_cast<std::ptrdiff_t>(i * table.out);
        table.kernel.erase(row, row + static_cast<std::ptrdiff_t>(table.out));
        --table.in;
    }
};

/// A basis of the weights of some units, and every unit of them as a sum of it.
class unit_basis {
public:
    /// Weights are dependent if what is left of one, of length 1, is not longer than `tolerance`.
    unit_basis(const foldable_layer& layer, std::vector<std::size_t> units, double tolerance)
        : layer_{layer}, units_{std::move(units)} {
        std::vector<std::vector<double>> left; // what the basis does not have of each unit, whose length is 1
        for (const std::size_t u : units_) {
            auto& w = left.emplace_back(layer.table.in);
            for (std::size_t i = 0; i != w.size(); ++i) w[i] = layer.weight(i, u);
            scale(w, 1 / length(w));
        }
        for (;;) {
            const auto longest = std::max_element(
                left.begin(), left.end(), [](const auto& a, const auto& b) { return length(a) < length(b); });
            if (length(*longest) <= tolerance)
                return;
            members_.push_back(units_[static_cast<std::size_t>(longest - left.begin())]);
            std::vector<double> direction = *longest;
            scale(direction, 1 / length(direction));
            for (auto& w : left) subtract_share(w, direction);
            std::fill(longest->begin(), longest->end(), 0.0);
            directions_.push_back(std::move(direction));
        }
    }

    const std::vector<std::size_t>& members() const noexcept { return members_; }

    /// The weights of unit u are the sum of coefficients[i] * those of members()[i].
    std::vector<double> coefficients(std::size_t u) const {
        const std::size_t n = members_.size();
        std::vector<double> c(n);
        for (std::size_t k = 0; k != n; ++k) c[k] = share(u, k);
        for (std::size_t k = n; k-- != 0;) { // member m has shares of directions 0 .. m only
            c[k] /= share(members_[k], k);
            for (std::size_t j = 0; j != k; ++j) c[j] -= c[k] * share(members_[k], j);
        }
        return c;
    }

private:
    static double length(const std::vector<double>& w) {
        return std::sqrt(std::inner_product(w.begin(), w.end(), w.begin(), 0.0));
    }
    static void scale(std::vector<double>& w, double by) {
        for (double& value : w) value *= by;
    }
    static void subtract_share(std::vector<double>& w, const std::vector<double>& direction) {
        const double by = std::inner_product(w.begin(), w.end(), direction.begin(), 0.0);
        for (std::size_t i = 0; i != w.size(); ++i) w[i] -= by * direction[i];
    }
    double share(std::size_t u, std::size_t k) const {
        double sum = 0;
        for (std::size_t i = 0; i != layer_.table.in; ++i) sum += layer_.weight(i, u) * directions_[k][i];
        return sum;
    }

    const foldable_layer& layer_;
    std::vector<std::size_t> units_, members_;
    std::vector<std::vector<double>> directions_; // of length 1, at right angles
};

/// Takes out of the hidden layers what can be taken out. `rounding` is that of the network's scalar type:
/// weights that differ by it are proportional.
class folding {
public:
    folding(std::vector<foldable_layer> layers, double rounding)
        : layers_{std::move(layers)}, rounding_{rounding} {
        for (bool changed = true; changed;) { // each removal may make others possible, before and behind it
            changed = false;
            for (std::size_t l = 0; l + 1 != layers_.size(); ++l)
                changed = fold_constant(l) || merge_proportional(l) || fold_straight(l) || changed;
        }
    }
    const std::vector<foldable_layer>& layers() const noexcept { return layers_; }

private:
    /// The weights with which unit u of layer l enters the next layer: (next layer's units).
    double* outgoing(std::size_t l, std::size_t u) noexcept {
        piecewise_layer& next = layers_[l + 1].table;
        return next.kernel.data() + u * next.out;
    }
    /// What unit `from` gives is factor * what unit `to` gives. Where the two cancel, what rounding leaves is
    /// 0.
    void add_outgoing(std::size_t l, std::size_t from, double factor, std::size_t to) noexcept {
        const double* const source = outgoing(l, from);
        double* const target = outgoing(l, to);
        for (std::size_t j = 0; j != layers_[l + 1].units(); ++j) {
            const double more = factor * source[j], sum = target[j] + more;
            const double rounding = 4 * rounding_ * (std::abs(target[j]) + std::abs(more));
            target[j] = std::abs(sum) <= rounding ? 0 : sum;
        }
    }
    /// What unit u gives has the constant part `value`.
    void add_to_bias(std::size_t l, std::size_t u, double value) noexcept {
        for (std::size_t j = 0; j != layers_[l + 1].units(); ++j)
            layers_[l + 1].table.bias[j] += value * outgoing(l, u)[j];
    }
    void erase(std::size_t l, std::size_t u) {
        layers_[l].erase_unit(u);
        layers_[l + 1].erase_input(u);
    }

    /// Units that give a constant, or nothing to anyone. A layer's last unit stays, unheard.
    bool fold_constant(std::size_t l) {
        bool changed = false;
        foldable_layer& layer = layers_[l];
        for (std::size_t u = layer.units(); u-- != 0;) {
            const auto piece = layer.piece(u);
            const bool constant = piece && (layer.table.slopes[*piece] == 0 || layer.low[u] == layer.high[u]);
            double* const to = outgoing(l, u);
            if (constant)
                add_to_bias(l, u, layer.table.slopes[*piece] * layer.low[u] + layer.table.intercepts[*piece]);
            else if (std::any_of(to, to + layers_[l + 1].units(), [](double w) { return w != 0; }))
                continue;
            std::fill_n(to, layers_[l + 1].units(), 0.0);
            if (layer.units() == 1)
                continue;
            erase(l, u);
            changed = true;
        }
        return changed;
    }

    /// c with which weights and bias of unit v are c * those of unit u, within rounding.
    std::optional<double> ratio(const foldable_layer& layer, std::size_t u, std::size_t v) const noexcept {
        const auto entry = [&](std::size_t i, std::size_t unit) {
            return i == layer.table.in ? layer.table.bias[unit] : layer.weight(i, unit);
        };
        std::size_t largest = 0;
        for (std::size_t i = 1; i <= layer.table.in; ++i)
            if (std::abs(entry(i, u)) > std::abs(entry(largest, u)))
                largest = i;
        const double c = entry(largest, v) / entry(largest, u);
        if (!std::isfinite(c) || c == 0)
            return std::nullopt;
        for (std::size_t i = 0; i <= layer.table.in; ++i)
            if (!(std::abs(entry(i, v) - c * entry(i, u)) <= 2 * rounding_ * std::abs(entry(i, v))))
                return std::nullopt;
        return c;
    }
    bool merge_proportional(std::size_t l) {
        bool changed = false;
        foldable_layer& layer = layers_[l];
        for (std::size_t u = 0; u != layer.units(); ++u)
            for (std::size_t v = layer.units() - 1; v != u; --v) {
                const auto c = ratio(layer, u, v);
                const auto factor = c ? layer.factor(*c) : std::nullopt;
                if (!factor)
                    continue;
                add_outgoing(l, v, *factor, u);
                erase(l, v);
                changed = true;
            }
        return changed;
    }

    /// Units whose z stays on one piece give sums of their inputs: as many carry them all as their weights
    /// are independent.
    bool fold_straight(std::size_t l) {
        constexpr double dependent = 1e-12;
        foldable_layer& layer = layers_[l];
        std::vector<std::size_t> straight;
        for (std::size_t u = 0; u != layer.units(); ++u)
            if (const auto piece = layer.piece(u); piece && layer.table.slopes[*piece] != 0 &&
                                                   layer.low[u] != layer.high[u] && layer.has_weights(u))
                straight.push_back(u);
        if (straight.size() < 2)
            return false;
        const unit_basis basis(layer, straight, dependent);
        const auto& carriers = basis.members();
        if (carriers.size() == straight.size())
            return false;
        const auto slope = [&](std::size_t u) { return layer.table.slopes[*layer.piece(u)]; };
        const auto intercept = [&](std::size_t u) { return layer.table.intercepts[*layer.piece(u)]; };
        std::vector<std::size_t> carried;
        for (const std::size_t u : straight) {
            if (std::find(carriers.begin(), carriers.end(), u) != carriers.end())
                continue;
            const auto c = basis.coefficients(u);
            double constant = layer.table.bias[u]; // of z of u beside the sum of c[i] * z of carriers[i]
            for (std::size_t i = 0; i != c.size(); ++i) constant -= c[i] * layer.table.bias[carriers[i]];
            constant = slope(u) * constant + intercept(u);
            for (std::size_t i = 0; i != c.size(); ++i) {
                const double factor = slope(u) * c[i] / slope(carriers[i]);
                constant -= factor * intercept(carriers[i]);
                add_outgoing(l, u, factor, carriers[i]);
            }
            add_to_bias(l, u, constant);
            carried.push_back(u);
        }
        for (std::size_t k = carried.size(); k-- != 0;) erase(l, carried[k]);
        return true;
    }

    std::vector<foldable_layer> layers_;
    double rounding_;
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_FOLDING_HPP
