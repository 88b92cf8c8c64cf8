// SPDX-License-Identifier: BSD-3-Clause
// Peer: XNNPACK's fully connected operator, clamped to [0, inf) for relu. Float only.
#include "peer.hpp"

#include <cstddef>
#include <limits>
#include <memory>
#include <pthreadpool.h>
#include <utility>
#include <vector>
#include <xnnpack.h>

namespace {

using bench::job, bench::operation, bench::task;

constexpr float infinity = std::numeric_limits<float>::infinity();

using op = std::unique_ptr<xnn_operator, decltype(&xnn_delete_operator)>;
using pool = std::unique_ptr<pthreadpool, decltype(&pthreadpool_destroy)>; // none is one thread

/// One that `make` makes and `set_up` connects.
op made(auto make, auto set_up) {
    xnn_operator_t made = nullptr;
    const bool good = make(&made) == xnn_status_success && set_up(made) == xnn_status_success;
    return {good ? made : nullptr, xnn_delete_operator};
}

task running(std::vector<op> ops, std::vector<std::vector<float>> between, pool threads, const float* y) {
    for (const op& each : ops)
        if (!each)
            return {};
    return bench::as_task(
        [ops = std::move(ops), between = std::move(between), threads = std::move(threads), y] {
            for (const op& each : ops) xnn_run_operator(each.get(), threads.get());
            return y;
        });
}

task network(const job<float>& job) {
    if (job.what != operation::network || xnn_initialize(nullptr) != xnn_status_success)
        return {};
    pool threads(job.threads == 1 ? nullptr : pthreadpool_create(static_cast<std::size_t>(job.threads)),
                 pthreadpool_destroy);
    std::vector<op> ops;
    std::vector<std::vector<float>> between; // the layers, with room for reads beyond the end
    const float* h = job.x;
    for (const auto& layer : job.layers) {
        float* a = job.y;
        if (&layer != &job.layers.back())
            a = between.emplace_back(job.batch * layer.out + XNN_EXTRA_BYTES / sizeof(float)).data();
        ops.push_back(made(
            [&layer](xnn_operator_t* out) {
                return xnn_create_fully_connected_nc_f32(layer.in, layer.out, layer.in, layer.out,
                                                         layer.kernel, layer.bias, layer.relu ? 0 : -infinity,
                                                         infinity, XNN_FLAG_TRANSPOSE_WEIGHTS, out);
            },
            [&](xnn_operator_t it) {
                return xnn_setup_fully_connected_nc_f32(it, job.batch, h, a, threads.get());
            }));
        h = a;
    }
    return running(std::move(ops), std::move(between), std::move(threads), job.y);
}

task elementwise(const job<float>& job) {
    if (job.what == operation::network || xnn_initialize(nullptr) != xnn_status_success)
        return {};
    std::vector<op> ops;
    if (job.what == operation::relu)
        ops.push_back(
            made([](xnn_operator_t* out) { return xnn_create_clamp_nc_f32(1, 1, 1, 0, infinity, 0, out); },
                 [&job](xnn_operator_t it) {
                     return xnn_setup_clamp_nc_f32(it, job.batch, job.x, job.y, nullptr);
                 }));
    else
        ops.push_back(made([](xnn_operator_t* out) { return xnn_create_sigmoid_nc_f32(1, 1, 1, 0, out); },
                           [&job](xnn_operator_t it) {
                               return xnn_setup_sigmoid_nc_f32(it, job.batch, job.x, job.y, nullptr);
                           }));
    return running(std::move(ops), {}, {nullptr, pthreadpool_destroy}, job.y);
}

} // namespace

const bench::way bench::ways[] = {{"XNNPACK", network, nullptr}, {"XNNPACK", elementwise, nullptr}, {}};
