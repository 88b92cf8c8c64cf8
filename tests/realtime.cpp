// SPDX-License-Identifier: BSD-3-Clause
// Predictors with a workspace neither allocate, lock nor call the system: RealtimeSanitizer (clang 20 or
// newer, -fsanitize=realtime) ends this program if they do.
#include <crease/any_activation.hpp>
#include <crease/model.hpp>
#include <crease/predictor.hpp>

#include <array>
#include <cstddef>
#include <cstdio>
#include <span>
#include <vector>

using namespace crease;

template <class T, class X, class Y>
void run(const predictor<T>& p, const X& x, Y& y, std::span<T> workspace) [[clang::nonblocking]] {
    p(x, y, workspace);
}
template <class T> void allocates(std::size_t size) [[clang::nonblocking]] { std::vector<T> v(size); }

template <class T> void check(const std::vector<std::size_t>& widths) {
    using shape = std::array<std::size_t, 2>;
    model<T> net;
    for (std::size_t l = 0; l + 1 != widths.size(); ++l)
        net.add(dense<any_activation, T>(widths[l], widths[l + 1],
                                         l % 2 == 0 ? any_activation{leaky_relu{0.1}}
                                                    : any_activation{sigmoid{}}));
    const predictor p{net};
    std::vector<T> workspace = p.workspace();
    for (const std::size_t batch : {1U, 7U, 250U}) {
        const xt::xtensor<T, 2> x(shape{batch, p.in()}, T(1));
        const xt::xtensor<T, 2, xt::layout_type::column_major> columns(x);
        xt::xtensor<T, 2> y(shape{batch, p.out()});
        const auto lazy = x + columns;
        run<T>(p, x, y, workspace);
        run<T>(p, columns, y, workspace);
        run<T>(p, lazy, y, workspace);
    }
}

int main(int argc, char**) {
    if (argc > 1) // shows that the sanitizer is at work
        allocates<double>(1000);
    for (const std::vector<std::size_t>& widths : std::vector<std::vector<std::size_t>>{{1, 1},
                                                                                        {1, 5},
                                                                                        {1, 40},
                                                                                        {100, 1},
                                                                                        {130, 3},
                                                                                        {17, 33},
                                                                                        {9, 130},
                                                                                        {1, 3, 1},
                                                                                        {2, 32, 32, 1},
                                                                                        {3, 5000, 2},
                                                                                        {784, 128, 64, 10}}) {
        check<float>(widths);
        check<double>(widths);
    }
    std::puts("nothing blocks");
}
