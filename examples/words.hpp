// SPDX-License-Identifier: BSD-3-Clause
// What examples say, in English or in Chinese: each keeps its words in one table, a phrase a language.
#pragma once

#include <crease/language.hpp>

#include <CLI/CLI.hpp>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

/// The same in each language. {0}, {1}, ... stand for facts.
struct phrase {
    const char *english, *chinese;
};

/// Says phrases in one language.
class speaker {
public:
    explicit speaker(crease::language which) : language_(which) {}

    crease::language language() const { return language_; }

    std::string operator()(const phrase& p, std::initializer_list<std::string> facts = {}) const {
        std::string text = language_ == crease::language::chinese ? p.chinese : p.english;
        for (std::size_t place = text.find('{'); place != text.npos;) {
            const std::string& fact = facts.begin()[text[place + 1] - '0'];
            text.replace(place, 3, fact);
            place = text.find('{', place + fact.size());
        }
        return text;
    }

private:
    crease::language language_;
};

/// As wide as so many letters, to the right. A Chinese character, of three bytes, is as wide as two letters.
inline std::string to_the_right(std::size_t width, std::string_view text) {
    std::size_t taken = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        taken += byte >= 0xE0 ? 2 : byte < 0x80 || byte >= 0xC0 ? 1 : 0;
    }
    return std::string(taken < width ? width - taken : 0, ' ').append(text);
}

/// --language en|zh
class language_option {
public:
    explicit language_option(CLI::App& app) {
        app.add_option("--language", code_, "what it says, in English (en) or Chinese (zh)")
            ->check(CLI::IsMember({"en", "zh"}))
            ->capture_default_str();
    }
    crease::language value() const {
        return code_ == "zh" ? crease::language::chinese : crease::language::english;
    }

private:
    std::string code_ = "en";
};
