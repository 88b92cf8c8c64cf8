// SPDX-License-Identifier: BSD-3-Clause
// The calls of the page's second tab: a network of two inputs.
#pragma once

#include "field.hpp"
#include "layers_json.hpp"
#include "plane.hpp"
#include "plane_program.hpp"
#include "plane_view.hpp"

#include <cstddef>
#include <vector>

namespace lab_page {

inline json plane_start(const field& request) {
    request.allow({"language"});
    return to_json(plane_start(read_language(request["language"])));
}
inline json plane_check(const field& request) { return to_json(read_plane(request)); }
inline json plane_view(const field& request) { return plane_view_of(read_plane(request)); }
inline json plane_program(const field& request) {
    return object().add("cpp", plane_program_of(read_plane(request)));
}

inline json plane_random(const field& request) {
    request.allow({"state", "hidden", "seed"});
    plane p = read_plane(request["state"]);
    const std::vector<std::size_t> widths = read_widths(request["hidden"]);
    draw_plane(p, widths, request["seed"].whole(0, largest_seed));
    return object().add("state", to_json(p));
}

} // namespace lab_page
