// SPDX-License-Identifier: BSD-3-Clause
// layer 0 · Instruction sets: which one this processor runs, how a function is compiled for it, and the name
// that keeps code compiled with different flags apart.
//
// Kernels are always_inline templates without a target; a thin wrapper with CREASE_TARGET_... compiles them
// for one instruction set, whatever the flags of the translation unit. Whoever compiles with plain -O2 thus
// runs AVX-512 where there is AVX-512.
#ifndef CREASE_DETAIL_INSTRUCTION_SET_HPP
#define CREASE_DETAIL_INSTRUCTION_SET_HPP

#include <cstddef>

#if __cplusplus < 201709L // what g++ 10 says for -std=c++20
#error "crease needs C++20: compile with -std=c++20"
#endif
#if (defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__) ||                    \
     defined(_M_FP_FAST)) &&                                                                                 \
    !defined(CREASE_ALLOW_FAST_MATH)
#error "crease promises NaN in, NaN out, which -ffast-math breaks: compile without it, or define \
CREASE_ALLOW_FAST_MATH and do without NaN and infinities"
#endif

/// The most that run-time choice may choose: baseline, avx2 or avx512. What lies beyond is not compiled: a
/// build without optimisation, which is made to be stepped through, has the baseline alone, and compiles
/// sooner. Part of the name below, so translation units that differ in it may be linked.
#ifndef CREASE_INSTRUCTION_SET
#if defined(__OPTIMIZE__) || !defined(__GNUC__)
#define CREASE_INSTRUCTION_SET avx512
#else
#define CREASE_INSTRUCTION_SET baseline
#endif
#endif

// GNU vector extensions, and on x86-64 functions compiled for a newer instruction set.
#if defined(__GNUC__) && !defined(CREASE_PORTABLE)
#define CREASE_GNU_VECTORS 1
#else
#define CREASE_GNU_VECTORS 0
#endif
#if CREASE_GNU_VECTORS && defined(__x86_64__)
#define CREASE_X86_DISPATCH 1
#if defined(__clang__)
#define CREASE_TUNE // clang 14 drops the whole attribute when it names one
#else
#define CREASE_TUNE ",tune=generic" // under -march=native g++ 12 tunes Zen 4 as Zen 3: up to 1.7 times slower
#endif
#define CREASE_TARGET_AVX2 __attribute__((noinline, target("avx2,fma" CREASE_TUNE)))
#define CREASE_TARGET_AVX512                                                                                 \
    __attribute__((noinline, target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma" CREASE_TUNE)))
#else
#define CREASE_X86_DISPATCH 0
#define CREASE_TARGET_AVX2
#define CREASE_TARGET_AVX512
#endif

#if defined(__GNUC__)
#define CREASE_NOINLINE __attribute__((noinline))
#else
#define CREASE_NOINLINE
#endif

#if defined(__clang__)
#define CREASE_UNROLL _Pragma("clang loop unroll(full)")
#elif defined(__GNUC__)
#define CREASE_UNROLL _Pragma("GCC unroll 32")
#else
#define CREASE_UNROLL
#endif

// CREASE_TAG names the flags of this translation unit that change instructions, on x86-64, and says whether
// it is optimised. What holds or runs code of crease's that they change lives in `inline namespace
// CREASE_TAG`, or bears CREASE_UNIT: the linker, which keeps one copy of an inline function, then never hands
// a caller the copy that another unit compiled for a newer processor, or did not optimise. A flag that is on
// expands to 1, one that is off stays its own name; plain flags have a short name.
#define CREASE_PASTE(set, kind, level, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u)        \
    set##_##kind##level##a##b##c##d##e##f##g##h##i##j##k##l##m##n##o##p##q##r##s##t##u
#define CREASE_EXPAND(...) CREASE_PASTE(__VA_ARGS__)
#if !CREASE_GNU_VECTORS && defined(CREASE_ALLOW_FAST_MATH)
#define CREASE_KIND portable_fast_
#elif !CREASE_GNU_VECTORS
#define CREASE_KIND portable_
#elif defined(CREASE_ALLOW_FAST_MATH)
#define CREASE_KIND fast_
#else
#define CREASE_KIND
#endif
#if defined(__OPTIMIZE__) || !defined(__GNUC__)
#define CREASE_LEVEL
#else
#define CREASE_LEVEL unoptimised_ // which would slow others down, and round otherwise than they do
#endif
#if defined(__SSE3__) || defined(__SSE4A__) || defined(__POPCNT__) || defined(__BMI__) ||                    \
    defined(__LZCNT__) || defined(__MOVBE__) || defined(__ADX__)
#define CREASE_TAG                                                                                           \
    CREASE_EXPAND(CREASE_INSTRUCTION_SET, CREASE_KIND, CREASE_LEVEL, __SSE3__, __SSSE3__, __SSE4A__,         \
                  __SSE4_1__, __SSE4_2__, __POPCNT__, __MOVBE__, __AVX__, __F16C__, __FMA__, __FMA4__,       \
                  __XOP__, __BMI__, __BMI2__, __LZCNT__, __AVX2__, __AVX512F__, __AVX512VL__, __AVX512BW__,  \
                  __AVX512DQ__, __AVX512VBMI__)
#else
#define CREASE_TAG                                                                                           \
    CREASE_EXPAND(CREASE_INSTRUCTION_SET, CREASE_KIND, CREASE_LEVEL, p, l, a, i, n, , , , , , , , , , , , ,  \
                  , , , )
#endif

/// Before a public function: its code is this translation unit's own, as if it were in the namespace, while
/// its class and its name stay the same in all.
#if defined(__GNUC__)
#define CREASE_TEXT_OF(name) #name
#define CREASE_TEXT(name) CREASE_TEXT_OF(name)
#define CREASE_UNIT [[gnu::abi_tag(CREASE_TEXT(CREASE_TAG))]]
#else
#define CREASE_UNIT
#endif

namespace crease::detail {
inline namespace CREASE_TAG {

/// Bytes of a cache line, of AVX-512's vector, and of what `dot` sums side by side on every instruction set.
inline constexpr std::size_t line_bytes = 64;
template <class T> inline constexpr std::size_t line_width = line_bytes / sizeof(T);

/// Ordered: each can run what comes before it.
enum class instruction_set { baseline, avx2, avx512 };

/// Bytes of its widest vector.
constexpr std::size_t vector_bytes(instruction_set set) noexcept {
    return set == instruction_set::avx512 ? 64 : set == instruction_set::avx2 ? 32 : 16;
}

/// Whether kernels are compiled for it.
constexpr bool is_compiled(instruction_set set) noexcept {
    return set == instruction_set::baseline ||
           (CREASE_X86_DISPATCH && set <= instruction_set::CREASE_INSTRUCTION_SET);
}

/// The widest of this processor's that kernels are compiled for.
inline instruction_set detect_instruction_set() noexcept {
#if CREASE_X86_DISPATCH
    __builtin_cpu_init();
    if (is_compiled(instruction_set::avx512) && __builtin_cpu_supports("avx512f") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512bw"))
        return instruction_set::avx512;
    if (is_compiled(instruction_set::avx2) && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return instruction_set::avx2;
#endif
    return instruction_set::baseline;
}
inline instruction_set best_instruction_set() noexcept {
    static const instruction_set set = detect_instruction_set();
    return set;
}

/// Kernel::run<Bytes>(args), always_inline and without a target of its own, compiled for each instruction set
/// with its vector size. Args is plain data, passed by reference: no vector crosses the boundary.
template <class Kernel, class Args> CREASE_NOINLINE void run_baseline(const Args& args) {
    Kernel::template run<vector_bytes(instruction_set::baseline)>(args);
}
template <class Kernel, class Args> CREASE_TARGET_AVX2 void run_avx2(const Args& args) {
    Kernel::template run<vector_bytes(instruction_set::avx2)>(args);
}
template <class Kernel, class Args> CREASE_TARGET_AVX512 void run_avx512(const Args& args) {
    Kernel::template run<vector_bytes(instruction_set::avx512)>(args);
}

/// Runs the kernel as compiled for the instruction set with vectors of this size: how one kernel calls
/// another.
template <class Kernel, std::size_t Bytes, class Args> void run_sized(const Args& args) {
    if constexpr (Bytes == vector_bytes(instruction_set::avx512))
        run_avx512<Kernel>(args);
    else if constexpr (Bytes == vector_bytes(instruction_set::avx2))
        run_avx2<Kernel>(args);
    else
        run_baseline<Kernel>(args);
}

/// True if there are kernels that the baseline does without.
constexpr bool has_wide(instruction_set set) noexcept { return set != instruction_set::baseline; }

/// Runs such a kernel, where has_wide(set).
template <class Kernel, class Args>
void run_wide([[maybe_unused]] instruction_set set, [[maybe_unused]] const Args& args) {
    if constexpr (is_compiled(instruction_set::avx512))
        if (set == instruction_set::avx512)
            return run_avx512<Kernel>(args);
    if constexpr (is_compiled(instruction_set::avx2))
        run_avx2<Kernel>(args);
}

/// Runs the kernel as compiled for `set`, which must not exceed best_instruction_set().
template <class Kernel, class Args> void run_on(instruction_set set, const Args& args) {
    has_wide(set) ? run_wide<Kernel>(set, args) : run_baseline<Kernel>(args);
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_DETAIL_INSTRUCTION_SET_HPP
