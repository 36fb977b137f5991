#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Requests that are none of SGP.22's get a plain 4xx, and never a 500; the others go on.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"

make_sandbox
start_rspd
base=/gsma/rsp2

# The HTTP status of a request, with $type as its content type: status PORT PATH CURL-OPTION…
status() {
	local port=$1 path=$2
	shift 2
	curl -s -o "$world/body" -w '%{http_code}' --max-time 20 --cacert "$sandbox/pki/p256/ci.pem" \
		--cert "$sandbox/pki/operator/client.pem" --key "$sandbox/pki/operator/client.key" \
		-H "Content-Type: ${type:-application/json}" "$@" "https://localhost:${port#*:}$base$path"
}

# gets STATUS PORT PATH CURL-OPTION…
gets() {
	local expected=$1 got
	shift
	got=$(status "$@")
	echo "$got" >>"$world/statuses"
	[[ $got =~ ^($expected)$ ]] || {
		echo "HTTP $got, not $expected: $(head -c 300 "$world/body")"
		return 1
	}
}

# Answers Failed with a code pair, in HTTP 200: fails PAIR PORT PATH CURL-OPTION…
fails() {
	local subject=${1%/*} reason=${1#*/}
	shift
	gets 200 "$@" || return
	grep -q "\"subjectCode\":\"$subject\",\"reasonCode\":\"$reason\"" "$world/body" || {
		cat "$world/body"
		return 1
	}
}

order=/es2plus/downloadOrder
auth=/es9plus/initiateAuthentication
header='"header":{"functionRequesterIdentifier":"2.999.20","functionCallIdentifier":"x"}'
printf '{%s,"x":"%080000d"}' "$header" 0 >"$world/long"
printf '{"x":%s1%s}' "$(printf '[%.0s' {1..200})" "$(printf ']%.0s' {1..200})" >"$world/deep"

check 'malformed JSON' fails 1.6/2.1 "$es2p" $order -d '{'
check 'JSON that is no object' fails 1.6/2.1 "$es2p" $order -d '[]'
check 'a key that comes twice' fails 1.6/2.1 "$es2p" $order -d "{$header,$header,\"profileType\":\"prepaid\"}"
check 'JSON that is too deep' fails 1.6/2.1 "$es2p" $order -d "@$world/deep"
check 'a body that is too long' gets 413 "$es2p" $order -d "@$world/long"
type=text/xml check 'another content type' gets 415 "$es2p" $order -d '{}'
check 'another method' gets 405 "$es2p" $order -X GET
check 'another path' gets 404 "$es2p" /es2plus/nothing -d '{}'
check 'ES9+ is not on the listener of ES2+' gets 404 "$es2p" $auth -d '{}'
check 'ES2+ is not on the listener of ES9+' gets 404 "$es9p" $order -d '{}'
check 'broken base64 on ES9+' fails 1.6/2.1 "$es9p" $auth \
	-d '{"euiccChallenge":"%%%","euiccInfo1":"vyA=","smdpAddress":"localhost"}'
check 'truncated DER on ES9+' fails 1.6/2.1 "$es9p" $auth \
	-d '{"euiccChallenge":"AAAAAAAAAAAAAAAAAAAAAA==","euiccInfo1":"vyA1ggM=","smdpAddress":"localhost"}'
check 'a notification of nonsense is acknowledged' gets 204 "$es9p" /es9plus/handleNotification \
	-d '{"pendingNotification":"MAA="}'
check 'an unknown transaction' fails 8.10.1/3.9 "$es9p" /es9plus/cancelSession \
	-d '{"transactionId":"00112233445566778899AABBCCDDEEFF","cancelSessionResponse":"v0EDgQF/"}'
check 'an answer carries X-Admin-Protocol' eval \
	"status $es2p $order -D '$world/head' -d '{}' >/dev/null; grep -qi '^x-admin-protocol: gsma/rsp/v2' '$world/head'"
check 'after all this, an order is taken' order prepaid
check 'nothing was answered with 5xx' eval "! grep -q '^5' '$world/statuses'"
check 'rspd ends with 0' stop rspd
