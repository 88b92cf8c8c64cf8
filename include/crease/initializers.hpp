// SPDX-License-Identifier: BSD-3-Clause
// layer 6 · Initialisers: what a network's weights are before training. The same bits on every platform.
//
// An initialiser is called as init(random, in, out) for each weight of an (in, out) kernel; one of your own
// takes the stream as `auto&` and draws random.uniform(), random.uniform(lo, hi) or random.normal().
// The normal ones are true normals; Keras's he_normal and glorot_normal cut theirs at two deviations.
#ifndef CREASE_INITIALIZERS_HPP
#define CREASE_INITIALIZERS_HPP

#include <crease/detail/number_text.hpp>
#include <crease/detail/random.hpp>
#include <crease/detail/xtensor.hpp>
#include <crease/error.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace crease {

/// Uniform in +-sqrt(6 / (in + out)): Glorot and Bengio, 2010, equation 16. Keras's default.
struct glorot_uniform {
    double operator()(detail::random_stream& random, std::size_t in, std::size_t out) const {
        const double limit = std::sqrt(6 / (static_cast<double>(in) + static_cast<double>(out)));
        return random.uniform(-limit, limit);
    }
};

/// Normal with standard deviation sqrt(2 / (in + out)): Glorot and Bengio, 2010, equation 12.
struct glorot_normal {
    double operator()(detail::random_stream& random, std::size_t in, std::size_t out) const {
        return std::sqrt(2 / (static_cast<double>(in) + static_cast<double>(out))) * random.normal();
    }
};

/// Uniform in +-sqrt(6 / in), which has he_normal's deviation: He et al., 2015.
struct he_uniform {
    double operator()(detail::random_stream& random, std::size_t in, std::size_t) const {
        const double limit = std::sqrt(6 / static_cast<double>(in));
        return random.uniform(-limit, limit);
    }
};

/// Normal with standard deviation sqrt(2 / in), for ReLU: He et al., 2015, equation 10.
struct he_normal {
    double operator()(detail::random_stream& random, std::size_t in, std::size_t) const {
        return std::sqrt(2 / static_cast<double>(in)) * random.normal();
    }
};

/// Uniform in [lo, hi], or in +-limit.
class uniform {
public:
    /// Throws value_error unless limit is finite and at least 0.
    explicit uniform(double limit) : uniform(-limit, limit) {}
    /// Throws value_error unless lo <= hi and both, and hi - lo, are finite.
    uniform(double lo, double hi) : lo_{lo}, hi_{hi} {
        if (!(lo <= hi && std::isfinite(hi - lo)))
            throw value_error(detail::message({"uniform: expected finite lo <= hi, got ",
                                               detail::number_text(lo), " and ", detail::number_text(hi)}));
    }
    double operator()(detail::random_stream& random, std::size_t, std::size_t) const {
        return random.uniform(lo_, hi_);
    }

private:
    double lo_, hi_;
};

/// Every weight 0.
struct zeros {
    double operator()(detail::random_stream&, std::size_t, std::size_t) const { return 0; }
};

/// Sets every kernel of a network by `init` and every bias to 0. A layer's weights depend on the seed, on its
/// place in the network and on its widths; on the scalar type only by rounding.
template <class Net, class Init> CREASE_UNIT void initialize(Net& net, const Init& init, std::uint64_t seed) {
    detail::random_stream seeds(seed);
    net.for_each_layer([&](auto& layer) {
        using T = typename std::remove_cvref_t<decltype(layer)>::value_type;
        const std::array<std::size_t, 2> shape{layer.in(), layer.out()};
        const std::array<std::size_t, 1> units{layer.out()};
        xt::xtensor<T, 2> kernel(shape);
        detail::random_stream random = seeds.split();
        for (std::size_t i = 0; i != shape[0]; ++i)
            for (std::size_t j = 0; j != shape[1]; ++j)
                kernel(i, j) = static_cast<T>(init(random, shape[0], shape[1]));
        if (layer.has_bias())
            layer.set(kernel, xt::xtensor<T, 1>(units, T(0)));
        else
            layer.set(kernel);
    });
}

} // namespace crease
#endif // CREASE_INITIALIZERS_HPP
