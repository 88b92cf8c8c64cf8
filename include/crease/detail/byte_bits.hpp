// SPDX-License-Identifier: BSD-3-Clause
// layer 1 · Byte bits: the flags that kernels leave, a byte each, as the bits of words, whose ones are found
// at once.
#ifndef CREASE_DETAIL_BYTE_BITS_HPP
#define CREASE_DETAIL_BYTE_BITS_HPP

#include <crease/detail/instruction_set.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>

namespace crease::detail {
inline namespace CREASE_TAG {

/// Bit i is whether byte i of the first `count`, at most 64, is not 0. Reads up to the next multiple of 8.
inline std::uint64_t bits_of(const std::uint8_t* bytes, std::size_t count) noexcept {
    constexpr std::uint64_t low = 0x7f7f7f7f7f7f7f7f;
    std::uint64_t word = 0;
    for (std::size_t first = 0; first < count; first += 8) {
        std::uint64_t eight = 0;
        CREASE_UNROLL
        for (unsigned i = 0; i != 8; ++i) eight |= std::uint64_t{bytes[first + i]} << (8 * i); // one load
        const std::uint64_t ones = (((eight & low) + low) | eight) >> 7 & (~low >> 7);
        word |= (ones * 0x0102040810204080 >> 56) << first; // brings bit 8 i to bit 56 + i
    }
    return count < 64 ? word & ((std::uint64_t{1} << count) - 1) : word;
}
inline std::uint32_t lowest_bit(std::uint64_t bits) noexcept {
    return static_cast<std::uint32_t>(std::countr_zero(bits));
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_DETAIL_BYTE_BITS_HPP
