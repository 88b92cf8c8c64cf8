// SPDX-License-Identifier: BSD-3-Clause
// layer 5 · Fact words: how places, units, activations and slopes of line facts are called.
#ifndef CREASE_DETAIL_FACT_WORDS_HPP
#define CREASE_DETAIL_FACT_WORDS_HPP

#include <crease/detail/explain_phrases.hpp>
#include <crease/detail/line_facts.hpp>
#include <crease/detail/phrase.hpp>
#include <crease/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

// How much a text holds: what is more is counted and left out.
inline constexpr std::size_t most_lines = 24;    // of segments, of creases, of units of a layer
inline constexpr std::size_t most_terms = 8;     // of a sum
inline constexpr std::size_t most_outputs = 4;   // in a sentence
inline constexpr std::size_t most_intervals = 6; // of a unit

/// x to four digits, or as many more as tell it from the places next to it.
template <class Real> std::string place_text(const std::vector<Real>& places, Real x) {
    const auto at = std::lower_bound(places.begin(), places.end(), x);
    const auto next = std::upper_bound(at, places.end(), x);
    for (int digits = 4;; ++digits) {
        const std::string text = short_text(x, digits);
        if (digits == 17 || ((at == places.begin() || short_text(at[-1], digits) != text) &&
                             (next == places.end() || short_text(*next, digits) != text)))
            return text;
    }
}

/// As people write it.
inline std::string_view activation_text(std::string_view name) {
    return name == "relu" ? "ReLU" : name == "leaky_relu" ? "LeakyReLU" : name;
}

/// The name of layer l, or "layer 0".
template <class Voice> std::string layer_name(const Voice& say, std::string_view name, std::size_t l) {
    return name.empty() ? say(phrases::layer, {count_text(l)}) : std::string(name);
}

/// "3 ReLU units".
template <class Voice>
std::string units_text(const Voice& say, std::size_t count, std::string_view activation) {
    return say(count == 1 ? phrases::one_unit : phrases::some_units,
               {activation_text(activation), count_text(count)});
}

/// What units add, as a sum: "unit 1: 1 + unit 2: 2"; of many, the steepest. "" if they add nothing.
template <class Voice> std::string sum_text(const Voice& say, const std::vector<double>& slopes) {
    std::vector<double> sizes;
    for (const double slope : slopes) sizes.push_back(std::abs(slope));
    std::sort(sizes.rbegin(), sizes.rend());
    const double least = sizes.size() > most_terms ? sizes[most_terms - 1] : 0;
    std::string text;
    std::size_t listed = 0, left_out = 0;
    double rest = 0;
    const auto add = [&](const std::string& what, double slope) {
        text += text.empty() ? "" : " + ";
        text += say(phrases::term, {what, short_text(slope)});
    };
    for (std::size_t u = 0; u != slopes.size(); ++u) {
        if (slopes[u] == 0)
            continue;
        if (std::abs(slopes[u]) >= least && listed != most_terms) {
            add(say(phrases::unit, {count_text(u)}), slopes[u]);
            ++listed;
        } else {
            rest += slopes[u];
            ++left_out;
        }
    }
    if (left_out != 0) {
        text += " + ";
        text += say(phrases::more_terms, {count_text(left_out), short_text(rest)});
    }
    return text;
}

/// One text an output: "-2", or "-2 (output 0) and 4 (output 1)".
template <class Voice, class Text>
std::string output_texts(const Voice& say, std::size_t outputs, Text text) {
    if (outputs == 1)
        return text(std::size_t{0});
    std::vector<std::string> items;
    const std::size_t shown = outputs > most_outputs + 1 ? most_outputs : outputs;
    for (std::size_t j = 0; j != shown; ++j)
        items.push_back(say(phrases::at_output, {text(j), say(phrases::output, {count_text(j)})}));
    if (shown != outputs)
        items.push_back(say(phrases::more_outputs, {count_text(outputs - shown)}));
    return say.list(items);
}

/// Line facts and the voice that speaks of them. Facts is line_facts<double>: a template, as all that
/// explains is, so that who only includes it does not compile it.
template <class Facts> struct fact_words {
    const Facts& facts;
    voice say;

    std::string place(double x) const { return place_text(facts.breakpoints, x); }
    std::string interval(double from, double to) const {
        return message({"[", place(from), ", ", place(to), "]"});
    }
    std::string domain() const { return interval(facts.lo, facts.hi); }
    std::string layer(std::size_t l) const { return layer_name(say, facts.layers[l].name, l); }
    std::string_view activation(std::size_t l) const { return activation_text(facts.layers[l].activation); }

    /// "unit 1", where there are several hidden layers "unit 1 of l2"; "the output", "output 1".
    std::string unit(unit_index i) const {
        const std::string number = count_text(i.unit);
        if (i.layer == facts.hidden())
            return facts.outputs == 1 ? say(phrases::the_output) : say(phrases::output, {number});
        return facts.hidden() == 1 ? say(phrases::unit, {number})
                                   : say(phrases::unit_of, {number, layer(i.layer)});
    }
    std::string units(const std::vector<unit_index>& list) const {
        std::vector<std::string> names;
        for (const unit_index i : list) names.push_back(unit(i));
        return say.list(names);
    }
    template <class Value> std::string each_output(Value value) const {
        return output_texts(say, facts.outputs, [&](std::size_t j) { return short_text(value(j)); });
    }
    /// The segments that [from, to] covers, or meets in more than a point.
    std::vector<std::size_t> segments_in(double from, double to, bool whole) const {
        std::vector<std::size_t> list;
        for (std::size_t s = 0; s != facts.segments.size(); ++s) {
            const auto& segment = facts.segments[s];
            if (whole ? from <= segment.from && segment.to <= to : from < segment.to && segment.from < to)
                list.push_back(s);
        }
        return list;
    }
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_DETAIL_FACT_WORDS_HPP
