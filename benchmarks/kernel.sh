#!/usr/bin/env bash
# Measures engines, optimizer, advantages and codec in JMH and prints Markdown tables with the ratios to plain
# Deeplearning4j. Needs a quiet machine.
#   benchmarks/kernel.sh [--long] [PATTERN]     short: about 4 minutes; PATTERN such as Forward
set -euo pipefail
cd "$(dirname "$0")/.."
source benchmarks/measure.bash
build
machine
echo
measured KernelBenchmarks "$@"
