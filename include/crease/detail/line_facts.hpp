// SPDX-License-Identifier: BSD-3-Clause
// layer 4 · Line facts: what there is to say of a network of one input on an interval, without words.
#ifndef CREASE_DETAIL_LINE_FACTS_HPP
#define CREASE_DETAIL_LINE_FACTS_HPP

#include <crease/anatomy/box.hpp>
#include <crease/detail/number_text.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// What a unit does with its z in a state: gives 0, gives the same all the time, or lets z pass.
enum class mode { silent, held, active };

/// Pieces are where no unit changes state. Real is double: a template, as all that builds on it is, so that
/// who only includes this header does not compile it. P pieces; H units in the last hidden layer (0 if there
/// is none).
template <class Real> struct line_facts {
    /// Where a unit keeps its state.
    struct unit_run {
        Real from, to;
        std::size_t state;
    };

    struct unit_facts {
        std::vector<unit_run> runs; // from left to right, lo to hi
        Real z_min, z_max;
        bool heard;              // whether a weight that takes its activation further is not 0
        std::vector<Real> bends; // where its changes of state, alone or with others', bend an output
    };

    struct layer_facts {
        std::string name, activation;         // name: "" for none
        std::vector<Real> knots;              // of the activation: a state more than there are
        std::vector<Real> slopes, intercepts; // of the activation, by state
        std::vector<unit_facts> units;

        mode mode_in(std::size_t state) const {
            return slopes[state] != 0 ? mode::active : intercepts[state] != 0 ? mode::held : mode::silent;
        }
        bool is_linear() const { return slopes.size() == 1; }
    };

    struct state_change {
        unit_index unit;
        std::size_t before, after;
    };

    struct crease_facts {
        Real x;
        std::vector<state_change> changes;
        std::size_t piece; // at its left
        bool bends;        // an output
    };

    /// A straight segment of all outputs: one piece or several, between which units change and nothing bends.
    struct segment_facts {
        Real from, to;
        std::size_t first, last; // pieces
        std::vector<unit_index> owners;
    };

    Real lo, hi;
    std::vector<layer_facts> layers; // the output layer is the last
    bool smooth_output;              // all is of its z then

    std::vector<Real> breakpoints; // (P + 1)
    std::vector<Real> w, b;        // of the first layer's z
    std::size_t units, outputs;
    std::vector<Real> rises;        // (P, H): da/dx of the last hidden layer
    std::vector<Real> weights;      // (H, outputs): of the output layer
    std::vector<Real> bias, gains;  // (outputs), (P, outputs): of the output layer's activation
    std::vector<Real> slopes;       // (P, outputs)
    std::vector<Real> first_values; // (outputs): at lo
    std::vector<Real> last_values;  // (outputs): at hi

    std::vector<segment_facts> segments;
    std::vector<crease_facts> creases;

    std::size_t hidden() const { return layers.size() - 1; }
    /// The slope that unit u of the last hidden layer adds to z of output j on piece p.
    Real added(std::size_t p, std::size_t u, std::size_t j) const {
        return rises[p * units + u] * weights[u * outputs + j];
    }
    /// Whether the output layer lets what the units add on piece p through to some output.
    bool passes(std::size_t p) const {
        bool any = false;
        for (std::size_t j = 0; j != outputs; ++j) any = any || gains[p * outputs + j] != 0;
        return any;
    }
    /// The slope of output j on a segment.
    Real slope(const segment_facts& s, std::size_t j) const { return slopes[s.first * outputs + j]; }
    const unit_facts& unit(unit_index i) const { return layers[i.layer].units[i.unit]; }
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_DETAIL_LINE_FACTS_HPP
