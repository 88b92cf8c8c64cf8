// SPDX-License-Identifier: BSD-3-Clause
// layer 4 · Shapes: their checks, their text in messages, and lists of numbers as arguments.
//
// A row is a sample: x is (batch, in), a kernel is (in, out), a bias is (out).
#ifndef CREASE_SHAPES_HPP
#define CREASE_SHAPES_HPP

#include <crease/detail/xtensor.hpp>
#include <crease/error.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace crease {

/// A width that is known only at run time.
inline constexpr std::size_t dynamic = static_cast<std::size_t>(-1);

namespace detail {
inline namespace CREASE_TAG {

template <class E>
concept expression = xt::is_xexpression<std::remove_cvref_t<E>>::value;

/// A list of numbers as an argument: a braced list, or any range of values convertible to T.
template <class T> class list_of {
public:
    list_of(std::initializer_list<T> values) : values_(values) {}
    template <class R>
        requires(!std::same_as<std::remove_cvref_t<R>, list_of>)
    &&requires(const R& range) {
        { *std::begin(range) } -> std::convertible_to<T>;
        std::end(range);
    }
    list_of(const R& range) {
        for (const auto& value : range) values_.push_back(static_cast<T>(value));
    }

    operator std::span<const T>() const noexcept { return values_; }
    const std::vector<T>& values() const& noexcept { return values_; }
    std::vector<T> values() && noexcept { return std::move(values_); }
    std::size_t size() const noexcept { return values_.size(); }

private:
    std::vector<T> values_;
};

/// "(32, 4)"; "(4)" for rank 1.
[[gnu::cold, gnu::noinline]] inline std::string extents_text(const std::size_t* extents, std::size_t rank) {
    std::string text = "(";
    for (std::size_t axis = 0; axis != rank; ++axis) {
        if (axis != 0)
            text += ", ";
        text += std::to_string(extents[axis]);
    }
    return text + ")";
}
template <class Shape> std::string shape_text(const Shape& shape) {
    std::size_t extents[16] = {}; // a rank above 16 is told by its first 16 extents
    const std::size_t rank = std::min<std::size_t>(shape.size(), 16);
    std::copy_n(shape.begin(), rank, extents);
    return extents_text(extents, rank);
}
inline std::string shape_text(std::initializer_list<std::size_t> shape) {
    return extents_text(shape.begin(), shape.size());
}

template <expression A, expression B> bool same_shape(const A& a, const B& b) {
    return std::equal(a.shape().begin(), a.shape().end(), b.shape().begin(), b.shape().end());
}

/// True if e's axes, from the fastest to the slowest, are laid out without gaps. An axis of extent 1 has any
/// stride, and so has every axis if there are no elements.
template <class Shape, class Strides>
bool without_gaps(const Shape& shape, const Strides& strides, bool last_axis_fastest) {
    if (std::find(shape.begin(), shape.end(), 0U) != shape.end())
        return true;
    std::ptrdiff_t expected = 1;
    for (std::size_t i = 0; i != shape.size(); ++i) {
        const std::size_t axis = last_axis_fastest ? shape.size() - 1 - i : i;
        if (shape[axis] != 1 && strides[axis] != expected)
            return false;
        expected *= static_cast<std::ptrdiff_t>(shape[axis]);
    }
    return true;
}
template <expression E> bool is_row_major(const E& e) { return without_gaps(e.shape(), e.strides(), true); }
template <expression E> bool is_column_major(const E& e) {
    return without_gaps(e.shape(), e.strides(), false);
}

/// in and out are a layer's: at least one unit each, and a product that neither wraps nor exceeds memory.
/// Half the address space, in bytes of the widest scalar, is the bound: a negative int turned size_t fails it
/// too.
inline void check_widths(std::size_t in, std::size_t out) {
    if (in == 0 || out == 0)
        throw shape_error(
            message({"dense: expected at least one input and one unit, got kernel ", shape_text({in, out})}));
    if (out > std::numeric_limits<std::size_t>::max() / 2 / sizeof(double) / in)
        throw shape_error(
            message({"dense: expected in * out that fits in memory, got kernel ", shape_text({in, out})}));
}

} // namespace CREASE_TAG
} // namespace detail
} // namespace crease
#endif // CREASE_SHAPES_HPP
