// SPDX-License-Identifier: BSD-3-Clause
// layer 4 · Samples: any (batch, in) expression, read in blocks of contiguous rows.
#ifndef CREASE_SAMPLES_HPP
#define CREASE_SAMPLES_HPP

#include <crease/shapes.hpp>

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>

namespace crease::detail {

/// Memory of E can be read through a pointer and strides: containers, adaptors and strided views.
template <class E, class T>
concept strided_memory = xt::has_data_interface<E>::value && xt::has_strides<E>::value &&
    requires(const E& e) {
    { e.data() } -> std::convertible_to<const T*>;
    e.data_offset();
};

/// e(i...). Through memory where there is some: for a view of three axes whose last is fixed, e(i...) does
/// not compile (xtensor 0.24).
template <expression E, std::same_as<std::size_t>... I> typename E::value_type at(const E& e, I... i) {
    if constexpr (strided_memory<E, typename E::value_type>) {
        auto offset = static_cast<std::ptrdiff_t>(e.data_offset());
        std::size_t axis = 0;
        ((offset += static_cast<std::ptrdiff_t>(i) * e.strides()[axis++]), ...);
        return e.data()[offset];
    } else {
        return e(i...);
    }
}

/// Rows of one block: row r starts at data + r * stride.
template <class T> struct row_block {
    const T* data;
    std::size_t stride;
};

/// Samples, once the type of their expression is forgotten: memory with strides, or a function that computes
/// rows.
template <class T> struct row_source {
    std::size_t size, in;
    const T* data = nullptr;
    std::ptrdiff_t row_stride = 0, unit_stride = 0;
    const void* expression = nullptr;
    void (*compute)(const void* expression, std::size_t first, std::size_t count, std::size_t in,
                    T* rows) = nullptr;

    /// True if block() gives rows where they lie.
    bool contiguous() const noexcept { return !compute && (unit_stride == 1 || in == 1) && row_stride >= 0; }

    /// Rows first .. first + count - 1. Uses scratch (count * in elements) if the rows are not contiguous.
    row_block<T> block(std::size_t first, std::size_t count, T* scratch) const {
        if (compute) {
            compute(expression, first, count, in, scratch);
            return {scratch, in};
        }
        const T* const row = data + static_cast<std::ptrdiff_t>(first) * row_stride;
        if (contiguous())
            return {row, static_cast<std::size_t>(row_stride)};
        for (std::size_t r = 0; r != count; ++r)
            for (std::size_t k = 0; k != in; ++k)
                scratch[r * in + k] = row[static_cast<std::ptrdiff_t>(r) * row_stride +
                                          static_cast<std::ptrdiff_t>(k) * unit_stride];
        return {scratch, in};
    }
};

/// x of shape (batch, in) as rows of samples. A rank-1 x of length n is n samples of one input.
template <class T, expression E> class samples {
    static_assert(
        std::same_as<typename E::value_type, T>,
        "crease: x must have the network's scalar type; write xt::cast<float>(x) or xt::cast<double>(x)");

public:
    /// where() names the function or layer in shape_error's message.
    template <class Where> samples(const E& x, std::size_t in, Where where) : x_{x}, in_{in} {
        const bool fits = x.dimension() == 2 ? x.shape()[1] == in : x.dimension() == 1 && in == 1;
        if (!fits)
            throw shape_error(message({where(), ": expected x of shape (batch, ", count_text(in), "), got ",
                                       shape_text(x.shape())}));
        if constexpr (strided_memory<E, T>) {
            data_ = x.data() + x.data_offset();
            row_stride_ = x.strides()[0];
            unit_stride_ = x.dimension() == 2 ? x.strides()[1] : 0;
        }
    }

    std::size_t size() const noexcept { return x_.shape()[0]; }
    row_source<T> source() const noexcept {
        if constexpr (strided_memory<E, T>) {
            return {size(), in_, data_, row_stride_, unit_stride_};
        } else {
            return {size(),
                    in_,
                    nullptr,
                    0,
                    0,
                    std::addressof(x_), // a view's own & is another
                    [](const void* e, std::size_t first, std::size_t count, std::size_t in, T* rows) {
                        const E& x = *static_cast<const E*>(e);
                        for (std::size_t r = 0; r != count; ++r)
                            for (std::size_t k = 0; k != in; ++k)
                                rows[r * in + k] = x.dimension() == 2 ? x(first + r, k) : x(first + r);
                    }};
        }
    }

    /// All rows as a tensor of shape (batch, in).
    xt::xtensor<T, 2> tensor() const {
        xt::xtensor<T, 2> all(std::array<std::size_t, 2>{size(), in_});
        const row_block<T> rows = source().block(0, size(), all.data());
        if (rows.data != all.data())
            for (std::size_t r = 0; r != size(); ++r)
                std::copy_n(rows.data + r * rows.stride, in_, all.data() + r * in_);
        return all;
    }

    /// True if [first, last) shares addresses with x; always false for a lazy x.
    bool overlaps(const T* first, const T* last) const noexcept {
        if constexpr (strided_memory<E, T>) {
            if (size() == 0)
                return false;
            const auto rows = static_cast<std::ptrdiff_t>(size() - 1) * row_stride_;
            const auto units = static_cast<std::ptrdiff_t>(in_ - 1) * unit_stride_;
            const T* low = data_ + std::min<std::ptrdiff_t>(rows, 0) + std::min<std::ptrdiff_t>(units, 0);
            const T* high =
                data_ + std::max<std::ptrdiff_t>(rows, 0) + std::max<std::ptrdiff_t>(units, 0) + 1;
            return std::less<>{}(low, last) && std::less<>{}(first, high);
        } else {
            return false;
        }
    }

private:
    const E& x_;
    std::size_t in_;
    const T* data_ = nullptr;
    std::ptrdiff_t row_stride_ = 0, unit_stride_ = 0;
};

} // namespace crease::detail
#endif // CREASE_SAMPLES_HPP
