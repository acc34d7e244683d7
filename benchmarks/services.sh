#!/usr/bin/env bash
# Measures start-up and memory of the services for docs/performance.md. Needs a quiet machine, and curl.
#   benchmarks/services.sh [REPETITIONS]     default 3; medians are printed
set -euo pipefail
cd "$(dirname "$0")/.."
source benchmarks/measure.bash
source benchmarks/apart.bash
repetitions=${1:-3}
./millrace --version >/dev/null
temporary_folder

resident() { awk '/^VmRSS/ {printf "%d", $2 / 1024}' "/proc/$1/status"; }

machine
echo
for _ in $(seq "$repetitions"); do
    ./millrace local examples/cart-pole.yaml --data "$folder/runs" --fresh --json --set learner.steps=10000 \
        2>/dev/null >"$folder/result.json"
    value secondsToFirstUpdate >>"$folder/first"
done
LC_ALL=C printf 'From `millrace local examples/cart-pole.yaml` to its first update over Kafka: %.1f s\n' \
    "$(median <"$folder/first")"

for _ in $(seq "$repetitions"); do
    start_services benchmarks/cart-pole-16x64.yaml --set learner.engine=kernel --set learner.steps=1000000000
    until [[ $(learner_counter millrace_learner_updates_total) -ge 10 ]]; do sleep 0.2; done
    echo "$actor_start" >>"$folder/actor-start"
    for name in actor env learner broker; do resident "${!name}" >>"$folder/$name-memory"; echo >>"$folder/$name-memory"; done
    stop_services
done
echo
echo "| service | resident memory, MB |"
echo "|---|---|"
for name in actor env learner broker; do echo "| $name | $(grep . "$folder/$name-memory" | median) |"; done
echo
echo "From the start of an actor's process to ready: $(median <"$folder/actor-start") s"
