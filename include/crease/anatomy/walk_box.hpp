// SPDX-License-Identifier: BSD-3-Clause
// layer 10 · Walk a box: the region walk with the kind of cells that suits the number of inputs.
#ifndef CREASE_ANATOMY_WALK_BOX_HPP
#define CREASE_ANATOMY_WALK_BOX_HPP

#include <crease/anatomy/box.hpp>
#include <crease/anatomy/piecewise_layers.hpp>
#include <crease/anatomy/region_walk.hpp>
#include <crease/anatomy/simplex_cells.hpp>
#include <crease/anatomy/vertex_cells.hpp>
#include <crease/tolerances.hpp>

#include <cstddef>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// Beyond, cells have more vertices than linear programs take steps: in four dimensions vertices are 1.3
/// times faster, in five 1.5 times slower, in six 7 times.
inline constexpr std::size_t most_vertex_inputs = 4;

template <class Guide>
void walk_box(const std::vector<piecewise_layer>& layers, const scaled_box& box, const tolerances& tolerance,
              Guide& guide, walk_of what = walk_of::box) {
    if (layers.front().in <= most_vertex_inputs)
        region_walk<vertex_cells, Guide>(layers, box, tolerance, guide, what).run();
    else
        region_walk<simplex_cells, Guide>(layers, box, tolerance, guide, what).run();
}

/// Layers of a network, for a box. Throws as piecewise_layers and check_box do.
template <network Net>
std::vector<piecewise_layer> box_layers(const char* where, const Net& net, point_view lower,
                                        point_view upper) {
    auto layers = piecewise_layers(net);
    check_box(where, lower, upper, layers.front().in);
    return layers;
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_WALK_BOX_HPP
