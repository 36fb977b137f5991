#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# rspd as a program: its configuration, its start and its end; rspctl and veuicc say what they want.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"

make_sandbox
conf=$sandbox/rspd.conf

# A configuration with one thing changed is refused with a message: wrong PATTERN SED-EXPRESSION
wrong() {
	sed "$2" "$conf" >"$sandbox/wrong.conf"
	refused "$1" rspd --config "$sandbox/wrong.conf" --check-config
}

# A configuration with a port that another program has, which does not share it.
take_port() {
	start holder "$world/holder" openssl s_server -accept 127.0.0.1:0 -nocert
	until_says "$world/holder" '^ACCEPT ' || return
	local port
	port=$(sed -n 's/^ACCEPT .*:\([0-9]*\)$/\1/p' "$world/holder")
	sed "s|127.0.0.1:0|127.0.0.1:$port|" "$conf" >"$sandbox/taken.conf"
}

check 'a good configuration is good' rspd --config "$conf" --check-config
check 'it leaves no trace' eval "[ ! -e '$sandbox/rspd.db-wal' ]"
check 'an unknown key is named with its line' wrong 'wrong\.conf:2: .*adress' 's|smdpp = { address|smdpp = { adress|'
check 'a syntax error is named with its line' wrong 'wrong\.conf:[0-9]+: syntax' 's|^listen = {|listen = (|'
check 'a missing certificate is named' wrong 'dpauth' 's|pki/p256/dpauth.pem|pki/p256/nowhere-dpauth.pem|'
check 'a key of another certificate is named' wrong 'dppb|mismatch' 's|pki/p256/dppb.key|pki/p256/dpauth.key|'
check 'a missing wrapping key is named' wrong 'wrap-2' 's|wrap-1|wrap-2|'
# A second operator with the first one's client, pinned.
shared=$(printf '%s' 'operators = (\n  { name = "second"; function_requester_identifiers = [ "2.999.30" ];\n    clients = ({ certificate = "pki/operator/client.pem"; }); },')
check 'operators that share a client are named' \
	wrong 'operators_share_a_client.*second' "s|^operators = (|$shared|"
check 'no configuration, no server' refused 'nowhere' rspd --config "$world/nowhere"
check 'no option, no server' refused 'needed' rspd
take_port
check 'a port that is taken is named' \
	refused 'not free|in use|conflict|taken' rspd --config "$sandbox/taken.conf"
stop holder

# Change the configuration, have it read, and change it back: reload SED-EXPRESSION EVENT
reload() {
	cp "$conf" "$sandbox/before.conf"
	sed -i "$1" "$conf"
	kill -HUP "${running[rspd]}"
	until_says "$world/log" "$2"
	local result=$?
	cp "$sandbox/before.conf" "$conf"
	return $result
}

start_rspd
check 'SIGHUP has it read its certificates' reload '' '"event":"reloaded"'
check 'a bad one is named, and nothing changes' \
	reload 's|pki/p256/dppb.pem|pki/p256/dpauth.pem|' '"event":"key_not_accepted".*dppb.key'
check 'that is said' until_says "$world/log" '"event":"not_reloaded"'
check 'SIGINT ends it with 0' stop rspd INT
start_rspd
check 'SIGTERM ends it with 0' stop rspd TERM
sed -i '$ a test_clock = "2026-11-23T12:00:00Z";' "$conf"
start_rspd
check 'a clock that stands is warned of' until_says "$world/log" '"event":"test_clock"'
check 'it ends with 0' stop rspd

for program in rspd rspctl veuicc; do
	check "$program --help is short" eval "[ \$($program --help | wc -l) -le 30 ]"
	check "$program --version" says '^'"$program"' [0-9]' "$program" --version
done
