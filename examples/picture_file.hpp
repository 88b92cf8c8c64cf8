// SPDX-License-Identifier: BSD-3-Clause
// Pictures as files.
#pragma once

#include <crease/svg.hpp>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

/// Writes the figure to `name` in the folder, which must exist. Throws std::runtime_error if that fails.
inline void write_picture(const std::string& folder, const char* name, const crease::svg::figure& figure) {
    const std::filesystem::path path = std::filesystem::path(folder) / name;
    std::ofstream file(path);
    file << figure.text();
    if (!file.flush())
        throw std::runtime_error("cannot write " + path.string());
}
