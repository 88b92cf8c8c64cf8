// SPDX-License-Identifier: BSD-3-Clause
// Peer: OpenBLAS.
#include "cblas.hpp"

namespace {
template <class T> bench::task network(const bench::job<T>& job) {
    return bench::blas_network(job, [](int threads) { openblas_set_num_threads(threads); });
}
} // namespace

const bench::way bench::ways[] = {{"OpenBLAS", network<float>, network<double>}, {}};
