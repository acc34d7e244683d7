#!/usr/bin/env bash
# Measures what docs/replaying.md says of speed: how fast a run records that learns nothing, how fast its record is read
# and decoded again, and how long learners wait for it. Needs a machine that does nothing else, and curl.
#   benchmarks/replay-speed.sh [STEPS]      default 2000000 steps are recorded
set -euo pipefail
cd "$(dirname "$0")/.."
source benchmarks/measure.bash
steps=${1:-2000000}
build
temporary_folder
machine
echo "load $(cut -d' ' -f1-3 /proc/loadavg)"

# Runs a command that prints a summary as JSON; its words are shown if it fails.
summary() { ./millrace "$@" --data "$folder/runs" --json 2>"$folder/words" >"$folder/result.json" || { cat "$folder/words" >&2; exit 1; }; }

summary local examples/cart-pole.yaml --set run=live --set algorithm='{name: none}' --set learner.steps="$steps"
live=$(value stepsPerSecond)
echo "| what | steps/s | times the live speed |"
echo "|---|---|---|"
LC_ALL=C printf '| live, nothing learned | %.0f | 1 |\n' "$live"
for passes in 1 5 20; do
    summary replay live --as "read-$passes" --algorithm none --passes "$passes"
    LC_ALL=C awk -v p="$passes" -v s="$(value stepsPerSecond)" -v l="$live" \
        'BEGIN {printf "| read and decoded again, passes: %d | %.0f | %.1f |\n", p, s, s / l}'
done

# The learner's meters just before it ends: it is asked for them while it works.
port=9464
waits() { # algorithm passes settings...
    local algorithm=$1 passes=$2 began now
    shift 2
    ./millrace replay live --as "learn-$algorithm" --algorithm "$algorithm" --passes "$passes" --data "$folder/runs" \
        --metrics-port "$port" --json "$@" 2>"$folder/words" >"$folder/result.json" &
    local learner=$!
    while kill -0 "$learner" 2>/dev/null; do
        curl -sf "http://127.0.0.1:$port/metrics" >"$folder/meters.new" 2>/dev/null &&
            mv "$folder/meters.new" "$folder/meters" || true
        sleep 0.2
    done
    wait "$learner" || { cat "$folder/words" >&2; exit 1; }
    LC_ALL=C awk -v a="$algorithm" '
        /^millrace_learner_wait_seconds_total\{.*stage="unrolls"/ {waited = $NF}
        /^millrace_learner_update_seconds_sum/ {updated = $NF}
        END {printf "| %s | %.1f | %.1f | %.1f %% |\n", a, updated, waited, 100 * waited / (waited + updated)}' "$folder/meters"
}
echo
echo "| algorithm | s in updates | s waiting for unrolls | share |"
echo "|---|---|---|---|"
waits cloning 1
waits dqn 1
