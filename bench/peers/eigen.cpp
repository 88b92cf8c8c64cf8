// SPDX-License-Identifier: BSD-3-Clause
// Peer: Eigen, with run-time and with compile-time shapes.
#define EIGEN_STACK_ALLOCATION_LIMIT 0 // a compile-time 784 x 128 kernel lies on the heap with its task
#include "shapes.hpp"

#include <Eigen/Dense>
#include <cstddef>
#include <tuple>
#include <utility>
#include <vector>

namespace {

using bench::job, bench::operation, bench::task;
using Eigen::Dynamic, Eigen::Index;

template <class T, int Rows, int Columns>
using matrix = Eigen::Matrix<T, Rows, Columns, Columns == 1 && Rows != 1 ? Eigen::ColMajor : Eigen::RowMajor>;
template <class T> using dynamic = matrix<T, Dynamic, Dynamic>;

template <class T, int In = Dynamic, int Out = Dynamic> struct dense {
    matrix<T, In, Out> kernel;
    matrix<T, 1, Out> bias;
    bool relu;

    explicit dense(const bench::layer<T>& layer)
        : kernel{Eigen::Map<const dynamic<T>>(layer.kernel, Index(layer.in), Index(layer.out))},
          bias{Eigen::Map<const matrix<T, 1, Dynamic>>(layer.bias, Index(layer.out))}, relu{layer.relu} {}

    void operator()(const auto& x, auto& a) const {
        a.noalias() = x * kernel;
        if (relu)
            a = (a.rowwise() + bias).cwiseMax(T(0));
        else
            a.rowwise() += bias;
    }
};

template <class T> task network(const job<T>& job) {
    if (job.what != operation::network || job.threads != 1)
        return {};
    std::vector<std::pair<dense<T>, dynamic<T>>> layers; // and what they give
    for (const auto& layer : job.layers)
        layers.emplace_back(dense<T>(layer), dynamic<T>(Index(job.batch), Index(layer.out)));
    return bench::as_task(
        [layers = std::move(layers),
         x = Eigen::Map<const dynamic<T>>(job.x, Index(job.batch), Index(job.layers[0].in))]() mutable {
            layers[0].first(x, layers[0].second);
            for (std::size_t i = 1; i != layers.size(); ++i)
                layers[i].first(layers[i - 1].second, layers[i].second);
            return std::as_const(layers).back().second.data();
        });
}

/// Layer I and all after it, one sample.
template <std::size_t I, class Layers> void run_from(const Layers& layers, const auto& x, auto* y) {
    using row = decltype(std::tuple_element_t<I, Layers>::bias);
    if constexpr (I + 1 == std::tuple_size_v<Layers>) {
        Eigen::Map<row> a{y};
        std::get<I>(layers)(x, a);
    } else {
        row a;
        std::get<I>(layers)(x, a);
        run_from<I + 1>(layers, a, y);
    }
}

template <class T> task compile_time(const job<T>& job) {
    return bench::with_compile_time_shapes(
        job, [&job]<std::size_t... W>(bench::widths<W...>) {
            using shape = bench::widths<W...>;
            constexpr auto& w = shape::values;
            const auto layers = [&]<std::size_t... I>(std::index_sequence<I...>) {
                return std::tuple{dense<T, int(w[I]), int(w[I + 1])>(job.layers[I])...};
            }
            (std::make_index_sequence<sizeof...(W) - 1>{});
            return bench::as_task([layers, job = job] {
                for (std::size_t row = 0; row != job.batch; ++row)
                    run_from<0>(layers,
                                Eigen::Map<const matrix<T, 1, int(shape::in)>>(job.x + row * shape::in),
                                job.y + row * shape::out);
                return job.y;
            });
        });
}

template <class T> task elementwise(const job<T>& job) {
    if (job.what == operation::network)
        return {};
    const auto with = [&job](auto f) {
        using array = Eigen::Array<T, Dynamic, 1>;
        return bench::as_task([f, x = Eigen::Map<const array>(job.x, Index(job.batch)),
                               y = Eigen::Map<array>(job.y, Index(job.batch))]() mutable {
            y = f(x);
            return y.data();
        });
    };
    if (job.what == operation::relu)
        return with([](const auto& x) { return x.cwiseMax(T(0)); });
    return with([](const auto& x) { return x.logistic(); });
}

} // namespace

const bench::way bench::ways[] = {{"Eigen", network<float>, network<double>},
                                  {"Eigen, compile-time", compile_time<float>, nullptr},
                                  {"Eigen", elementwise<float>, elementwise<double>},
                                  {}};
