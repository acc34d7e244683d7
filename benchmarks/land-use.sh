#!/usr/bin/env bash
# Measures the surrogate city in JMH and prints a Markdown table: a step of the environment, and the one-step search.
# Needs a quiet machine.
#   benchmarks/land-use.sh [--long]     short: about 15 seconds
set -euo pipefail
cd "$(dirname "$0")/.."
source benchmarks/measure.bash
build
machine
echo
measured LandUseBenchmarks "$@"
