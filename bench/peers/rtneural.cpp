// SPDX-License-Identifier: BSD-3-Clause
// Peer: RTNeural, whose shapes are template arguments. It takes one sample at a time. Built once for each of
// its backends, BACKEND being that row's name.
#define EIGEN_STACK_ALLOCATION_LIMIT 0 // a 784 x 128 kernel lies on the heap with its task
#include "shapes.hpp"

#include <RTNeural/RTNeural.h>
#include <algorithm>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using bench::job, bench::task;

/// Dense layers of these widths, each but the last followed by relu; one that is alone as well.
template <class T, int In, int Out, class Rest, class... Layers> struct model_of;
template <class T, int In, int Out, int A, int B, int... Rest, class... Layers>
struct model_of<T, In, Out, std::integer_sequence<int, A, B, Rest...>, Layers...> {
    using dense = RTNeural::DenseT<T, A, B>;
    using relu = RTNeural::ReLuActivationT<T, B>;
    static constexpr bool is_linear = sizeof...(Rest) == 0 && sizeof...(Layers) != 0;
    template <class... Now>
    using next = model_of<T, In, Out, std::integer_sequence<int, B, Rest...>, Layers..., Now...>;
    using type = typename std::conditional_t<is_linear, next<dense>, next<dense, relu>>::type;
};
template <class T, int In, int Out, int Last, class... Layers>
struct model_of<T, In, Out, std::integer_sequence<int, Last>, Layers...> {
    using type = RTNeural::ModelT<T, In, Out, Layers...>;
};

void load(auto& dense, const auto& layer) {
    using T = std::remove_cvref_t<decltype(*layer.kernel)>;
    std::vector<std::vector<T>> rows(layer.out, std::vector<T>(layer.in)); // (out, in)
    for (std::size_t k = 0; k != layer.in; ++k)
        for (std::size_t j = 0; j != layer.out; ++j) rows[j][k] = layer.kernel[k * layer.out + j];
    dense.setWeights(rows);
    std::vector<T> bias(layer.bias, layer.bias + layer.out);
    dense.setBias(bias.data());
}

template <class T> task network(const job<T>& job) {
    return bench::with_compile_time_shapes(
        job, [&job]<std::size_t... W>(bench::widths<W...>) {
            using shape = bench::widths<W...>;
            using model = typename model_of<T, int(shape::in), int(shape::out),
                                            std::integer_sequence<int, int(W)...>>::type;
            auto net = std::make_unique<model>();
            [&]<std::size_t... I>(std::index_sequence<I...>) {
                (load(net->template get<int(2 * I)>(), job.layers[I]), ...);
            }
            (std::make_index_sequence<sizeof...(W) - 1>{});
            struct alignas(64) {
                T values[(shape::in + 15) / 16 * 16];
            } sample{}; // read in whole aligned vectors
            if (job.batch == 1) {
                std::copy_n(job.x, shape::in, sample.values);
                return bench::as_task([net = std::move(net), sample] {
                    net->forward(sample.values);
                    return net->getOutputs();
                });
            }
            return bench::as_task([net = std::move(net), sample, job = job]() mutable {
                for (std::size_t row = 0; row != job.batch; ++row) {
                    std::copy_n(job.x + row * shape::in, shape::in, sample.values);
                    net->forward(sample.values);
                    std::copy_n(net->getOutputs(), shape::out, job.y + row * shape::out);
                }
                return job.y;
            });
        });
}

} // namespace

const bench::way bench::ways[] = {{"RTNeural, " BACKEND, network<float>, nullptr}, {}};
