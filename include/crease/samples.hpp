// SPDX-License-Identifier: BSD-3-Clause
// layer 6 · Samples: any (batch, in) expression, read in blocks of contiguous rows.
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
#include <tuple>
#include <type_traits>

namespace crease::detail {
inline namespace CREASE_TAG {

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
    std::size_t skipped = 0; // rows of the expression before the first of these

    /// Rows first .. first + count - 1 as samples of their own.
    row_source part(std::size_t first, std::size_t count) const noexcept {
        row_source rows = *this;
        rows.size = count;
        if (compute)
            rows.skipped += first;
        else
            rows.data += static_cast<std::ptrdiff_t>(first) * row_stride;
        return rows;
    }

    /// True if block() gives rows where they lie.
    bool contiguous() const noexcept { return !compute && (unit_stride == 1 || in == 1) && row_stride >= 0; }

    /// Rows first .. first + count - 1. Uses scratch (count * in elements) if the rows are not contiguous.
    row_block<T> block(std::size_t first, std::size_t count, T* scratch) const {
        if (compute) {
            compute(expression, skipped + first, count, in, scratch);
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

    /// True if [first, last) shares addresses with the samples; always false where they are computed.
    bool overlaps(const T* first, const T* last) const noexcept {
        if (compute || size == 0)
            return false;
        const std::ptrdiff_t rows = static_cast<std::ptrdiff_t>(size - 1) * row_stride;
        const std::ptrdiff_t units = static_cast<std::ptrdiff_t>(in - 1) * unit_stride;
        const T* const low = data + (std::min<std::ptrdiff_t>(rows, 0) + std::min<std::ptrdiff_t>(units, 0));
        const T* const high =
            data + (std::max<std::ptrdiff_t>(rows, 0) + std::max<std::ptrdiff_t>(units, 0) + 1);
        return std::less<>{}(low, last) && std::less<>{}(first, high);
    }
};

/// What cannot be x does not compile, in a sentence rather than as a list of functions that do not fit.
template <class X> inline constexpr bool never = false;
template <class T, std::size_t In, class X> auto refuse_x() {
    if constexpr (In != dynamic && requires { std::tuple_size<X>::value; })
        static_assert(never<X>, "crease: one sample of this network is a std::array of its scalar type and "
                                "as many elements as it has inputs");
    else
        static_assert(never<X>, "crease: x must be an xtensor expression, such as xt::xtensor<float, 2> or "
                                "what xt::adapt makes of other memory");
}

/// The number of E's axes where its type tells, else 2.
template <class E> constexpr std::size_t known_rank() {
    if constexpr (requires { std::tuple_size<typename E::shape_type>::value; })
        return std::tuple_size<typename E::shape_type>::value;
    return 2;
}

/// x of shape (batch, in) as rows of samples. A rank-1 x of length n is n samples of one input.
template <class T, expression E> class samples {
    static_assert(
        std::same_as<typename E::value_type, T>,
        "crease: x must have the network's scalar type; write xt::cast<float>(x) or xt::cast<double>(x)");
    static_assert(
        known_rank<E>() == 1 || known_rank<E>() == 2,
        "crease: x must be of shape (batch, in), a row a sample; or (batch) for a network of one input");

public:
    /// where() names the function or layer in shape_error's message.
    template <class Where> samples(const E& x, std::size_t in, Where where) : source_{0, in} {
        const bool fits = x.dimension() == 2 ? x.shape()[1] == in : x.dimension() == 1 && in == 1;
        if (!fits)
            refuse(x, in, where);
        source_.size = x.shape()[0];
        if constexpr (strided_memory<E, T>) {
            source_.data = x.data() + x.data_offset();
            source_.row_stride = x.strides()[0];
            source_.unit_stride = x.dimension() == 2 ? x.strides()[1] : 0;
        } else {
            source_.expression = std::addressof(x); // a view's own & is another
            source_.compute = compute;
        }
    }

    std::size_t size() const noexcept { return source_.size; }
    const row_source<T>& source() const noexcept { return source_; }

    /// All rows as a tensor of shape (batch, in).
    xt::xtensor<T, 2> tensor() const {
        xt::xtensor<T, 2> all(std::array<std::size_t, 2>{size(), source_.in});
        const row_block<T> rows = source_.block(0, size(), all.data());
        if (rows.data != all.data())
            for (std::size_t r = 0; r != size(); ++r)
                std::copy_n(rows.data + r * rows.stride, source_.in, all.data() + r * source_.in);
        return all;
    }

private:
    template <class Where>
    [[noreturn, gnu::cold, gnu::noinline]] static void refuse(const E& x, std::size_t in, Where where) {
        throw shape_error(message(
            {where(), ": expected x of shape (batch, ", count_text(in), "), got ", shape_text(x.shape())}));
    }
    static void compute(const void* expression, std::size_t first, std::size_t count, std::size_t in,
                        T* rows) {
        const E& x = *static_cast<const E*>(expression);
        for (std::size_t r = 0; r != count; ++r)
            for (std::size_t k = 0; k != in; ++k)
                rows[r * in + k] = x.dimension() == 2 ? x(first + r, k) : x(first + r);
    }

    row_source<T> source_;
};

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_SAMPLES_HPP
