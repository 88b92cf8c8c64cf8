// SPDX-License-Identifier: BSD-3-Clause
// Both languages are complete: Chinese replies hold no English sentence, English ones no Chinese.
#include "testing/ask.hpp"

#include <cctype>
#include <cstddef>
#include <set>
#include <string>
#include <vector>

using namespace testing;

namespace {

// Names, which both languages have: of activations, of letters, of JSON's values and keys.
const std::set<std::string> names{"ReLU", "LeakyReLU", "sigmoid", "Sigmoid", "x",    "z",   "a",   "b",
                                  "w",    "y",         "e",       "max",     "true", "sum", "JSON"};

/// Words of Latin letters that are no names.
std::vector<std::string> english_words(const std::string& text) {
    std::vector<std::string> words;
    std::string word;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        const char c = i == text.size() ? ' ' : text[i];
        if (std::isalpha(static_cast<unsigned char>(c)) != 0) {
            word += c;
            continue;
        }
        if (!word.empty() && !names.contains(word))
            words.push_back(word);
        word.clear();
    }
    return words;
}
bool has_chinese(const std::string& text) {
    for (const char c : text)
        if (static_cast<unsigned char>(c) >= 0x80)
            return true;
    return false;
}

/// All texts of a reply that are meant to be read.
void collect(const json& value, std::vector<std::string>& texts) {
    const std::set<std::string> read{"name", "role", "verdict", "reach", "ledger", "text", "explanation"};
    for (const auto& [key, item] : value.items()) {
        if (item.is_string() && read.contains(key))
            texts.push_back(item);
        else if (item.is_structured() && key != "state")
            collect(item, texts);
    }
}

std::vector<json> states(const char* language) {
    std::vector<json> list;
    unsigned seed = 0;
    for (const char* activation : {"linear", "relu", "leaky_relu", "sigmoid"})
        for (const char* output : {"sum", "free"})
            for (const std::vector<int>& hidden :
                 std::vector<std::vector<int>>{{1}, {3}, {8}, {3, 4}, {8, 8, 8}})
                for (int k = 0; k != 2; ++k)
                    list.push_back(drawn(shaped(start(language), hidden, activation, output), ++seed));
    json solved = lab(1, -1, 2, -4), concave = lab(1, 0, 0, 0);
    concave["target"] = {{"knots", {0, 1, 2}}, {"values", {0, 1, 0}}};
    solved["language"] = concave["language"] = language;
    list.push_back(solved);
    list.push_back(concave);
    return list;
}

std::vector<std::string> texts_in(const char* language) {
    std::vector<std::string> texts;
    for (const json& state : states(language)) {
        collect(ask("view", state), texts);
        collect(ask("step", state), texts);
    }
    for (const char* form : {"hinge", "sum_only", "fewest_units"})
        collect(ask("build", {{"state", start(language)}, {"form", form}}), texts);
    collect(ask("plane_view", ask("plane_start", {{"language", language}})), texts);
    collect(ask("trio", {{"language", language}, {"slope", 0.1}}), texts);
    return texts;
}

} // namespace

TEST_CASE("Chinese replies are Chinese") {
    for (const std::string& text : texts_in("zh")) {
        INFO(text);
        CHECK(english_words(text).empty());
    }
}
TEST_CASE("English replies are English") {
    for (const std::string& text : texts_in("en")) {
        INFO(text);
        CHECK(!has_chinese(text));
    }
}
TEST_CASE("refusals are in the request's language") {
    const json zh = start("zh");
    json many = zh;
    many["layers"][0]["bias"] = 5;
    json two = zh, concave = zh, negative = zh;
    two["target"] = {{"knots", {0, 1}}, {"values", {0, 1}}};
    concave["target"] = {{"knots", {0, 1, 2}}, {"values", {0, 1, 0}}};
    negative["target"] = {{"knots", {0, 1, 2}}, {"values", {0, -1, 0}}};
    for (const auto& [name, request] : std::vector<std::pair<std::string, json>>{
             {"check", many},
             {"build", {{"state", concave}, {"form", "sum_only"}}},
             {"build", {{"state", negative}, {"form", "sum_only"}}},
             {"kink", {{"state", zh}, {"layer", 0}, {"unit", 1}, {"x", 1}}},
             {"kink", {{"state", zh}, {"layer", 0}, {"unit", 0}, {"x", 1}}},
             {"target", {{"state", zh}, {"add", {{"x", 1}}}}},
             {"target", {{"state", two}, {"remove", {{"index", 1}}}}},
             {"random", {{"state", zh}, {"seed", "a"}}}}) {
        const std::string text = refusal(name, request);
        CHECK(has_chinese(text));
        const std::size_t place = text.rfind("state", 0) == 0 ? text.find("：") : 0;
        CHECK(english_words(text.substr(place)).empty());
    }
}
