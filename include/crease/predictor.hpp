// SPDX-License-Identifier: BSD-3-Clause
// layer 10 · Predictor: a network frozen for running, by any number of threads, without allocation.
#ifndef CREASE_PREDICTOR_HPP
#define CREASE_PREDICTOR_HPP

#include <crease/any_activation.hpp>
#include <crease/dense.hpp>
#include <crease/forward.hpp>
#include <crease/network.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace crease {
namespace detail {
inline namespace CREASE_TAG {

/// A network's copy and what runs it, which refer to each other.
template <class T> struct predictor_parts {
    template <class Views>
    explicit predictor_parts(const Views& of)
        : layers(of.begin(), of.end()), views(views_of(layers)), compiled(views, any_number_of_rows) {}
    static std::vector<layer_view<T>> views_of(const std::vector<dense<any_activation, T>>& layers) {
        std::vector<layer_view<T>> views;
        for (const auto& layer : layers) views.push_back(layer.layers()[0]);
        return views;
    }
    std::vector<dense<any_activation, T>> layers;
    std::vector<layer_view<T>> views; // of `layers`
    compiled_layers<T> compiled;      // refers to `layers`
};

/// In place of the scalar type of what is no network.
template <class X> struct no_network {};

/// x and out of a network, checked, any rows of which can be computed.
template <class T> struct prediction {
    const compiled_layers<T>* layers;
    row_source<T> x;
    output_rows<T> out;

    void operator()(std::size_t first, std::size_t count) const {
        run_compiled<T>(*layers, x.part(first, count), {out.data + first * out.stride, out.stride});
    }
};

} // namespace CREASE_TAG
} // namespace detail

/// An immutable copy of a network. Copies of a predictor share it. `predictor p{net};`
template <class T> class predictor {
    static_assert(std::floating_point<T>,
                  "crease: a predictor is made of a network, such as a sequential or a model");

public:
    using value_type = T;

    /// Throws as the network itself would if it ran.
    template <network Net>
    requires std::same_as<typename Net::value_type, T> CREASE_UNIT explicit predictor(const Net& net)
        : parts_{std::make_shared<const parts>(detail::layers_of(net))} {}
    // No moves: what a copy was made of still runs.
    predictor(const predictor&) = default;
    predictor& operator=(const predictor&) = default;

    CREASE_UNIT std::size_t in() const noexcept { return layers().front().in(); }
    CREASE_UNIT std::size_t out() const noexcept { return layers().back().out(); }
    CREASE_UNIT std::span<const layer_view<T>> layers() const noexcept { return parts_->views; }

    /// The output for x of shape (batch, in) -> (batch, out). Throws shape_error.
    template <detail::expression E> CREASE_UNIT xt::xtensor<T, 2> operator()(const E& x) const {
        const auto rows = samples_of(x);
        xt::xtensor<T, 2> y(std::array<std::size_t, 2>{rows.size(), out()});
        detail::run_compiled<T>(parts_->compiled, rows.source(), {y.data(), out()});
        return y;
    }
    /// Does not compile, and says why.
    template <class X>
        requires(!detail::expression<X>)
    auto operator()(const X&) const { return detail::refuse_x<T, dynamic, X>(); }

    /// Writes the output for x into `out`: a container or view of shape (batch, out) whose rows are
    /// contiguous, or of shape (batch) if there is one output. Throws shape_error; value_error if out
    /// overlaps x, which views of one container do whose first to last addresses interleave. A lazy x must
    /// not read out. Allocates nothing while workspace_size() elements fit in 64 KiB.
    template <detail::expression E, detail::expression Y>
    CREASE_UNIT void operator()(const E& x, Y&& out) const {
        const auto rows = samples_of(x);
        detail::run_compiled<T>(parts_->compiled, rows.source(), checked_output(rows.source(), out));
    }
    /// The same with a workspace of at least workspace_size() elements; never allocates.
    template <detail::expression E, detail::expression Y>
    CREASE_UNIT void operator()(const E& x, Y&& out, std::span<T> workspace) const {
        const auto rows = samples_of(x);
        if (workspace.size() < workspace_size())
            refuse_workspace(workspace.size());
        parts_->compiled.run(rows.source(), checked_output(rows.source(), out), workspace.data());
    }

    /// p(x, out) in parts: checks x and out as p(x, out) does, and returns run(first, count), which computes
    /// rows first .. first + count - 1. Threads may call it at once, for different rows. Valid as long as the
    /// predictor, x and out.
    template <detail::expression E, detail::expression Y>
    CREASE_UNIT auto in_parts(const E& x, Y&& out) const {
        const auto rows = samples_of(x);
        return detail::prediction<T>{&parts_->compiled, rows.source(), checked_output(rows.source(), out)};
    }

    CREASE_UNIT std::size_t workspace_size() const noexcept { return parts_->compiled.workspace_size(); }
    /// A workspace for one thread at a time.
    CREASE_UNIT std::vector<T> workspace() const { return std::vector<T>(workspace_size()); }

private:
    using parts = detail::predictor_parts<T>;

    template <class E> CREASE_UNIT detail::samples<T, E> samples_of(const E& x) const {
        return {x, in(), [this] { return detail::layer_text(layers().front()); }};
    }

    template <class Y>
    CREASE_UNIT detail::output_rows<T> checked_output(const detail::row_source<T>& x, Y& y) const {
        static_assert(
            detail::strided_memory<std::remove_cvref_t<Y>, T>,
            "crease: the output must be a container or a strided view of the network's scalar type");
        static_assert(std::convertible_to<decltype(y.data()), T*>, "crease: the output must not be const");
        const bool matrix = y.dimension() == 2;
        if (!(matrix && y.shape()[0] == x.size && y.shape()[1] == out()) &&
            !(y.dimension() == 1 && out() == 1 && y.shape()[0] == x.size))
            refuse_shape(x.size, detail::shape_text(y.shape()));
        const std::ptrdiff_t row_stride = y.strides()[0];
        if ((x.size > 1 && row_stride < static_cast<std::ptrdiff_t>(out())) ||
            (matrix && out() > 1 && y.strides()[1] != 1))
            throw shape_error("predictor: expected out with contiguous rows, got other strides");
        T* const first = x.size == 0 ? y.data() : y.data() + y.data_offset(); // without rows, of no address
        const std::size_t stride = x.size > 1 ? static_cast<std::size_t>(row_stride) : out();
        if (x.size != 0 && x.overlaps(first, first + (x.size - 1) * stride + out()))
            throw value_error("predictor: expected out and x in different memory, got an overlap");
        return {first, stride};
    }

    // Apart from the code that checks, so that this is short enough to be inlined.
    [[noreturn, gnu::cold, gnu::noinline]] CREASE_UNIT void refuse_workspace(std::size_t size) const {
        throw shape_error(detail::message({"predictor: expected a workspace of ",
                                           detail::counted(workspace_size(), "element"), ", got ",
                                           detail::count_text(size)}));
    }
    [[noreturn, gnu::cold, gnu::noinline]] CREASE_UNIT void refuse_shape(std::size_t rows,
                                                                         const std::string& got) const {
        throw shape_error(detail::message({"predictor: expected out of shape (", detail::count_text(rows),
                                           ", ", detail::count_text(out()), "), got ", got}));
    }

    std::shared_ptr<const parts> parts_;
};

template <network Net> predictor(const Net&) -> predictor<typename Net::value_type>;
template <class X>
    requires(!network<X>)
predictor(const X&)
->predictor<detail::no_network<X>>;

} // namespace crease
#endif // CREASE_PREDICTOR_HPP
