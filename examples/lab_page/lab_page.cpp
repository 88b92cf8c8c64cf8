// SPDX-License-Identifier: BSD-3-Clause
#include "lab_page.hpp"

#include "answer.hpp"
#include "exercise_calls.hpp"
#include "plane_calls.hpp"
#include "trio.hpp"

#include <exception>
#include <string>

namespace {

const char* answer(lab_page::call make, const char* request) noexcept {
    static std::string reply;
    try {
        reply = lab_page::reply_to(make, request ? request : "");
        return reply.c_str();
    } catch (...) { // no memory left, not even to say so at length
        return R"({"error":"out of memory"})";
    }
}

} // namespace

extern "C" {
[[gnu::used]] const char* crease_lab_start(const char* request) noexcept {
    return answer(lab_page::start, request);
}
[[gnu::used]] const char* crease_lab_check(const char* request) noexcept {
    return answer(lab_page::check, request);
}
[[gnu::used]] const char* crease_lab_view(const char* request) noexcept {
    return answer(lab_page::view, request);
}
[[gnu::used]] const char* crease_lab_step(const char* request) noexcept {
    return answer(lab_page::step, request);
}
[[gnu::used]] const char* crease_lab_kink(const char* request) noexcept {
    return answer(lab_page::kink, request);
}
[[gnu::used]] const char* crease_lab_shape(const char* request) noexcept {
    return answer(lab_page::shape, request);
}
[[gnu::used]] const char* crease_lab_build(const char* request) noexcept {
    return answer(lab_page::build, request);
}
[[gnu::used]] const char* crease_lab_random(const char* request) noexcept {
    return answer(lab_page::random, request);
}
[[gnu::used]] const char* crease_lab_target(const char* request) noexcept {
    return answer(lab_page::target, request);
}
[[gnu::used]] const char* crease_lab_program(const char* request) noexcept {
    return answer(lab_page::program, request);
}
[[gnu::used]] const char* crease_lab_table(const char* request) noexcept {
    return answer(lab_page::table, request);
}
[[gnu::used]] const char* crease_lab_trio(const char* request) noexcept {
    return answer(lab_page::trio, request);
}
[[gnu::used]] const char* crease_lab_plane_start(const char* request) noexcept {
    return answer(lab_page::plane_start, request);
}
[[gnu::used]] const char* crease_lab_plane_check(const char* request) noexcept {
    return answer(lab_page::plane_check, request);
}
[[gnu::used]] const char* crease_lab_plane_view(const char* request) noexcept {
    return answer(lab_page::plane_view, request);
}
[[gnu::used]] const char* crease_lab_plane_random(const char* request) noexcept {
    return answer(lab_page::plane_random, request);
}
[[gnu::used]] const char* crease_lab_plane_program(const char* request) noexcept {
    return answer(lab_page::plane_program, request);
}
}
