// SPDX-License-Identifier: BSD-3-Clause
// From a request's text to a reply's, whatever the text: a reply is an object, and an error is one.
#pragma once

#include <crease/language.hpp>

#include "field.hpp"
#include "say.hpp"

#include <exception>
#include <new>
#include <string>
#include <string_view>

namespace lab_page {

namespace words {
inline constexpr phrase no_json{"the request is not JSON: {0}", "请求不是有效的 JSON：{0}"};
inline constexpr phrase too_long{"the request: expected at most {0} bytes, got {1}",
                                 "请求：应不超过 {0} 字节，实际为 {1} 字节"};
} // namespace words

/// What a call makes of a request, whose fields it reads in its language. Throws refused.
using call = json (*)(const field& request);

/// In which to answer: a request with a mistake in it may still say so.
inline crease::language language_of(const json& request) {
    for (const json* holder :
         {&request, request.is_object() && request.contains("state") ? &request["state"] : &request})
        if (holder->is_object() && holder->contains("language") && (*holder)["language"] == "zh")
            return crease::language::chinese;
    return crease::language::english;
}

inline json checked_reply(call make, std::string_view text) {
    constexpr std::size_t longest = 200'000; // ten times what the largest state takes
    if (text.size() > longest)
        throw refused(
            voice(crease::language::english)(words::too_long, {number(longest), number(text.size())}));
    json request;
    try {
        request = json::parse(text);
    } catch (const json::exception& e) {
        throw refused(voice(crease::language::english)(words::no_json, {e.what()}));
    }
    const voice say(language_of(request));
    return make(field(request, "state", say));
}

inline std::string reply_to(call make, std::string_view text) {
    const auto error = [](const char* what) {
        return json(object().add("error", what)).dump(-1, ' ', false, json::error_handler_t::replace);
    };
    try {
        return checked_reply(make, text).dump();
    } catch (const std::exception& e) { // crease's and json's own too
        return error(e.what());
    }
}

} // namespace lab_page
