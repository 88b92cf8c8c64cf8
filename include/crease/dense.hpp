// SPDX-License-Identifier: BSD-3-Clause
// layer 9 · Dense: a = f(x W + b), with run-time or compile-time shapes.
#ifndef CREASE_DENSE_HPP
#define CREASE_DENSE_HPP

#include <crease/forward.hpp>
#include <crease/kernels/fixed.hpp>
#include <crease/network.hpp>

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace crease {

/// In place of a bias: the layer is z = x W.
struct no_bias_t {
    explicit no_bias_t() = default;
};
inline constexpr no_bias_t no_bias{};

namespace detail {
inline namespace CREASE_TAG {

/// F{}; a sentence instead of a page of errors where F has parameters and no default.
template <class F> F default_activation() {
    static_assert(
        std::default_initializable<F>,
        "crease: this activation has no default because libraries disagree on one (leaky_relu's slope is "
        "0.01 in PyTorch and ONNX, 0.2 or 0.3 in Keras): pass it, as in dense<leaky_relu>(in, out, "
        "leaky_relu{0.01})");
    return F{};
}

/// True where F may say its name: a functor's own, or that of any_activation.
template <class F>
concept named = requires(const F& f) {
    { F::name } -> std::convertible_to<std::string_view>;
}
|| requires(const F& f) {
    { f.name() } -> std::convertible_to<std::string_view>;
};

/// Before a kernel of compile-time shape: its elements, which begin 16 bytes into an xtensor_fixed, then
/// begin a cache line, and no vector of them lies across two. Only speed depends on it.
template <bool Worth> class line_padding {};
template <> class alignas(64) line_padding<true> {
    [[maybe_unused]] unsigned char bytes_[48] =
        {}; // private, so that what follows may begin in the rest of the line

public:
    line_padding() noexcept {}
};

} // namespace CREASE_TAG
} // namespace detail

/// A layer_view with leave to change the weights: what net.layer("name") gives.
template <class T> class layer_ref : public layer_view<T> {
public:
    CREASE_UNIT layer_ref(const layer_view<T>& view, T* kernels, T* biases) noexcept
        : layer_view<T>(view), kernel_{kernels}, bias_{biases} {}

    /// Replaces kernel and bias by copies of expressions of the same shapes, converted to T. Throws
    /// shape_error, and then changes nothing, if a shape differs or the layer has no bias.
    template <detail::expression K, detail::expression B>
    CREASE_UNIT void set(const K& new_kernel, const B& new_bias) {
        expect_bias();
        check("bias", new_bias, std::array{this->out()});
        std::vector<T> biases; // and kernels: copied first, because both may read what is replaced
        for (std::size_t j = 0; j != this->out(); ++j)
            biases.push_back(static_cast<T>(detail::at(new_bias, j)));
        const std::vector<T> kernels = copy(new_kernel);
        std::copy(kernels.begin(), kernels.end(), kernel_);
        std::copy(biases.begin(), biases.end(), bias_);
    }
    /// Replaces the kernel alone.
    template <detail::expression K> CREASE_UNIT void set(const K& new_kernel) {
        const std::vector<T> kernels = copy(new_kernel);
        std::copy(kernels.begin(), kernels.end(), kernel_);
    }
    /// Replaces both by another layer's of the same shape. Throws shape_error if this layer has no bias and
    /// the other has.
    CREASE_UNIT void set(const layer_view<T>& other) {
        const std::array wanted{this->in(), this->out()}, got{other.in(), other.out()};
        if (wanted != got)
            throw shape_error(
                detail::message({detail::layer_text(*this), ": expected a kernel of shape ",
                                 detail::shape_text(wanted), ", got ", detail::shape_text(got)}));
        if (other.has_bias)
            expect_bias();
        std::copy_n(other.kernel.data, this->in() * this->out(), kernel_);
        std::copy(other.bias.begin(), other.bias.end(), bias_);
    }

private:
    CREASE_UNIT void expect_bias() const {
        if (!this->has_bias)
            throw shape_error(detail::message(
                {detail::layer_text(*this), ": expected a kernel alone, got a bias as well"}));
    }
    template <class E, class Shape>
    CREASE_UNIT void check(const char* what, const E& e, const Shape& shape) const {
        if (!std::equal(shape.begin(), shape.end(), e.shape().begin(), e.shape().end()))
            throw shape_error(
                detail::message({detail::layer_text(*this), ": expected ", what, " of shape ",
                                 detail::shape_text(shape), ", got ", detail::shape_text(e.shape())}));
    }
    template <class K> CREASE_UNIT std::vector<T> copy(const K& source) const {
        check("kernel", source, std::array{this->in(), this->out()});
        std::vector<T> values;
        values.reserve(this->in() * this->out());
        for (std::size_t i = 0; i != this->in(); ++i)
            for (std::size_t j = 0; j != this->out(); ++j)
                values.push_back(static_cast<T>(detail::at(source, i, j)));
        return values;
    }
    T* kernel_;
    T* bias_;
};

/// A dense layer of units: kernel W (in, out), bias b (out), activation F, scalar type T.
template <class F, class T = float, std::size_t In = dynamic, std::size_t Out = dynamic> class dense {
    static_assert(std::floating_point<T>, "crease: dense<F, T> computes in float or double");
    static_assert(detail::named<F>,
                  "crease: an activation needs a name: static constexpr std::string_view name");
    static_assert(std::is_invocable_v<const F&, double>,
                  "crease: an activation needs its value: double operator()(double z) const");
    static_assert(
        requires(const F& f, double z) { f.slope(z); },
        "crease: an activation needs its slope: double slope(double z) const");
    static_assert(std::convertible_to<const F&, activation_view>,
                  "crease: an activation's value and slope must be numbers, and the activation copyable");
    static_assert((In == dynamic) == (Out == dynamic),
                  "crease: give dense both widths at compile time, or neither");
    static_assert(In != 0 && Out != 0, "crease: dense needs at least one input and one unit");

public:
    using value_type = T;
    using activation_type = F;
    static constexpr std::size_t static_in = In, static_out = Out;
    static constexpr bool is_static = In != dynamic;
    using kernel_type =
        std::conditional_t<is_static, xt::xtensor_fixed<T, xt::xshape<In, Out>>, xt::xtensor<T, 2>>;
    using bias_type = std::conditional_t<is_static, xt::xtensor_fixed<T, xt::xshape<Out>>, xt::xtensor<T, 1>>;

    /// Zero kernel and bias. Throws shape_error for zero widths or a size that does not fit in memory.
    CREASE_UNIT dense(std::size_t in, std::size_t out, F f = detail::default_activation<F>(),
                      std::string name = "") requires(!is_static)
        : dense(in, out, true, std::move(f), std::move(name)) {}
    CREASE_UNIT dense(std::size_t in, std::size_t out, no_bias_t, F f = detail::default_activation<F>(),
                      std::string name = "") requires(!is_static)
        : dense(in, out, false, std::move(f), std::move(name)) {}
    CREASE_UNIT explicit dense(F f, std::string name = "") requires is_static
        : dense(In, Out, true, std::move(f), std::move(name)) {}
    /// A template: of a layer whose F has no default, whether there is this constructor can be asked.
    template <class G = F> CREASE_UNIT dense() requires(is_static) : dense(detail::default_activation<G>()) {}
    CREASE_UNIT explicit dense(no_bias_t, F f = detail::default_activation<F>(),
                               std::string name = "") requires is_static
        : dense(In, Out, false, std::move(f), std::move(name)) {}

    /// Does not compile, and says why.
    template <std::integral Width> explicit dense(Width) requires(!is_static) {
        static_assert(detail::never<Width>, "crease: dense needs both widths: dense<F>(in, out)");
    }

    /// Copies of kernel (in, out) and bias (out), any expressions, converted to T. Throws shape_error.
    template <detail::expression K, detail::expression B>
    CREASE_UNIT dense(const K& kernel, const B& bias, F f = detail::default_activation<F>(),
                      std::string name = "")
        : dense(extent(kernel, 0), extent(kernel, 1), true, std::move(f), std::move(name)) {
        set(kernel, bias);
    }
    template <detail::expression K>
    CREASE_UNIT dense(const K& kernel, no_bias_t, F f = detail::default_activation<F>(),
                      std::string name = "")
        : dense(extent(kernel, 0), extent(kernel, 1), false, std::move(f), std::move(name)) {
        set(kernel);
    }

    /// A copy of a layer of any network; throws value_error if its activation is not an F, shape_error if a
    /// compile-time shape differs.
    CREASE_UNIT explicit dense(const layer_view<T>& layer)
        : dense(layer.in(), layer.out(), layer.has_bias, activation_of(layer), std::string(layer.name)) {
        ref().set(layer);
    }

    // Defaulted here for the sake of CREASE_UNIT alone.
    CREASE_UNIT dense(const dense&) = default;
    CREASE_UNIT dense(dense&&) = default;
    CREASE_UNIT dense& operator=(const dense&) = default;
    CREASE_UNIT dense& operator=(dense&&) = default;
    CREASE_UNIT ~dense() = default;

    /// Replaces kernel and bias by copies. Throws shape_error, and then changes nothing, if a shape differs.
    template <detail::expression K, detail::expression B>
    CREASE_UNIT void set(const K& kernel, const B& bias) {
        ref().set(kernel, bias);
    }
    /// Replaces the kernel alone.
    template <detail::expression K> CREASE_UNIT void set(const K& kernel) { ref().set(kernel); }
    /// Does not compile, and says why.
    template <detail::expression... E> void set(const E&...) const {
        static_assert(sizeof...(E) == 0,
                      "crease: set changes weights, and this layer is const, or its network is");
    }

    const kernel_type& kernel() const noexcept { return kernel_; }
    /// Zeros where has_bias() is false.
    const bias_type& bias() const noexcept { return bias_; }
    const F& activation() const noexcept { return f_; }
    const std::string& name() const noexcept { return name_; }
    bool has_bias() const noexcept { return has_bias_; }
    CREASE_UNIT std::size_t in() const noexcept { return kernel_.shape()[0]; }
    CREASE_UNIT std::size_t out() const noexcept { return kernel_.shape()[1]; }
    /// This layer as the waist shows it.
    CREASE_UNIT std::array<layer_view<T>, 1> layers() const noexcept {
        return {{{{kernel_.data(), in(), out()}, {bias_.data(), out()}, f_, name_, has_bias_}}};
    }

    /// The same with leave to set kernel and bias.
    CREASE_UNIT layer_ref<T> ref() noexcept { return {layers()[0], kernel_.data(), bias_.data()}; }

    /// x W + b for x of shape (batch, in) -> (batch, out). Throws shape_error.
    template <detail::expression E> CREASE_UNIT xt::xtensor<T, 2> z(const E& x) const {
        return detail::run_affine(layers()[0], x);
    }
    /// f(x W + b) for x of shape (batch, in) -> (batch, out). Throws shape_error.
    template <detail::expression E> CREASE_UNIT xt::xtensor<T, 2> operator()(const E& x) const {
        return detail::run(*this, x);
    }
    /// One sample, shapes known at compile time: unrolled, nothing allocated.
    CREASE_UNIT std::array<T, Out> operator()(const std::array<T, In>& x) const noexcept requires is_static {
        return detail::run_fixed<T, Out>(x.data(), fixed());
    }
    /// Does not compile, and says why.
    template <class X>
        requires(!detail::expression<X>)
    auto operator()(const X&) const { return detail::refuse_x<T, In, X>(); }
    /// This layer as kernels of compile-time shape see it.
    CREASE_UNIT auto fixed() const noexcept requires is_static {
        return detail::fixed_layer<F, T, In, Out>{kernel_.data(), bias_.data(), f_};
    }

private:
    CREASE_UNIT dense(std::size_t in, std::size_t out, bool has_bias, F f, std::string name)
        : f_{std::move(f)}, name_{std::move(name)}, has_bias_{has_bias} {
        if constexpr (!is_static) {
            detail::check_widths(in, out);
            kernel_.resize({in, out});
            bias_.resize({out});
        } else if (in != In || out != Out) {
            throw shape_error(detail::message({detail::layer_text(layers()[0]), ": expected kernel of shape ",
                                               detail::shape_text(kernel_.shape()), ", got (",
                                               detail::count_text(in), ", ", detail::count_text(out), ")"}));
        }
        kernel_.fill(T{});
        bias_.fill(T{});
    }

    CREASE_UNIT static F activation_of(const layer_view<T>& layer) {
        if constexpr (std::constructible_from<F, activation_view>) {
            return F(layer.activation);
        } else {
            const F* f = layer.activation.template target<F>();
            if (!f)
                throw value_error(detail::message({detail::layer_text(layer), ": expected activation ",
                                                   F::name, ", got ", layer.activation.name()}));
            return *f;
        }
    }
    template <class K> CREASE_UNIT static std::size_t extent(const K& kernel, std::size_t axis) {
        if (kernel.dimension() != 2)
            throw shape_error(detail::message(
                {"dense: expected kernel of shape (in, out), got ", detail::shape_text(kernel.shape())}));
        return kernel.shape()[axis];
    }
    [[no_unique_address]] detail::line_padding<is_static && In * Out * sizeof(T) >= 256> padding_;
    kernel_type kernel_;
    bias_type bias_;
    F f_;
    std::string name_;
    bool has_bias_;
};

} // namespace crease
#endif // CREASE_DENSE_HPP
