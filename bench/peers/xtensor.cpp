// SPDX-License-Identifier: BSD-3-Clause
// Peer: the formulas as one writes them in xtensor without BLAS.
#include "xtensor.hpp"

namespace {

using bench::job, bench::operation, bench::task;

template <class T> task network(const job<T>& job) {
    std::size_t products = 0;
    for (const auto& layer : job.layers) products += job.batch * layer.in * layer.out;
    constexpr std::size_t patience = 2'000'000; // a few ns each
    if (job.what != operation::network || job.threads != 1 || products > patience)
        return {};
    return bench::run_layers(job, [](const auto& x, const auto& kernel) {
        return xt::sum(xt::view(x, xt::all(), xt::all(), xt::newaxis()) * kernel, {1});
    });
}

template <class T> task elementwise(const job<T>& job) {
    if (job.what == operation::network)
        return {};
    const auto with = [&job](auto f) {
        return bench::as_task([f, x = bench::copy(job.x, std::array{job.batch}),
                               y = xt::xtensor<T, 1>(std::array{job.batch})]() mutable {
            xt::noalias(y) = f(x);
            return std::as_const(y).data();
        });
    };
    if (job.what == operation::relu)
        return with([](const auto& x) { return xt::maximum(x, T(0)); });
    return with([](const auto& x) { return T(1) / (T(1) + xt::exp(-x)); });
}

} // namespace

const bench::way bench::ways[] = {
    {"xtensor", network<float>, network<double>}, {"xtensor", elementwise<float>, elementwise<double>}, {}};
