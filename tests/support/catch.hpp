// SPDX-License-Identifier: BSD-3-Clause
// Catch2, v3 or v2 (Debian 12, Ubuntu 22.04).
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx; // as v2 has it
#else
#include <catch2/catch.hpp>
#endif
