// SPDX-License-Identifier: BSD-3-Clause
// layer 4 · The plain affine kernel: the definition that every faster kernel is tested against. Pointers and
// sizes only.
#ifndef CREASE_KERNELS_PLAIN_HPP
#define CREASE_KERNELS_PLAIN_HPP

#include <crease/detail/instruction_set.hpp>

#include <algorithm>
#include <cstddef>

namespace crease::detail {
inline namespace CREASE_TAG {

/// z = x W + b for `rows` rows. x and z have a row every x_stride and z_stride elements; the kernel W is
/// (in, out) row-major. z overlaps nothing. Each sample is summed alone and in the order of its inputs, so
/// its result does not depend on the batch; zero inputs are not skipped, so 0 * inf is NaN.
template <class T>
void affine(const T* x, std::size_t x_stride, std::size_t rows, const T* kernel, const T* bias,
            std::size_t in, std::size_t out, T* __restrict z, std::size_t z_stride) {
    for (std::size_t r = 0; r != rows; ++r, x += x_stride, z += z_stride) {
        std::copy(bias, bias + out, z);
        for (std::size_t k = 0; k != in; ++k)
            for (std::size_t j = 0; j != out; ++j) z[j] += x[k] * kernel[k * out + j];
    }
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_KERNELS_PLAIN_HPP
