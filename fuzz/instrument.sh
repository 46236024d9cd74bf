#!/usr/bin/env bash
# RUSTC_WRAPPER of `cargo fuzz build`: coverage is counted in our own code alone, a counter a block and not an edge.
#
# What libFuzzer does for every counter that was reached takes longer than a small file takes to be read.
set -euo pipefail
rustc=$1
shift
name=
for ((i = 1; i <= $#; i++)); do
    [ "${!i}" = --crate-name ] && j=$((i + 1)) && name=${!j} && break
done
arguments=()
for argument in "$@"; do
    case $name/$argument in
    pointzero/*-coverage-level=*) argument=${argument%=*}=2 ;;
    pointzero/* | pointzero_fuzz/*) ;;
    */-Cpasses=sancov-module | */-Cllvm-args=-sanitizer-coverage-*) continue ;;
    esac
    arguments+=("$argument")
done
exec "$rustc" "${arguments[@]}"
