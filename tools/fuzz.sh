#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Runs every fuzzer from the seeds in fuzz/seeds/NAME, two at a time; speaks TAP, and ends with the
# line "N passed, N failed".
#	tools/fuzz.sh SECONDS [NAME …]		for some seconds each
#	tools/fuzz.sh --cover [NAME …]		the seeds alone: which part of the lines of the files in
#						its comment "Covers:" does each fuzzer run? (70 % or more)
set -u
cd "$(dirname "$0")/.." || exit 1
mode=$1
shift
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:abort_on_error=0}
# Keys are in memory: a crash leaves no core file behind.
ulimit -c 0

# fuzz_one NAME SECONDS OUT
fuzz_one() {
	local name=$1 corpus=build/corpus/$1 seeds=()
	mkdir -p "$corpus" build/findings
	[ -d "fuzz/seeds/$name" ] && seeds=("fuzz/seeds/$name")
	if "build/fuzz/fuzz/$name" -max_total_time="$2" -timeout=10 -rss_limit_mb=1024 \
		-max_len=65536 -artifact_prefix="build/findings/$name-" -print_final_stats=1 \
		"$corpus" "${seeds[@]}" >"$3/$name" 2>&1; then
		echo "ok - fuzz: $name, $(sed -n 's/^stat::number_of_executed_units: *//p' "$3/$name") runs"
	else
		echo "not ok - fuzz: $name (input in build/findings)"
		tail -n 40 "$3/$name" | sed 's/^/# /'
	fi
}

# The files that a fuzzer is there for, as its source says, without src/.
covers() {
	awk 'sub(/.*Covers:/, "") { on = 1 } on { print } on && /\*\// { exit }' "fuzz/$1.c" |
		grep -oE '[a-z0-9_/]+\.c' | sed 's|^|src/|'
}

# cover_one NAME - OUT
cover_one() {
	local name=$1 files percent
	mapfile -t files < <(covers "$name")
	if ! ls "${files[@]:-its comment names no file}" >"$3/$name" 2>&1; then
		echo "not ok - cover: $name"
		sed 's/^/# /' "$3/$name"
		return
	fi
	mkdir -p build/findings
	if ! LLVM_PROFILE_FILE="$3/$name.raw" "build/fuzzcover/fuzz/$name" -runs=0 \
		-artifact_prefix="build/findings/$name-" "fuzz/seeds/$name" >"$3/$name" 2>&1 ||
		! llvm-profdata-14 merge -o "$3/$name.data" "$3/$name.raw" >>"$3/$name" 2>&1; then
		echo "not ok - cover: $name"
		tail -n 40 "$3/$name" | sed 's/^/# /'
		return
	fi
	llvm-cov-14 report "build/fuzzcover/fuzz/$name" -instr-profile="$3/$name.data" \
		-show-region-summary=0 -show-branch-summary=0 "${files[@]}" >"$3/$name"
	percent=$(awk '/^TOTAL/ { print $NF + 0 }' "$3/$name")
	awk -v percent="${percent:-0}" -v name="$name" -v files="${files[*]#src/}" 'BEGIN {
		printf "%sok - cover: %-13s %5.1f %% of %s\n", percent < 70 ? "not " : "", name, percent, files
	}'
	[ -z "${VERBOSE:-}" ] || awk '/\.c / { printf "#%34s %s\n", $NF, $1 }' "$3/$name"
}
export -f fuzz_one cover_one covers

targets=("$@")
[ $# -gt 0 ] || mapfile -t targets < <(basename -s .c fuzz/*.c)
one=fuzz_one
[ "$mode" = --cover ] && one=cover_one
printf '%s\n' "${targets[@]}" |
	xargs -P 2 -I{} bash -c '"$1" "$2" "$3" "$4"' _ "$one" {} "$mode" "$out" | tee "$out/tap"
echo "1..${#targets[@]}"
passed=$(grep -c '^ok' "$out/tap")
failed=$((${#targets[@]} - passed))
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
