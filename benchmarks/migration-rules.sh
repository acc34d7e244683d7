#!/usr/bin/env bash
# Plays the rules of environment migration and prints a Markdown table of their returns. Any machine will do.
#   benchmarks/migration-rules.sh [--resets N] [--seed N]
set -euo pipefail
cd "$(dirname "$0")/.."
source benchmarks/measure.bash
build
measured MigrationRules "$@"
