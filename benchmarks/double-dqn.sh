#!/usr/bin/env bash
# Measures gradient steps of Double DQN in JMH and prints a Markdown table with the ratios to Deeplearning4j's own fit
# of the same network. Needs a quiet machine.
#   benchmarks/double-dqn.sh [--long]     short: about 2 minutes
set -euo pipefail
cd "$(dirname "$0")/.."
source benchmarks/measure.bash
build
machine
echo
measured DoubleDqnBenchmarks "$@"
