#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Switches off each row of the check tables in turn (base/mutant.h), and runs tests until one
# fails: the row's own, the one that its file names in "No test of its own: …", those of its
# folder, those of tests/ that begin with the folder's name, then all. A row whose absence no test
# notices is a survivor. Ends with "N passed, N
# failed", where a row whose absence was noticed has passed.
#	tools/mutants.sh BUILD_DIRECTORY [PATTERN]	rows by file or name, e.g. pki/ or es9p_
set -u
build=$1
pattern=${2:-.}
ulimit -c 0
export CMOCKA_MESSAGE_OUTPUT=tap
sound=$(mktemp -d)
trap 'rm -rf "$sound"' EXIT

# "src/pki/euicc_chain.c euicc_chain.ci_known": rows have the stem of their file. Those of tables
# of states are ROW(FROM, EVENT, TO), and named stem.FROM.EVENT.
rows() {
	local file stem text
	for file in $(git ls-files -co --exclude-standard 'src/*.c' | grep -v '_test\.c$'); do
		stem=$(basename "$file" .c)
		text=$(tr '\n\t' '  ' <"$file")
		{
			grep -oE "\{ *\"$stem\.[a-z0-9_]+\"" <<<"$text" | grep -oE "$stem\.[a-z0-9_]+"
			sed -nE "s/^\tROW\(([A-Z_]+), ([A-Z_]+), .*/$stem.\1.\2/p" "$file"
		} | sed "s|^|$file |"
	done | sort -u | grep -E -- "$pattern"
}

# The tests that may notice a missing row of this file, the likeliest first.
tests_for() {
	local named
	named=$(sed -n '1,10s/.*No test of its own: .*\b\([a-z0-9_]*_test\)\.c.*/\1/p' "$1")
	{
		echo "$build/test/${1%.c}_test"
		[ -z "$named" ] || find "$build/test" -name "$named"
		find "$build/test/$(dirname "$1")" -maxdepth 1 -name '*_test'
		find "$build/test/tests" -name "$(basename "$(dirname "$1")")_*_test"
		find "$build/test" -name '*_test'
	} | awk '!seen[$0]++' | while read -r test; do
		[ -x "$test" ] && echo "$test"
	done
}

# With every row in place it passes; asked once for each test.
is_sound() {
	local mark=$sound/${1//\//_}
	[ -e "$mark" ] || { RSPD_MUTANT='' run_test "$1" && touch "$mark"; }
}

run_test() {
	timeout 120 "$1" >/dev/null 2>&1 </dev/null
}

one_row() {
	local file=${1% *} row=${1#* } test
	for test in $(tests_for "$file"); do
		RSPD_MUTANT=$row run_test "$test" && continue
		if is_sound "$test"; then
			echo "noticed  $row  by $(basename "$test")"
		else
			echo "UNSOUND  $row  $(basename "$test") fails with every row in place"
		fi
		return
	done
	echo "SURVIVOR $row"
}
export -f one_row tests_for is_sound run_test
export build sound

rows | xargs -d '\n' -P "$(nproc)" -I{} bash -c 'one_row "$1" 2>/dev/null' _ {} |
	tee "$build/mutants.txt"
passed=$(grep -c '^noticed' "$build/mutants.txt")
failed=$(grep -cv '^noticed' "$build/mutants.txt")
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
