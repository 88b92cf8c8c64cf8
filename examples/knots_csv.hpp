// SPDX-License-Identifier: BSD-3-Clause
// A target's knots from a file: two columns x,y; a header line and empty lines are allowed.
#pragma once

#include <crease/piecewise_linear.hpp>

#include <charconv>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// All of `text`, but for spaces around it, as a number.
inline std::optional<double> to_number(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == text.npos)
        return std::nullopt;
    text = text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
    double value = 0;
    if (text.front() == '+')
        text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

/// Throws std::runtime_error naming the line that is not two numbers; crease::error if the knots make no
/// curve.
inline crease::piecewise_linear<double> read_knots(const std::string& path) {
    std::ifstream file(path);
    if (!file)
        throw std::runtime_error(path + ": cannot be read");
    std::vector<double> x, y;
    std::string line;
    bool header_may_come = true;
    for (int number = 1; std::getline(file, line); ++number) {
        if (number == 1 && line.starts_with("\xEF\xBB\xBF")) // a byte order mark
            line.erase(0, 3);
        if (line.find_first_not_of(" \t\r") == line.npos)
            continue;
        const auto comma = line.find(',');
        const auto first = to_number(line.substr(0, comma));
        const auto second = comma == line.npos ? std::nullopt : to_number(line.substr(comma + 1));
        if (first && second) {
            x.push_back(*first);
            y.push_back(*second);
        } else if (first || second || !header_may_come || comma == line.npos) { // a header has two words
            throw std::runtime_error(path + ", line " + std::to_string(number) +
                                     ": expected two numbers x,y, got \"" + line + "\"");
        }
        header_may_come = false;
    }
    if (file.bad())
        throw std::runtime_error(path + ": cannot be read");
    try {
        return crease::piecewise_linear<double>::from_knots(x, y);
    } catch (const crease::error& problem) {
        throw std::runtime_error(path + ": " + problem.what());
    }
}
