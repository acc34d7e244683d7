#!/usr/bin/env bash
# Measures every environment in JMH, with random actions on one thread, and prints a Markdown table. Needs a quiet machine.
#   benchmarks/environments.sh [--long]     short: about a minute
set -euo pipefail
cd "$(dirname "$0")/.."
source benchmarks/measure.bash
build
machine
echo
measured EnvironmentBenchmarks "$@"
