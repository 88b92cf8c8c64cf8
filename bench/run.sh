#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Installs what is missing, builds the benchmarks and runs each. Arguments go to Google Benchmark:
#   bench/run.sh --benchmark_filter=1-3-1             the questions whose names match
#   bench/run.sh --benchmark_min_time=0.01            a glance
#   CREASE_RTNEURAL_DIR=path bench/run.sh             RTNeural as a peer too
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../cmake/packages.sh"

require g++ make cmake libxtensor-dev libbenchmark-dev nlohmann-json3-dev
prefer libeigen3-dev libxsimd-dev libopenblas-dev libxtensor-blas-dev libblis-dev libdnnl-dev libxsmm-dev \
    libxnnpack-dev libpthreadpool-dev libtbb-dev
build=$root/build/bench
quietly "Configuring the benchmarks" cmake -S "$root" -B "$build" -DCMAKE_BUILD_TYPE=Release \
    -DCREASE_BUILD_BENCH=ON -DCREASE_BUILD_TESTS=OFF -DCREASE_BUILD_EXAMPLES=OFF \
    ${CREASE_RTNEURAL_DIR:+-DCREASE_RTNEURAL_DIR="$CREASE_RTNEURAL_DIR"}
quietly "Building the benchmarks" cmake --build "$build"

# Peers choose for the machine as they find it, and run on one thread unless told.
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
export OMP_NUM_THREADS=1

# Interleaved, a disturbance hits one repetition of each contender rather than all of one.
[ $# != 0 ] || set -- --benchmark_repetitions=7 --benchmark_min_time=0.02
echo "Measuring, which takes minutes ..." >&2
"$build/bench/anatomy_bench" "$@"
"$build/bench/forward_bench" --benchmark_repetitions=3 --benchmark_enable_random_interleaving=true "$@"
echo "All numbers: ${build#"$PWD"/}/bench/ratios.json; as a chart: ${build#"$PWD"/}/bench/ratios.svg"
