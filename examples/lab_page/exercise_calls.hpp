// SPDX-License-Identifier: BSD-3-Clause
// The calls of the page's first tab: an exercise of one input. Each reads all of its request, which is
// refused as a whole where any of it is wrong.
#pragma once

#include <crease/unit_plan.hpp>

#include "built.hpp"
#include "drawn_weights.hpp"
#include "edited_target.hpp"
#include "exercise.hpp"
#include "exercise_json.hpp"
#include "exercise_program.hpp"
#include "field.hpp"
#include "layers_json.hpp"
#include "moves.hpp"
#include "reshape.hpp"
#include "table.hpp"
#include "view.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace lab_page {

namespace words {
inline constexpr phrase one_edit{"expected one of move, add and remove, got several",
                                 "应只有 move、add、remove 之一，实际有多个"};
} // namespace words

inline json start(const field& request) {
    request.allow({"language"});
    return to_json(lab_start(read_language(request["language"])));
}
inline json check(const field& request) { return to_json(read_exercise(request)); }
inline json view(const field& request) { return view_of(read_exercise(request)); }

inline json program(const field& request) { return object().add("cpp", program_of(read_exercise(request))); }
inline json table(const field& request) { return table_of(read_exercise(request)); }

inline json step(const field& request) {
    exercise e = read_exercise(request);
    std::string text = follow_hint(e);
    return object().add("state", to_json(e)).add("text", std::move(text));
}

inline json kink(const field& request) {
    request.allow({"state", "layer", "unit", "x", "snap"});
    exercise e = read_exercise(request["state"]);
    request["layer"].whole(0, 0); // those of later layers are not straight between kinks
    const auto unit = static_cast<std::size_t>(request["unit"].whole(0, e.layers[0].out() - 1));
    const double x = request["x"].number(-largest_number, largest_number);
    move_kink(e, unit, x, request.has("snap") && request["snap"].truth());
    return object().add("state", to_json(e));
}

inline json shape(const field& request) {
    request.allow({"state", "hidden", "activation", "slope", "output"});
    const exercise e = read_exercise(request["state"]);
    const std::vector<std::size_t> widths = read_widths(request["hidden"]);
    const activation_kind kind = read_kind(request["activation"]);
    const bool leaks = kind == activation_kind::leaky_relu;
    const double slope = leaks || request.has("slope") ? read_slope(request["slope"]) : 0;
    const bool sums = request["output"].one_of({"sum", "free"}) == 0;
    return object().add("state", to_json(with_shape(e, widths, {kind, leaks ? slope : 0}, sums)));
}

inline json build(const field& request) {
    request.allow({"state", "form"});
    exercise e = read_exercise(request["state"]);
    constexpr crease::form forms[] = {crease::form::hinge, crease::form::sum_only,
                                      crease::form::fewest_units};
    std::string text = build(e, forms[request["form"].one_of({"hinge", "sum_only", "fewest_units"})]);
    return object().add("state", to_json(e)).add("text", std::move(text));
}

inline json random(const field& request) {
    request.allow({"state", "seed"});
    exercise e = read_exercise(request["state"]);
    draw_weights(e, request["seed"].whole(0, largest_seed));
    return object().add("state", to_json(e));
}

inline json target(const field& request) {
    request.allow({"state", "move", "add", "remove"});
    exercise e = read_exercise(request["state"]);
    const auto index = [&](const field& edit) {
        return static_cast<std::size_t>(edit["index"].whole(0, e.knots.size() - 1));
    };
    const auto coordinate = [](const field& x) { return x.number(-largest_number, largest_number); };
    const bool moves = request.has("move"), adds = request.has("add");
    const field edit = request[moves ? "move" : adds ? "add" : "remove"];
    if (moves + adds + request.has("remove") != 1)
        throw refused(request.say()(words::one_edit));
    if (moves) {
        edit.allow({"index", "x", "y"});
        move_knot(e, index(edit), coordinate(edit["x"]), coordinate(edit["y"]));
    } else if (adds) {
        edit.allow({"x"});
        if (edit.has("x"))
            add_knot(e, edit["x"].number(e.knots.front(), e.knots.back()));
        else
            add_knot(e);
    } else {
        edit.allow({"index"});
        remove_knot(e, index(edit));
    }
    return object().add("state", to_json(e));
}

} // namespace lab_page
