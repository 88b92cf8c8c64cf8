// SPDX-License-Identifier: BSD-3-Clause
// The calls of the page's first tab: an exercise of one input.
#pragma once

#include "exercise.hpp"
#include "exercise_json.hpp"
#include "field.hpp"
#include "layers_json.hpp"
#include "view.hpp"

namespace lab_page {

inline json start(const field& request) {
    request.allow({"language"});
    return to_json(lab_start(read_language(request["language"])));
}
inline json check(const field& request) { return to_json(read_exercise(request)); }
inline json view(const field& request) { return view_of(read_exercise(request)); }

} // namespace lab_page
