#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Runs every fuzzer for some seconds from the seeds in fuzz/seeds/NAME, two at a time; speaks TAP.
#	tools/fuzz.sh SECONDS [NAME …]
set -u
cd "$(dirname "$0")/.." || exit 1
seconds=$1
shift
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

fuzz_one() {
	local target=$1 name corpus
	name=$(basename "$target")
	corpus=build/corpus/$name
	mkdir -p "$corpus" build/findings
	local seeds=()
	[ -d "fuzz/seeds/$name" ] && seeds=("fuzz/seeds/$name")
	if "$target" -max_total_time="$2" -timeout=10 -rss_limit_mb=1024 -max_len=65536 \
		-artifact_prefix="build/findings/$name-" -print_final_stats=1 \
		"$corpus" "${seeds[@]}" >"$3/$name" 2>&1; then
		echo "ok - fuzz: $name, $(sed -n 's/^stat::number_of_executed_units: *//p' "$3/$name") runs"
	else
		echo "not ok - fuzz: $name (input in build/findings)"
		tail -n 40 "$3/$name" | sed 's/^/# /'
	fi
}
export -f fuzz_one

targets=("$@")
[ $# -gt 0 ] || mapfile -t targets < <(basename -s .c fuzz/*.c)
printf 'build/fuzz/fuzz/%s\n' "${targets[@]}" |
	xargs -P 2 -I{} bash -c 'fuzz_one "$1" "$2" "$3"' _ {} "$seconds" "$out" | tee "$out/tap"
echo "1..${#targets[@]}"
! grep -q '^not ok' "$out/tap"
