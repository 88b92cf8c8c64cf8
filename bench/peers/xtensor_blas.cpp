// SPDX-License-Identifier: BSD-3-Clause
// Peer: the formulas as one writes them in xtensor with xtensor-blas, which is OpenBLAS behind linalg::dot.
#include "xtensor.hpp"

#include <xtensor-blas/xlinalg.hpp>

extern "C" void openblas_set_num_threads(int);

namespace {

using bench::job, bench::operation, bench::task;

template <class T> task network(const job<T>& job) {
    if (job.what != operation::network || job.threads != 1)
        return {};
    return bench::run_layers(
        job, [](const auto& x, const auto& kernel) { return xt::linalg::dot(x, kernel); },
        [] { openblas_set_num_threads(1); }); // OpenBLAS is shared with its own plugin
}

} // namespace

const bench::way bench::ways[] = {{"xtensor-blas", network<float>, network<double>}, {}};
