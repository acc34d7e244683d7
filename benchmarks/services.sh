#!/usr/bin/env bash
# Measures start-up and memory of the services for docs/performance.md. Needs a quiet machine, and curl.
#   benchmarks/services.sh [REPETITIONS]     default 3; medians are printed
set -euo pipefail
cd "$(dirname "$0")/.."
repetitions=${1:-3}
folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$folder"' EXIT

value() { sed -n "s/^ *\"$1\" : \"\{0,1\}\([^\",]*\).*/\1/p" "$folder/result.json" | head -n 1; }
median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

: >"$folder/first"
for _ in $(seq "$repetitions"); do
    ./millrace local examples/cart-pole.yaml --data "$folder/runs" --fresh --json --set learner.steps=10000 \
        2>/dev/null >"$folder/result.json"
    value secondsToFirstUpdate >>"$folder/first"
done
echo
LC_ALL=C printf 'From `millrace local examples/cart-pole.yaml` to its first update over Kafka: %.1f s\n' \
    "$(median <"$folder/first")"

service() { # name port words...
    local name=$1 port=$2
    shift 2
    ./millrace "$@" --bootstrap-servers 127.0.0.1:19092 --metrics-port "$port" >"$folder/$name.log" 2>&1 &
}
resident() { awk '/^VmRSS/ {printf "%d", $2 / 1024}' "/proc/$1/status"; }
ready() { # port; seconds until /ready says so, asked every 20 ms
    local begun
    begun=$(date +%s%N)
    until curl -fs "http://127.0.0.1:$1/ready" >/dev/null 2>&1; do
        (( $(date +%s%N) - begun < 60000000000 )) || { echo "never ready" && return; }
        sleep 0.02
    done
    LC_ALL=C awk -v t=$(($(date +%s%N) - begun)) 'BEGIN {printf "%.2f", t / 1e9}'
}

./millrace broker --kafka-port 19092 --data "$folder/broker" >"$folder/broker.log" 2>&1 &
broker=$!
until grep -q "Kafka broker on" "$folder/broker.log"; do sleep 0.1; done
service env 18081 env benchmarks/cart-pole-16x64.yaml --set learner.steps=3000000
env=$!
ready 18081 >/dev/null
service learner 18083 learner cart-pole-16x64 --data "$folder/learner"
learner=$!
ready 18083 >/dev/null
service actor 18082 actor cart-pole-16x64
actor=$!
actor_start=$(ready 18082)
until [[ $(curl -s http://127.0.0.1:18083/metrics | sed -n 's/^millrace_learner_updates_total{[^}]*} //p' | cut -d. -f1) -ge 10 ]]; do
    sleep 0.2
done 2>/dev/null
echo
echo "| service | resident memory, MB |"
echo "|---|---|"
for name in actor env learner broker; do echo "| $name | $(resident "${!name}") |"; done
echo
echo "From the start of an actor's process to ready: $actor_start s"
