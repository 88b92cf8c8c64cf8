// SPDX-License-Identifier: BSD-3-Clause
// A forward pass by the C interface that every BLAS has: gemm, or gemv for one sample or one output, onto
// rows that hold the bias; then relu in a loop. Which BLAS, the include path and the linker say.
#pragma once

#include "peer.hpp"

#include <algorithm>
#include <cblas.h>
#include <cstddef>
#include <utility>
#include <vector>

namespace bench {

inline void gemm(int m, int n, int k, const float* a, const float* b, float* c) {
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1, a, k, b, n, 1, c, n);
}
inline void gemm(int m, int n, int k, const double* a, const double* b, double* c) {
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1, a, k, b, n, 1, c, n);
}
inline void gemv(CBLAS_TRANSPOSE transpose, int m, int n, const float* a, const float* x, float* y) {
    cblas_sgemv(CblasRowMajor, transpose, m, n, 1, a, n, x, 1, 1, y, 1);
}
inline void gemv(CBLAS_TRANSPOSE transpose, int m, int n, const double* a, const double* x, double* y) {
    cblas_dgemv(CblasRowMajor, transpose, m, n, 1, a, n, x, 1, 1, y, 1);
}

template <class T> void blas_dense(const layer<T>& layer, std::size_t batch, const T* x, T* a) {
    for (std::size_t row = 0; row != batch; ++row) std::copy_n(layer.bias, layer.out, a + row * layer.out);
    const int m = static_cast<int>(batch), n = static_cast<int>(layer.out), k = static_cast<int>(layer.in);
    if (m == 1)
        gemv(CblasTrans, k, n, layer.kernel, x, a);
    else if (n == 1)
        gemv(CblasNoTrans, m, k, x, layer.kernel, a);
    else
        gemm(m, n, k, x, layer.kernel, a);
    if (layer.relu)
        for (T *z = a, *end = a + batch * layer.out; z != end; ++z) *z = *z < 0 ? T(0) : *z;
}

/// set_threads(n) is the library's own way to say how many.
template <class T, class SetThreads> task blas_network(const job<T>& job, SetThreads set_threads) {
    if (job.what != operation::network)
        return {};
    std::vector<std::vector<T>> between; // the layers
    for (const auto& layer : job.layers.first(job.layers.size() - 1))
        between.emplace_back(job.batch * layer.out);
    return as_task(
        [job = job, between = std::move(between)]() mutable {
            const T* h = job.x;
            for (std::size_t i = 0; i != job.layers.size(); ++i) {
                T* const a = i == between.size() ? job.y : between[i].data();
                blas_dense(job.layers[i], job.batch, h, a);
                h = a;
            }
            return h;
        },
        [set_threads, threads = job.threads] { set_threads(threads); });
}

} // namespace bench
