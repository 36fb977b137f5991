#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Everything about one function of the standard: route, files, tests, clauses.
#	tools/where.sh authenticateClient
set -eu
cd "$(dirname "$0")/.."
function=${1:-}
[ -n "$function" ] || {
	echo "usage: make where F=authenticateClient" >&2
	exit 2
}
stem=$(printf '%s' "$function" | sed 's/\([A-Z]\)/_\1/g; s/^_//' | tr 'A-Z' 'a-z')
files=$(git ls-files | grep -E "(^|_|/)$stem([._]|\$)" || true)
[ -n "$files" ] || {
	echo "nothing is called $stem" >&2
	exit 1
}
echo "Route"
grep -rnE "\"/gsma/[^\"]*/$function\"" src --include='*.[ch]' | grep -v '_test\.c' | sed 's/^/  /' || true
echo "Files"
printf '%s\n' "$files" | grep -v '_test\.c$' | sed 's/^/  /'
echo "Tests"
{
	printf '%s\n' "$files" | grep '_test\.c$' || true
	grep -rlE "$function|$stem" tests || true
} | sort -u | sed 's/^/  /'
echo "Clauses"
# shellcheck disable=SC2086
grep -hoE '§[0-9]+[a-z]?(\.[0-9]+)+' $files | sort -uV | sed 's|^|  SGP.22 |'
echo "Status codes"
if [ -e tests/conformance/status.tsv ]; then
	grep -iE "$function|$stem" tests/conformance/status.tsv | sed 's/^/  /' || true
fi
