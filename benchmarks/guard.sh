#!/usr/bin/env bash
# Learns a run that diverges with its guard off and acting, over several seeds, and prints whether its return recovered.
#   benchmarks/guard.sh [FILE] [OPTION...]     default examples/cart-pole-guard.yaml
# Options: --seeds 5  --modes off,act  --window 500  --bus kafka|memory  --set KEY=VALUE
set -euo pipefail
cd "$(dirname "$0")/.."
source benchmarks/measure.bash
file=examples/cart-pole-guard.yaml
if [[ ${1:-} && $1 != -* ]]; then
    file=$1
    shift
fi
build
temporary_folder
machine
echo
measured GuardRecovery "$file" --data "$folder" "$@" 2>"$folder/words" || { cat "$folder/words" >&2; exit 1; }
