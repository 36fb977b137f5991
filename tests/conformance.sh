#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The conformance suite against two servers: an rspd of a sandbox, and one that has nothing in common
# with it. Each of its cases is one here.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/conformance/second.sh
. tests/conformance/second.sh

# The matrix as TAP: suite NAME TARGET [OPTION…]
suite() {
	local name=$1 line
	shift
	rspctl conformance "$@" --junit "$world/$name.xml" --markdown "$world/$name.md" \
		>"$world/$name" 2>&1 || note "$name: exit code $?"
	while read -r line; do
		cases=$((cases + 1))
		case $line in
		'passed '*) echo "ok $cases - $name: ${line#passed *}" ;;
		'not run '*) echo "ok $cases - $name: ${line#not run *} # SKIP not run" ;;
		*)
			failures=$((failures + 1))
			echo "not ok $cases - $name: ${line#failed *}"
			grep -F -A3 -- "$line" "$world/$name" | sed 's/^/# /'
			;;
		esac
	done < <(grep -E '^(passed|failed|not run) ' "$world/$name")
	[ -s "$world/$name.xml" ] || bail "$name has no results: $(cat "$world/$name")"
}

# --- the sandbox: its time stands; an order that has expired was made two hours ago ---

ports=$(free_port 6)
make_sandbox --es9p-port "$ports" --es2p-port $((ports + 1)) --notify-port $((ports + 2)) \
	--es11-port $((ports + 3)) --es12-port $((ports + 4)) --clock 2026-11-23T12:00:00Z
start_rspd
check 'an order that will expire' order conformance-expiring --release --matching-id EXPIRED-0123456789AB
stop rspd
sed -i 's|2026-11-23T12:00:00Z|2026-11-23T14:00:00Z|' "$sandbox"/*.conf
echo 'expired_matching_id = "EXPIRED-0123456789AB";' >>"$sandbox/conformance.conf"
start_rspd
suite sandbox "$sandbox"
[ -z "${MATRIX:-}" ] || cp "$world/sandbox.md" "$MATRIX"
if [ -z "${MATRIX:-}" ]; then
	check 'docs/conformance.md is what make conformance makes' \
		diff docs/conformance.md <(cat tests/conformance/head.md "$world/sandbox.md")
fi

# The suite must be able to fail.
check 'a wrong address fails' refused '[1-9][0-9]* failed' \
	rspctl conformance "$sandbox" --smdp-address wrong.example.com --only 'InitiateAuthenticationNIST#01'
check 'the cases are listed' says 'InitiateAuthenticationNIST#01 ' rspctl conformance --list
check 'a pattern without a case is refused' refused 'no case has' rspctl conformance --list --only nonsense
check 'a target without keys is refused' refused '--eum' rspctl conformance \
	--url https://localhost:1 --ci "$sandbox/pki/p256/ci.pem"
check 'options are enough for a target' says '^13 passed, 0 failed' rspctl conformance \
	--url "https://localhost:$ports" --smdp-address "localhost:$ports" --ci "$sandbox/pki/p256/ci.pem" \
	--eum "$sandbox/pki/p256/eum.pem" --eum-key "$sandbox/pki/p256/eum.key" --only '*9+.InitiateAuthentication[N_]*'
check 'rspd ends with 0' stop rspd
refused_nothing() { refused '0 passed' rspctl conformance "$sandbox"; }
check 'nothing passes where there is no server' refused_nothing

# --- the other one ---

make_second "$world/dp2" "$(free_port 6)" >"$world/made" 2>&1 || bail "no second: $(cat "$world/made")"
sandbox=$world/dp2
start_rspd
suite second "$sandbox"
check 'rspd ends with 0' stop rspd
