// SPDX-License-Identifier: BSD-3-Clause
#include <crease/activations.hpp>
#include <crease/kernels/elementwise.hpp>

#include "support/activation_table.hpp"
#include "support/catch.hpp"
#include "support/instruction_sets.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

using namespace crease;
using sets::storing;

namespace {

template <class T> std::vector<T> numbers(std::size_t n) {
    std::vector<T> z(n);
    for (std::size_t i = 0; i != n; ++i)
        z[i] = static_cast<T>(static_cast<int>(i * 7919 % 2003) - 1001) * T(0.015);
    return z;
}

/// Lengths to end in each place of a vector, of a few vectors, and of the blocks that kernels work in.
template <class T> std::vector<std::size_t> lengths(sets::instruction_set set) {
    const std::size_t width = sets::width<T>(set);
    std::vector<std::size_t> list;
    for (std::size_t n = 0; n <= 5 * width + 1; ++n) list.push_back(n);
    for (const std::size_t block : {16 * width, 33 * width})
        for (std::size_t n = block - 2; n != block + width + 3; ++n) list.push_back(n);
    return list;
}

template <storing Storing, class T, class F> void compare(const std::string& name, F f) {
    table::tally<T> wrong;
    for (const auto set : sets::all()) {
        const std::size_t width = sets::width<T>(set);
        const auto z = numbers<T>(40 * width + 64);
        std::vector<T> expected(z.size());
        for (std::size_t i = 0; i != z.size(); ++i) sets::run(set, f, &z[i], &expected[i], 1);
        for (const std::size_t n : lengths<T>(set))
            for (std::size_t shift = 0; shift <= width;
                 ++shift) { // of both, against the alignment of vectors
                const auto where = [&] {
                    return name + " on " + sets::name(set) + ", " + std::to_string(n) + " from " +
                           std::to_string(shift);
                };
                std::vector<T> out(n + shift + 1, T(77));
                sets::run<Storing>(set, f, z.data() + shift, out.data() + shift, n);
                wrong(std::equal(out.begin() + static_cast<long>(shift), out.end() - 1,
                                 expected.begin() + static_cast<long>(shift), table::same<T>),
                      where);
                wrong(std::count(out.begin(), out.begin() + static_cast<long>(shift), T(77)) ==
                              static_cast<long>(shift) &&
                          out.back() == T(77),
                      [&] { return where() + ": wrote outside"; });
                std::copy_n(z.begin() + static_cast<long>(shift), n, out.begin() + static_cast<long>(shift));
                sets::run<Storing>(set, f, out.data() + shift, out.data() + shift, n);
                wrong(std::equal(out.begin() + static_cast<long>(shift), out.end() - 1,
                                 expected.begin() + static_cast<long>(shift), table::same<T>),
                      [&] { return where() + ", in place"; });
            }
    }
    INFO(wrong.first);
    CHECK(wrong.wrong == 0);
}

} // namespace

TEMPLATE_TEST_CASE(
    "every length, from and to every alignment, in place or not, through the caches or past them", "", float,
    double) {
    compare<storing::cached, TestType>("leaky_relu", leaky_relu{0.3});
    compare<storing::streamed, TestType>("leaky_relu, streamed,", leaky_relu{0.3});
    compare<storing::cached, TestType>("silu", silu{});
    compare<storing::streamed, TestType>("silu, streamed,", silu{});
    compare<storing::streamed, TestType>("gelu, streamed,", gelu{});
}

TEMPLATE_TEST_CASE("an element's bits do not change with what is far from 0 beside it", "", float, double) {
    using T = TestType;
    for (const auto set : sets::all()) {
        const std::size_t n = 40 * sets::width<T>(set);
        const auto z = numbers<T>(n);
        for (const T outlier : {T(1e30), T(-100), std::numeric_limits<T>::quiet_NaN(), T(-36), T(16)}) {
            const auto look = [&](auto f) {
                std::vector<T> alone(n), beside(n);
                sets::run(set, f, z.data(), alone.data(), n);
                auto with = z;
                for (std::size_t i = 5; i < n; i += 61) with[i] = outlier;
                sets::run(set, f, with.data(), beside.data(), n);
                for (std::size_t i = 5; i < n; i += 61) beside[i] = alone[i];
                CAPTURE(sets::name(set), outlier);
                CHECK(std::equal(alone.begin(), alone.end(), beside.begin(), table::same<T>));
            };
            look(sigmoid{});
            look(silu{});
        }
    }
}
