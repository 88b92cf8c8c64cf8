// SPDX-License-Identifier: BSD-3-Clause
// layer 2 · A SIMD vector that formulas and kernels are written over.
//
// One formula serves a scalar and a vector because both have the same operators and the same `choose`.
// The GNU vector sits in a struct: bare, it may not be passed or returned by value across functions compiled
// for different instruction sets. For the same reason whatever takes a vector must be always_inline, and a
// user's functor is only ever given scalars.
#ifndef CREASE_DETAIL_SIMD_HPP
#define CREASE_DETAIL_SIMD_HPP

#include <crease/detail/instruction_set.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

#if !CREASE_GNU_VECTORS
#include <crease/detail/lane_array.hpp>
#endif

namespace crease::detail {
inline namespace CREASE_TAG {

/// The first n < 2 * Most of from's elements, Most a power of two: Most, or none, then half as many, and so
/// on. A loop over elements would become a call of memcpy.
template <std::size_t Most, class T>
[[gnu::always_inline]] inline void copy_up_to(const T* from, std::size_t n, T* to) noexcept {
    const std::size_t taken = n & Most;
    if (taken != 0)
        std::memcpy(to, from, Most * sizeof(T));
    if constexpr (Most > 1)
        copy_up_to<Most / 2>(from + taken, n, to + taken);
}

template <std::floating_point T, std::size_t Bytes> struct simd {
    using value_type = T;
    static constexpr std::size_t width = Bytes / sizeof(T);
#if CREASE_GNU_VECTORS
    // A typedef: in an alias, g++ 12 drops the attributes. Aligned to 16: beyond, it notes a change of its
    // ABI.
    typedef T vector __attribute__((vector_size(Bytes), aligned(16)));
#else
    using vector = lane_array<T, width>;
#endif

#if CREASE_GNU_VECTORS
    typedef decltype(vector{} < vector{}) bit_vector __attribute__((aligned(16)));
#else
    using bit_vector = lane_array<bool, width>;
#endif

    /// Lane by lane a comparison's outcome: all bits set, or none.
    struct mask {
        bit_vector bits;

        /// A byte for each lane, 0 or not.
        [[gnu::always_inline]] void store(std::uint8_t* p) const noexcept {
#if CREASE_GNU_VECTORS
            typedef std::int8_t bytes __attribute__((vector_size(width)));
            const bytes all = __builtin_convertvector(bits, bytes);
            std::memcpy(p, &all, width);
#else
            for (std::size_t i = 0; i != width; ++i) p[i] = bits[i];
#endif
        }
    };

    /// A lane's number for each lane.
    struct index {
        using value_type = std::conditional_t<sizeof(T) == 4, std::int32_t, std::int64_t>;
        alignas(16) value_type lane[width];
    };

    vector v;

    [[gnu::always_inline]] static simd of(const vector& v) noexcept {
        simd z;
        z.v = v;
        return z;
    }
    [[gnu::always_inline]] static simd load(const T* p) noexcept {
        simd z;
        std::memcpy(static_cast<void*>(&z.v), p, sizeof z.v); // void: where it is a class with initialisers
        return z;
    }
    [[gnu::always_inline]] void store(T* p) const noexcept { std::memcpy(p, &v, sizeof v); }
    /// The first n <= width lanes; the others are 0. Few lanes one by one, in a register: a load waits for
    /// all the stores that it spans.
    [[gnu::always_inline]] static simd load(const T* p, std::size_t n) noexcept {
        if constexpr (width <= 4) {
            simd z(T(0));
            CREASE_UNROLL
            for (std::size_t i = 0; i != width; ++i)
                if (i < n)
                    z.v[i] = p[i];
            return z;
        } else {
            T lanes[width] = {};
            copy_up_to<width>(p, n, lanes);
            return load(lanes);
        }
    }
    [[gnu::always_inline]] void store(T* p, std::size_t n) const noexcept {
        if constexpr (width <= 4) {
            CREASE_UNROLL
            for (std::size_t i = 0; i != width; ++i)
                if (i < n)
                    p[i] = v[i];
        } else {
            T lanes[width];
            store(lanes);
            copy_up_to<width>(lanes, n, p);
        }
    }

    /// The same for a number known at compile time, lane by lane: through memory, the load would wait for the
    /// stores.
    template <std::size_t N> [[gnu::always_inline]] static simd load_first(const T* p) noexcept {
        simd z(T(0));
        CREASE_UNROLL
        for (std::size_t i = 0; i != N; ++i) z.v[i] = p[i];
        return z;
    }
    template <std::size_t N> [[gnu::always_inline]] void store_first(T* p) const noexcept {
        CREASE_UNROLL
        for (std::size_t i = 0; i != N; ++i) p[i] = v[i];
    }

    /// Not initialised.
    [[gnu::always_inline]] simd() noexcept {}
    // Lane by lane, not s - vector{}: it keeps the sign of -0.0, and compiles to one broadcast all the same.
    [[gnu::always_inline]] explicit simd(T s) noexcept {
        for (std::size_t i = 0; i != width; ++i) v[i] = s;
    }

    /// *this + a * b, rounded once where the instruction set can. One expression: across two operators, clang
    /// would not fuse.
    [[gnu::always_inline]] void add_product(T a, simd b) noexcept { v += a * b.v; }
    [[gnu::always_inline]] void add_product(simd a, simd b) noexcept { v += a.v * b.v; }

    [[gnu::always_inline]] friend simd operator+(simd a, simd b) noexcept {
        a.v += b.v;
        return a;
    }
    [[gnu::always_inline]] friend simd operator-(simd a, simd b) noexcept {
        a.v -= b.v;
        return a;
    }
    [[gnu::always_inline]] friend simd operator*(simd a, simd b) noexcept {
        a.v *= b.v;
        return a;
    }
    [[gnu::always_inline]] friend simd operator/(simd a, simd b) noexcept {
        a.v /= b.v;
        return a;
    }
    [[gnu::always_inline]] friend simd operator-(simd a) noexcept {
        a.v = -a.v;
        return a;
    }
    [[gnu::always_inline]] friend mask operator<(simd a, simd b) noexcept { return {a.v < b.v}; }
    [[gnu::always_inline]] friend mask operator<=(simd a, simd b) noexcept { return {a.v <= b.v}; }
    [[gnu::always_inline]] friend mask operator>(simd a, simd b) noexcept { return {a.v > b.v}; }
};

/// mask ? yes : no, lane by lane. Both sides are computed.
template <std::floating_point T> [[gnu::always_inline]] constexpr T choose(bool mask, T yes, T no) noexcept {
    return mask ? yes : no;
}
template <class T, std::size_t Bytes>
[[gnu::always_inline]] inline simd<T, Bytes> choose(typename simd<T, Bytes>::mask m, simd<T, Bytes> yes,
                                                    simd<T, Bytes> no) noexcept {
#if CREASE_GNU_VECTORS
    yes.v = m.bits ? yes.v : no.v;
#else
    yes.v = blend(m.bits, yes.v, no.v);
#endif
    return yes;
}

/// |z|, lane by lane: 0 of -0.0.
template <std::floating_point T> [[gnu::always_inline]] inline T magnitude(T z) noexcept {
    return std::abs(z);
}
template <class T, std::size_t Bytes>
[[gnu::always_inline]] inline simd<T, Bytes> magnitude(simd<T, Bytes> z) noexcept {
#if CREASE_GNU_VECTORS
    using bits = typename simd<T, Bytes>::bit_vector; // two instructions less than a choice
    constexpr auto all_but_sign = std::numeric_limits<std::remove_reference_t<decltype(bits{}[0])>>::max();
    z.v = reinterpret_cast<typename simd<T, Bytes>::vector>(reinterpret_cast<bits>(z.v) & all_but_sign);
#else
    for (std::size_t i = 0; i != simd<T, Bytes>::width; ++i) z.v[i] = std::abs(z.v[i]);
#endif
    return z;
}

template <class Z> struct scalar_of { using type = typename Z::value_type; };
template <std::floating_point Z> struct scalar_of<Z> { using type = Z; };
/// The scalar type of a formula's argument: T for T and for simd<T, Bytes>.
template <class Z> using scalar_t = typename scalar_of<Z>::type;

/// op on a scalar, or on each lane in turn: how a vector reaches the standard library's functions.
template <class Z, class Op> [[gnu::always_inline]] constexpr Z each_lane(Z z, Op op) {
    if constexpr (std::floating_point<Z>) {
        return op(z);
    } else {
        scalar_t<Z> lanes[Z::width];
        z.store(lanes);
        for (auto& lane : lanes) lane = op(lane);
        return Z::load(lanes);
    }
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_DETAIL_SIMD_HPP
