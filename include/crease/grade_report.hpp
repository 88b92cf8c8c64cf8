// SPDX-License-Identifier: BSD-3-Clause
// layer 4 · Grade report: how far a network is from a target, and what to move next. The results are data.
#ifndef CREASE_GRADE_REPORT_HPP
#define CREASE_GRADE_REPORT_HPP

#include <crease/anatomy/box.hpp>

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace crease {

/// A weight of a network: the bias of a unit, or what it multiplies an input by.
struct weight_index {
    unit_index unit;
    bool is_bias;
    std::size_t input = 0; // of a layer of one input the only one
    friend bool operator==(const weight_index&, const weight_index&) = default;
};

/// What hints may move. The output layer is always left as it is.
struct grade_options {
    std::vector<unit_index> fixed_units = {};                 // hints leave them alone,
    std::vector<weight_index> fixed = {};                     // and these
    double lowest = -std::numeric_limits<double>::infinity(); // of a weight, such as a slider's ends
    double highest = std::numeric_limits<double>::infinity();
    double step = 0; // of a weight: hints then lead to multiples of it only
    /// The network is the target if it is nowhere further off than this times the target's largest |value|
    /// (than this, if the target is 0). 0 stands for 1e-9, or 1e-4 where network or target is of float.
    double tolerance = 0;
};

/// A straight part of the network inside a segment of the target.
struct found_part {
    double from, to, slope;
};

/// A segment of the target, and what the network does on it.
struct graded_segment {
    double from, to, slope; // wanted
    std::vector<found_part> found;
    double difference; // the largest on the segment
    bool matches;      // as a function, slope and height
};

/// Why a hint names its unit.
enum class hint_reason {
    owner,    ///< It owns the segment.
    part,     ///< It owns an earlier or later one, and its contribution extends into this.
    heir,     ///< It is to make the segment, or part of it, where other units are still in the way.
    intruder, ///< It must be silent on the segment.
    nobody    ///< No unit adds a slope on the segment; there is no unit.
};

/// What is wrong with a segment, who is to change that, and how.
struct grade_hint {
    std::size_t segment; // its index in the report; texts count from 1
    double slope_found;  // of the widest part with a wrong slope; the wanted one if the slope is right
    double slope_wanted;
    double off_by; // the largest difference on the segment
    bool matches;  // the segment does, as it is: the move is for others
    hint_reason reason;
    unit_index unit;
    std::string layer; // the unit's, by name
    bool
        several_layers; // whether it takes the layer to name the unit: more are hidden, or it is the output's
    weight_index weight; // what to move, where a direction says so
    int direction;       // +1 raises it, -1 lowers it, 0: no plan was made, and no weight is meant
    double value, goal;  // of the weight, now and planned
};

/// What grade finds.
struct grade_report {
    bool solved;
    double max_difference; // exact, of network and target between the target's first and last knot
    double at;             // the leftmost x where it is reached
    std::vector<graded_segment> segments;
    std::vector<grade_hint> hints; // what to do first is first; none if solved
    bool planned;                  // whether hints follow a plan for the weights
    std::size_t reachable;         // of a plan: how many segments, from the left, it leads to
};

} // namespace crease
#endif // CREASE_GRADE_REPORT_HPP
