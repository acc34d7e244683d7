#!/usr/bin/env bash
# Learns every example over three seeds and prints the rows of docs/learning-results.md.
#   benchmarks/learning-results.sh [FOLDER]     FOLDER keeps the runs (default: a temporary one)
# Each row is one command: ./millrace local FILE --set seed=N [--set ...], over an embedded broker.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-$(mktemp -d)}

row() { # name file optimum-settings...
    local name=$1 file=$2
    shift 2
    for seed in 1 2 3; do
        ./millrace local "$file" --data "$folder" --fresh --json --set seed="$seed" --set run="$name-$seed" "$@" \
            2>/dev/null >"$folder/row.json"
        value() { sed -n "s/^ *\"$1\" : \"\{0,1\}\([^\",]*\).*/\1/p" "$folder/row.json" | head -n 1; }
        LC_ALL=C printf '| %s | %s | %.4f | %s | %s | %.1f | %.0f | %.12s |\n' "$name" "$seed" "$(value mean)" \
            "$(value gap | LC_ALL=C awk '{printf "%.4f", $1} END {if (NR == 0) printf "-"}')" \
            "$(value steps)" "$(value wallClockSeconds)" "$(value stepsPerSecond)" "$(value weightsSha256)"
    done
}

mkdir -p "$folder"
echo "| run | seed | greedy mean return | gap to the optimum | steps | seconds | steps/s | weights |"
echo "|---|---|---|---|---|---|---|---|"
row identity examples/identity.yaml
for algorithm in dqn double-dqn sarsa; do
    row "identity-$algorithm" examples/identity-dqn.yaml --set algorithm.name="$algorithm"
done
row cart-pole examples/cart-pole.yaml
row cart-pole-appo examples/cart-pole-appo.yaml
row cart-pole-impala examples/cart-pole-impala.yaml
row cart-pole-a2c examples/cart-pole-a2c.yaml
row cart-pole-reinforce examples/cart-pole-reinforce.yaml
row cart-pole-trpo examples/cart-pole-trpo.yaml
row cart-pole-dqn examples/cart-pole-dqn.yaml
row cart-pole-double-dqn examples/cart-pole-dqn.yaml --set algorithm.name=double-dqn
row acrobot-dqn examples/acrobot-dqn.yaml
row acrobot-a2c examples/acrobot-a2c.yaml
row acrobot-ppo examples/acrobot-ppo.yaml
for algorithm in ppo trpo a2c sac ddpg; do
    row "pendulum-$algorithm" "examples/pendulum-$algorithm.yaml"
done
for algorithm in ppo trpo sac ddpg; do
    row "mountain-car-continuous-$algorithm" "examples/mountain-car-continuous-$algorithm.yaml"
done
row allocation-a examples/allocation.yaml
row allocation-b examples/allocation.yaml --set environment.coefficients=case-b
row consumption examples/consumption.yaml
for law in s1 s2 s3; do
    row "consumption-$law" "examples/consumption-$law.yaml"
done
