// SPDX-License-Identifier: BSD-3-Clause
// layer 4 · Eager activations: f over contiguous memory, vectorised.
#ifndef CREASE_APPLY_HPP
#define CREASE_APPLY_HPP

#include <crease/kernels/elementwise.hpp>
#include <crease/shapes.hpp>

#include <concepts>
#include <functional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

namespace crease {
namespace detail {
inline namespace CREASE_TAG {

/// True if [a, a + n) and [b, b + m) share an address. std::less orders any two pointers.
template <class T> bool overlap(const T* a, std::size_t n, const T* b, std::size_t m) noexcept {
    return std::less<>{}(a, b + m) && std::less<>{}(b, a + n);
}

/// A container, or a view of one: memory with a first element and a size.
template <class C>
concept memory = requires(C& c) {
    c.data();
    c.size();
};

/// The first element of c.
template <memory C> auto* first_element(C& c) {
    if constexpr (expression<C>)
        return c.data() + c.data_offset();
    else
        return c.data();
}

/// True if both hold their elements without gaps and in the same order: each row-major, or each column-major.
/// What is no expression has neither gaps nor axes.
template <class A, class B> bool same_contiguous_order(const A& a, const B& b) {
    const auto ordered = [](const auto& c, bool row_major) {
        if constexpr (expression<decltype(c)>)
            return row_major ? is_row_major(c) : is_column_major(c);
        else
            return true;
    };
    return (ordered(a, true) && ordered(b, true)) || (ordered(a, false) && ordered(b, false));
}

} // namespace CREASE_TAG
} // namespace detail

/// out[i] = f(in[i]). `in` and `out` may be the same memory; throws shape_error if their sizes differ,
/// value_error if they overlap otherwise.
template <class F, std::floating_point T>
CREASE_UNIT void apply(const F& f, std::span<const T> in, std::span<T> out) {
    if (in.size() != out.size())
        throw shape_error(detail::message({"apply: expected out of size ", detail::count_text(in.size()),
                                           ", got ", detail::count_text(out.size())}));
    if (in.data() != out.data() && detail::overlap<T>(in.data(), in.size(), out.data(), out.size()))
        throw value_error(
            "apply: expected in and out to be the same memory or disjoint, got a partial overlap");
    detail::elementwise(f, in.data(), out.data(), in.size());
}

/// The same for contiguous containers and views (std::vector, xt::xtensor, ...); the expressions among them
/// must agree in shape and layout, else shape_error.
template <class F, detail::memory In, detail::memory Out>
CREASE_UNIT void apply(const F& f, const In& in, Out&& out) {
    if constexpr (detail::expression<In> && detail::expression<Out>) {
        if (!detail::same_shape(in, out))
            throw shape_error(
                detail::message({"apply: expected out of shape ", detail::shape_text(in.shape()), ", got ",
                                 detail::shape_text(out.shape())}));
    }
    if (!detail::same_contiguous_order(in, out))
        throw shape_error("apply: expected in and out contiguous and of one layout, got strided memory");
    using T = std::remove_cvref_t<decltype(*out.data())>;
    apply(f, std::span<const T>(detail::first_element(in), in.size()),
          std::span<T>(detail::first_element(out), out.size()));
}

} // namespace crease
#endif // CREASE_APPLY_HPP
