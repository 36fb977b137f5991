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

# ES9+ in ASN.1: cancelSession with an unknown transactionId and an error of the card.
asn1=application/x-gsma-rsp-asn1
der() {
	local out=$world/$1.der
	printf '%b' "$(sed 's/../\\x&/g' <<<"$2")" >"$out"
	echo "@$out"
}
answers_der() {
	local expected=$1
	shift
	gets 200 "$@" -D "$world/head" && grep -qi "^content-type: $asn1" "$world/head" &&
		grep -qi '^x-admin-protocol: gsma/rsp/v2' "$world/head" &&
		[[ $(od -An -tx1 "$world/body" | tr -d ' \n') == "$expected" ]]
}
cancel=$(der cancel a20cbf410980020102a103810105)
type=$asn1 check 'an unknown transaction in ASN.1' answers_der a206bf4103810101 "$es9p" /asn1 \
	--data-binary "$cancel"
type="$asn1; charset=binary" check 'a media type with parameters' answers_der a206bf4103810101 \
	"$es9p" /asn1 --data-binary "$cancel"
check 'JSON as the type of ASN.1' gets 415 "$es9p" /asn1 --data-binary "$cancel"
type=$asn1 check 'ASN.1 as the type of JSON' gets 415 "$es9p" $auth --data-binary "$cancel"
type=$asn1 check 'JSON in place of ASN.1' gets 400 "$es9p" /asn1 -d '{}'
type=$asn1 check 'no function in ASN.1' gets 400 "$es9p" /asn1 --data-binary "$(der none a203bf3c00)"
type=$asn1 check 'nothing in ASN.1' gets 400 "$es9p" /asn1 --data-binary "$(der empty '')"
type=$asn1 check 'truncated ASN.1' gets 400 "$es9p" /asn1 --data-binary "$(der cut a20cbf4109800201)"
type=$asn1 check 'ASN.1 with more behind it' gets 400 "$es9p" /asn1 \
	--data-binary "$(der more a203bf410000)"
type=$asn1 check 'a malformed notification in ASN.1 is acknowledged' gets 204 "$es9p" /asn1 \
	--data-binary "$(der notification a203bf3d00)"
type=$asn1 check 'ASN.1 is not on the listener of ES2+' gets 404 "$es2p" /asn1 \
	--data-binary "$cancel"
check 'an answer carries X-Admin-Protocol' eval \
	"status $es2p $order -D '$world/head' -d '{}' >/dev/null; grep -qi '^x-admin-protocol: gsma/rsp/v2' '$world/head'"
check 'after all this, an order is taken' order prepaid
check 'nothing was answered with 5xx' eval "! grep -q '^5' '$world/statuses'"
check 'rspd ends with 0' stop rspd
