// SPDX-License-Identifier: BSD-3-Clause
// layer 10 · Sequential: layers one after another, their types and number known at compile time.
#ifndef CREASE_SEQUENTIAL_HPP
#define CREASE_SEQUENTIAL_HPP

#include <crease/dense.hpp>
#include <crease/network.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace crease {
namespace detail {
inline namespace CREASE_TAG {

template <class L> inline constexpr bool is_dense = false;
template <class F, class T, std::size_t In, std::size_t Out>
inline constexpr bool is_dense<dense<F, T, In, Out>> = true;

/// The numbers of a misfit stand in the compiler's message as this template's arguments.
template <std::size_t Layer, std::size_t Outputs, std::size_t NextInputs> constexpr bool widths_fit() {
    constexpr bool fit = Outputs == dynamic || NextInputs == dynamic || Outputs == NextInputs;
    static_assert(fit, "crease: a layer's outputs must be as many as the next layer's inputs");
    return fit;
}

} // namespace CREASE_TAG
} // namespace detail

/// A network of the given dense layers. `sequential net{dense<relu>(1, 3), dense<linear>(3, 1)};`
template <class... Layers> class sequential {
    static_assert(sizeof...(Layers) != 0 && (detail::is_dense<Layers> && ...),
                  "crease: sequential takes dense layers; an activation is part of its layer, as in "
                  "dense<relu>(in, out)");
    using tuple = std::tuple<Layers...>;
    static constexpr std::size_t count = sizeof...(Layers);
    template <std::size_t I> using nth = std::tuple_element_t<I, tuple>;

public:
    using value_type = typename nth<0>::value_type;
    static_assert((std::is_same_v<typename Layers::value_type, value_type> && ...),
                  "crease: all layers of a sequential must have the same scalar type");
    static constexpr bool is_static = (Layers::is_static && ...);

    /// Throws shape_error naming both layers if their widths do not fit.
    template <class... L>
        requires(std::is_same_v<std::remove_cvref_t<L>, Layers>&&...)
    CREASE_UNIT explicit sequential(L&&... layers) : layers_{std::forward<L>(layers)...} {
        static_assert([]<std::size_t... I>(std::index_sequence<I...>) {
            return (detail::widths_fit<I, nth<I>::static_out, nth<I + 1>::static_in>() && ...);
        }(std::make_index_sequence<count - 1>{}));
        detail::check_chain<value_type>(this->layers());
    }

    /// Copies of run-time layers. Throws shape_error or value_error where their number, an activation or a
    /// compile-time shape differs from this type's.
    CREASE_UNIT static sequential from_layers(std::span<const layer_view<value_type>> layers) {
        if (layers.size() != count)
            throw shape_error(detail::message({"sequential: expected ", detail::counted(count, "layer"),
                                               ", got ", detail::count_text(layers.size())}));
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            return sequential{nth<I>(layers[I])...}; // braces: in order, so that an error names the first
        }
        (std::make_index_sequence<count>{});
    }

    std::size_t size() const noexcept { return count; }
    template <std::size_t I> const auto& layer() const noexcept {
        static_assert(I < count, "crease: this sequential has no layer of that index; the first is 0");
        return std::get<std::min(I, count - 1)>(layers_);
    }
    /// To change weights: net.layer<0>().set(kernel, bias).
    template <std::size_t I> auto& layer() noexcept {
        static_assert(I < count, "crease: this sequential has no layer of that index; the first is 0");
        return std::get<std::min(I, count - 1)>(layers_);
    }
    /// The layer of this name; throws value_error if there is none, or more than one.
    CREASE_UNIT layer_view<value_type> layer(std::string_view name) const {
        const auto all = layers();
        return all[detail::find_layer<value_type>(all, name)];
    }
    CREASE_UNIT layer_ref<value_type> layer(std::string_view name) {
        return std::apply([](auto&... each) { return std::array{each.ref()...}; },
                          layers_)[detail::find_layer<value_type>(layers(), name)];
    }
    /// f(layer) for each dense layer in turn.
    template <class F> CREASE_UNIT void for_each_layer(F f) {
        std::apply([&f](auto&... each) { (f(each), ...); }, layers_);
    }

    CREASE_UNIT std::array<layer_view<value_type>, count> layers() const noexcept {
        return std::apply([](const auto&... each) { return std::array{each.layers()[0]...}; }, layers_);
    }

    /// The output for x of shape (batch, in) -> (batch, out). Throws shape_error.
    template <detail::expression E> CREASE_UNIT xt::xtensor<value_type, 2> operator()(const E& x) const {
        if constexpr (is_static) {
            if constexpr (detail::fixed_prefers_lanes<decltype(std::declval<const Layers&>().fixed())...>)
                return run_in_lanes(x);
        }
        return detail::run(*this, x);
    }
    /// One sample, shapes known at compile time: unrolled, nothing allocated.
    CREASE_UNIT auto
    operator()(const std::array<value_type, nth<0>::static_in>& x) const noexcept requires is_static {
        return std::apply(
            [&x](const auto&... each) {
                return detail::run_fixed<value_type, nth<count - 1>::static_out>(x.data(), each.fixed()...);
            },
            layers_);
    }

    /// Does not compile, and says why.
    template <class X>
        requires(!detail::expression<X>)
    auto operator()(const X&) const { return detail::refuse_x<value_type, nth<0>::static_in, X>(); }

    /// check.operator()<index, activation type>() for each hidden layer, at compile time.
    template <class Check> static constexpr void check_hidden_layers(Check check) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (check.template operator()<I, typename nth<I>::activation_type>(), ...);
        }
        (std::make_index_sequence<count - 1>{});
    }

private:
    template <class E> CREASE_UNIT xt::xtensor<value_type, 2> run_in_lanes(const E& x) const {
        constexpr std::size_t in = nth<0>::static_in, out = nth<count - 1>::static_out, most = 256;
        const detail::samples<value_type, E> rows(x, in, [this] { return detail::layer_text(layers()[0]); });
        xt::xtensor<value_type, 2> y(std::array<std::size_t, 2>{rows.size(), out});
        value_type scratch[most * in];
        const auto source = rows.source();
        const std::size_t block = source.contiguous() ? rows.size() : most;
        for (std::size_t first = 0; first < rows.size(); first += block) {
            const std::size_t size = std::min(block, rows.size() - first);
            const auto part = source.block(first, size, scratch);
            std::apply(
                [&](const auto&... each) {
                    detail::run_fixed_batch<value_type>(part.data, part.stride, size, y.data() + first * out,
                                                        out, each.fixed()...);
                },
                layers_);
        }
        return y;
    }

    tuple layers_;
};

template <class... L> sequential(L...) -> sequential<L...>;

} // namespace crease
#endif // CREASE_SEQUENTIAL_HPP
