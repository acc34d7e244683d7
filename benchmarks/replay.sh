#!/usr/bin/env bash
# Measures the replay memory in JMH and prints a Markdown table: steps inserted and gathered per second. Needs a quiet
# machine.
#   benchmarks/replay.sh [--long] [PATTERN]     short: about 1 minute; PATTERN such as gather
set -euo pipefail
cd "$(dirname "$0")/.."
source benchmarks/measure.bash
build
machine
echo
measured ReplayBenchmarks "$@"
