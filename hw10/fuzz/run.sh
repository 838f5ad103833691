#!/usr/bin/env bash
# Builds the fuzz targets with counters for coverage and runs each for so many seconds, one after the other.
#
#   fuzz/run.sh [--keep] [SECONDS [TARGET...]]
#
# A finding ends its target's run; its input is then in fuzz/target/found. With --keep, what led somewhere new goes into
# fuzz/corpus, as few inputs as reach all that was reached.
set -euo pipefail
cd "$(dirname "$0")/.."

keep=no
if [ "${1:-}" = --keep ]; then
  keep=yes
  shift
fi
seconds=${1:-60}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(post step_payload asl execute expression compat command)

# What no input may need.
memory_mb=2048 input_seconds=60

export CARGO_INCREMENTAL=0 CARGO_TARGET_DIR=$PWD/fuzz/target RUSTC_WRAPPER=$PWD/fuzz/instrument.sh
triple=$(rustc -vV | sed -n 's/^host: //p')
cargo build --quiet --locked --profile fuzz --target "$triple" --package fuzz --features libfuzzer --bins
programs=$CARGO_TARGET_DIR/$triple/fuzz
found=$CARGO_TARGET_DIR/found
mkdir -p "$found"

failed=no
printf '%-12s %9s %8s %8s %7s %9s %8s\n' target runs seconds runs/s edges features 'peak MB'
for target in "${targets[@]}"; do
  program=$programs/fuzz-${target/_/-} inputs=$CARGO_TARGET_DIR/inputs/$target log=$CARGO_TARGET_DIR/$target.log
  "$programs/fuzz-corpus" unpack "$target" "$inputs"
  status=0
  "$program" "$inputs" -dict="fuzz/dictionaries/$target.dict" -artifact_prefix="$found/$target-" -max_len=4096 \
    -max_total_time="$seconds" -rss_limit_mb=$memory_mb -timeout=$input_seconds -print_final_stats=1 \
    >"$log" 2>&1 || status=$?
  awk -v target="$target" '
    / cov: / { for (i = 1; i < NF; i++) { if ($i == "cov:") edges = $(i + 1); if ($i == "ft:") features = $(i + 1) } }
    /^stat::number_of_executed_units/ { runs = $2 }
    /^stat::average_exec_per_sec/ { rate = $2 }
    /^stat::peak_rss_mb/ { peak = $2 }
    /^Done / { seconds = $5 }
    END { printf "%-12s %9s %8s %8s %7s %9s %8s\n", target, runs, seconds, rate, edges, features, peak }' "$log"
  if [ $status != 0 ]; then
    failed=yes
    printf '%s: a finding, see %s and %s\n' "$target" "$log" "$found"
  elif [ $keep = yes ]; then
    rm -rf "$inputs.least"
    mkdir -p "$inputs.least"
    "$program" -merge=1 -use_counters=0 "$inputs.least" "$inputs" >"$log.merge" 2>&1
    "$programs/fuzz-corpus" pack "$target" "$inputs.least"
  fi
done
[ $failed = no ]
