#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Question: what does crease cost a build? User and system seconds, the median of nine rounds, to compile a file that
# includes crease.hpp and runs a 1-3-1 network, next to the same network in plain xtensor, and to the xtensor headers
# alone. Arguments are compiler flags; CXX names the compiler:  CXX=clang++ bench/compile_time.sh -O0
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../cmake/packages.sh"

require g++ libxtensor-dev
[ $# != 0 ] || set -- -O2
files=(nothing xtensor crease)
seconds=$(mktemp -d)
trap 'rm -rf "$seconds"' EXIT
for round in 1 2 3 4 5 6 7 8 9; do
    for file in "${files[@]}"; do
        TIMEFORMAT='%U %S'
        { time "${CXX:-g++}" -std=c++20 "$@" -I "$root/include" -c -o /dev/null "$root/bench/compile_time/$file.cpp"; } \
            2>>"$seconds/$file"
    done
done
median() { awk '{ print $1 + $2 }' "$seconds/$1" | sort -n | sed -n 5p; }
for file in "${files[@]}"; do
    awk -v name="$file.cpp" -v s="$(median "$file")" -v floor="$(median nothing)" -v peer="$(median xtensor)" \
        'BEGIN { printf "%-12s %5.2f s   %4.2f of the headers alone   %4.2f of plain xtensor\n", name, s, s / floor, s / peer }'
done
