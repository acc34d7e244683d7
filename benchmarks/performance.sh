#!/usr/bin/env bash
# Measures what docs/performance.md reports and prints its tables. Needs a quiet machine, and curl.
#   benchmarks/performance.sh [REPETITIONS]     default 3; medians are printed
set -euo pipefail
cd "$(dirname "$0")/.."
repetitions=${1:-3}
folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$folder"' EXIT

value() { sed -n "s/^ *\"$1\" : \"\{0,1\}\([^\",]*\).*/\1/p" "$folder/result.json" | head -n 1; }
median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

local_run() { # bus settings...
    local bus=$1
    shift
    ./millrace local benchmarks/cart-pole-16x64.yaml --data "$folder/runs" --fresh --json --bus "$bus" "$@" \
        2>/dev/null >"$folder/result.json"
}

rate() { # label settings...
    local label=$1 bus
    shift
    for bus in memory kafka; do
        : >"$folder/rates"
        for _ in $(seq "$repetitions"); do
            local_run "$bus" "$@"
            value stepsPerSecond >>"$folder/rates"
        done
        LC_ALL=C printf '| %s | %s | %.0f |\n' "$label" "$bus" "$(median <"$folder/rates")"
    done
}

echo "commit $(git rev-parse --short HEAD), $(nproc) cores of $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1), $("${JAVA_HOME:+$JAVA_HOME/bin/}java" -version 2>&1 | head -n 1)"
echo
echo "| 16 lanes of 64 CartPoles | bus | environment steps/s, median of $repetitions |"
echo "|---|---|---|"
rate "learning switched off" --set algorithm='{name: none}' --set learner.steps=20000000
rate "PPO learning, dl4j" --set learner.engine=dl4j --set learner.steps=2000000
rate "PPO learning, kernel" --set learner.engine=kernel --set learner.steps=2000000
