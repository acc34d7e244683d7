#!/usr/bin/env bash
# Learns to steer regions over some seeds, and prints the table of docs/systems/migration.md: the greedy policy on the
# training resets and on the demo goal, environment steps and seconds.
#   benchmarks/migration.sh [FOLDER] [SEEDS]     FOLDER keeps the runs (default: a temporary one); SEEDS such as "1 2 3"
# Each row is two commands: ./millrace local FILE --bus memory, and ./millrace evaluate RUN. A run that is there already
# is not played again.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-$(mktemp -d)}
seeds=${2:-1 2 3}

row() { # example seed settings...
    local example=$1 seed=$2 run=$1-$2
    shift 2
    [[ -f $folder/$run/summary.json ]] || ./millrace local "examples/$example.yaml" --bus memory --data "$folder" \
        --set run="$run" --set seed="$seed" "$@" >/dev/null 2>"$folder/$run.err" || {
        echo "| $example | $seed | failed, see $folder/$run.err | | | | |"
        return
    }
    ./millrace evaluate "$run" --data "$folder" 2>/dev/null >"$folder/$run.txt"
    LC_ALL=C awk -v example="$example" -v seed="$seed" \
        -v steps="$(sed -n 's/^ *"steps" : \([0-9]*\).*/\1/p' "$folder/$run/summary.json")" \
        -v seconds="$(sed -n 's/^ *"wallClockSeconds" : \([0-9.]*\).*/\1/p' "$folder/$run/summary.json")" '
        /^greedy     mean return/ { mean = $4; low = $11; high = $13 + 0 }
        /^greedy policy/ { demo = $5; first = $3 }
        END { printf "| %s | %s | %.1f | %.1f to %.1f | %s | %s | %d | %.0f |\n",
            example, seed, mean, low, high, demo, first, steps, seconds }' "$folder/$run.txt"
}

mkdir -p "$folder"
echo "| example | seed | training resets, mean return | 95 % interval | demo goal, return | steps to it | steps | seconds |"
echo "|---|---|---|---|---|---|---|---|"
for seed in $seeds; do
    row migration-cloning "$seed"
    row migration-ppo "$seed" --set policy.init-from="migration-cloning-$seed"
    row migration-trivial-cloning "$seed"
    row migration-trivial-ppo "$seed" --set policy.init-from="migration-trivial-cloning-$seed"
done
