// SPDX-License-Identifier: BSD-3-Clause
// How each example ends: help and results on stdout, with exit code 0; else one line on stderr, and exit
// code 2.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

/// Parses the arguments into what `app` was given to fill, and then calls run().
template <class Run> int run_command(CLI::App& app, const char* name, int argc, char** argv, Run run) {
    try {
        app.parse(argc, argv);
        run();
        return 0;
    } catch (const CLI::CallForHelp&) {
        std::printf("%s", app.help().c_str());
        return 0;
    } catch (const std::exception& problem) {
        std::fprintf(stderr, "%s: %s\n", name, problem.what());
        return 2;
    }
}
