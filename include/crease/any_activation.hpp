// SPDX-License-Identifier: BSD-3-Clause
// layer 9 · Any activation, by value: what a network holds whose activations are known only at run time.
#ifndef CREASE_ANY_ACTIVATION_HPP
#define CREASE_ANY_ACTIVATION_HPP

#include <crease/network.hpp>

#include <concepts>
#include <memory>
#include <string_view>
#include <vector>

namespace crease {

/// Holds a copy of any functor; copies share it, which is safe because it never changes.
class any_activation {
public:
    template <activation F>
    CREASE_UNIT explicit any_activation(const F& f) : any_activation(activation_view(f)) {}
    /// A copy of the functor that the view refers to.
    CREASE_UNIT explicit any_activation(activation_view view)
        : functor_{view.table_->clone(view.functor_), view.table_->destroy}, table_{view.table_} {}

    CREASE_UNIT operator activation_view() const noexcept { return {functor_.get(), table_}; }

    CREASE_UNIT std::string_view name() const noexcept { return view().name(); }
    template <std::floating_point T> CREASE_UNIT T operator()(T z) const { return view()(z); }
    template <std::floating_point T> CREASE_UNIT T slope(T z) const { return view().slope(z); }
    bool is_piecewise_linear() const noexcept { return view().is_piecewise_linear(); }
    /// Where its pieces meet; empty for linear and for smooth functors.
    CREASE_UNIT std::vector<double> knots() const { return view().knots(); }
    /// The functor if it is an F, else null.
    template <class F> CREASE_UNIT const F* target() const noexcept { return view().template target<F>(); }

private:
    CREASE_UNIT activation_view view() const noexcept { return *this; }
    std::shared_ptr<const void> functor_;
    const detail::activation_table* table_;
};

} // namespace crease
#endif // CREASE_ANY_ACTIVATION_HPP
