// SPDX-License-Identifier: BSD-3-Clause
// layer 8 · Side by side: the difference of two networks as one network.
#ifndef CREASE_ANATOMY_SIDE_BY_SIDE_HPP
#define CREASE_ANATOMY_SIDE_BY_SIDE_HPP

#include <crease/anatomy/piecewise_layers.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace crease::detail {
inline namespace CREASE_TAG {

/// Layer a above layer b: their units in order. Both see the same inputs if `shared`, else a the first of
/// them and b the others. Their activations are a's.
inline piecewise_layer stacked(const piecewise_layer& a, const piecewise_layer& b, bool shared) {
    piecewise_layer both{shared ? a.in : a.in + b.in,
                         a.out + b.out,
                         a.first_unit + b.first_unit,
                         {},
                         a.bias,
                         a.knots,
                         a.slopes,
                         a.intercepts};
    both.bias.insert(both.bias.end(), b.bias.begin(), b.bias.end());
    both.kernel.assign(both.in * both.out, 0);
    for (std::size_t i = 0; i != a.in; ++i)
        std::copy_n(a.kernel.begin() + static_cast<std::ptrdiff_t>(i * a.out), a.out,
                    both.kernel.begin() + static_cast<std::ptrdiff_t>(i * both.out));
    for (std::size_t i = 0; i != b.in; ++i)
        std::copy_n(b.kernel.begin() + static_cast<std::ptrdiff_t>(i * b.out), b.out,
                    both.kernel.begin() +
                        static_cast<std::ptrdiff_t>((shared ? i : a.in + i) * both.out + a.out));
    return both;
}

/// f - g as a network: of two that have as many inputs, outputs and layers, with the same activations.
inline std::vector<piecewise_layer> difference_layers(const std::vector<piecewise_layer>& f,
                                                      const std::vector<piecewise_layer>& g) {
    std::vector<piecewise_layer> both;
    for (std::size_t l = 0; l != f.size(); ++l) both.push_back(stacked(f[l], g[l], l == 0));
    const std::size_t out = f.back().out;
    piecewise_layer minus{2 * out, out, both.back().first_unit + 2 * out, {}, {}, {}, {1}, {0}};
    minus.kernel.assign(2 * out * out, 0);
    minus.bias.assign(out, 0);
    for (std::size_t j = 0; j != out; ++j) {
        minus.kernel[j * out + j] = 1;
        minus.kernel[(out + j) * out + j] = -1;
    }
    both.push_back(minus);
    return both;
}

} // namespace CREASE_TAG
} // namespace crease::detail
#endif // CREASE_ANATOMY_SIDE_BY_SIDE_HPP
