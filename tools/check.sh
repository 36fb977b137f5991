#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# make check: builds what is tested, then runs everything at once: the lint, unit and integration
# tests under ASan and UBSan, those with threads under TSan, and two seconds of each fuzzer.
set -eu
cd "$(dirname "$0")/.."
threaded="base sys http store notify role"
variant() { "${MAKE:-make}" --no-print-directory -s -j"$(nproc)" "V=$1" "${@:2}"; }

tools/packages.sh check >/dev/null
echo "Building: ASan and UBSan"
variant asan tests all build/asan/crash build/asan/exchange
echo "Building: TSan"
variant tsan tests-of "D=$threaded" all build/tsan/test/tests/concurrent_orders_test

commands=("build/asan/crash 5" "tools/lint.sh")
for source in src/*/*_test.c src/*/*/*_test.c tests/*_test.c; do
	[ -e "$source" ] && commands+=("build/asan/test/${source%.c}")
done
for folder in $threaded; do
	for source in src/"$folder"/*_test.c src/"$folder"/*/*_test.c; do
		[ -e "$source" ] && commands+=("build/tsan/test/${source%.c}")
	done
done
for test in tests/*.sh; do
	[ "$test" = tests/lib.sh ] || commands+=("$test build/asan")
done
commands+=("build/tsan/test/tests/concurrent_orders_test" "tests/download.sh build/tsan")

if command -v clang-14 >/dev/null && ls fuzz/*.c >/dev/null 2>&1; then
	echo "Building: fuzzers"
	variant fuzz CC=clang-14 fuzzers
	commands+=("tools/fuzz.sh 2")
else
	echo "skipped: fuzzers (clang-14 is missing)"
fi

echo "Testing"
exec tools/run-tests.sh "${commands[@]}"
