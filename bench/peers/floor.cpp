// SPDX-License-Identifier: BSD-3-Clause
// Floors: the multiply-adds of a job done on registers alone, at the widest vectors of this machine; and a
// copy that moves as many bytes as the job reads and writes.
#include "peer.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

namespace {

using bench::job, bench::operation, bench::task;

/// `vectors` multiply-adds of Bytes each, in as many independent chains as hide their latency: two units,
/// four cycles, and a little more.
template <class T, std::size_t Bytes> [[gnu::always_inline]] inline void multiply_add(std::size_t vectors) {
    typedef T vector __attribute__((vector_size(Bytes)));
    constexpr std::size_t chains = 10;
    volatile T half = T(0.5); // unknown to the compiler; and sums stay finite
    const T value = half;
    vector sums[chains], a;
    for (std::size_t i = 0; i != Bytes / sizeof(T); ++i) a[i] = value;
    _Pragma("GCC unroll 10") for (std::size_t c = 0; c != chains; ++c) sums[c] = a * static_cast<T>(c);
    for (std::size_t done = 0; done < vectors; done += chains)
        _Pragma("GCC unroll 10") for (std::size_t c = 0; c != chains; ++c) sums[c] = sums[c] * a + a;
    asm volatile("" : : "r"(sums) : "memory");
}

#if defined(__x86_64__)
template <class T> [[gnu::target("avx512f")]] void multiply_add_512(std::size_t macs) {
    multiply_add<T, 64>(macs * sizeof(T) / 64);
}
template <class T> [[gnu::target("avx2,fma")]] void multiply_add_256(std::size_t macs) {
    multiply_add<T, 32>(macs * sizeof(T) / 32);
}
#endif

template <class T> void widest_multiply_add(std::size_t macs) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f"))
        return multiply_add_512<T>(macs);
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return multiply_add_256<T>(macs);
#endif
    multiply_add<T, 16>(macs * sizeof(T) / 16);
}

template <class T> task arithmetic(const job<T>& job) {
    std::size_t macs = 0;
    for (const auto& layer : job.layers) macs += job.batch * layer.in * layer.out;
    if (macs < 4096 || job.threads != 1) // of so few, filling the registers would be the larger part
        return {};
    return bench::as_task([macs, y = job.y] {
        widest_multiply_add<T>(macs);
        return y;
    });
}

template <class T> task copy(const job<T>& job) {
    const bool is_network = job.what == operation::network;
    std::size_t moved = job.batch * (is_network ? job.layers.front().in + job.layers.back().out : 2);
    for (const auto& layer : job.layers) moved += (layer.in + 1) * layer.out;
    std::vector<T> from(moved / 2, T(1)), to(from);
    return bench::as_task([from = std::move(from), to = std::move(to)]() mutable {
        std::memcpy(to.data(), from.data(), from.size() * sizeof(T));
        return to.data();
    });
}

} // namespace

const bench::way bench::ways[] = {
    {"floor: FMA", arithmetic<float>, arithmetic<double>}, {"floor: copy", copy<float>, copy<double>}, {}};
