// SPDX-License-Identifier: BSD-3-Clause
// crease itself, measured as its peers are. Built with plain -O2; and, for some questions, once more for each
// instruction set, CREASE_BENCH_BUILD being that row's name.
#include <crease/crease.hpp>

#include "shapes.hpp"

#if defined(BENCH_HAS_TBB) && __has_include(<crease/parallel.hpp>)
#include <crease/parallel.hpp>

#include <tbb/global_control.h>
#define CREASE_BENCH_PARALLEL
#endif

#if __has_include(<xtensor/containers/xadapt.hpp>)
#include <xtensor/containers/xadapt.hpp>
#else
#include <xtensor/xadapt.hpp>
#endif

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>

namespace {

using bench::job, bench::operation, bench::task, bench::widths;
using crease::dense, crease::linear, crease::relu;

template <class T> auto matrix(T* data, std::size_t rows, std::size_t columns) {
    return xt::adapt(data, rows * columns, xt::no_ownership(), std::array{rows, columns});
}
template <class T> auto kernel(const bench::layer<T>& layer) {
    return matrix(layer.kernel, layer.in, layer.out);
}
template <class T> auto bias(const bench::layer<T>& layer) {
    return xt::adapt(layer.bias, layer.out, xt::no_ownership(), std::array{layer.out});
}

template <class T> crease::model<T> run_time_network(const job<T>& job) {
    crease::model<T> net;
    for (const auto& layer : job.layers)
        if (layer.relu)
            net.add(dense<relu, T>(kernel(layer), bias(layer)));
        else
            net.add(dense<linear, T>(kernel(layer), bias(layer)));
    return net;
}

bool wanted([[maybe_unused]] const auto& job) {
#ifdef CREASE_BENCH_BUILD
    return job.every_instruction_set;
#else
    return true;
#endif
}

template <class T> task predictor(const job<T>& job) {
    if (job.what != operation::network || job.threads != 1 || !wanted(job))
        return {};
    crease::predictor p{run_time_network(job)};
    return bench::as_task([p, x = matrix(job.x, job.batch, p.in()), y = matrix(job.y, job.batch, p.out()),
                           workspace = p.workspace()]() mutable {
        p(x, y, workspace);
        return y.data();
    });
}

template <class T> task net(const job<T>& job) {
    if (job.what != operation::network || job.threads != 1)
        return {};
    auto net = run_time_network(job);
    return bench::as_task(
        [net, x = matrix(job.x, job.batch, job.layers[0].in), y = xt::xtensor<T, 2>()]() mutable {
            y = net(x);
            return std::as_const(y).data();
        });
}

/// Hidden layers are relu; so is a layer that is alone.
template <class T, std::size_t... W> auto compile_time_network(const job<T>& job, widths<W...>) {
    constexpr auto& w = widths<W...>::values;
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        using last = std::conditional_t<sizeof...(I) == 1, relu, linear>;
        return crease::sequential{
            dense<std::conditional_t<(I + 1 < sizeof...(I)), relu, last>, T, w[I], w[I + 1]>(
                kernel(job.layers[I]), bias(job.layers[I]))...};
    }
    (std::make_index_sequence<sizeof...(W) - 1>{});
}

template <std::size_t N, class T> std::array<T, N> sample(const T* x) {
    std::array<T, N> copy;
    std::copy_n(x, N, copy.begin());
    return copy;
}

template <class T> task compile_time(const job<T>& job) {
    if (!wanted(job))
        return {};
    return bench::with_compile_time_shapes(
        job, [&job]<std::size_t... W>(widths<W...> shape) {
            const auto net = compile_time_network(job, shape);
            if (job.batch == 1)
                return bench::as_task([net, x = sample<widths<W...>::in>(job.x),
                                       y = net(sample<widths<W...>::in>(job.x))]() mutable {
                    y = net(x);
                    return y.data();
                });
            return bench::as_task(
                [net, x = matrix(job.x, job.batch, shape.in), y = xt::xtensor<T, 2>()]() mutable {
                    y = net(x);
                    return std::as_const(y).data();
                });
        });
}

template <class T, class... How> task apply(const job<T>& job) {
    constexpr std::size_t beyond_caches = 10'000'000;
    if (job.what == operation::network || !wanted(job) || (sizeof...(How) != 0 && job.batch < beyond_caches))
        return {};
    const auto with = [&job](auto f) {
        return bench::as_task([f, x = std::span(job.x, job.batch), y = std::span(job.y, job.batch)] {
            crease::apply(f, x, y, How()...);
            return y.data();
        });
    };
    return job.what == operation::relu ? with(relu{}) : with(crease::sigmoid{});
}

#ifdef CREASE_BENCH_PARALLEL
template <class T> task parallel(const job<T>& job) {
    if (job.what != operation::network || job.threads == 1)
        return {};
    crease::predictor p{run_time_network(job)};
    auto limit = std::make_shared<tbb::global_control>(tbb::global_control::max_allowed_parallelism,
                                                       static_cast<std::size_t>(job.threads));
    return bench::as_task(
        [p, limit, x = matrix(job.x, job.batch, p.in()), y = matrix(job.y, job.batch, p.out())]() mutable {
            crease::predict_parallel(p, x, y);
            return y.data();
        });
}
#endif

} // namespace

const bench::way bench::ways[] = {
#ifdef CREASE_BENCH_BUILD
    {"crease: compile-time, " CREASE_BENCH_BUILD, compile_time<float>, nullptr},
    {"crease: predictor, " CREASE_BENCH_BUILD, predictor<float>, nullptr},
    {"crease: apply, " CREASE_BENCH_BUILD, apply<float>, nullptr},
#else
    {"crease: compile-time", compile_time<float>, nullptr},
    {"crease: predictor", predictor<float>, predictor<double>},
    {"crease: net(x)", net<float>, net<double>},
    {"crease: apply", apply<float>, apply<double>},
    {"crease: apply, streaming", apply<float, crease::streaming_t>, apply<double, crease::streaming_t>},
#ifdef CREASE_BENCH_PARALLEL
    {"crease: predict_parallel", parallel<float>, parallel<double>},
#endif
#endif
    {}};
