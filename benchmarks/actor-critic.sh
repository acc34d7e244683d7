#!/usr/bin/env bash
# Measures gradient steps of SAC and DDPG in JMH, on the kernel and on Deeplearning4j, and prints a Markdown table. Needs
# a quiet machine.
#   benchmarks/actor-critic.sh [--long]     short: about 2 minutes
set -euo pipefail
cd "$(dirname "$0")/.."
source benchmarks/measure.bash
build
machine
echo
measured ActorCriticBenchmarks "$@"
