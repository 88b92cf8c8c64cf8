// SPDX-License-Identifier: BSD-3-Clause
// As much of XML as pictures need: elements in order, and whether the text is well-formed.
#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace xml {

struct element {
    std::string name, text; // text: its own, entities resolved
    std::map<std::string, std::string> attributes;
    std::size_t depth = 0;
    std::size_t parent = 0; // where it is in the list; the root's is its own

    double number(const std::string& attribute) const { return std::stod(attributes.at(attribute)); }
};

/// Throws std::runtime_error where the document is not well-formed.
class reader {
public:
    static std::vector<element> read(std::string_view document) {
        reader r{document};
        r.run();
        return std::move(r.elements_);
    }

private:
    explicit reader(std::string_view document) : rest_(document) {}

    void run() {
        std::vector<std::size_t> open;
        while (!rest_.empty()) {
            const auto end = rest_.find('<');
            const std::string text = resolved(take(end));
            if (!open.empty())
                elements_[open.back()].text += text;
            else
                expect(text.find_first_not_of("\n") == text.npos, "text outside the root");
            if (rest_.empty())
                break;
            take(1);
            if (rest_.substr(0, 1) == "/") {
                take(1);
                expect(!open.empty() && take(rest_.find('>')) == elements_[open.back()].name,
                       "a closing tag");
                take(1);
                open.pop_back();
                continue;
            }
            expect(!open.empty() || elements_.empty(), "one root");
            element e;
            e.name = take(rest_.find_first_of(" />"));
            expect(!e.name.empty(), "a name");
            e.depth = open.size();
            e.parent = open.empty() ? 0 : open.back();
            while (rest_.substr(0, 1) == " ") {
                take(1);
                const std::string name{take(rest_.find('='))};
                expect(rest_.substr(0, 2) == "=\"", "a quoted value");
                take(2);
                const auto value = take(rest_.find('"'));
                expect(value.find('<') == value.npos, "no < in a value");
                expect(e.attributes.emplace(name, resolved(value)).second, "an attribute once");
                take(1);
            }
            const bool empty = rest_.substr(0, 2) == "/>";
            expect(empty || rest_.substr(0, 1) == ">", "the end of a tag");
            take(empty ? 2 : 1);
            elements_.push_back(e);
            if (!empty)
                open.push_back(elements_.size() - 1);
        }
        expect(open.empty() && !elements_.empty(), "every element closed");
    }

    static void expect(bool met, const char* what) {
        if (!met)
            throw std::runtime_error(std::string("not well-formed: expected ") + what);
    }
    std::string_view take(std::size_t count) {
        const auto taken = rest_.substr(0, count);
        rest_.remove_prefix(taken.size());
        return taken;
    }
    static std::string resolved(std::string_view text) {
        static const std::map<std::string_view, char> entities{
            {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}};
        std::string plain;
        while (!text.empty()) {
            if (text[0] != '&') {
                plain += text[0];
                text.remove_prefix(1);
                continue;
            }
            const auto end = text.find(';');
            const auto entity = entities.find(text.substr(0, end + 1));
            expect(end != text.npos && entity != entities.end(), "an entity");
            plain += entity->second;
            text.remove_prefix(end + 1);
        }
        return plain;
    }

    std::string_view rest_;
    std::vector<element> elements_;
};

} // namespace xml
