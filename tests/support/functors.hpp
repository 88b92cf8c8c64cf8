// SPDX-License-Identifier: BSD-3-Clause
// A user's own activations: templates, and written for one scalar type only.
#pragma once

#include <cmath>

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

} // namespace user
