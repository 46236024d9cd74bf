#!/usr/bin/env bash
# What the rounds of fuzz/round.sh come to, as a table: fuzz/summary.sh LOGS
#
# A round that was killed before it could say how far it came counts nothing.
set -euo pipefail
fuzz=$(cd "$(dirname "$0")" && pwd)
echo '| target | rounds | executions | core-hours | executions a core-second | crashers |'
echo '|---|---:|---:|---:|---:|---:|'
for program in "$fuzz"/fuzz_targets/*.rs; do
    target=$(basename "$program" .rs)
    for log in "$1/$target".??????.log; do
        if [ -e "$log" ]; then cat "$log"; fi
    done | awk -v target="$target" '
        /^stat::number_of_executed_units:/ { executions += $2; rounds++ }
        /^cpu_seconds:/ { seconds += $2 + $3 }
        /ERROR: libFuzzer/ { crashers++ }
        function grouped(n) { n = sprintf("%d", n); while (match(n, /[0-9][0-9][0-9][0-9]($|,)/)) n = substr(n, 1, RSTART) "," substr(n, RSTART + 1); return n }
        END { printf "| %s | %d | %s | %.2f | %s | %d |\n", target, rounds, grouped(executions), seconds / 3600, seconds ? grouped(executions / seconds) : "–", crashers }'
done
