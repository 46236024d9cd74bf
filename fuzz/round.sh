#!/usr/bin/env bash
# One round of a target at the lowest priority: fuzz/round.sh TARGET EXECUTIONS LOGS
#
# Needs the programs of `cargo fuzz build -s none --no-trace-compares`. What the round finds is kept in LOGS/corpus,
# what ends it in LOGS/artifacts, and what it was in a log of its own, which fuzz/summary.sh adds up.
set -euo pipefail
fuzz=$(cd "$(dirname "$0")" && pwd)
target=$1 executions=$2 logs=$(mkdir -p "$3" && cd "$3" && pwd)
program=${PROGRAMS:-$fuzz/target/x86_64-unknown-linux-gnu/release}/$target
case $target in
geojsonl) words=geojson ;;
*) words=$target ;;
esac
# What one line can hold needs no long inputs, and the cost of one grows with its length.
case $target in
wkt | coordinates | dates) length=128 ;;
csv | geojson) length=256 ;;
*) length=384 ;;
esac
mkdir -p "$logs/corpus/$target" "$logs/artifacts/$target"
log=$(mktemp "$logs/$target.XXXXXX.log")
echo "round: $target" >"$log"
# A round that only runs while nothing else does, or is stopped for a while, must not be taken for one that hangs.
# Sizes and frequencies of features cost more than the readers that are tried, and are not asked for.
TIMEFORMAT="cpu_seconds: %U %S"
{
    time chrt -i 0 nice -n 19 "$program" "$logs/corpus/$target" "$fuzz/corpus/$target" \
        -runs="$executions" -max_len="${LENGTH:-$length}" -dict="$fuzz/dictionaries/$words.dict" \
        -entropic=0 -reduce_inputs=0 -use_memcmp=0 -timeout=3600 -rss_limit_mb=1024 \
        -artifact_prefix="$logs/artifacts/$target/" -print_final_stats=1
} &>>"$log"
