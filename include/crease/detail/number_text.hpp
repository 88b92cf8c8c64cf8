// SPDX-License-Identifier: BSD-3-Clause
// layer 2 · A number as text: the shortest that reads back as the same number, the same in every locale.
#ifndef CREASE_DETAIL_NUMBER_TEXT_HPP
#define CREASE_DETAIL_NUMBER_TEXT_HPP

#include <crease/detail/instruction_set.hpp>

#include <charconv>
#include <concepts>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string>

namespace crease::detail {
inline namespace CREASE_TAG {

/// "0.1", "-4", "1e+300", "nan".
template <std::floating_point T> std::string number_text(T value) {
    char text[32];
#if !defined(_LIBCPP_VERSION) || _LIBCPP_VERSION >= 14000
    return {text, std::to_chars(text, text + sizeof text, value).ptr};
#else // Debian's emscripten, whose only locale is C
    using limits = std::numeric_limits<T>;
    for (int digits = limits::digits10; digits <= limits::max_digits10; ++digits) {
        std::snprintf(text, sizeof text, "%.*g", digits, double{value});
        if (static_cast<T>(std::strtod(text, nullptr)) == value)
            break;
    }
    return text;
#endif
}

/// The same to so many significant digits.
template <std::floating_point T> std::string number_text(T value, int digits) {
    char text[32];
#if !defined(_LIBCPP_VERSION) || _LIBCPP_VERSION >= 14000
    return {text, std::to_chars(text, text + sizeof text, value, std::chars_format::general, digits).ptr};
#else
    std::snprintf(text, sizeof text, "%.*g", digits, double{value});
    return text;
#endif
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_DETAIL_NUMBER_TEXT_HPP
