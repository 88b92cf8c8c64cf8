// SPDX-License-Identifier: BSD-3-Clause
// layer 2 · Language: in which one crease speaks of a network.
#ifndef CREASE_LANGUAGE_HPP
#define CREASE_LANGUAGE_HPP

namespace crease {

/// Of explanations, grades and hints. Chinese text is UTF-8.
enum class language { english, chinese };

} // namespace crease
#endif // CREASE_LANGUAGE_HPP
