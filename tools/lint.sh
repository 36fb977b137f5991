#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The rules of the house that a machine can hold; speaks TAP, one case for each rule. Needs the
# objects of the asan variant (for the names of symbols).
set -u
cd "$(dirname "$0")/.." || exit 1
export LC_ALL=C.UTF-8
number=0 failed=0
format=$(command -v clang-format-14 || command -v clang-format)
mapfile -t sources < <(git ls-files -co --exclude-standard 'src/*.[ch]' 'fuzz/*.[ch]' 'tests/*.[ch]')
mapfile -t headers < <(git ls-files -co --exclude-standard 'src/*.h')
mapfile -t texts < <(git ls-files -co --exclude-standard '*.[ch]' '*.sh' '*.awk' '*.mk' '*.sql' Makefile \
	.ci/run tools/packages.sh | sort -u)

# rule NAME FUNCTION: the function prints what breaks the rule, and nothing else.
rule() {
	local broken
	number=$((number + 1))
	broken=$("$2" 2>&1)
	if [ -z "$broken" ]; then
		echo "ok $number - lint: $1"
	else
		failed=$((failed + 1))
		echo "not ok $number - lint: $1"
		echo "$broken" | sed 's/^/# /'
	fi
}

layers() {
	# shellcheck disable=SC2046
	awk -f tools/layers.awk layers.txt $(printf '%s\n' "${sources[@]}" |
		grep '^src/' | grep -v '_test\.c$')
}

symbols() {
	local objects
	objects=$(printf '%s\n' "${sources[@]}" | grep '^src/.*\.c$' | grep -vE '_test\.c$|^src/apps/' |
		sed 's|^src/\(.*\)\.c$|build/asan/\1.o|')
	# shellcheck disable=SC2086
	nm -A -g --defined-only $objects | awk -f tools/symbols.awk tools/symbols.txt -
}

headers_alone() {
	# shellcheck disable=SC2046
	printf '%s\n' "${headers[@]}" | xargs -P "$(nproc)" -n 1 gcc -std=gnu2x -D_GNU_SOURCE -Isrc \
		-Wall -Wextra -Werror -fsyntax-only -x c $(sed -n 's/^PKG_CFLAGS := //p' build/packages.mk)
}

tested() {
	local file
	for file in "${sources[@]}"; do
		case $file in
		src/*_test.c | *.h | fuzz/* | tests/*) continue ;;
		esac
		[ -e "${file%.c}_test.c" ] || head -n 8 "$file" | grep -q 'No test of its own: ' ||
			echo "$file: no ${file%.c}_test.c, and no line \"No test of its own: …\""
	done
}

licence() {
	local file
	for file in "${texts[@]}"; do
		head -n 2 "$file" | grep -q 'SPDX-License-Identifier: Apache-2.0' ||
			echo "$file: no SPDX line at its head"
	done
}

formatted() {
	"$format" --dry-run "${sources[@]}" 2>&1 | grep 'warning' | sort -u -t: -k1,1
}

left_undone() {
	grep -nEw "TO""DO|FIX""ME|XX""X" "${texts[@]}"
}

shell() {
	command -v shellcheck >/dev/null || return 0
	git ls-files '*.sh' .ci/run | xargs shellcheck -S warning
}

# Rows of check tables are named "<file stem>.<check>", each once (the mutants need it).
check_names() {
	local file stem
	for file in $(grep -lE 'mutant_off\(|CHECK_ROWS\(' src/*/*.c | grep -v '_test\.c$'); do
		stem=$(basename "$file" .c)
		grep -oE '^\s+\{("|\.name = ")[a-z0-9_]+\.[a-z0-9_]+"' "$file" | grep -oE '[a-z0-9_.]+"$' |
			tr -d '"' | sed "s|^|$stem $file |"
	done | awk '
		index($3, $1 ".") != 1 { print $2 ": " $3 " does not begin with " $1 "." }
		seen[$3]++ { print $2 ": " $3 " is there twice" }'
}

[ -n "$format" ] || { echo "Bail out! clang-format is missing: tools/packages.sh check"; exit 1; }
rule 'a folder includes itself and folders below it' layers
rule 'public names begin with file stem or folder' symbols
rule 'every header compiles alone' headers_alone
rule 'every source has its test, or says why not' tested
rule 'every file names its licence' licence
rule 'clang-format has nothing to change' formatted
rule 'nothing is left undone' left_undone
rule 'the shell scripts are sound' shell
rule 'rows of checks have names of their own' check_names
rule 'status codes: table and code agree' "$PWD/tools/status-codes.sh"
echo "1..$number"
[ "$failed" = 0 ]
