// SPDX-License-Identifier: BSD-3-Clause
// layer 2 · Errors: what crease throws. Each message names the place, what was expected and what came.
#ifndef CREASE_ERROR_HPP
#define CREASE_ERROR_HPP

#include <crease/detail/instruction_set.hpp>

#include <cstddef>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>

namespace crease {

/// The base of everything crease throws.
class error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A shape, a length or a width that does not fit.
class shape_error : public error {
public:
    using error::error;
};

/// A value outside what a function accepts: a NaN weight, knots out of order, an unknown name.
class value_error : public error {
public:
    using error::error;
};

/// A file that is damaged, or that says something unknown.
class format_error : public error {
public:
    using error::error;
};

/// A request that is well-formed but cannot be met, such as the pieces of a smooth network.
class unsupported_error : public error {
public:
    using error::error;
};

/// A budget that ran out before the answer was complete.
class limit_error : public error {
public:
    using error::error;
};

namespace detail {
inline namespace CREASE_TAG {

/// The parts as one string. Cold and never inlined: a message should cost the code around it, and its
/// compilation, next to nothing.
[[gnu::cold, gnu::noinline]] inline std::string message(std::initializer_list<std::string_view> parts) {
    std::string text;
    for (const std::string_view part : parts) text += part;
    return text;
}
[[gnu::cold, gnu::noinline]] inline std::string count_text(std::size_t count) {
    return std::to_string(count);
}
/// "1 layer", "3 layers".
[[gnu::cold, gnu::noinline]] inline std::string counted(std::size_t count, std::string_view what) {
    return message({count_text(count), " ", what, count == 1 ? "" : "s"});
}

} // namespace CREASE_TAG
} // namespace detail
} // namespace crease
#endif // CREASE_ERROR_HPP
