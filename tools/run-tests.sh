#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Runs test programs and scripts that speak TAP, prints what failed or was skipped, and ends with
# the line "N passed, N failed[, N skipped]".
#	tools/run-tests.sh COMMAND …		each with its arguments in one word: "prog arg"
set -u
jobs=${JOBS:-$(nproc)}
export CMOCKA_MESSAGE_OUTPUT=tap
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:abort_on_error=0}
export TSAN_OPTIONS=${TSAN_OPTIONS:-halt_on_error=1:suppressions=$PWD/tests/tsan.supp}
# Keys are in memory: a crash leaves no core file behind.
ulimit -c 0

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

run_one() {
	local name=${1//[^A-Za-z0-9_.-]/_} begin=$EPOCHSECONDS
	# shellcheck disable=SC2086
	timeout "${TEST_TIMEOUT:-600}" $1 >"$2/$name.tap" 2>"$2/$name.err" </dev/null
	echo $? >"$2/$name.rc"
	# cmocka 1.1 writes "not ok" before a skipped test, and exits with 0.
	sed -i -E 's/^not ok ([0-9]+ # ?SKIP)/ok \1/' "$2/$name.tap"
	echo "$1" >"$2/$name.cmd"
	echo "$((EPOCHSECONDS - begin)) $1" >>"$2/times"
}
export -f run_one
printf '%s\0' "$@" | xargs -0 -P "$jobs" -I{} bash -c 'run_one "$1" "$2"' _ {} "$out"

# A program that ends badly has failed, even when each of its cases said ok.
passed=0 failed=0 skipped=0
for rc in "$out"/*.rc; do
	base=${rc%.rc}
	command=$(cat "$base.cmd")
	p=$(grep -cE '^ok ' "$base.tap")
	s=$(grep -cE '^ok .*# ?SKIP' "$base.tap")
	f=$(grep -cE '^not ok ' "$base.tap")
	if [ "$f" = 0 ] && { [ "$(cat "$rc")" != 0 ] || [ "$p" = 0 ]; }; then
		f=1
		echo "FAILED $command (exit $(cat "$rc"))"
	fi
	if [ "$f" != 0 ]; then
		grep -E '^not ok ' "$base.tap" | sed "s|^not ok|FAILED $command|"
		tail -n 60 "$base.tap" "$base.err"
	fi
	grep -E '^ok .*# ?SKIP' "$base.tap" | sed "s|^ok [0-9]*|skipped|"
	passed=$((passed + p - s)) failed=$((failed + f)) skipped=$((skipped + s))
done
if [ -n "${VERBOSE:-}" ]; then
	echo "Longest:"
	sort -rn "$out/times" | head -n 10 | sed 's/^/  /; s/ /s /3'
fi
line="$passed passed, $failed failed"
[ "$skipped" = 0 ] || line="$line, $skipped skipped"
echo "$line"
[ "$failed" = 0 ]
