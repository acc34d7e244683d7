#!/usr/bin/env bash
# Learns the same run in lock-step and with a policy lag and 1, 2, 4 and 8 actors, over several seeds, and prints
# policy lag, drops, returns and whether they differ from lock-step's.
#   benchmarks/lag.sh [FILE] [OPTION...]     default benchmarks/cart-pole-lag.yaml
# Options: --actors 1,2,4,8  --lag 1  --seeds 5  --bus kafka|memory  --set KEY=VALUE
set -euo pipefail
cd "$(dirname "$0")/.."
source benchmarks/measure.bash
file=benchmarks/cart-pole-lag.yaml
if [[ ${1:-} && $1 != -* ]]; then
    file=$1
    shift
fi
build
temporary_folder
machine
echo
measured PolicyLag "$file" --data "$folder" "$@" 2>"$folder/words" || { cat "$folder/words" >&2; exit 1; }
