// SPDX-License-Identifier: BSD-3-Clause
// layer 6 · The waist: every network, typed or loaded at run time, shows itself as a list of layers. What
// runs, inspects or takes apart a network knows no more of it than this.
//
// A layer is z = x W + b, a = f(z): kernel W (in, out) row-major as in Keras, bias b (out).
#ifndef CREASE_NETWORK_HPP
#define CREASE_NETWORK_HPP

#include <crease/activations.hpp>
#include <crease/kernels/elementwise.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace crease {
namespace detail {

/// Its address stands for the type F, and is the same in every translation unit.
template <class F> inline constexpr char type_key = 0;

inline namespace CREASE_TAG {

/// What a functor does, once its type is forgotten.
struct activation_table {
    const void* type;
    std::string_view name;
    float (*value_f)(const void*, float);
    double (*value_d)(const void*, double);
    float (*slope_f)(const void*, float);
    double (*slope_d)(const void*, double);
    void (*map_f)(const void*, const float*, float*, std::size_t);
    void (*map_d)(const void*, const double*, double*, std::size_t);
    double (*negative_slope)(const void*);     // of linear, relu and leaky_relu; null for others
    std::vector<double> (*knots)(const void*); // null for a smooth functor
    const void* (*clone)(const void*);         // a new functor, for `destroy` to end
    void (*destroy)(const void*);
};

template <class F> struct erased {
    static const F& get(const void* f) { return *static_cast<const F*>(f); }
    template <class T> static T value(const void* f, T z) { return value_at(get(f), z); }
    template <class T> static T slope(const void* f, T z) { return slope_at(get(f), z); }
    template <class T> static void map(const void* f, const T* in, T* out, std::size_t n) {
        elementwise(get(f), in, out, n);
    }
    static std::vector<double> knots(const void* f) {
        std::vector<double> list;
        if constexpr (piecewise_linear_activation<F>)
            for (const auto knot : get(f).knots()) list.push_back(static_cast<double>(knot));
        return list;
    }
    static double negative_slope(const void* f) {
        if constexpr (std::same_as<F, linear>)
            return 1;
        else if constexpr (std::same_as<F, leaky_relu>)
            return get(f).negative_slope();
        else
            return 0;
    }
    static constexpr bool bends_at_zero =
        std::same_as<F, linear> || std::same_as<F, relu> || std::same_as<F, leaky_relu>;
    static const void* clone(const void* f) { return std::make_unique<F>(get(f)).release(); }
    static void destroy(const void* f) { std::unique_ptr<const F> owner(static_cast<const F*>(f)); }

    static constexpr activation_table table{&type_key<F>,
                                            F::name,
                                            value<float>,
                                            value<double>,
                                            slope<float>,
                                            slope<double>,
                                            map<float>,
                                            map<double>,
                                            bends_at_zero ? negative_slope : nullptr,
                                            piecewise_linear_activation<F> ? knots : nullptr,
                                            clone,
                                            destroy};
};

} // namespace CREASE_TAG
} // namespace detail

/// Any activation, by reference: valid as long as the functor it was made from.
class activation_view {
public:
    template <activation F>
    CREASE_UNIT activation_view(const F& f) noexcept : functor_{&f}, table_{&detail::erased<F>::table} {}

    CREASE_UNIT std::string_view name() const noexcept { return table_->name; }
    CREASE_UNIT float operator()(float z) const { return table_->value_f(functor_, z); }
    CREASE_UNIT double operator()(double z) const { return table_->value_d(functor_, z); }
    CREASE_UNIT float slope(float z) const { return table_->slope_f(functor_, z); }
    CREASE_UNIT double slope(double z) const { return table_->slope_d(functor_, z); }
    /// out[i] = f(in[i]) for i < n, vectorised; in == out is allowed.
    CREASE_UNIT void map(const float* in, float* out, std::size_t n) const {
        table_->map_f(functor_, in, out, n);
    }
    CREASE_UNIT void map(const double* in, double* out, std::size_t n) const {
        table_->map_d(functor_, in, out, n);
    }

    /// True for linear, relu and leaky_relu: z above 0, negative_slope() * z below, which a kernel does by
    /// itself.
    bool bends_at_zero() const noexcept { return table_->negative_slope != nullptr; }
    CREASE_UNIT double negative_slope() const noexcept { return table_->negative_slope(functor_); }
    bool is_piecewise_linear() const noexcept { return table_->knots != nullptr; }
    /// Where its pieces meet; empty for linear and for smooth functors.
    CREASE_UNIT std::vector<double> knots() const {
        return is_piecewise_linear() ? table_->knots(functor_) : std::vector<double>{};
    }
    /// The functor if it is an F, else null.
    template <class F> CREASE_UNIT const F* target() const noexcept {
        return table_->type == &detail::type_key<F> ? static_cast<const F*>(functor_) : nullptr;
    }

private:
    friend class any_activation;
    CREASE_UNIT activation_view(const void* functor, const detail::activation_table* table) noexcept
        : functor_{functor}, table_{table} {}
    const void* functor_;
    const detail::activation_table* table_;
};

/// A row-major matrix by reference.
template <class T> struct matrix_view {
    const T* data;
    std::size_t rows, columns;

    const T& operator()(std::size_t row, std::size_t column) const noexcept {
        return data[row * columns + column];
    }
    CREASE_UNIT std::span<const T> row(std::size_t i) const noexcept { return {data + i * columns, columns}; }
};

/// One layer by reference: valid until its network is changed, moved or destroyed. The bias always has `out`
/// values; they are zeros where has_bias is false.
template <class T> struct layer_view {
    using value_type = T;

    matrix_view<T> kernel;
    std::span<const T> bias;
    activation_view activation;
    std::string_view name;
    bool has_bias = true;

    std::size_t in() const noexcept { return kernel.rows; }
    std::size_t out() const noexcept { return kernel.columns; }
};

/// Anything that shows itself as a non-empty list of layers whose widths fit.
template <class Net>
concept network = requires(const Net& net) {
    net.layers().size();
    { *net.layers().begin() } -> std::convertible_to<layer_view<typename Net::value_type>>;
};

namespace detail {
inline namespace CREASE_TAG {

/// `dense "l1"`, or `dense (3 -> 5, relu)` for a layer without a name.
[[gnu::cold, gnu::noinline]] inline std::string
layer_text(std::size_t in, std::size_t out, std::string_view activation, std::string_view name) {
    return name.empty() ? message({"dense (", count_text(in), " -> ", count_text(out), ", ", activation, ")"})
                        : message({"dense \"", name, "\""});
}
template <class T> std::string layer_text(const layer_view<T>& layer) {
    return layer_text(layer.in(), layer.out(), layer.activation.name(), layer.name);
}

/// Throws shape_error naming both layers where one gives another number of values than the next one takes.
/// layers[0] is the network's layer `first`.
template <class T> void check_chain(std::span<const layer_view<T>> layers, std::size_t first = 0) {
    for (std::size_t l = 1; l < layers.size(); ++l)
        if (layers[l - 1].out() != layers[l].in())
            throw shape_error(message({"network: layer ", count_text(first + l - 1), ", ",
                                       layer_text(layers[l - 1]), ", gives ", count_text(layers[l - 1].out()),
                                       " values, but layer ", count_text(first + l), ", ",
                                       layer_text(layers[l]), ", takes ", count_text(layers[l].in())}));
}

/// The index l if there is such a layer; throws value_error.
inline std::size_t checked_layer(std::string_view where, std::size_t l, std::size_t count) {
    if (l >= count)
        throw value_error(message(
            {where, ": expected the index of a layer, below ", count_text(count), ", got ", count_text(l)}));
    return l;
}

/// The layers of net, safe to run: at least one (else value_error), and widths that fit (else shape_error).
template <network Net> auto layers_of(const Net& net) {
    auto layers = net.layers();
    if (layers.size() == 0)
        throw value_error("network: expected at least one layer, got none");
    check_chain<typename Net::value_type>(layers);
    return layers;
}

/// Consecutive layers of a network as a network.
template <class T> class layer_span {
public:
    using value_type = T;
    explicit layer_span(std::span<const layer_view<T>> layers) noexcept : layers_{layers} {}
    std::span<const layer_view<T>> layers() const noexcept { return layers_; }

private:
    std::span<const layer_view<T>> layers_;
};

/// The layer's affine half: z = x W + b.
template <class T> layer_view<T> without_activation(layer_view<T> layer) noexcept {
    static constexpr linear identity;
    layer.activation = identity;
    return layer;
}

/// The index of the one layer of this name; throws value_error if there is none, or more than one.
template <class T> std::size_t find_layer(std::span<const layer_view<T>> layers, std::string_view name) {
    if (name.empty())
        throw value_error(
            "network: expected the name of a layer, got none: without a name it has an index only");
    std::size_t found = layers.size();
    for (std::size_t l = 0; l != layers.size(); ++l) {
        if (layers[l].name != name)
            continue;
        if (found != layers.size())
            throw value_error(message({"network: expected one layer named \"", name, "\", got layers ",
                                       count_text(found), " and ", count_text(l)}));
        found = l;
    }
    if (found == layers.size())
        throw value_error(message({"network: expected the name of a layer, got \"", name, "\""}));
    return found;
}

} // namespace CREASE_TAG
} // namespace detail
} // namespace crease
#endif // CREASE_NETWORK_HPP
