// SPDX-License-Identifier: BSD-3-Clause
// layer 10 · Model: a network whose layers and activations are known at run time, such as one read from a
// file.
#ifndef CREASE_MODEL_HPP
#define CREASE_MODEL_HPP

#include <crease/any_activation.hpp>
#include <crease/dense.hpp>
#include <crease/network.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crease {

/// Dense layers one after another, added at run time.
template <class T = float> class model {
public:
    using value_type = T;
    using layer_type = dense<any_activation, T>;

    /// Adds a layer, of any activation and shape kind, at the end. Throws shape_error naming both layers if
    /// its inputs are not the last layer's outputs.
    template <class F, std::size_t In, std::size_t Out>
    CREASE_UNIT model& add(const dense<F, T, In, Out>& layer) {
        return add(layer.layers()[0]);
    }
    CREASE_UNIT model& add(layer_type layer) {
        if (!layers_.empty()) {
            const layer_view<T> pair[] = {layers_.back().layers()[0], layer.layers()[0]};
            detail::check_chain<T>(pair, size() - 1);
        }
        layers_.push_back(std::move(layer));
        return *this;
    }
    /// Adds a copy of a layer of any network.
    CREASE_UNIT model& add(const layer_view<T>& layer) { return add(layer_type(layer)); }

    std::size_t size() const noexcept { return layers_.size(); }
    CREASE_UNIT const layer_type& layer(std::size_t index) const { return layers_[checked(index)]; }
    CREASE_UNIT layer_type& layer(std::size_t index) { return layers_[checked(index)]; }
    /// The layer of this name; throws value_error if there is none, or more than one.
    CREASE_UNIT const layer_type& layer(std::string_view name) const { return layers_[find(name)]; }
    CREASE_UNIT layer_type& layer(std::string_view name) { return layers_[find(name)]; }
    /// f(layer) for each dense layer in turn.
    template <class F> CREASE_UNIT void for_each_layer(F f) {
        for (layer_type& layer : layers_) f(layer);
    }

    CREASE_UNIT std::vector<layer_view<T>> layers() const {
        std::vector<layer_view<T>> views;
        for (const layer_type& layer : layers_) views.push_back(layer.layers()[0]);
        return views;
    }

    /// The output for x of shape (batch, in) -> (batch, out). Throws shape_error; value_error if there is no
    /// layer.
    template <detail::expression E> CREASE_UNIT xt::xtensor<T, 2> operator()(const E& x) const {
        return detail::run(*this, x);
    }
    /// Does not compile, and says why.
    template <class X>
        requires(!detail::expression<X>)
    auto operator()(const X&) const { return detail::refuse_x<T, dynamic, X>(); }

    /// The same network as a typed sequential. Throws value_error or shape_error naming the layer that
    /// differs from Net's in activation or compile-time shape.
    template <class Net> CREASE_UNIT Net as() const {
        static_assert(std::is_same_v<typename Net::value_type, T>, "crease: as<Net>() keeps the scalar type");
        return Net::from_layers(layers());
    }

private:
    CREASE_UNIT std::size_t find(std::string_view name) const {
        return detail::find_layer<T>(layers(), name);
    }
    CREASE_UNIT std::size_t checked(std::size_t index) const {
        return detail::checked_layer("model", index, size());
    }

    std::vector<layer_type> layers_;
};

/// A copy of any network with its activations known at run time.
template <network Net> CREASE_UNIT model<typename Net::value_type> to_model(const Net& net) {
    model<typename Net::value_type> copy;
    for (const auto& layer : net.layers()) copy.add(layer);
    return copy;
}

} // namespace crease
#endif // CREASE_MODEL_HPP
