#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Installs what is missing, builds the benchmarks and runs each. Arguments go to Google Benchmark:
# bench/run.sh --benchmark_filter=1-3-1
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../cmake/packages.sh"

require g++ make cmake libxtensor-dev libbenchmark-dev
build=$root/build/bench
quietly "Configuring the benchmarks" cmake -S "$root" -B "$build" -DCMAKE_BUILD_TYPE=Release \
    -DCREASE_BUILD_BENCH=ON -DCREASE_BUILD_TESTS=OFF -DCREASE_BUILD_EXAMPLES=OFF
quietly "Building the benchmarks" cmake --build "$build"

# A disturbance then hits one repetition of each contender rather than all of one.
[ $# != 0 ] || set -- --benchmark_repetitions=5 --benchmark_enable_random_interleaving=true
for bench in "$build"/bench/*_bench; do
    "$bench" "$@"
done
