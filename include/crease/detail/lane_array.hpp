// SPDX-License-Identifier: BSD-3-Clause
// layer 1 · A vector without vector extensions, for other compilers: an array and loops.
#ifndef CREASE_DETAIL_LANE_ARRAY_HPP
#define CREASE_DETAIL_LANE_ARRAY_HPP

#include <crease/detail/instruction_set.hpp>

#include <cstddef>

namespace crease::detail {
inline namespace CREASE_TAG {

template <class T, std::size_t N> struct lane_array {
    T lane[N] = {};

    constexpr T& operator[](std::size_t i) noexcept { return lane[i]; }
    constexpr const T& operator[](std::size_t i) const noexcept { return lane[i]; }

    template <class Op> constexpr auto zip(const lane_array& other, Op op) const noexcept {
        lane_array<decltype(op(lane[0], lane[0])), N> result{};
        for (std::size_t i = 0; i != N; ++i) result[i] = op(lane[i], other[i]);
        return result;
    }
    constexpr auto& operator+=(const lane_array& b) noexcept {
        return *this = zip(b, [](T x, T y) { return x + y; });
    }
    constexpr auto& operator-=(const lane_array& b) noexcept {
        return *this = zip(b, [](T x, T y) { return x - y; });
    }
    constexpr auto& operator*=(const lane_array& b) noexcept {
        return *this = zip(b, [](T x, T y) { return x * y; });
    }
    constexpr auto& operator/=(const lane_array& b) noexcept {
        return *this = zip(b, [](T x, T y) { return x / y; });
    }
    friend constexpr lane_array operator+(lane_array a, const lane_array& b) noexcept { return a += b; }
    friend constexpr lane_array operator*(lane_array a, const lane_array& b) noexcept { return a *= b; }
    friend constexpr lane_array operator*(T a, const lane_array& b) noexcept {
        return b.zip(b, [a](T x, T) { return a * x; });
    }
    friend constexpr lane_array operator-(const lane_array& a) noexcept {
        return a.zip(a, [](T x, T) { return -x; });
    }
    friend constexpr auto operator<(const lane_array& a, const lane_array& b) noexcept {
        return a.zip(b, [](T x, T y) { return x < y; });
    }
    friend constexpr auto operator<=(const lane_array& a, const lane_array& b) noexcept {
        return a.zip(b, [](T x, T y) { return x <= y; });
    }
    friend constexpr auto operator>(const lane_array& a, const lane_array& b) noexcept {
        return a.zip(b, [](T x, T y) { return x > y; });
    }
};

/// mask ? yes : no, lane by lane.
template <class T, std::size_t N>
constexpr lane_array<T, N> blend(const lane_array<bool, N>& mask, lane_array<T, N> yes,
                                 const lane_array<T, N>& no) noexcept {
    for (std::size_t i = 0; i != N; ++i) yes[i] = mask[i] ? yes[i] : no[i];
    return yes;
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_DETAIL_LANE_ARRAY_HPP
