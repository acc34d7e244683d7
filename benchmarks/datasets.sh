#!/usr/bin/env bash
# Measures what docs/datasets.md says of size and speed: makes a dataset of a run's record, exports it as Parquet and as
# Avro and imports both, every command with a heap of 1 GB in which the broker lives, too. Linux, for the peak memory.
#   benchmarks/datasets.sh [STEPS]      default 10000000 steps are recorded; a few GB of disk in TMPDIR
set -euo pipefail
cd "$(dirname "$0")/.."
source benchmarks/measure.bash
# Whole rounds of unrolls: 4 lanes of 512 environments and 64 steps.
round=$((4 * 512 * 64))
steps=$(((${1:-10000000} + round - 1) / round * round))
export MILLRACE_OPTS=${MILLRACE_OPTS:--Xmx1g}
./millrace --version >/dev/null
temporary_folder
machine
echo "$steps steps, load $(cut -d' ' -f1-3 /proc/loadavg), MILLRACE_OPTS=$MILLRACE_OPTS"

# Runs a command and prints its row: seconds, steps in each, the most memory that the process ever held, size of what it made.
timed() { # what made COMMAND...
    local what=$1 made=$2 began peak=0 now
    shift 2
    began=$(date +%s.%N)
    "$@" >"$folder/said" 2>&1 &
    local process=$!
    while now=$(awk '/^VmHWM/ {print $2}' "/proc/$process/status" 2>/dev/null) && [[ -n $now ]]; do
        peak=$now
        sleep 0.1
    done
    wait "$process" || { cat "$folder/said" >&2; exit 1; }
    LC_ALL=C awk -v w="$what" -v b="$began" -v e="$(date +%s.%N)" -v n="$steps" -v p="$peak" \
        -v s="$(du -sm --apparent-size "$made" | cut -f1)" \
        'BEGIN {printf "| %s | %.0f | %.0f | %.0f | %d |\n", w, e - b, n / (e - b), p / 1024, s}'
}

runs=$folder/runs
echo "| what | s | steps/s | peak memory of the process, MB | size of what it made, MB |"
echo "|---|---|---|---|---|"
timed "record" "$runs" ./millrace local examples/cart-pole.yaml --set run=recorded --set lanes.environments=512 --set algorithm='{name: none}' \
    --set learner.steps="$steps" --data "$runs"
timed "\`dataset create\`" "$runs" ./millrace dataset create all recorded --data "$runs"
timed "\`dataset verify\`" "$runs" ./millrace dataset verify all --data "$runs"
for format in parquet avro; do
    timed "\`dataset export --format $format\`" "$folder/$format" \
        ./millrace dataset export all --to "$folder/$format" --format "$format" --data "$runs"
done
for format in parquet avro; do
    timed "\`dataset import --format $format\`" "$runs/from-$format" \
        ./millrace dataset import "$folder/$format" --format "$format" --as "from-$format" --data "$runs"
done
