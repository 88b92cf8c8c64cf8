// SPDX-License-Identifier: BSD-3-Clause
// layer 5 · Activations: small values, one formula each, for a scalar, a SIMD vector and a lazy expression.
//
// NaN in, NaN out, and nothing else becomes NaN. A unit is *on* iff z > 0. At a knot, where two pieces meet,
// the slope is the left piece's. Formulas choose rather than use max: max(z, 0) turns NaN into 0.
#ifndef CREASE_ACTIVATIONS_HPP
#define CREASE_ACTIVATIONS_HPP

#include <crease/detail/formula.hpp>
#include <crease/detail/number_text.hpp>
#include <crease/detail/simd.hpp>
#include <crease/detail/vector_math.hpp>
#include <crease/error.hpp>

#include <array>
#include <cmath>
#include <concepts>
#include <limits>
#include <string_view>
#include <utility>

namespace crease {

/// A pointwise non-linearity a = f(z) with slope da/dz and a name that goes into files: never rename one.
/// Five lines make one: `name`, operator() and slope; also knots() if it is made of straight pieces.
template <class F, class T = double>
concept activation = requires(const F& f, const T& z) {
    { F::name } -> std::convertible_to<std::string_view>;
    { f(z) } -> std::convertible_to<T>;
    { f.slope(z) } -> std::convertible_to<T>;
}
&&std::copyable<F>;

/// An activation made of straight pieces, which meet at its knots. Anatomy asks for this.
template <class F, class T = double>
concept piecewise_linear_activation = activation<F, T> && requires(const F& f) {
    f.knots();
};

namespace detail {
inline namespace CREASE_TAG {

constexpr double checked_parameter(bool valid, double value, const char* expected) {
    if (!valid)
        throw value_error(message({expected, ", got ", number_text(value)}));
    return value;
}
constexpr bool is_finite(double value) noexcept { return value - value == 0; }

} // namespace CREASE_TAG
} // namespace detail

/// a = z.
struct linear : detail::formula<linear> {
    static constexpr std::string_view name = "linear";
    using formula::operator();
    template <detail::lanes Z> [[gnu::always_inline]] constexpr Z operator()(Z z) const noexcept { return z; }
    template <detail::lanes Z> [[gnu::always_inline]] constexpr Z slope(Z) const noexcept { return Z(1); }
    CREASE_UNIT constexpr std::array<double, 0> knots() const noexcept { return {}; }
};

/// a = max(z, 0). Keeps -0.0.
struct relu : detail::formula<relu> {
    static constexpr std::string_view name = "relu";
    using formula::operator();
    template <detail::lanes Z> [[gnu::always_inline]] constexpr Z operator()(Z z) const noexcept {
        return detail::bend(z, Z(0));
    }
    template <detail::lanes Z> [[gnu::always_inline]] constexpr Z slope(Z z) const noexcept {
        return detail::step(z, Z(0), Z(0), Z(1));
    }
    CREASE_UNIT constexpr std::array<double, 1> knots() const noexcept { return {0.0}; }
};

/// a = z when on, negative_slope * z when off. There is no default slope because there is no agreement on
/// one: PyTorch and ONNX 0.01, Keras 0.2 (function) and 0.3 (layer).
class leaky_relu : public detail::formula<leaky_relu> {
public:
    static constexpr std::string_view name = "leaky_relu";
    /// Throws value_error if the slope is not finite.
    CREASE_UNIT constexpr explicit leaky_relu(double negative_slope)
        : negative_slope_{detail::checked_parameter(detail::is_finite(negative_slope), negative_slope,
                                                    "leaky_relu: expected a finite negative_slope")} {}
    CREASE_UNIT constexpr double negative_slope() const noexcept { return negative_slope_; }

    using formula::operator();
    template <detail::lanes Z> [[gnu::always_inline]] constexpr Z operator()(Z z) const noexcept {
        const auto slope = detail::constant<detail::scalar_t<Z>>(negative_slope_);
        return detail::bend(z, slope == 0 ? Z(0) : Z(slope) * z); // 0 * -inf would be NaN
    }
    template <detail::lanes Z> [[gnu::always_inline]] constexpr Z slope(Z z) const noexcept {
        return detail::step(z, Z(0), detail::constant<Z>(negative_slope_), Z(1));
    }
    CREASE_UNIT constexpr std::array<double, 1> knots() const noexcept { return {0.0}; }

private:
    detail::parameter negative_slope_;
};

/// a = min(max(z, 0), maximum).
class clipped_relu : public detail::formula<clipped_relu> {
public:
    static constexpr std::string_view name = "clipped_relu";
    /// Throws value_error unless maximum is finite and positive.
    CREASE_UNIT constexpr explicit clipped_relu(double maximum)
        : maximum_{detail::checked_parameter(detail::is_finite(maximum) && maximum > 0, maximum,
                                             "clipped_relu: expected a finite maximum > 0")} {}
    CREASE_UNIT constexpr double maximum() const noexcept { return maximum_; }

    using formula::operator();
    template <detail::lanes Z> [[gnu::always_inline]] constexpr Z operator()(Z z) const noexcept {
        return detail::clamp(z, Z(0), detail::constant<Z>(maximum_));
    }
    template <detail::lanes Z> [[gnu::always_inline]] constexpr Z slope(Z z) const noexcept {
        return detail::step(z, detail::constant<Z>(maximum_), detail::step(z, Z(0), Z(0), Z(1)), Z(0));
    }
    CREASE_UNIT constexpr std::array<double, 2> knots() const noexcept { return {0.0, maximum_}; }

private:
    detail::parameter maximum_;
};

/// ReLU6 of PyTorch and MobileNet.
inline constexpr clipped_relu relu6{6.0};

/// a = slope * z + offset within [0, 1]. No default: PyTorch and Keras 3 mean z / 6 + 0.5, ONNX and Keras 2
/// 0.2 z + 0.5. `hard_sigmoid::pytorch()` and `hard_sigmoid::onnx()` say which.
class hard_sigmoid : public detail::formula<hard_sigmoid> {
public:
    static constexpr std::string_view name = "hard_sigmoid";
    /// Throws value_error unless slope is finite and positive and offset is finite.
    CREASE_UNIT constexpr hard_sigmoid(double slope, double offset)
        : slope_{detail::checked_parameter(detail::is_finite(slope) && slope > 0, slope,
                                           "hard_sigmoid: expected a finite slope > 0")},
          offset_{detail::checked_parameter(detail::is_finite(offset), offset,
                                            "hard_sigmoid: expected a finite offset")} {}
    static constexpr hard_sigmoid pytorch() { return {1.0 / 6, 0.5}; }
    static constexpr hard_sigmoid onnx() { return {0.2, 0.5}; }
    CREASE_UNIT constexpr double inner_slope() const noexcept { return slope_; }
    CREASE_UNIT constexpr double offset() const noexcept { return offset_; }

    using formula::operator();
    template <detail::lanes Z> [[gnu::always_inline]] constexpr Z operator()(Z z) const noexcept {
        using T = detail::scalar_t<Z>;
        T slope = detail::constant<T>(slope_);
        if (slope == 0) // rounded to a float, and 0 * inf would be NaN
            slope = std::numeric_limits<T>::denorm_min();
        const Z offset = detail::constant<Z>(offset_);
        return detail::clamp(Z(slope) * z + offset, Z(0), Z(1));
    }
    template <detail::lanes Z> [[gnu::always_inline]] constexpr Z slope(Z z) const noexcept {
        const auto [low, high] = knots();
        return detail::step(z, detail::constant<Z>(high),
                            detail::step(z, detail::constant<Z>(low), Z(0), detail::constant<Z>(slope_)),
                            Z(0));
    }
    CREASE_UNIT constexpr std::array<double, 2> knots() const noexcept {
        return {-offset_ / slope_, (1 - offset_) / slope_};
    }

private:
    detail::parameter slope_, offset_;
};

/// a = z within [-1, 1].
struct hard_tanh : detail::formula<hard_tanh> {
    static constexpr std::string_view name = "hard_tanh";
    using formula::operator();
    template <detail::lanes Z> [[gnu::always_inline]] constexpr Z operator()(Z z) const noexcept {
        return detail::clamp(z, Z(-1), Z(1));
    }
    template <detail::lanes Z> [[gnu::always_inline]] constexpr Z slope(Z z) const noexcept {
        return detail::step(z, Z(1), detail::step(z, Z(-1), Z(0), Z(1)), Z(0));
    }
    CREASE_UNIT constexpr std::array<double, 2> knots() const noexcept { return {-1.0, 1.0}; }
};

/// a = |z|.
struct absolute : detail::formula<absolute> {
    static constexpr std::string_view name = "abs";
    using formula::operator();
    template <detail::lanes Z> [[gnu::always_inline]] constexpr Z operator()(Z z) const noexcept {
        return detail::choose(z < Z(0), -z, z + Z(0)); // -0.0 + 0.0 is 0.0
    }
    template <detail::lanes Z> [[gnu::always_inline]] constexpr Z slope(Z z) const noexcept {
        return detail::step(z, Z(0), Z(-1), Z(1));
    }
    CREASE_UNIT constexpr std::array<double, 1> knots() const noexcept { return {0.0}; }
};

/// a = 1 / (1 + exp(-z)), in [0, 1].
struct sigmoid : detail::formula<sigmoid> {
    static constexpr std::string_view name = "sigmoid";
    using formula::operator();
    template <detail::lanes Z> [[gnu::always_inline]] Z operator()(Z z) const noexcept {
        return detail::logistic(z);
    }
    template <detail::lanes Z> [[gnu::always_inline]] Z usual(Z z) const noexcept {
        return detail::logistic<true>(z);
    }
    template <detail::lanes Z> [[gnu::always_inline]] Z slope(Z z) const noexcept {
        return (*this)(z) * (*this)(-z); // a * (1 - a) would cancel
    }
};

/// a = tanh(z).
struct hyperbolic_tangent : detail::formula<hyperbolic_tangent> {
    static constexpr std::string_view name = "tanh";
    using formula::operator();
    template <detail::lanes Z> [[gnu::always_inline]] Z operator()(Z z) const noexcept {
        return detail::tanh(z);
    }
    template <detail::lanes Z> [[gnu::always_inline]] Z slope(Z z) const noexcept {
        return Z(4) * sigmoid{}.slope(z + z); // 1 - a * a would cancel
    }
};

/// a = z when on, alpha * (exp(z) - 1) when off (Clevert et al. 2015).
class elu : public detail::formula<elu> {
public:
    static constexpr std::string_view name = "elu";
    /// Throws value_error if alpha is not finite.
    CREASE_UNIT constexpr explicit elu(double alpha = 1)
        : alpha_{detail::checked_parameter(detail::is_finite(alpha), alpha, "elu: expected a finite alpha")} {
    }
    CREASE_UNIT constexpr double alpha() const noexcept { return alpha_; }

    using formula::operator();
    template <detail::lanes Z> [[gnu::always_inline]] Z operator()(Z z) const noexcept {
        return detail::bend(z, detail::constant<Z>(alpha_) * detail::expm1(off_part(z)));
    }
    template <detail::lanes Z> [[gnu::always_inline]] Z slope(Z z) const noexcept {
        return detail::step(z, Z(0), detail::constant<Z>(alpha_) * detail::exp(off_part(z)), Z(1));
    }

private:
    // The exponential of a unit that is on is not needed and could overflow.
    template <detail::lanes Z> [[gnu::always_inline]] static Z off_part(Z z) noexcept {
        return detail::choose(z > Z(0), Z(0), z);
    }
    detail::parameter alpha_;
};

/// a = log(1 + exp(z)).
struct softplus : detail::formula<softplus> {
    static constexpr std::string_view name = "softplus";
    using formula::operator();
    template <detail::lanes Z> [[gnu::always_inline]] Z operator()(Z z) const noexcept {
        return detail::bend(z, Z(0)) + detail::log1p(detail::exp(-absolute{}(z)));
    }
    template <detail::lanes Z> [[gnu::always_inline]] Z slope(Z z) const noexcept { return sigmoid{}(z); }
};

/// a = z * sigmoid(z), also called swish (Elfwing et al. 2017).
struct silu : detail::formula<silu> {
    static constexpr std::string_view name = "silu";
    using formula::operator();
    template <detail::lanes Z> [[gnu::always_inline]] Z operator()(Z z) const noexcept {
        return detail::choose(z > Z(0), z, detail::finite(z)) * sigmoid{}(z);
    }
    template <detail::lanes Z> [[gnu::always_inline]] Z usual(Z z) const noexcept {
        return z * sigmoid{}.usual(z);
    }
    template <detail::lanes Z> [[gnu::always_inline]] Z slope(Z z) const noexcept {
        return (Z(1) + detail::finite(z) * sigmoid{}(-z)) * sigmoid{}(z);
    }
};

/// a = z * Phi(z) with Phi the normal distribution's cumulative function: the erf form (Hendrycks, Gimpel
/// 2016).
struct gelu : detail::formula<gelu> {
    static constexpr std::string_view name = "gelu";
    using formula::operator();
    template <detail::lanes Z> [[gnu::always_inline]] Z operator()(Z z) const noexcept {
        return detail::choose(z > Z(0), z, detail::finite(z)) * detail::normal_cumulative(z);
    }
    template <detail::lanes Z> [[gnu::always_inline]] Z slope(Z z) const noexcept {
        const Z x = detail::finite(z);
        const Z density = detail::constant<Z>(0.39894228040143267794) * detail::exp(x * x * Z(-0.5F));
        return x * density + detail::normal_cumulative(z);
    }
};

} // namespace crease
#endif // CREASE_ACTIVATIONS_HPP
