#!/usr/bin/env bash
# Measures how long runs take until their greedy policy is good enough, a process for each seed, and prints each
# and the medians.
#   benchmarks/time-to-threshold.sh [SEEDS] [OPTION...]      default 5; OPTIONs go to each run, such as
#       --set learner.engine=kernel, --bus memory or --episodes 100
# Another run: FILE=examples/identity.yaml THRESHOLD=9.9 benchmarks/time-to-threshold.sh 3
set -euo pipefail
cd "$(dirname "$0")/.."
source benchmarks/measure.bash
seeds=${1:-5}
shift || true
build
temporary_folder

threshold() { # file threshold options...
    local file=$1 threshold=$2
    shift 2
    : >"$folder/rows"
    for seed in $(seq "$seeds"); do
        rm -rf "$folder/run"
        # A run that never gets there has its row, too.
        measured TimeToThreshold "$file" --threshold "$threshold" --data "$folder/run" --set seed="$seed" "$@" \
            2>"$folder/words" >"$folder/row" || [[ -s $folder/row ]] || { cat "$folder/words" >&2; exit 1; }
        sed "s/^| /| $threshold | /" "$folder/row" | tee -a "$folder/rows"
    done
    column() { cut -d '|' -f "$1" "$folder/rows" | tr -d ' ' | sed 's/^-$/inf/' | median; }
    echo "| $threshold | **median** | | | | | $(column 8) | $(column 9) | $(column 10) | $(column 11) | |"
}

machine
echo
echo "| greedy return | run | bus | engine | seed | version | steps | s from the first step | s from the process's start | processor s, from the first step | s by meter, from the first step |"
echo "|---|---|---|---|---|---|---|---|---|---|---|"
if [[ ${FILE:-} ]]; then
    threshold "$FILE" "$THRESHOLD" "$@"
else
    threshold examples/cart-pole.yaml 475 "$@"
    threshold examples/allocation.yaml 74.25 "$@"
fi
