// SPDX-License-Identifier: BSD-3-Clause
// The voice in which the page's C++ speaks, the library's own: phrases with places for facts.
#pragma once

#include <crease/detail/phrase.hpp>
#include <crease/error.hpp>
#include <crease/language.hpp>

#include <cstddef>
#include <string>

namespace lab_page {

using crease::detail::message; // of parts, one string
using crease::detail::phrase;
using crease::detail::voice;

/// A number as sentences have it, to so many digits.
inline std::string number(double value, int digits = 6) { return crease::detail::short_text(value, digits); }
inline std::string number(std::size_t count) { return std::to_string(count); }

} // namespace lab_page
