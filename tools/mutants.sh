#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Switches off each row of the check tables in turn (base/mutant.h) and runs the tests until one
# fails: first the tests of the row's own file, then all unit tests. A row that no test misses is a
# survivor. Ends with "N passed, N failed", where a row that was noticed has passed.
#	tools/mutants.sh BUILD_DIRECTORY [PATTERN]
set -u
build=$1
pattern=${2:-.}
ulimit -c 0
export CMOCKA_MESSAGE_OUTPUT=tap

# Rows are named "<file stem>.<check>" in the file of that stem.
rows() {
	local file stem
	for file in $(git ls-files 'src/*.c' | grep -v '_test\.c$'); do
		stem=$(basename "$file" .c)
		grep -ohE "\{ *\"$stem\.[a-z0-9_]+\"" "$file" | grep -oE "$stem\.[a-z0-9_]+"
	done | sort -u | grep -E "$pattern"
}

# The row's own test first, then the others, the quick ones of its folder before the rest.
tests_for() {
	local stem=${1%%.*} own folder
	own=$(find "$build/test" -name "${stem}_test" -type f)
	folder=$(dirname "${own:-$build/test/src/none/x}")
	{
		[ -z "$own" ] || echo "$own"
		find "$folder" -maxdepth 1 -name '*_test' -type f 2>/dev/null
		find "$build/test" -name '*_test' -type f
	} | awk '!seen[$0]++'
}

# The name of the first test program that fails without the row; nothing if none does.
noticed_by() {
	local test
	for test in $(tests_for "$1"); do
		RSPD_MUTANT=$1 timeout 120 "$test" >/dev/null 2>&1 </dev/null || {
			basename "$test"
			return
		}
	done
}

one_row() {
	local by
	by=$(noticed_by "$1")
	if [ -n "$by" ]; then
		echo "noticed  $1  by $by"
	else
		echo "SURVIVOR $1"
	fi
}
export -f one_row noticed_by tests_for
export build

while read -r test; do
	timeout 120 "$test" >/dev/null 2>&1 </dev/null ||
		{ echo "$test fails with every row in place" >&2; exit 2; }
done < <(find "$build/test" -name '*_test' -type f)
rows | xargs -P "$(nproc)" -I{} bash -c 'one_row {}' | sort >"$build/mutants.txt"
cat "$build/mutants.txt"
survivors=$(grep -c '^SURVIVOR' "$build/mutants.txt")
echo "$(grep -c '^noticed' "$build/mutants.txt") passed, $survivors failed"
[ "$survivors" = 0 ]
