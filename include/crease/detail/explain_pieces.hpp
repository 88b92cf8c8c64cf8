// SPDX-License-Identifier: BSD-3-Clause
// layer 7 · Explains a network whose hidden layers are piecewise linear: what it draws, segment by segment,
// unit by unit, crease by crease.
#ifndef CREASE_DETAIL_EXPLAIN_PIECES_HPP
#define CREASE_DETAIL_EXPLAIN_PIECES_HPP

#include <crease/detail/explain_phrases.hpp>
#include <crease/detail/explain_units.hpp>
#include <crease/detail/fact_words.hpp>
#include <crease/detail/line_facts.hpp>
#include <crease/detail/phrase.hpp>
#include <crease/error.hpp>
#include <crease/language.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// Facts is line_facts<double>.
template <class Facts> class piece_explainer {
public:
    piece_explainer(const Facts& facts, language which) : facts_{facts}, words_{facts, voice(which)} {}

    std::string text() {
        if (facts_.smooth_output)
            text_ += say_(phrases::of_z, {words_.activation(facts_.hidden())});
        if (std::all_of(facts_.layers.begin(), facts_.layers.end(),
                        [](const auto& layer) { return layer.is_linear(); })) {
            linear();
            return std::move(text_);
        }
        if (!facts_.layers.back().is_linear() && facts_.hidden() != 0)
            text_ += say_(phrases::bent_again, {words_.activation(facts_.hidden())});
        beginning();
        ledger();
        units();
        creases();
        end();
        return std::move(text_);
    }

private:
    void beginning() {
        if (facts_.hidden() == 0) {
            text_ +=
                say_(phrases::no_hidden_layer, {words_.activation(0), line_text(facts_.w[0], facts_.b[0])});
            return;
        }
        std::vector<std::string> layers;
        for (std::size_t l = 0; l != facts_.hidden(); ++l) {
            const std::string units =
                units_text(say_, facts_.layers[l].units.size(), facts_.layers[l].activation);
            layers.push_back(facts_.hidden() == 1 ? units
                                                  : say_(phrases::layer_of, {words_.layer(l), units}));
        }
        const std::string who =
            facts_.hidden() == 1 ? layers[0] : say_(phrases::hidden_layers, {say_.list(layers)});
        const std::size_t count = facts_.segments.size();
        text_ += count == 1 ? say_(phrases::one_segment, {words_.domain(), who})
                            : say_(phrases::some_segments, {words_.domain(), who, count_text(count)});
    }

    void ledger() {
        text_ += say_(phrases::ledger_title);
        std::size_t lines = 0, s = 0;
        for (; s != facts_.segments.size() && lines < most_lines; ++s)
            for (std::size_t j = 0; j != shown_outputs(); ++j) lines += ledger_line(s, j);
        if (s != facts_.segments.size())
            text_ += say_(phrases::left_out_segments, {count_text(facts_.segments.size() - s)});
        left_out_outputs();
    }
    std::size_t shown_outputs() const { return std::min(facts_.outputs, most_lines); }
    void left_out_outputs() {
        if (facts_.outputs > most_lines)
            text_ += say_(phrases::left_out_outputs, {count_text(facts_.outputs - most_lines)});
    }
    /// Returns how many lines it wrote.
    std::size_t ledger_line(std::size_t s, std::size_t j) {
        const auto& segment = facts_.segments[s];
        text_ += say_(facts_.outputs == 1 ? phrases::ledger_line : phrases::ledger_line_of_output,
                      {words_.interval(segment.from, segment.to), say_.segments({s}),
                       short_text(facts_.slope(segment, j)), count_text(j)});
        std::vector<std::string> sums; // of its parts, where the sum changes
        std::vector<double> from;
        for (std::size_t p = segment.first; p <= segment.last; ++p)
            if (const std::string sum = terms(p, j); sums.empty() || sum != sums.back()) {
                sums.push_back(sum);
                from.push_back(facts_.breakpoints[p]);
            }
        if (sums.size() == 1) {
            text_ += sums[0] + "\n";
            return 1;
        }
        text_ += say_(phrases::in_parts) + "\n";
        const std::size_t shown = std::min(sums.size(), most_lines);
        for (std::size_t i = 0; i != shown; ++i) {
            const double to = i + 1 == sums.size() ? segment.to : from[i + 1];
            text_ += message({"      ", words_.interval(from[i], to), sums[i], "\n"});
        }
        if (shown != sums.size())
            text_ += say_(phrases::left_out_parts, {count_text(sums.size() - shown)});
        return 1 + shown;
    }
    /// " = unit 1: 1 + unit 2: 2", ": no unit is on".
    std::string terms(std::size_t p, std::size_t j) const {
        if (facts_.units == 0)
            return "";
        const double gain = facts_.gains[p * facts_.outputs + j];
        const std::size_t last = facts_.hidden() - 1;
        if (gain == 0)
            return say_(phrases::output_is_flat, {words_.activation(facts_.hidden())});
        std::vector<double> added;
        for (std::size_t u = 0; u != facts_.units; ++u) added.push_back(facts_.added(p, u, j));
        const auto count = added.size() - static_cast<std::size_t>(std::count(added.begin(), added.end(), 0));
        if (count == 0) {
            const auto on = [&](const auto& unit) {
                const auto run = std::find_if(unit.runs.begin(), unit.runs.end(),
                                              [&](const auto& r) { return facts_.breakpoints[p] < r.to; });
                return facts_.layers[last].mode_in(run->state) != mode::silent;
            };
            const auto& all = facts_.layers[last].units;
            return say_(std::any_of(all.begin(), all.end(), on) ? phrases::nothing_added
                                                                : phrases::nothing_on);
        }
        const std::string sum = sum_text(say_, added);
        const std::string text =
            gain == 1 ? message({" = ", sum}) : message({" = ", short_text(gain), " * (", sum, ")"});
        return facts_.slopes[p * facts_.outputs + j] == 0 && count > 1 ? text + say_(phrases::they_cancel)
                                                                       : text;
    }

    void units() {
        if (facts_.hidden() == 1) {
            text_ += say_(phrases::units_title);
            each_unit(0, [this](std::size_t u) { return unit_paragraph(words_, u).text(); });
        }
        for (std::size_t l = 0; l != facts_.hidden() && facts_.hidden() > 1; ++l) {
            text_ += say_(l + 1 == facts_.hidden() ? phrases::last_layer_title : phrases::layer_title,
                          {words_.layer(l),
                           units_text(say_, facts_.layers[l].units.size(), facts_.layers[l].activation)});
            each_unit(l, [&](std::size_t u) { return message({"- ", unit_sentence(words_, l, u), "\n"}); });
        }
        cancelling();
        if (facts_.hidden() > 1)
            text_ += say_(phrases::inherited);
    }
    template <class Text> void each_unit(std::size_t l, Text text_of) {
        const std::size_t count = facts_.layers[l].units.size();
        for (std::size_t u = 0; u != std::min(count, most_lines); ++u) text_ += text_of(u);
        if (count > most_lines)
            text_ += say_(phrases::left_out_units, {count_text(count - most_lines)});
    }

    /// Pairs of units of the last hidden layer that take from every slope what the other adds.
    void cancelling() {
        const std::size_t pieces = facts_.breakpoints.size() - 1;
        std::size_t pairs = 0;
        const auto opposite = [&](std::size_t u, std::size_t v) {
            bool any = false;
            for (std::size_t p = 0; p != pieces; ++p)
                for (std::size_t j = 0; j != facts_.outputs; ++j) {
                    const double a = facts_.added(p, u, j), b = facts_.added(p, v, j);
                    if (std::abs(a + b) > 1e-12 * std::abs(a))
                        return false;
                    any = any || a != 0;
                }
            return any;
        };
        for (std::size_t u = 0; u != facts_.units; ++u)
            for (std::size_t v = u + 1; v != facts_.units; ++v)
                if (opposite(u, v) && ++pairs <= most_lines) {
                    const std::size_t l = facts_.hidden() - 1;
                    text_ += say_(phrases::slopes_cancel, {words_.units({{l, u}, {l, v}}), words_.domain()});
                    text_ += "\n";
                }
        if (pairs > most_lines)
            text_ += say_(phrases::left_out_pairs, {count_text(pairs - most_lines)});
    }

    void creases() {
        if (facts_.creases.empty())
            return;
        text_ += say_(phrases::creases_title);
        for (std::size_t k = 0; k != std::min(facts_.creases.size(), most_lines); ++k) {
            const auto& crease = facts_.creases[k];
            text_ += say_(phrases::crease_line,
                          {words_.place(crease.x), changes_text(crease), crease_effect(crease)});
        }
        if (facts_.creases.size() > most_lines)
            text_ += say_(phrases::left_out_creases, {count_text(facts_.creases.size() - most_lines)});
    }
    /// "unit 0 goes off and unit 1 comes on".
    std::string changes_text(const typename Facts::crease_facts& crease) const {
        std::vector<std::string> clauses;
        for (std::size_t kind = 0; kind != std::size(phrases::changes); ++kind) {
            std::vector<std::string> units;
            std::size_t count = 0;
            for (const auto& change : crease.changes)
                if (kind_of(change) == kind && ++count <= most_terms)
                    units.push_back(words_.unit(change.unit));
            if (count > most_terms)
                units.push_back(say_(phrases::more_units, {count_text(count - most_terms)}));
            if (count != 0)
                clauses.push_back(say_(count == 1 ? phrases::changes[kind].one : phrases::changes[kind].some,
                                       {say_.list(units)}));
        }
        return say_.clauses(clauses);
    }
    /// As phrases::changes has them.
    std::size_t kind_of(const typename Facts::state_change& change) const {
        const auto& layer = facts_.layers[change.unit.layer];
        const mode before = layer.mode_in(change.before), after = layer.mode_in(change.after);
        return after == mode::silent    ? 0
               : before == mode::silent ? 1
               : after == mode::held    ? 2
               : before == mode::held   ? 3
                                        : 4;
    }
    std::string crease_effect(const typename Facts::crease_facts& crease) const {
        if (!crease.bends)
            return say_(crease.changes.size() > 1 ? phrases::turns_cancel : phrases::not_noticed);
        std::vector<std::string> turns;
        for (std::size_t j = 0; j != std::min(facts_.outputs, most_outputs); ++j) {
            const double* const before = facts_.slopes.data() + crease.piece * facts_.outputs + j;
            turns.push_back(say_(facts_.outputs == 1 ? phrases::becomes : phrases::becomes_at_output,
                                 {short_text(before[0]), short_text(before[facts_.outputs]), count_text(j)}));
        }
        if (facts_.outputs > most_outputs)
            turns.push_back(say_(phrases::more_outputs, {count_text(facts_.outputs - most_outputs)}));
        return say_.clauses(turns);
    }

    void end() {
        text_ += "\n";
        text_ += say_(phrases::end_values,
                      {words_.place(facts_.lo),
                       words_.each_output([&](std::size_t j) { return facts_.first_values[j]; }),
                       words_.place(facts_.hi),
                       words_.each_output([&](std::size_t j) { return facts_.last_values[j]; })});
        if (facts_.hidden() != 0 && facts_.outputs == 1 && facts_.bias[0] != 0 &&
            facts_.layers.back().is_linear())
            text_ += say_(phrases::next_sentence) + say_(phrases::bias_shifts, {short_text(facts_.bias[0])});
        text_ += "\n";
    }

    void linear() {
        std::vector<std::string> maps;
        const double length = facts_.hi - facts_.lo;
        for (std::size_t j = 0; j != shown_outputs(); ++j) {
            const double slope = facts_.slopes[j], y = facts_.first_values[j];
            double intercept = y - slope * facts_.lo;
            if (std::abs(intercept) <=
                1e-12 * (std::abs(slope * facts_.lo) + std::abs(y) + std::abs(slope) * length))
                intercept = 0;
            maps.push_back(say_(facts_.outputs == 1 ? phrases::linear_map : phrases::linear_map_of_output,
                                {line_text(slope, intercept), count_text(j)}));
        }
        text_ += say_(phrases::all_linear, {say_.list(maps)});
        if (facts_.units != 0) {
            ledger();
            text_ += "\n";
        } else {
            left_out_outputs();
        }
        text_ += say_(phrases::needs_relu);
    }

    const Facts& facts_;
    fact_words<Facts> words_;
    const voice& say_ = words_.say;
    std::string text_;
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_DETAIL_EXPLAIN_PIECES_HPP
