// SPDX-License-Identifier: BSD-3-Clause
// A user's own activations: templates, and written for one scalar type only.
#pragma once

#include <cmath>
#include <stdexcept>

namespace user {

struct square {
    static constexpr const char* name = "square";
    template <class T> T operator()(T z) const { return z * z; }
    template <class T> T slope(T z) const { return 2 * z; }
};

struct sine_of_double {
    static constexpr const char* name = "sine";
    double operator()(double z) const { return std::sin(z); }
    double slope(double z) const { return std::cos(z); }
};

struct sine_of_float {
    static constexpr const char* name = "sine";
    float operator()(float z) const { return std::sin(z); }
    float slope(float z) const { return std::cos(z); }
};

struct refuses_below_half {
    static constexpr const char* name = "refuses_below_half";
    float operator()(float z) const { return z < 0.5F ? throw std::domain_error("below a half") : z; }
    float slope(float) const { return 1; }
};

} // namespace user
