#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Runs test programs and scripts that speak TAP, prints what failed or was skipped, and ends with
# the line "N passed, N failed, N skipped".
#	tools/run-tests.sh PROGRAM …
set -u
jobs=${JOBS:-$(nproc)}
export CMOCKA_MESSAGE_OUTPUT=tap
# cmocka's stand-in for a failed assert() longjmps; let real crashes dump nothing (keys in memory).
ulimit -c 0

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

run_one() {
	local name=${1//\//_}
	timeout "${TEST_TIMEOUT:-300}" "$1" >"$2/$name.tap" 2>"$2/$name.err" </dev/null
	echo $? >"$2/$name.rc"
	echo "$1" >"$2/$name.cmd"
}
export -f run_one
printf '%s\n' "$@" | xargs -P "$jobs" -I{} bash -c 'run_one "$1" "$2"' _ {} "$out"

passed=0 failed=0 skipped=0
for rc in "$out"/*.rc; do
	base=${rc%.rc}
	p=$(grep -cE '^ok ' "$base.tap")
	s=$(grep -cE '^ok .*# ?SKIP' "$base.tap")
	f=$(grep -cE '^not ok ' "$base.tap")
	if [ "$(cat "$rc")" != 0 ] && [ "$f" = 0 ] || [ "$((p + f))" = 0 ]; then
		f=$((f + 1))
		echo "FAILED $(cat "$base.cmd") (exit $(cat "$rc"))"
	fi
	if [ "$f" != 0 ]; then
		grep -E '^not ok ' "$base.tap" | sed "s|^not ok|FAILED $(cat "$base.cmd")|"
		tail -n 60 "$base.tap" "$base.err"
	fi
	grep -E '^ok .*# ?SKIP' "$base.tap" | sed "s|^ok [0-9]*|skipped|"
	passed=$((passed + p - s)) failed=$((failed + f)) skipped=$((skipped + s))
done
line="$passed passed, $failed failed"
[ "$skipped" = 0 ] || line="$line, $skipped skipped"
echo "$line"
[ "$failed" = 0 ]
