#!/usr/bin/env bash
# Times the engines on networks whose parts see a context, for the table of docs/networks.md.
#   benchmarks/context-sizes.sh       about a minute and a half
set -euo pipefail
cd "$(dirname "$0")/.."
source benchmarks/measure.bash
build
machine
echo
measured ContextSizes
