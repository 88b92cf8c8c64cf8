// SPDX-License-Identifier: BSD-3-Clause
// Loads the peers: every plugin in a directory, each with its own copy of whatever it links, so that two BLAS
// libraries do not meet.
#pragma once

#include "../peers/peer.hpp"

#include <algorithm>
#include <cstdio>
#include <dlfcn.h>
#include <filesystem>
#include <vector>

namespace bench {

/// They stay loaded. One that cannot be loaded is named on stderr and left out.
inline std::vector<way> load_ways(const std::filesystem::path& directory) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(directory)) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::vector<way> all;
    for (const auto& file : files) {
        void* const plugin = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
        const auto* exported = plugin ? static_cast<const way*>(dlsym(plugin, "ways")) : nullptr;
        if (!exported)
            std::fprintf(stderr, "Going on without a peer: %s\n", dlerror());
        for (; exported && exported->name; ++exported) all.push_back(*exported);
    }
    return all;
}

} // namespace bench
