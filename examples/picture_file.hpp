// SPDX-License-Identifier: BSD-3-Clause
// Pictures as files of a folder, which is created where it is missing.
#pragma once

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <system_error>

/// The path of the file. Throws std::runtime_error that says what failed.
inline std::string write_picture(const std::string& folder, const std::string& name,
                                 const std::string& picture) {
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (failure)
        throw std::runtime_error(folder + ": cannot be created: " + failure.message());
    const std::string path = (std::filesystem::path(folder) / name).string();
    std::ofstream file(path);
    file << picture;
    if (!file.flush())
        throw std::runtime_error(path + ": cannot be written");
    return path;
}
