#!/usr/bin/env bash
# As Cargo's RUSTC_WRAPPER: compiles what the targets are about with counters for libFuzzer, everything else as usual.
set -euo pipefail

instrumented=' asl bank fuzz http httparse hyper interpreter jsonata jsonata_core local serde_json steps stepwright '
flags=(
  -Cpasses=sancov-module
  -Cllvm-args=-sanitizer-coverage-level=4
  -Cllvm-args=-sanitizer-coverage-inline-8bit-counters
  -Cllvm-args=-sanitizer-coverage-pc-table
  -Cllvm-args=-sanitizer-coverage-trace-compares
)

crate='' target=no
for ((i = 1; i <= $#; i++)); do
  case ${!i} in
    --crate-name) next=$((i + 1)) crate=${!next} ;;
    # Cargo says it for what runs in the target alone, not for build scripts and macros.
    --target) target=yes ;;
  esac
done
if [ $target = yes ] && [[ $instrumented == *" $crate "* ]]; then
  exec "$@" "${flags[@]}"
fi
exec "$@"
