// SPDX-License-Identifier: BSD-3-Clause
// Predictors allocate nothing: global operator new is replaced, and counts.
#include <crease/model.hpp>
#include <crease/predictor.hpp>
#include <crease/sequential.hpp>

#include "support/views.hpp"

#include <array>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <vector>

namespace {
std::size_t allocations = 0;

void* counted(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size == 0 ? 1 : size))
        return memory;
    throw std::bad_alloc();
}
void* counted(std::size_t size, std::align_val_t alignment) {
    ++allocations;
    const auto to = static_cast<std::size_t>(alignment);
    if (void* memory = std::aligned_alloc(to, (size + to - 1) / to * to))
        return memory;
    throw std::bad_alloc();
}
} // namespace

void* operator new(std::size_t size) { return counted(size); }
void* operator new[](std::size_t size) { return counted(size); }
void* operator new(std::size_t size, std::align_val_t a) { return counted(size, a); }
void* operator new[](std::size_t size, std::align_val_t a) { return counted(size, a); }
void operator delete(void* p) noexcept { std::free(p); }
void operator delete[](void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
void operator delete[](void* p, std::size_t) noexcept { std::free(p); }
void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
void operator delete[](void* p, std::align_val_t) noexcept { std::free(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }
void operator delete[](void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }

namespace {

using namespace crease;
using shape = std::array<std::size_t, 2>;
bool all_well = true;

template <class F> void expect_allocations(const char* what, bool some, F f) {
    const std::size_t before = allocations;
    f();
    const std::size_t made = allocations - before;
    if ((made != 0) != some) {
        std::printf("%s: expected %s, got %zu allocations\n", what, some ? "some allocation" : "none", made);
        all_well = false;
    }
}

template <class T> void check(std::size_t hidden, bool fits_the_stack) {
    const predictor p{to_model(sequential{dense<relu, T>(3, hidden), dense<sigmoid, T>(hidden, 2)})};
    const xt::xtensor<T, 2> x(shape{250, 3}, T(1)), turned(shape{3, 250}, T(1));
    const xt::xtensor<T, 2> large(shape{500, 6}, T(1));
    xt::xtensor<T, 2> y(shape{250, 2}), wide(shape{250, 5});
    std::vector<T> workspace = p.workspace();

    const auto columns = xt::transpose(turned);
    const auto steps = xt::view(large, xt::range(0, 500, 2), xt::range(0, 6, 2));
    const auto lazy = x * T(2) + columns;
    auto part = xt::view(wide, xt::all(), xt::range(1, 3));
    const auto each = [&](const char* what, bool some, auto run) {
        expect_allocations(what, some, [&] { run(x, y); });
        expect_allocations(what, some, [&] { run(columns, y); });
        expect_allocations(what, some, [&] { run(steps, y); });
        expect_allocations(what, some, [&] { run(lazy, y); });
        expect_allocations(what, some, [&] { run(x, part); });
        expect_allocations(what, some, [&] { run(lazy, part); });
    };
    each("p(x, out, workspace)", false, [&](const auto& in, auto& out) { p(in, out, workspace); });
    each("p(x, out)", !fits_the_stack, [&](const auto& in, auto& out) { p(in, out); });
}

} // namespace

int main() {
    expect_allocations("a vector", true, [] { std::vector<int> v(3); }); // the counter counts
    check<float>(1, true);
    check<float>(32, true);
    check<float>(8190, true);   // (3 + 2 * 8190) floats: 64 KiB less a float
    check<float>(8191, false);  // a row of 64 KiB and a float
    check<double>(4094, true);  // (3 + 2 * 4094) doubles: 64 KiB less a double
    check<double>(4095, false); // a row of 64 KiB and a double

    const dense<relu, float, 3, 2> first;
    const sequential fixed{first, dense<linear, float, 2, 1>{}};
    volatile float sink = 0;
    expect_allocations("net(std::array)", false, [&] { sink = fixed(std::array{1.F, 2.F, 3.F})[0]; });
    return all_well ? 0 : 1;
}
