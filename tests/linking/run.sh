#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# run.sh COMPILER DIRECTORY FLAG...: links a translation unit for a newer processor before one for any processor
# and runs the latter as older processors do. Exits with 77 where it cannot (no qemu-x86_64).
#
# Of an inline function in both units the linker keeps the first copy. Those of xtensor and the standard library
# are not ours, so a third object brings copies for any processor, and comes first: the older unit with all
# other names changed.
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
compiler=$1 work=$2
shift 2
command -v qemu-x86_64 >/dev/null || { echo "needs qemu-x86_64 (package qemu-user)"; exit 77; }
mkdir -p "$work"

expected=276423 # by other means: the sums in Python
not_ours='^_Z+N?K?(S[tabsiod]|2xt|3xtl|9__gnu_cxx)|^DW\.ref'

# Weak functions of both objects: the linker's choice.
shared() {
    comm -12 <(nm "$1" | awk '$2 ~ /[WVu]/ { print $3 }' | sort) <(nm "$2" | awk '$2 ~ /[WVu]/ { print $3 }' | sort)
}
# Those of crease in $1 that have instructions of AVX or later.
newer_code() {
    objdump -dw --no-show-raw-insn "$1" |
        awk 'NR == FNR { wanted[$1]; next }
             /^[0-9a-f]+ <.*>:$/ { name = substr($2, 2, length($2) - 3); next }
             name in wanted && $2 ~ /^(v[a-z]|mulx|shlx|shrx|sarx|rorx|andn|bzhi|pdep|pext|tzcnt|lzcnt)/ { print name }' \
            <(shared "$1" "$2" | grep -Ev "$not_ours") - |
        sort -u | c++filt
}

check() { # check LEVEL FLAG...: the newer unit's
    local level=$1 newer=$work/newer$1.o older=$work/older$1.o standard=$work/standard$1.o
    shift
    echo "-- $level, newer unit: $*"
    "$compiler" -std=c++20 "$level" "$@" "${flags[@]}" -c "$here/newer.cpp" -o "$newer"
    local found
    found=$(newer_code "$newer" "$older")
    if [ -n "$found" ]; then
        echo "code for a newer processor under a name that a baseline unit shares:"
        echo "$found"
        exit 1
    fi
    "$compiler" "$standard" "$newer" "$older" -o "$work/program"
    local processor result
    for processor in Nehalem Haswell; do
        result=$(qemu-x86_64 -cpu $processor "$work/program" 2>"$work/errors") || { cat "$work/errors"; exit 1; }
        echo "$processor: $result"
        [ "$result" = $expected ] || exit 1
    done
}

flags=("$@" -DCREASE_INSTRUCTION_SET=avx512) # at -O0, too
for level in -O0 -O2; do
    older=$work/older$level.o
    "$compiler" -std=c++20 $level "${flags[@]}" -c "$here/older.cpp" -o "$older"
    nm --defined-only "$older" | awk '{ print $3 }' | grep -Ev "$not_ours" | awk '{ print $1, "other_" $1 }' >"$work/names"
    objcopy --redefine-syms="$work/names" "$older" "$work/standard$level.o"
done
if shared "$work/older-O0.o" "$work/older-O2.o" | grep '6crease.*run_'; then
    echo "kernels of an unoptimised unit under the names of an optimised one's"
    exit 1
fi
check -O0 -march=native
check -O2 -march=x86-64-v4
check -O2 -mavx2 -mfma
