// SPDX-License-Identifier: BSD-3-Clause
// layer 6 · Explains the units: of a single hidden layer each in a paragraph, of several each in a line.
#ifndef CREASE_DETAIL_EXPLAIN_UNITS_HPP
#define CREASE_DETAIL_EXPLAIN_UNITS_HPP

#include <crease/detail/explain_phrases.hpp>
#include <crease/detail/fact_words.hpp>
#include <crease/detail/line_facts.hpp>
#include <crease/detail/phrase.hpp>
#include <crease/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// A unit of a single hidden layer, in a paragraph.
template <class Facts> class unit_paragraph {
public:
    unit_paragraph(const fact_words<Facts>& words, std::size_t u)
        : words_{words}, facts_{words.facts}, say_{words.say}, layer_{facts_.layers[0]},
          unit_{layer_.units[u]}, u_{u} {
        for (std::size_t s = 0; s != facts_.segments.size(); ++s)
            if (owns(s))
                owned_.push_back(s);
    }

    std::string text() {
        head();
        const mode only = layer_.mode_in(unit_.runs[0].state);
        if (unit_.runs.size() == 1 && only == mode::silent)
            add(phrases::dead, {words_.domain(), short_text(unit_.z_max)});
        else if (!unit_.heard)
            add(phrases::unheard, {});
        else if (unit_.runs.size() == 1 && only == mode::held)
            add(phrases::held_throughout,
                {words_.domain(), short_text(layer_.intercepts[unit_.runs[0].state])});
        else if (unit_.runs.size() == 1 && facts_.rises[u_] == 0)
            add(phrases::always_flat, {added_value(unit_.runs[0].state)});
        else if (unit_.runs.size() == 1)
            add(phrases::always_on, {slope_at(facts_.lo)});
        else
            runs();
        return text_ + "\n";
    }

private:
    void add(const phrase& p, std::initializer_list<std::string_view> words) {
        if (!text_.empty())
            text_ += say_(phrases::next_sentence);
        text_ += say_(p, words);
    }
    bool owns(std::size_t s) const {
        const auto& owners = facts_.segments[s].owners;
        return std::find(owners.begin(), owners.end(), unit_index{0, u_}) != owners.end();
    }
    std::size_t piece_at(double from) const {
        return static_cast<std::size_t>(
            std::lower_bound(facts_.breakpoints.begin(), facts_.breakpoints.end(), from) -
            facts_.breakpoints.begin());
    }
    /// What it adds on the piece that begins here.
    std::string slope_at(double from) const {
        const std::size_t p = piece_at(from);
        return words_.each_output([&](std::size_t j) { return facts_.added(p, u_, j); });
    }
    /// What a unit whose z is constant adds.
    std::string added_value(std::size_t state) const {
        const double a = layer_.slopes[state] * unit_.z_max + layer_.intercepts[state];
        return words_.each_output([&](std::size_t j) { return a * facts_.weights[u_ * facts_.outputs + j]; });
    }

    void head() {
        std::vector<unit_index> others;
        for (const std::size_t s : owned_)
            for (const unit_index i : facts_.segments[s].owners)
                if (i != unit_index{0, u_} && std::find(others.begin(), others.end(), i) == others.end())
                    others.push_back(i);
        std::sort(others.begin(), others.end());
        const double weight = facts_.weights[u_ * facts_.outputs];
        const bool tell_weight = facts_.outputs == 1 && weight != 1 && weight != 0;
        add(owned_.empty()   ? phrases::no_owner
            : others.empty() ? phrases::owner
                             : phrases::joint_owner,
            {words_.unit({0, u_}), line_text(facts_.w[u_], facts_.b[u_]),
             tell_weight ? say_(phrases::output_weight, {short_text(weight)}) : "", say_.segments(owned_),
             words_.units(others)});
    }

    void runs() {
        double steepest = 0;
        bool silent = false;
        for (std::size_t s = 0; s != layer_.slopes.size(); ++s) {
            steepest = std::max(steepest, std::abs(layer_.slopes[s]));
            silent = silent || layer_.slopes[s] == 0;
        }
        if (!silent)
            add(phrases::never_silent, {});
        for (std::size_t r = 0; r != unit_.runs.size(); ++r) {
            const auto& run = unit_.runs[r];
            const bool first = r == 0, last = r + 1 == unit_.runs.size();
            const std::string from = words_.place(run.from), to = words_.place(run.to);
            const auto& whole = words_.segments_in(run.from, run.to, true);
            const mode how = layer_.mode_in(run.state);
            const std::string held = short_text(layer_.intercepts[run.state]);
            const auto clause = [&](const phrase& p) {
                return whole.empty() ? "" : say_(p, {say_.segments(whole)});
            };
            if (how == mode::silent) {
                const std::string harmless = clause(phrases::no_interference);
                if (first)
                    add(phrases::silent_first, {to, harmless});
                else if (last)
                    add(phrases::silent_last,
                        {from, harmless, words_.activation(0), short_text(knot_below(r))});
                else
                    add(phrases::silent_between, {from, harmless, to});
            } else if (how == mode::held) {
                const std::string harmless = clause(phrases::leaves_slopes);
                if (first)
                    add(phrases::held_first, {to, held, harmless});
                else if (last)
                    add(phrases::held_last, {from, held, harmless});
                else
                    add(phrases::held_between, {from, held, harmless, to});
            } else {
                active(run, first, last, std::abs(layer_.slopes[run.state]) < steepest);
            }
        }
    }

    /// The knot that z passes to enter run r from the one before.
    double knot_below(std::size_t r) const {
        return layer_.knots[std::min(unit_.runs[r - 1].state, unit_.runs[r].state)];
    }

    void active(const typename Facts::unit_run& run, bool first, bool last, bool leaks) {
        const std::string from = words_.place(run.from), to = words_.place(run.to),
                          slope = slope_at(run.from);
        const std::vector<std::size_t> met = words_.segments_in(run.from, run.to, false);
        if (leaks && (first || last)) {
            const std::string share = short_text(layer_.slopes[run.state]);
            add(first ? phrases::leaks_first : phrases::leaks_last,
                {first ? to : from, slope, words_.activation(0), share, say_.segments(met)});
            return;
        }
        const bool switches = layer_.mode_in(0) == mode::silent && layer_.slopes.size() == 2;
        const bool turns = !first && layer_.mode_in(unit_.runs[0].state) == mode::active &&
                           layer_.slopes[unit_.runs[0].state] == -layer_.slopes[run.state];
        if (first)
            add(switches ? phrases::active_first : phrases::sloped_first, {to, slope});
        else if (!last)
            add(phrases::active_between, {from, slope, to});
        else
            add(turns ? phrases::turns_last : phrases::active_last, {from, slope});
        std::vector<std::size_t> own, others;
        for (const std::size_t s : met)
            if (owns(s))
                own.push_back(s);
            else if (facts_.passes(facts_.segments[s].first))
                others.push_back(s);
        for (const std::size_t s : own) sum(s);
        if (!others.empty())
            add(own.empty()        ? phrases::takes_part
                : last && switches ? phrases::extends
                                   : phrases::reaches,
                {say_.segments(others)});
    }

    /// How the slope of a segment that it owns adds up, where there is one sum to speak of.
    void sum(std::size_t s) {
        const auto& segment = facts_.segments[s];
        if (segment.first != segment.last || facts_.outputs != 1 || facts_.gains[segment.first] != 1)
            return;
        std::vector<std::string> others;
        double rest = 0;
        for (std::size_t u = 0; u != facts_.units; ++u)
            if (const double slope = facts_.added(segment.first, u, 0); u != u_ && slope != 0) {
                rest += slope;
                others.push_back(say_(phrases::with_slope, {words_.unit({0, u}), short_text(slope)}));
            }
        if (others.size() > most_terms)
            others = {say_(phrases::more_terms, {count_text(others.size()), short_text(rest)})};
        if (others.empty())
            add(phrases::alone, {say_.segments({s})});
        else
            add(phrases::adds_up,
                {say_.list(others), short_text(facts_.slope(segment, 0)), say_.segments({s})});
    }

    const fact_words<Facts>& words_;
    const Facts& facts_;
    const voice& say_;
    const typename Facts::layer_facts& layer_;
    const typename Facts::unit_facts& unit_;
    std::size_t u_;
    std::vector<std::size_t> owned_;
    std::string text_;
};

/// A unit of one of several hidden layers, in a sentence.
template <class Facts>
std::string unit_sentence(const fact_words<Facts>& words, std::size_t l, std::size_t u) {
    const voice& say = words.say;
    const auto& layer = words.facts.layers[l];
    const auto& unit = layer.units[u];
    std::vector<std::string> parts;
    for (std::size_t r = 0; r != unit.runs.size(); ++r) {
        const std::size_t state = unit.runs[r].state;
        const auto same_state = [&](const auto& run) { return run.state == state; };
        const auto here = unit.runs.begin() + static_cast<std::ptrdiff_t>(r);
        if (std::any_of(unit.runs.begin(), here, same_state))
            continue;
        std::vector<std::string> intervals;
        std::size_t left_out = 0;
        for (auto run = here; run != unit.runs.end(); ++run)
            if (same_state(*run)) {
                if (intervals.size() < most_intervals)
                    intervals.push_back(words.interval(run->from, run->to));
                else
                    ++left_out;
            }
        if (left_out != 0)
            intervals.push_back(say(phrases::more_places, {count_text(left_out)}));
        const std::string where = say.list(intervals), held = short_text(layer.intercepts[state]),
                          share = short_text(layer.slopes[state]);
        const bool throughout = unit.runs.size() == 1;
        switch (layer.mode_in(state)) {
        case mode::silent:
            parts.push_back(throughout ? say(phrases::dead_throughout, {short_text(unit.z_max)})
                                       : say(phrases::silent_in, {where}));
            break;
        case mode::held:
            parts.push_back(throughout ? say(phrases::held_at_throughout, {held})
                                       : say(phrases::held_in, {where, held}));
            break;
        case mode::active:
            if (layer.is_linear())
                parts.push_back(say(phrases::passes_all));
            else if (layer.slopes[state] == 1)
                parts.push_back(throughout ? say(phrases::on_throughout) : say(phrases::on_in, {where}));
            else
                parts.push_back(throughout ? say(phrases::scaled_throughout, {share})
                                           : say(phrases::scaled_in, {where, share}));
        }
    }
    if (!unit.heard) {
        parts.push_back(say(phrases::unheard_line));
    } else if (!unit.bends.empty()) {
        std::vector<std::string> places;
        for (const double x : unit.bends)
            if (places.size() < most_intervals)
                places.push_back(words.place(x));
        if (places.size() < unit.bends.size())
            places.push_back(say(phrases::more_places, {count_text(unit.bends.size() - places.size())}));
        parts.push_back(say(phrases::bends_output, {say.list(places)}));
    } else if (unit.runs.size() > 1) {
        parts.push_back(say(phrases::bends_nothing));
    }
    std::string line;
    for (const std::string& part : parts) {
        line += line.empty() ? "" : say(phrases::next_clause);
        line += part;
    }
    std::string name = say(phrases::unit, {count_text(u)});
    if (l == 0)
        name = say(phrases::with_z, {name, line_text(words.facts.w[u], words.facts.b[u])});
    return say(phrases::unit_sentence, {name, line});
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_DETAIL_EXPLAIN_UNITS_HPP
