// SPDX-License-Identifier: BSD-3-Clause
// layer 4 · Line store: the pieces of the branches of a walk along a line. A branch is what becomes of one
// part of the interval, as some layer has split it.
#ifndef CREASE_ANATOMY_LINE_STORE_HPP
#define CREASE_ANATOMY_LINE_STORE_HPP

#include <crease/anatomy/affine_units.hpp>
#include <crease/anatomy/box.hpp>
#include <crease/anatomy/walk_share.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// Takes the pieces of the branches that are its share.
class line_store {
public:
    struct branch {
        std::size_t number, first; // piece of this store
    };
    struct flag { // a unit that stays on a knot
        std::size_t piece;
        unit_index unit;
    };

    /// branch_layer: who splits the interval into branches.
    line_store(walk_share share, std::size_t branch_layer) : share_{share}, branch_layer_{branch_layer} {}

    // (pieces): where each begins, measured from lo; (pieces, out), (pieces, units).
    std::vector<double> places, slopes, intercepts, sizes, right_values;
    std::vector<std::uint8_t> states;
    std::vector<flag> flags;
    std::vector<double> first_values; // (out): at lo, if the first piece is here
    std::vector<branch> branches;

    /// Makes room for so many.
    void reserve(std::size_t pieces, std::size_t out, std::size_t units) {
        places.reserve(pieces);
        for (auto* list : {&slopes, &intercepts, &sizes, &right_values}) list->reserve(pieces * out);
        states.reserve(pieces * units);
    }

    // What the walk calls.

    bool takes_branch(std::size_t layer) {
        if (layer != branch_layer_)
            return true;
        if (!share_.takes())
            return false;
        branches.push_back({share_.branch(), places.size()});
        return true;
    }
    void operator()(double left, double right, const std::vector<affine_units>& layers,
                    const affine_units& output, const std::vector<unit_index>& on_knot) {
        if (branches.empty()) // nothing to split: a single layer without knots
            branches.push_back({0, 0});
        for (const unit_index unit : on_knot) flags.push_back({places.size(), unit});
        places.push_back(left);
        for (std::size_t j = 0; j != output.slope.size(); ++j) {
            if (left == 0)
                first_values.push_back(output.intercept[j]);
            slopes.push_back(output.slope[j]);
            intercepts.push_back(output.intercept[j]);
            sizes.push_back(output.size[j]);
            right_values.push_back(output.slope[j] * right + output.intercept[j]);
        }
        for (const affine_units& layer : layers)
            states.insert(states.end(), layer.state.begin(), layer.state.end());
    }

private:
    walk_share share_;
    std::size_t branch_layer_;
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_LINE_STORE_HPP
