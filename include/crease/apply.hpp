// SPDX-License-Identifier: BSD-3-Clause
// layer 6 · Eager activations: f over contiguous memory, vectorised.
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

template <storing Storing, class F, class T>
void apply_memory(const F& f, std::span<const T> in, std::span<T> out) {
    if (in.size() != out.size())
        throw shape_error(message(
            {"apply: expected out of size ", count_text(in.size()), ", got ", count_text(out.size())}));
    if (in.data() != out.data() && overlap<T>(in.data(), in.size(), out.data(), out.size()))
        throw value_error(
            "apply: expected in and out to be the same memory or disjoint, got a partial overlap");
    elementwise<Storing>(f, in.data(), out.data(), in.size());
}
template <storing Storing, class F, class In, class Out>
void apply_container(const F& f, const In& in, Out& out) {
    if constexpr (expression<In> && expression<Out>) {
        if (!same_shape(in, out))
            throw shape_error(message({"apply: expected out of shape ", shape_text(in.shape()), ", got ",
                                       shape_text(out.shape())}));
    }
    if (!same_contiguous_order(in, out))
        throw shape_error("apply: expected in and out contiguous and of one layout, got strided memory");
    using T = std::remove_cvref_t<decltype(*out.data())>;
    apply_memory<Storing>(f, std::span<const T>(first_element(in), in.size()),
                          std::span<T>(first_element(out), out.size()));
}

} // namespace CREASE_TAG
} // namespace detail

/// Asks `apply` to write past the caches.
struct streaming_t {
    explicit streaming_t() = default;
};
inline constexpr streaming_t streaming{};

/// out[i] = f(in[i]). `in` and `out` may be the same memory; throws shape_error if their sizes differ,
/// value_error if they overlap otherwise.
template <class F, std::floating_point T>
CREASE_UNIT void apply(const F& f, std::span<const T> in, std::span<T> out) {
    detail::apply_memory<detail::storing::cached>(f, in, out);
}

/// The same for contiguous containers and views (std::vector, xt::xtensor, ...); the expressions among them
/// must agree in shape and layout, else shape_error.
template <class F, detail::memory In, detail::memory Out>
CREASE_UNIT void apply(const F& f, const In& in, Out&& out) {
    detail::apply_container<detail::storing::cached>(f, in, out);
}

/// The same results, written past the caches: for arrays far larger than the last level's, which would first
/// be read only to be overwritten. How much faster depends on the processor: 1.4 to 1.65 times on a Zen
/// 4, 1.0 to 1.1 on a newer EPYC whose plain stores spare the read by themselves. It loses where in and out
/// fit a cache or out is read soon, for out is then fetched from memory. Plain stores where the processor or
/// compiler has no others, and for functors other than the library's own.
template <class F, std::floating_point T>
CREASE_UNIT void apply(const F& f, std::span<const T> in, std::span<T> out, streaming_t) {
    detail::apply_memory<detail::storing::streamed>(f, in, out);
}
template <class F, detail::memory In, detail::memory Out>
CREASE_UNIT void apply(const F& f, const In& in, Out&& out, streaming_t) {
    detail::apply_container<detail::storing::streamed>(f, in, out);
}

} // namespace crease
#endif // CREASE_APPLY_HPP
