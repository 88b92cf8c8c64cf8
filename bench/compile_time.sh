#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Question: what does crease cost a build? User and system seconds, the median of nine rounds, and the object's size,
# to compile a file that includes crease.hpp and runs a 1-3-1 network, or a predictor, next to the 1-3-1 network in
# plain xtensor, and to the xtensor headers alone. Arguments are compiler flags; CXX names the compiler:
#   CXX=clang++ bench/compile_time.sh -O0
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../cmake/packages.sh"

require g++ libxtensor-dev
[ $# != 0 ] || set -- -O2
files=(nothing xtensor crease predictor)
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
for round in 1 2 3 4 5 6 7 8 9; do
    for file in "${files[@]}"; do
        TIMEFORMAT='%U %S'
        { time "${CXX:-g++}" -std=c++20 "$@" -I "$root/include" -c -o "$results/$file.o" \
            "$root/bench/compile_time/$file.cpp"; } 2>>"$results/$file.seconds"
    done
done
median() { awk '{ print $1 + $2 }' "$results/$1.seconds" | sort -n | sed -n 5p; }
printf '%-14s %9s %18s %18s %12s\n' "" seconds "/ headers alone" "/ plain xtensor" "object KiB"
for file in "${files[@]}"; do
    awk -v name="$file.cpp" -v s="$(median "$file")" -v floor="$(median nothing)" -v peer="$(median xtensor)" \
        -v bytes="$(wc -c <"$results/$file.o")" \
        'BEGIN { printf "%-14s %9.2f %18.2f %18.2f %12.1f\n", name, s, s / floor, s / peer, bytes / 1024 }'
done
