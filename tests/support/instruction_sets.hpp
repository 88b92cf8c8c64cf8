// SPDX-License-Identifier: BSD-3-Clause
// Elementwise kernels on each instruction set that this machine has, not only on the one that is chosen.
#pragma once

#include <crease/detail/instruction_set.hpp>
#include <crease/kernels/elementwise.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace sets {

using crease::detail::instruction_set;
using crease::detail::storing;

inline std::vector<instruction_set> all() {
    std::vector<instruction_set> list;
    for (const auto set : {instruction_set::baseline, instruction_set::avx2, instruction_set::avx512})
        if (set <= crease::detail::best_instruction_set())
            list.push_back(set);
    return list;
}
inline std::string name(instruction_set set) {
    return set == instruction_set::baseline ? "baseline" : set == instruction_set::avx2 ? "avx2" : "avx512";
}
/// How many T a vector has.
template <class T> std::size_t width(instruction_set set) {
    return crease::detail::vector_bytes(set) / sizeof(T);
}

/// out[i] = f(in[i]), as compiled for `set`. f takes vectors.
template <storing Storing = storing::cached, class F, class T>
void run(instruction_set set, const F& f, const T* in, T* out, std::size_t n) {
    static_assert(crease::detail::vectorised<F>);
    using args = crease::detail::elementwise_args<F, T>;
    crease::detail::run_on<crease::detail::elementwise_kernel<F, T, Storing>>(set, args{f, in, out, n});
}

} // namespace sets
