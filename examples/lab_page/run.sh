#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Installs what is missing, compiles the lab to WebAssembly, makes build/lab_page/relu_lab.html of it, a single file
# that opens from disk, and tests it in headless Chromium.
#   examples/lab_page/run.sh --build-only        without the tests, and without what they need
#   examples/lab_page/run.sh figures sliders     only browser/figures.test.mjs and browser/sliders.test.mjs
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../cmake/packages.sh"

here=$root/examples/lab_page
build=$root/build/lab_page
page=$build/relu_lab.html

# --- the page ---------------------------------------------------------------------
# C++ exceptions are WebAssembly's own: smaller, and twice as fast here as those that JavaScript emulates. -Os saves a
# sixth of what -O2 takes, and a view of 24 units still takes 3 ms (-O2: 1.4; -Oz: no smaller than -Os). The headers are linked to one by one, because
# /usr/include as a whole is the C library of another machine.
compile() {
    mkdir -p "$build/headers"
    local header
    for header in xtensor xtl nlohmann; do ln -sfn "/usr/include/$header" "$build/headers/$header"; done
    NODE_PATH=/usr/share/nodejs em++ -std=c++20 -Os -DNDEBUG -fwasm-exceptions \
        -isystem "$build/headers" -I"$root/include" "$here/lab_page.cpp" -o "$build/lab.js" --no-entry \
        -sMODULARIZE=1 -sEXPORT_NAME=createLab -sEXPORTED_RUNTIME_METHODS=ccall -sENVIRONMENT=web \
        -sFILESYSTEM=0 -sMALLOC=emmalloc -sALLOW_MEMORY_GROWTH=1 -sTOTAL_STACK=2MB
}

require emscripten nodejs libxtensor-dev nlohmann-json3-dev
quietly "Compiling the lab to WebAssembly" compile
quietly "Making the page" node "$here/bundle.mjs" "$here/page" "$build/lab.js" "$build/lab.wasm" "$page"
echo "${page#"$PWD"/}: $(($(stat -c %s "$page") / 1000)) kB"
[ "${1-}" != --build-only ] || exit 0

# --- the tests --------------------------------------------------------------------
require g++ make cmake chromium
prefer fonts-wqy-microhei # for Chinese in the screenshots
command -v npm >/dev/null || require npm # some packages of nodejs bring it
quietly "Configuring the lab's host program" cmake -S "$root" -B "$build/host" -DCMAKE_BUILD_TYPE=Release \
    -DCREASE_BUILD_TESTS=OFF
quietly "Building the lab's host program" cmake --build "$build/host" --target lab_page_host
cp "$here/package.json" "$here/package-lock.json" "$build"
quietly "Installing the browser's driver and the accessibility checker" npm ci --prefix "$build" --no-audit --no-fund

tests=()
for name; do tests+=("$here/browser/$name.test.mjs"); done
[ $# != 0 ] || tests=("$here"/browser/*.test.mjs)
echo "Testing the page in Chromium ..." >&2
node --test --test-reporter=spec "${tests[@]}"
