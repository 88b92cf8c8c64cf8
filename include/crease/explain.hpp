// SPDX-License-Identifier: BSD-3-Clause
// layer 13 · Explain: what each unit of a network does for its output, in sentences derived from the weights.
//
// Units, layers and outputs are counted from 0, segments from 1, as the lab does. A unit owns a segment that
// it begins, coming on at its left end; where no unit does, the units own it that go off at its right end;
// else all that add a slope on it.
#ifndef CREASE_EXPLAIN_HPP
#define CREASE_EXPLAIN_HPP

#include <crease/anatomy/line.hpp>
#include <crease/detail/explain_pieces.hpp>
#include <crease/detail/explain_smooth.hpp>
#include <crease/detail/gather_facts.hpp>
#include <crease/error.hpp>
#include <crease/language.hpp>
#include <crease/network.hpp>
#include <crease/tolerances.hpp>

#include <cmath>
#include <cstddef>
#include <span>
#include <string>

namespace crease {
namespace detail {
inline namespace CREASE_TAG {

template <class T>
std::string explain_layers(std::span<const layer_view<T>> layers, double lo, double hi, language which) {
    bool smooth = false;
    for (const layer_view<T>& layer : layers.first(layers.size() - 1))
        smooth = smooth || !layer.activation.is_piecewise_linear();
    const layer_span<T> net(layers);
    if (smooth) {
        // Checked as the layers of a network with creases are, by its first layer alone.
        for (const layer_view<T>& layer : layers) check_finite(layer);
        const layer_view<T> first = without_activation(layers[0]);
        (void)line_layers("explain", layer_span<T>(std::span(&first, 1)), lo, hi);
        const layers_in<double> own(layers);
        return smooth_explainer<double>(own.views(), lo, hi, which).text();
    }
    const line_task task = interval_task("explain", net, lo, hi, {});
    return piece_explainer(gather_facts(layers, task.layers, all_pieces<double>(task)), which).text();
}

} // namespace CREASE_TAG
} // namespace detail

/// Explains on [lo, hi] any network of one input: which unit owns which segment, from where it is silent and
/// where it is cut off, how far its contribution extends and how slopes add up, a ledger of the segments, the
/// creases with their owners, units that are dead, always on or cancel each other. Of several hidden layers:
/// where each unit is on and which creases it owns; the ledger adds up the last hidden layer. With a smooth
/// hidden layer or with linear layers alone it says what differs. Of z of the output layer where that is
/// smooth. Numbers have four digits, places as many as tell them apart; of more than 24 segments, creases or
/// units of a layer, or of more than 8 terms of a sum, the text says how many it leaves out. Lines end in \n.
/// Throws shape_error, value_error as pieces() does.
template <network Net>
CREASE_UNIT std::string explain(const Net& net, double lo, double hi, language which = language::english) {
    using T = typename Net::value_type;
    const auto layers = detail::layers_of(net);
    return detail::explain_layers<T>(std::span<const layer_view<T>>(layers), lo, hi, which);
}

} // namespace crease
#endif // CREASE_EXPLAIN_HPP
