#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Installs what is missing, builds the examples and runs them: the activations, the role they play, the lab at its
# start and solved, and a deep network inspected.
# With arguments it runs the lab with these:  examples/run.sh --solve
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../cmake/packages.sh"

require g++ make cmake libxtensor-dev libcli11-dev
build=$root/build/examples
quietly "Configuring the examples" cmake -S "$root" -B "$build" -DCMAKE_BUILD_TYPE=Release -DCREASE_BUILD_TESTS=OFF
quietly "Building the examples" cmake --build "$build"

programs=$build/examples
if [ $# != 0 ]; then
    exec "$programs/relu_lab" "$@"
fi
"$programs/activation_trio"
"$programs/role_of_activation"
"$programs/relu_lab"
"$programs/relu_lab" --solve
"$programs/inspect_network"
