// SPDX-License-Identifier: BSD-3-Clause
// The page's door to crease: each function takes a request and gives a reply, both JSON in UTF-8. A reply is
// an object, of what went wrong {"error": "a sentence"}; it stays valid until the next call. Nothing throws.
#pragma once

#include <array>

extern "C" {
// One input.
const char* crease_lab_start(const char* request) noexcept;
const char* crease_lab_check(const char* request) noexcept;
const char* crease_lab_view(const char* request) noexcept;
const char* crease_lab_step(const char* request) noexcept;
const char* crease_lab_kink(const char* request) noexcept;
const char* crease_lab_shape(const char* request) noexcept;
const char* crease_lab_build(const char* request) noexcept;
const char* crease_lab_random(const char* request) noexcept;
const char* crease_lab_target(const char* request) noexcept;
const char* crease_lab_program(const char* request) noexcept;
const char* crease_lab_table(const char* request) noexcept;
const char* crease_lab_trio(const char* request) noexcept;

// Two inputs.
const char* crease_lab_plane_start(const char* request) noexcept;
const char* crease_lab_plane_check(const char* request) noexcept;
const char* crease_lab_plane_view(const char* request) noexcept;
const char* crease_lab_plane_random(const char* request) noexcept;
const char* crease_lab_plane_program(const char* request) noexcept;
}

namespace lab_page {

struct named_call {
    const char* name;
    const char* (*function)(const char*) noexcept;
};

inline constexpr std::array calls{
    named_call{"start", crease_lab_start},
    named_call{"check", crease_lab_check},
    named_call{"view", crease_lab_view},
    named_call{"step", crease_lab_step},
    named_call{"kink", crease_lab_kink},
    named_call{"shape", crease_lab_shape},
    named_call{"build", crease_lab_build},
    named_call{"random", crease_lab_random},
    named_call{"target", crease_lab_target},
    named_call{"program", crease_lab_program},
    named_call{"table", crease_lab_table},
    named_call{"trio", crease_lab_trio},
    named_call{"plane_start", crease_lab_plane_start},
    named_call{"plane_check", crease_lab_plane_check},
    named_call{"plane_view", crease_lab_plane_view},
    named_call{"plane_random", crease_lab_plane_random},
    named_call{"plane_program", crease_lab_plane_program},
};

} // namespace lab_page
