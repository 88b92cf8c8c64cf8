// SPDX-License-Identifier: BSD-3-Clause
// layer 3 · Phrases: sentences as data, each in every language side by side, with places for facts.
//
// Whole sentences, not words: what English says in one order and Chinese in another is then no matter of
// code. A place is {0}, {1}, ...; a language may use them in any order, and leave one out.
#ifndef CREASE_DETAIL_PHRASE_HPP
#define CREASE_DETAIL_PHRASE_HPP

#include <crease/detail/number_text.hpp>
#include <crease/error.hpp>
#include <crease/language.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace crease::detail {

/// The same sentence in each language.
struct phrase {
    const char *english, *chinese; // not string_view, whose constants take a compiler longer
};

namespace phrases {
inline constexpr phrase comma{", ", "、"};
inline constexpr phrase last_comma{" and ", "、"};
inline constexpr phrase clause_comma{", ", "，"};
inline constexpr phrase range{"{0} to {1}", "{0} 至 {1}"};
inline constexpr phrase segment{"segment {0}", "第 {0} 段"};
inline constexpr phrase segments{"segments {0}", "第 {0} 段"};
inline constexpr phrase unit{"unit {0}", "单元 {0}"};
inline constexpr phrase unit_of{"unit {0} of {1}", "{1} 的单元 {0}"};
inline constexpr phrase layer{"layer {0}", "第 {0} 层"};
} // namespace phrases

inline namespace CREASE_TAG {

/// A number to so many significant digits; 0 has no sign.
inline std::string short_text(double value, int digits = 4) {
    return number_text(value == 0 ? 0.0 : value, digits);
}

/// "-2x + 2", "x - 1", "0".
inline std::string line_text(double slope, double intercept) {
    const auto level = [](double b) { return short_text(b, std::abs(b) < 1000 ? 4 : 7); };
    const std::string size = short_text(std::abs(slope));
    std::string text = slope < 0 ? "-" : "";
    if (slope == 0)
        return level(intercept);
    text += size == "1" ? "x" : size + "x";
    if (intercept != 0) {
        text += intercept < 0 ? " - " : " + ";
        text += level(std::abs(intercept));
    }
    return text;
}

/// Says phrases in one language. String is std::string: a template, so that who only includes this header
/// does not compile it.
template <class String> class basic_voice {
public:
    /// Throws value_error for a number that is no language.
    explicit basic_voice(language which) : chinese_{which == language::chinese} {
        if (which != language::english && which != language::chinese)
            throw value_error("expected language::english or language::chinese, got another number");
    }

    /// The phrase with facts in its places.
    String operator()(const phrase& p, std::initializer_list<std::string_view> facts = {}) const {
        const std::string_view pattern = chinese_ ? p.chinese : p.english;
        String text;
        bool space = false; // met, and not written yet: between two Chinese characters there is none
        const auto write = [&](std::string_view more) {
            const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
            if (more.empty())
                return;
            if (space && (!chinese_ || text.empty() || is_ascii(text.back()) || is_ascii(more[0])))
                text += ' ';
            space = false;
            text += more;
        };
        for (std::size_t i = 0; i != pattern.size(); ++i)
            if (pattern[i] == '{') {
                write(facts.begin()[pattern[i + 1] - '0']);
                i += 2;
            } else if (pattern[i] == ' ' && !space) {
                space = true;
            } else {
                write(pattern.substr(i, 1));
            }
        if (space)
            text += ' ';
        return text;
    }

    /// "0", "0 and 1", "0, 1 and 2".
    String list(const std::vector<String>& items) const {
        return list(items, phrases::comma, phrases::last_comma);
    }
    /// The same of clauses, each with a verb of its own.
    String clauses(const std::vector<String>& items) const {
        return list(items, phrases::clause_comma, phrases::clause_comma);
    }

    /// "segment 1", "segments 2 and 3", "segments 1 and 3 to 5"; they increase, and are counted from 0 until
    /// here.
    String segments(const std::vector<std::size_t>& which) const {
        std::vector<String> items;
        for (std::size_t i = 0, end; i != which.size(); i = end) {
            end = i + 1;
            while (end != which.size() && which[end] == which[end - 1] + 1) ++end;
            if (end < i + 3)
                end = i + 1;
            const String first = count_text(which[i] + 1);
            items.push_back(end == i + 1 ? first
                                         : (*this)(phrases::range, {first, count_text(which[end - 1] + 1)}));
        }
        return (*this)(which.size() == 1 ? phrases::segment : phrases::segments, {list(items)});
    }

private:
    String list(const std::vector<String>& items, const phrase& between, const phrase& last) const {
        String text;
        for (std::size_t i = 0; i != items.size(); ++i) {
            if (i != 0)
                text += (*this)(i + 1 == items.size() ? last : between);
            text += items[i];
        }
        return text;
    }

    bool chinese_;
};
using voice = basic_voice<std::string>;

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_DETAIL_PHRASE_HPP
