#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The conformance suite against an rspd of a sandbox. Each of its cases is one here.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"

# Where notifications come in must be known before rspd starts: a port that no client is given.
notify=$((20000 + RANDOM % 10000))
rspctl sandbox "$world/sb" --es9p-port 0 --es2p-port 0 --notify-port $notify >/dev/null ||
	bail "no sandbox"
sandbox=$world/sb
start_rspd
sed -i -e "s|localhost:0\"; address|localhost:${es9p#*:}\"; address|" \
	-e "s|localhost:0\"|localhost:${es2p#*:}\"|" "$sandbox/conformance.conf"

# The suite's matrix as TAP: suite NAME TARGET [OPTION…]
suite() {
	local name=$1 line
	shift
	rspctl conformance "$@" --junit "$world/$name.xml" >"$world/$name" 2>&1 || note "$name: $?"
	while read -r line; do
		cases=$((cases + 1))
		case $line in
		'passed '*) echo "ok $cases - ${line#passed *}" ;;
		'not run '*) echo "ok $cases - ${line#not run *} # SKIP ${reason:-}" ;;
		*)
			failures=$((failures + 1))
			echo "not ok $cases - ${line#failed *}"
			grep -F -A3 -- "$line" "$world/$name" | sed 's/^/# /'
			;;
		esac
	done < <(grep -E '^(passed|failed|not run)  ' "$world/$name")
	[ -s "$world/$name.xml" ] || bail "$name has no results: $(cat "$world/$name")"
}

suite sandbox "$sandbox"

# The suite must be able to fail: another address, another CI.
wrong_address() {
	refused '[1-9][0-9]* failed' rspctl conformance "$sandbox" --smdp-address wrong.example.com \
		--only 'InitiateAuthenticationNIST#01'
}
check 'a wrong address fails' wrong_address
check 'the cases are listed' says 'InitiateAuthenticationNIST#01 ' rspctl conformance --list
check 'a target without keys is refused' refused '--eum' rspctl conformance \
	--url https://localhost:1 --ci "$sandbox/pki/p256/ci.pem"
check 'rspd ends with 0' stop rspd
