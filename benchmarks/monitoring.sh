#!/usr/bin/env bash
# Measures the processor time of `millrace monitor` for docs/monitoring.md: idle, and beside a run at full speed
# whose learner does as little as it can. Processor time counts, not the clock, so a busy machine will do; needs curl.
#   benchmarks/monitoring.sh [SECONDS]     default 60 of measuring, after as many of warming up
set -euo pipefail
cd "$(dirname "$0")/.."
source benchmarks/measure.bash
seconds=${1:-60}
./millrace --version >/dev/null
temporary_folder
broker_port=19092

# User and system time of a process so far, in seconds; of the launch script after its exec, so of Java alone.
cpu() { awk -v ticks="$(getconf CLK_TCK)" '{sub(/.*\) /, ""); printf "%.2f", ($12 + $13) / ticks}' "/proc/$1/stat"; }

# Sum of a counter on a metrics port; 0 before it is there.
counter() { # port name
    curl -s "http://127.0.0.1:$1/metrics" | LC_ALL=C awk -v name="$2" \
        'index($0, name) == 1 {sum += $NF} END {printf "%.0f", sum}'
}
steps() { counter 18084 millrace_learner_steps_total; }

await() { # words command...
    local words=$1 begun=$SECONDS
    shift
    until "$@"; do
        ((SECONDS - begun < 120)) || { echo "Waited 120 s for $words" >&2; cat "$folder"/*.log >&2; exit 1; }
        sleep 0.2
    done
}
answers() { grep -q "Kafka broker on" "$folder/broker.log"; }
monitors() { curl -fs http://127.0.0.1:18085/ready >/dev/null; }
learns() { [[ $(steps) -gt 0 ]]; }

machine
./millrace broker --kafka-port $broker_port --data "$folder/broker" >"$folder/broker.log" 2>&1 &
await "the broker" answers
./millrace monitor --bootstrap-servers 127.0.0.1:$broker_port --metrics-port 18085 >"$folder/monitor.log" 2>&1 &
monitor=$!
await "the monitor" monitors
sleep "$((seconds / 2))"
begun=$(cpu $monitor)
sleep "$seconds"
idle=$(LC_ALL=C awk -v a="$begun" -v b="$(cpu $monitor)" -v s="$seconds" 'BEGIN {printf "%.5f", (b - a) / s}')

./millrace local benchmarks/cart-pole-16x64.yaml --bootstrap-servers 127.0.0.1:$broker_port --data "$folder/runs" \
    --metrics-port 18084 --set learner.steps=1000000000 --set learner.engine=kernel --set algorithm.epochs=1 \
    --set algorithm.minibatch=131072 --set topics.partitions=4 >"$folder/local.log" 2>&1 &
await "the first update" learns
sleep "$seconds"
begun=$(cpu $monitor) first=$(steps) at=$(date +%s%N)
sleep "$seconds"
LC_ALL=C awk -v cpu="$(cpu $monitor)" -v begun="$begun" -v last="$(steps)" -v first="$first" -v idle="$idle" \
    -v wall="$(($(date +%s%N) - at))" 'BEGIN {
        wall /= 1e9; rate = (last - first) / wall; used = (cpu - begun) / wall
        printf "idle: %.2f %% of a core\n", 100 * idle
        printf "beside %.0f steps/s: %.2f %% of a core\n", rate, 100 * used
        printf "at 100,000 steps/s: %.2f %% of a core (idle, and %.2f %% for the steps)\n",
            100 * (idle + (used - idle) * 1e5 / rate), 100 * (used - idle) * 1e5 / rate}'
