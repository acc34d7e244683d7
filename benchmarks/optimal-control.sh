#!/usr/bin/env bash
# Learns the optimal-control problems with every algorithm over five seeds, and prints the table of
# docs/systems/optimal-control.md: greedy return, gap to the optimum, steps and seconds a run.
#   benchmarks/optimal-control.sh [FOLDER] [SEEDS]     FOLDER keeps the runs (default: a temporary one)
# Each row is one command: ./millrace sweep FILE [--set ...]. What is done already in FOLDER is not played again.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-$(mktemp -d)}
seeds=${2:-5}

row() { # problem algorithm file settings...
    local problem=$1 algorithm=$2 file=$3
    shift 3
    # A seed that fails is said in the table, and the others stay.
    ./millrace sweep "$file" --data "$folder" --seeds "$seeds" --json "$@" 2>/dev/null >"$folder/row.json" || true
    field() { sed -n "s/^ *\"$1\" : \([-0-9.E]*\).*/\1/p" "$folder/row.json"; }
    LC_ALL=C awk -v problem="$problem" -v algorithm="$algorithm" -v mean="$(field value | head -n 1)" \
        -v worst="$(field score | LC_ALL=C sort -g | head -n 1)" \
        -v optimum="$(field optimum | head -n 1)" -v steps="$(field steps | head -n 1)" \
        -v seconds="$(field wallClockSeconds | head -n 1)" -v failed="$(field failed | head -n 1)" \
        'BEGIN { printf "| %s | %s | %.4f | %.4f | %.4f | %d | %.0f | %d |\n",
            problem, algorithm, mean, worst, optimum - mean, steps, seconds, failed }'
}

mkdir -p "$folder"
echo "| problem | algorithm | mean return | worst seed | mean gap | steps | seconds a run | failed |"
echo "|---|---|---|---|---|---|---|---|"
for case in a b; do
    row "L, case ${case^^}" PPO examples/allocation.yaml --set environment.coefficients="case-$case"
    for algorithm in trpo a2c reinforce sac ddpg dqn; do
        row "L, case ${case^^}" "${algorithm^^}" "examples/allocation-$algorithm.yaml" \
            --set environment.coefficients="case-$case"
    done
done
row C PPO examples/consumption.yaml
for algorithm in trpo a2c reinforce sac ddpg dqn; do
    row C "${algorithm^^}" "examples/consumption-$algorithm.yaml"
done
