#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Installs what is missing, builds everything with warnings as errors and runs the tests. Arguments go to ctest:
# tests/run.sh -R dense
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../cmake/packages.sh"

require g++ make cmake catch2 libxtensor-dev libcli11-dev nlohmann-json3-dev
prefer librapidcheck-dev libxsimd-dev libtbb-dev qemu-user pkg-config
build=$root/build/tests
# All but the tests of kernels compiles in half the time of Release's -O3.
quietly "Configuring the tests" cmake -S "$root" -B "$build" -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_CXX_FLAGS_RELEASE="-O1 -DNDEBUG" -DCREASE_KERNEL_TEST_FLAGS=-O2 -DCREASE_WERROR=ON
quietly "Building the tests" cmake --build "$build"
ctest --test-dir "$build" --output-on-failure --no-tests=error "$@"
