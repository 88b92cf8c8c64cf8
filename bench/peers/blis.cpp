// SPDX-License-Identifier: BSD-3-Clause
// Peer: BLIS.
#include "cblas.hpp"

#include <blis.h>

namespace {
template <class T> bench::task network(const bench::job<T>& job) {
    return bench::blas_network(job, [](int threads) { bli_thread_set_num_threads(threads); });
}
} // namespace

const bench::way bench::ways[] = {{"BLIS", network<float>, network<double>}, {}};
