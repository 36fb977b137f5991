#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# make interop: programs of other people, from their own unchanged sources outside this repository,
# against rspd and veuicc. Prints TAP, and ends with "N passed, N failed[, N skipped]".
#	LPAC=DIR [LPAC_BUILD=DIR] [PYSIM=DIR] tools/interop.sh build/release
# docs/interop.md says what they need.
set -u
cd "$(dirname "$0")/.." || exit 1
build=$1
scratch=$(mktemp -d /tmp/rspd-interop-XXXXXX)
trap 'rm -rf "$scratch"' EXIT

fail() {
	echo "interop: $*" >&2
	exit 2
}

absolute() { (cd "$1" 2>/dev/null && pwd) || fail "$1 is no directory"; }

# What a source tree is, as far as git knows.
version() {
	git -C "$1" log -1 --format='%h of %cs' 2>/dev/null || echo 'no git repository'
}

# lpac, with the stdio driver for the card and curl for HTTP; no smart card reader is needed.
build_lpac() {
	local out=$scratch/lpac
	if ! { cmake -S "$1" -B "$out" -DUSE_SYSTEM_DEPS=ON -DLPAC_WITH_APDU_PCSC=OFF \
		-DLPAC_WITH_HTTP_CURL=ON && cmake --build "$out" -j"$(nproc)"; } >"$scratch/log" 2>&1; then
		tail -n 30 "$scratch/log" >&2
		fail "lpac does not build"
	fi
	lpac_build=$out
}

run() {
	echo "# $1"
	shift
	"$@" 2>&1 | tee -a "$scratch/tap"
	[ "${PIPESTATUS[0]}" = 0 ] || broken=$((broken + 1))
}

[ -n "${LPAC:-}" ] || fail "make interop LPAC=DIR [PYSIM=DIR]: DIR is a checkout of lpac (docs/interop.md)"
lpac=$(absolute "$LPAC") || exit
if [ -n "${LPAC_BUILD:-}" ]; then
	lpac_build=$(absolute "$LPAC_BUILD") || exit
else
	build_lpac "$lpac"
fi
[ -x "$lpac_build/src/lpac" ] || fail "there is no src/lpac in $lpac_build"

broken=0
: >"$scratch/tap"
export LPAC_PROGRAM=$lpac_build/src/lpac
run "lpac, $(version "$lpac")" tests/interop/lpac.sh "$build"
run "veuicc's own LPA, TLS on brainpoolP256r1" tests/interop/veuicc.sh "$build"
if [ -n "${PYSIM:-}" ]; then
	PYSIM=$(absolute "$PYSIM") || exit
	export PYSIM
	run "pySim, $(version "$PYSIM")" tests/interop/pysim.sh "$build"
fi

passed=$(grep -cE '^ok ' "$scratch/tap")
skipped=$(grep -cE '^ok .*# SKIP' "$scratch/tap")
failed=$(grep -cE '^not ok ' "$scratch/tap")
# A script that ends badly has failed, even when each of its cases said ok.
[ "$failed" != 0 ] || failed=$broken
line="$((passed - skipped)) passed, $failed failed"
[ "$skipped" = 0 ] || line="$line, $skipped skipped"
echo "$line"
[ "$failed" = 0 ]
