#!/usr/bin/env bash
# Holds the examples on known tasks to their bars over five seeds, and prints the table of docs/learning-results.md.
#   benchmarks/acceptance.sh [FOLDER]     FOLDER keeps the runs (default: a temporary one)
# Each row is one command: ./millrace sweep examples/NAME.yaml --bar BAR. What is done already in FOLDER is not played
# again.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-$(mktemp -d)}
missed=0

row() { # name bar
    local verdict=clears
    ./millrace sweep "examples/$1.yaml" --bar "$2" --data "$folder" --json 2>/dev/null >"$folder/row.json" || {
        verdict=misses
        missed=1
    }
    field() { sed -n "s/^ *\"$1\" : \([-0-9.E]*\).*/\1/p" "$folder/row.json" | head -n 1; }
    LC_ALL=C printf '| %s | %.0f | %.1f | %.1f to %.1f | %s | %s |\n' "$1" "$(field steps)" "$(field value)" \
        "$(field low)" "$(field high)" "$2" "$verdict"
}

mkdir -p "$folder"
echo "| example | steps | mean return | 95 % bootstrap interval | bar | |"
echo "|---|---|---|---|---|---|"
for algorithm in a2c reinforce trpo; do
    row "cart-pole-$algorithm" 475
done
row cart-pole 475
for algorithm in a2c ppo; do
    row "acrobot-$algorithm" -100
done
for algorithm in sac ddpg; do
    row "pendulum-$algorithm" -200
done
for algorithm in a2c ppo trpo; do
    row "pendulum-$algorithm" -250
done
for algorithm in sac ddpg trpo; do
    row "mountain-car-continuous-$algorithm" 90
done
exit "$missed"
