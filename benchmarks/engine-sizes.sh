#!/usr/bin/env bash
# Times the engines on networks of growing size, for the table of docs/engines.md that says where auto changes
# from one to the other. Needs a quiet machine.
#   benchmarks/engine-sizes.sh       about a minute and a half
set -euo pipefail
cd "$(dirname "$0")/.."
source benchmarks/measure.bash
build
machine
echo
measured EngineSizes
