#!/usr/bin/env bash
# Records a pole run of mixed quality, learns from the record alone by each algorithm, and prints a row of
# docs/offline.md for each seed.
#   benchmarks/offline.sh [FOLDER] [SEED...]     FOLDER keeps the runs (default: a temporary one); seeds 1 to 3
# Each number is one command: ./millrace local FILE --set seed=N --set run=NAME [--set learner.source=NAME], over an
# embedded broker.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-$(mktemp -d)}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- 1 2 3
record=cart-pole-recorded

learned() { # example seed settings...
    local example=$1 seed=$2
    shift 2
    ./millrace local "examples/$example.yaml" --data "$folder" --json --set seed="$seed" --set run="$example-$seed" \
        "$@" 2>>"$folder/errors" | sed -n 's/^ *"mean" : \([^,]*\).*/\1/p' | head -n 1
}

mean_of_episodes() { # run
    ./millrace tail "$1" episodes --data "$folder" -n 1000000 2>>"$folder/errors" |
        sed -n 's/.*"return":\([-0-9.E]*\).*/\1/p' |
        LC_ALL=C awk '{s += $1} END {printf "%d | %.1f", NR, s / NR}'
}

mkdir -p "$folder"
echo "| seed | episodes of the record | their mean | its last policy | cloning | dqn | cql | iql |"
echo "|---|---|---|---|---|---|---|---|"
for seed; do
    last=$(learned "$record" "$seed")
    LC_ALL=C printf '| %s | %s | %.1f |' "$seed" "$(mean_of_episodes "$record-$seed")" "$last"
    for algorithm in cloning dqn cql iql; do
        LC_ALL=C printf ' %.1f |' \
            "$(learned "cart-pole-offline-$algorithm" "$seed" --set learner.source="$record-$seed")"
    done
    echo
done
