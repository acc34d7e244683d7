#!/usr/bin/env bash
# Measures what docs/performance.md reports and prints its tables. Needs a machine that does nothing else, and curl.
#   benchmarks/performance.sh [REPETITIONS] [PART...]     default 3; medians are printed
# Parts, all unless some are named: kernel replay double-dqn actor-critic land-use environments log apart ppo sb3 a2c services threshold lag
# WRITE=1 also puts each table into docs/performance.md.
# QUICK=1 shortens every run to a trial of this script; its figures say nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
source benchmarks/measure.bash
source benchmarks/apart.bash
repetitions=${1:-3}
shift || true
parts=("${@:-all}")
build
temporary_folder

quick() { [[ ${QUICK:-} ]]; }
steps() { quick && echo $(($1 / 50)) || echo "$1"; }
asked() { [[ " ${parts[*]} " == *" all "* || " ${parts[*]} " == *" $1 "* ]]; }

local_run() { # file bus settings...
    local file=$1 bus=$2
    shift 2
    ./millrace local "$file" --data "$folder/runs" --fresh --json --bus "$bus" "$@" \
        2>"$folder/words" >"$folder/result.json" || { cat "$folder/words" >&2; exit 1; }
}

# A run on each bus, in turns: medians of steps per second and of the wall-clock from the start of the process to the
# end, the start of the broker included, and how many times as long Kafka takes as memory.
both_buses() { # label file settings...
    local label=$1 file=$2 bus
    shift 2
    rm -f "$folder"/rates.* "$folder"/seconds.*
    for _ in $(seq "$repetitions"); do
        for bus in memory kafka; do
            local_run "$file" "$bus" "$@"
            value stepsPerSecond >>"$folder/rates.$bus"
            value wallClockSeconds >>"$folder/seconds.$bus"
        done
    done
    LC_ALL=C awk -v label="$label" -v mr="$(median <"$folder/rates.memory")" -v kr="$(median <"$folder/rates.kafka")" \
        -v ms="$(median <"$folder/seconds.memory")" -v ks="$(median <"$folder/seconds.kafka")" \
        'BEGIN {printf "| %s | %.0f | %.0f | %.1f | %.1f | %.2f |\n", label, mr, kr, ms, ks, ks / ms}'
}

both_buses_head() {
    echo "| $1 | memory, steps/s | kafka, steps/s | memory, s | kafka, s | kafka takes times as long |"
    echo "|---|---|---|---|---|---|"
}

log() {
    both_buses_head "16 lanes of 64 CartPoles, one process"
    both_buses "learning switched off" benchmarks/cart-pole-16x64.yaml \
        --set algorithm='{name: none}' --set learner.steps="$(steps 20000000)"
}

ppo() {
    both_buses_head "16 lanes of 64 CartPoles, one process, PPO"
    local file=benchmarks/cart-pole-16x64.yaml millions
    # What it costs to start a broker and to compile its code weighs on short runs.
    for millions in 2 8 16; do
        both_buses "kernel, max-policy-lag 1, $millions million steps" $file \
            --set learner.engine=kernel --set learner.steps="$(steps ${millions}000000)"
    done
    both_buses "the same, 10 epochs of minibatches of 64, 4 million" $file --set learner.engine=kernel \
        --set algorithm.epochs=10 --set algorithm.minibatch=64 --set lanes.unroll=16 --set learner.steps="$(steps 4000000)"
    both_buses "kernel, lock-step, 8 million" $file \
        --set learner.engine=kernel --set max-policy-lag=0 --set learner.steps="$(steps 8000000)"
    both_buses "dl4j, max-policy-lag 1, 2 million" $file \
        --set learner.engine=dl4j --set learner.steps="$(steps 2000000)"
    both_buses "dl4j, lock-step, 2 million" $file \
        --set learner.engine=dl4j --set max-policy-lag=0 --set learner.steps="$(steps 2000000)"
}

sb3() {
    both_buses_head "Stable-Baselines3's default PPO, 64 CartPoles, one process, lock-step"
    both_buses "kernel" benchmarks/cart-pole-sb3.yaml --set learner.steps="$(steps 819200)"
}

a2c() {
    both_buses_head "A2C on CartPole, unrolls of 5, kernel, one process"
    local file=examples/cart-pole-a2c.yaml lag
    for lag in 0 1; do
        both_buses "64 environments, max-policy-lag $lag" $file --set 'lanes={count: 2, environments: 32, unroll: 5}' \
            --set max-policy-lag=$lag --set learner.steps="$(steps 1000000)"
        both_buses "1,024 environments, max-policy-lag $lag" $file --set 'lanes={count: 4, environments: 256, unroll: 5}' \
            --set max-policy-lag=$lag --set learner.steps="$(steps 6000000)"
    done
}

# Broker, env, actor and learner in JVMs of their own: steps that the learner has taken in a window of time.
apart() {
    local warm=60 window=30 from to
    quick && warm=2 window=3
    : >"$folder/rates"
    for _ in $(seq "$repetitions"); do
        start_services benchmarks/cart-pole-16x64.yaml --set algorithm='{name: none}' --set learner.steps=1000000000000
        until [[ $(learned) -gt 0 ]]; do sleep 0.2; done
        sleep "$warm"
        from="$(learned) $(date +%s%N)"
        sleep "$window"
        to="$(learned) $(date +%s%N)"
        echo "$from $to" | LC_ALL=C awk '{printf "%.0f\n", ($3 - $1) / ($4 - $2) * 1e9}' >>"$folder/rates"
        stop_services
    done
    echo "| 16 lanes of 64 CartPoles, learning switched off | kafka, steps/s |"
    echo "|---|---|"
    echo "| broker, env, actor and learner in processes of their own | $(median <"$folder/rates") |"
}

kernel() { measured KernelBenchmarks $(quick && echo 'Forward') 2>"$folder/words"; }
replay() { measured ReplayBenchmarks $(quick && echo 'insert') 2>"$folder/words"; }
double-dqn() { measured DoubleDqnBenchmarks 2>"$folder/words"; }
actor-critic() { measured ActorCriticBenchmarks 2>"$folder/words"; }
land-use() { measured LandUseBenchmarks 2>"$folder/words"; }
environments() { measured EnvironmentBenchmarks 2>"$folder/words"; }
services() { benchmarks/services.sh "$repetitions" | tail -n +3; }
threshold() {
    if quick; then
        FILE=examples/identity.yaml THRESHOLD=9 benchmarks/time-to-threshold.sh 2 --set learner.engine=kernel
    else
        benchmarks/time-to-threshold.sh 5 --set learner.engine=kernel
    fi | tail -n +3
}
lag() {
    if quick; then
        benchmarks/lag.sh --seeds 2 --actors 1,2 --set learner.steps=8000
    else
        benchmarks/lag.sh --seeds 3 --set learner.steps=100000
    fi | tail -n +3
}

# Puts what a part printed between its two marks in docs/performance.md.
write_into_page() { # part
    awk -v part="$1" -v text="$folder/$1.md" '
        $0 == "<!-- " part " -->" {print; while ((getline line < text) > 0) print line; skipping = 1}
        $0 == "<!-- end of " part " -->" {skipping = 0}
        !skipping && $0 != "<!-- " part " -->"
    ' docs/performance.md >"$folder/page.md"
    cat "$folder/page.md" >docs/performance.md
}

for part in kernel replay double-dqn actor-critic land-use environments log apart ppo sb3 a2c services threshold lag; do
    if asked "$part"; then
        {
            machine
            echo
            $part
        } | tee "$folder/$part.md"
        echo
        [[ ! ${WRITE:-} ]] || write_into_page "$part"
    fi
done
