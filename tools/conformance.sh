#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# make conformance: runs the suite as make check does, and makes docs/conformance.md of it.
set -eu
cd "$(dirname "$0")/.."
MATRIX=$(mktemp)
export MATRIX
trap 'rm -f "$MATRIX"' EXIT
tests/conformance.sh "$1" | grep -vE '^ok ' || true
[ -s "$MATRIX" ] || exit 1
cat tests/conformance/head.md "$MATRIX" >docs/conformance.md
echo "docs/conformance.md: $(head -n 1 "$MATRIX")"
