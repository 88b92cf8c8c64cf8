// SPDX-License-Identifier: BSD-3-Clause
// Predictors allocate nothing: global operator new is replaced, and counts.
#include <crease/any_activation.hpp>
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

/// p(x, out) allocates just if its workspace does not fit the stack, p(x, out, workspace) never, whatever x's
/// and out's layout.
template <class T> void check(const std::vector<std::size_t>& widths, bool fits_the_stack) {
    model<T> net;
    for (std::size_t l = 0; l + 1 != widths.size(); ++l)
        net.add(l % 2 == 0 ? dense<any_activation, T>(widths[l], widths[l + 1], any_activation{relu{}})
                           : dense<any_activation, T>(widths[l], widths[l + 1], any_activation{sigmoid{}}));
    const predictor p{net};
    const std::size_t in = p.in(), out = p.out();
    if ((p.workspace_size() * sizeof(T) <= 65536) != fits_the_stack) {
        std::printf("a workspace of %zu elements: larger or smaller than expected\n", p.workspace_size());
        all_well = false;
    }
    const xt::xtensor<T, 2> x(shape{250, in}, T(1)), turned(shape{in, 250}, T(1));
    const xt::xtensor<T, 2> large(shape{500, 2 * in}, T(1));
    xt::xtensor<T, 2> y(shape{250, out}), wide(shape{250, out + 3});
    std::vector<T> workspace = p.workspace();

    const auto columns = xt::transpose(turned);
    const auto steps = xt::view(large, xt::range(0, 500, 2), xt::range(0, 2 * in, 2));
    const auto apart = xt::view(large, xt::range(0, 500, 2), xt::range(0, in));
    const auto lazy = x * T(2) + columns;
    auto part = xt::view(wide, xt::all(), xt::range(1, 1 + out));
    const auto each = [&](const char* what, bool row_by_row, bool copied, auto run) {
        expect_allocations(what, row_by_row, [&] { run(x, y); });
        expect_allocations(what, row_by_row, [&] { run(apart, part); });
        expect_allocations(what, copied, [&] { run(columns, y); });
        expect_allocations(what, copied, [&] { run(steps, y); });
        expect_allocations(what, copied, [&] { run(lazy, y); });
        expect_allocations(what, copied, [&] { run(lazy, part); });
    };
    each("p(x, out, workspace)", false, false, [&](const auto& a, auto& b) { p(a, b, workspace); });
    if (fits_the_stack)
        each("p(x, out)", false, false, [&](const auto& a, auto& b) { p(a, b); });
    else // what lies between layers, or only together with a copy of x's row
        expect_allocations("p(lazy, out)", true, [&] { p(lazy, y); });
}

} // namespace

int main() {
    expect_allocations("a vector", true, [] { std::vector<int> v(3); }); // the counter counts
    for (const std::vector<std::size_t>& widths :
         std::vector<std::vector<std::size_t>>{{1, 1},
                                               {1, 5},
                                               {1, 40},
                                               {3, 2},
                                               {100, 1},
                                               {130, 3},
                                               {17, 33},
                                               {40, 64},
                                               {9, 130}, // a layer
                                               {3, 1, 2},
                                               {3, 32, 2},
                                               {1, 3, 1},
                                               {2, 32, 32, 1},
                                               {784, 128, 64, 10}}) { // a network
        check<float>(widths, true);
        check<double>(widths, true);
    }
    for (const std::size_t hidden : {253U, 256U, 509U, 512U, 1020U}) { // rows that would fill 64 KiB exactly
        check<float>({3, hidden, 2}, true);
        check<double>({3, hidden, 2}, true);
    }
    check<float>({3, 2043, 2}, true); // a line and eight rows of 3 + 2043 floats: 64 KiB
    check<float>({3, 2044, 2}, false);
    check<double>({3, 1021, 2}, false);

    const dense<relu, float, 3, 2> first;
    const sequential fixed{first, dense<linear, float, 2, 1>{}};
    const sequential wide{dense<relu, double, 16, 64>{}, dense<sigmoid, double, 64, 64>{}};
    volatile double sink = 0;
    expect_allocations("net(std::array)", false, [&] { sink = fixed(std::array{1.F, 2.F, 3.F})[0]; });
    expect_allocations("net(std::array)", false, [&] { sink = wide(std::array<double, 16>{})[0]; });
    return all_well ? 0 : 1;
}
