# SPDX-License-Identifier: BSD-3-Clause
# Sourced by the run.sh scripts and .ci/run: packages from apt, quiet steps, and a plain sentence when something fails.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export CMAKE_BUILD_PARALLEL_LEVEL=${CMAKE_BUILD_PARALLEL_LEVEL:-$(nproc)}
export CTEST_PARALLEL_LEVEL=${CTEST_PARALLEL_LEVEL:-$CMAKE_BUILD_PARALLEL_LEVEL}

fail() {
    echo "$0: $*" >&2
    exit 1
}

# quietly WHAT COMMAND...: one line that says what is being done; the command's output only if it fails.
quietly() {
    local what=$1 log
    shift
    log=$(mktemp)
    echo "$what ..." >&2
    if ! "$@" >"$log" 2>&1; then
        cat "$log" >&2
        rm -f "$log"
        fail "failed: $what ($*)"
    fi
    rm -f "$log"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

# Three tries a download; and a fresh machine may hold dpkg's lock while it updates itself.
apt_get() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 "$@"; }

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# missing PACKAGE...: those that are not installed; none where there is no apt, and CMake says what it does not find.
missing() {
    local package
    command -v apt-get >/dev/null || return 0
    for package; do
        is_installed "$package" || echo "$package"
    done
}

can_install() { [ "$(id -u)" = 0 ] || command -v sudo >/dev/null; }

lists_read=no
is_available() {
    if [ $lists_read = no ]; then
        echo "Reading the package lists ..." >&2
        apt_get update >/dev/null || echo "Some package lists could not be read; going on with the others." >&2
        lists_read=yes
    fi
    apt-cache show "$1" >/dev/null 2>&1
}

# require PACKAGE...: installs those that are missing.
require() {
    local package packages
    mapfile -t packages < <(missing "$@")
    [ ${#packages[@]} != 0 ] || return 0
    can_install || fail "needs root or sudo to install ${packages[*]}"
    for package in "${packages[@]}"; do
        is_available "$package" || fail "the package lists of this system have no $package"
    done
    quietly "Installing ${packages[*]}" apt_get install -y --no-install-recommends "${packages[@]}"
}

# prefer PACKAGE...: the same for what can be done without.
prefer() {
    local package packages
    mapfile -t packages < <(missing "$@")
    for package in "${packages[@]}"; do
        if can_install && is_available "$package"; then
            require "$package"
        else
            echo "Going on without $package, which cannot be installed here." >&2
        fi
    done
}
