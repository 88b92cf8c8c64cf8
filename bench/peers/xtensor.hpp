// SPDX-License-Identifier: BSD-3-Clause
// What the two xtensor peers share: the layers one after another, each with its product.
#pragma once

#include "peer.hpp"

#if __has_include(<xtensor/containers/xadapt.hpp>)
#include <xtensor/containers/xadapt.hpp>
#include <xtensor/containers/xtensor.hpp>
#include <xtensor/core/xmath.hpp>
#include <xtensor/core/xnoalias.hpp>
#include <xtensor/views/xview.hpp>
#else
#include <xtensor/xadapt.hpp>
#include <xtensor/xmath.hpp>
#include <xtensor/xnoalias.hpp>
#include <xtensor/xtensor.hpp>
#include <xtensor/xview.hpp>
#endif

#include <array>
#include <cstddef>
#include <utility>
#include <vector>

namespace bench {

template <class T, std::size_t N> xt::xtensor<T, N> copy(const T* data, std::array<std::size_t, N> shape) {
    std::size_t size = 1;
    for (const std::size_t extent : shape) size *= extent;
    return xt::adapt(data, size, xt::no_ownership(), shape);
}

template <class T> struct xtensor_layer {
    xt::xtensor<T, 2> kernel;
    xt::xtensor<T, 1> bias;
    bool relu;
    xt::xtensor<T, 2> a;
};

template <class T, class Product, class Before = decltype([] {})>
task run_layers(const job<T>& job, Product product, Before before = {}) {
    std::vector<xtensor_layer<T>> layers;
    for (const auto& layer : job.layers)
        layers.push_back({copy(layer.kernel, std::array{layer.in, layer.out}),
                          copy(layer.bias, std::array{layer.out}),
                          layer.relu,
                          {}});
    auto run = [layers = std::move(layers), product,
                x = copy(job.x, std::array{job.batch, job.layers[0].in})]() mutable {
        const xt::xtensor<T, 2>* h = &x;
        for (auto& layer : layers) {
            if (layer.relu)
                layer.a = xt::maximum(product(*h, layer.kernel) + layer.bias, T(0));
            else
                layer.a = product(*h, layer.kernel) + layer.bias;
            h = &layer.a;
        }
        return h->data();
    };
    return as_task(std::move(run), std::move(before));
}

} // namespace bench
