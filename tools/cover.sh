#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Runs unit and integration tests of the cover variant, and prints what part of the lines they run,
# by folder.
set -eu
cd "$(dirname "$0")/.."
find build/cover -name '*.gcda' -delete
commands=()
for source in src/*/*_test.c src/*/*/*_test.c tests/*_test.c; do
	[ -e "$source" ] && commands+=("build/cover/test/${source%.c}")
done
for test in tests/*.sh; do
	[ "$test" = tests/lib.sh ] || commands+=("$test build/cover")
done
tools/run-tests.sh "${commands[@]}" || echo "The figures below are of a run with failures."

cd build/cover
find . -name '*.gcda' ! -path './test/*' ! -path './tests/*' ! -path './llhttp/*' | while read -r data; do
	object=${data#./}
	folder=${object%%/*}
	gcov -n "$data" 2>/dev/null | awk -v folder="$folder" -v stem="$(basename "$data" .gcda)" '
		/^File / { wanted = index($0, "/" stem ".c\x27") }
		wanted && /^Lines executed:/ {
			split($0, part, /[:% ]+/)
			printf "%s %d %d\n", folder, part[3] * part[5] / 100 + .5, part[5]
			exit
		}'
done | awk '
	{ run[$1] += $2; all[$1] += $3; r += $2; a += $3 }
	END {
		for (f in all)
			printf "%-12s %6.1f %% of %d lines\n", f, 100 * run[f] / all[f], all[f] | "sort"
		close("sort")
		if (a)
			printf "%-12s %6.1f %% of %d lines\n", "all", 100 * r / a, a
	}'
