#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# lpac, a plain LPA of others, with our card behind its stdio driver, against rspd. TLS is on P-256
# also for the card whose identity is on brainpool.
#	LPAC_PROGRAM=…/src/lpac tests/interop/lpac.sh BUILD
# shellcheck source=tests/interop/lib.sh
. "$(dirname "$0")/lib.sh"
export LPAC_APDU=stdio LPAC_HTTP=curl
mkfifo "$world/answers"

# lpac CARD ARGUMENT…: says lpac's last word, and ends as lpac ends.
lpac() {
	local card=$1 code
	shift
	timeout 60 "$LPAC_PROGRAM" "$@" <"$world/answers" 2>"$world/lpac.err" |
		tee "$world/lpac.out" |
		veuicc --state "$world/$card" apdu >"$world/answers" 2>"$world/apdu.err"
	code=${PIPESTATUS[0]}
	grep -h '"type":"lpa"' "$world/lpac.out" || cat "$world/lpac.err" "$world/apdu.err"
	return "$code"
}

# The line of $iccid in lpac's list has all these: listed CARD PATTERN…
listed() {
	local card=$1 line pattern
	shift
	lpac "$card" profile list >"$world/list" || { cat "$world/list"; return 1; }
	line=$(grep -oE "\{\"iccid\":\"$iccid\"[^}]*\}" "$world/list") || { cat "$world/list"; return 1; }
	for pattern in "$@"; do
		grep -qF -- "$pattern" <<<"$line" || { echo "no $pattern in $line"; return 1; }
	done
}

# How many notifications of $iccid lpac finds on the card: pending CARD COUNT
pending() {
	lpac "$1" notification list >"$world/list" || return
	local n
	n=$(grep -oF "\"iccid\":\"$iccid\"" "$world/list" | wc -l)
	[ "$n" = "$2" ] || { echo "$n, not $2:"; cat "$world/list"; return 1; }
}

eid_of() { openssl x509 -in "$sandbox/pki/$1/euicc.pem" -noout -subject | grep -oE '[0-9]{32}'; }
ci_of() {
	openssl x509 -in "$sandbox/pki/$1/ci.pem" -noout -ext subjectKeyIdentifier |
		sed -n 's/://g; s/^ *\([0-9A-F]\{40\}\)$/\L\1/p'
}

chip_info() {
	lpac "$1" chip info >"$world/info" || { cat "$world/info"; return 1; }
	local expected
	for expected in "\"eidValue\":\"$(eid_of "$1")\"" \
		"\"euiccCiPKIdListForVerification\":[\"$(ci_of "$1")\"]" \
		"\"euiccCiPKIdListForSigning\":[\"$(ci_of "$1")\"]" '"rootDsAddress":"' '"svn":"2.'; do
		grep -qF "$expected" "$world/info" || { echo "no $expected in $(cat "$world/info")"; return 1; }
	done
}

download() {
	local card=$1
	shift
	says "\"message\":\"success\".*\"iccid\":\"$iccid\"" lpac "$card" profile download "$@" || return
	in_state "$iccid" Downloaded || return
	told 1 3
}

# The result of the installation, and the notification that the profile's metadata asks for.
results_delivered() {
	pending "$1" "$2" || return
	lpac "$1" notification process -a -r || return
	in_state "$iccid" Installed || return
	told 1 3 4 || return
	pending "$1" 0
}

with_code() {
	echo 4711 >"$world/code"
	order "$2" --release --confirmation-code-file "$world/code" || return
	refused '"message":"confirmation_code","data":"required"' \
		lpac "$1" profile download -a "$activation" || return
	refused '"message":"es9p_get_bound_profile_package","data":"The confirmation code is wrong"' \
		lpac "$1" profile download -a "$activation" -c 4712 || return
	until_says "$world/endpoint" "ICCID $iccid point 2 .*: Failed 8\.2\.7/3\.8" || return
	in_state "$iccid" Released || return
	lpac "$1" profile download -a "$activation" -c 4711 || return
	in_state "$iccid" Downloaded || return
	lpac "$1" notification process -a -r || return
	in_state "$iccid" Installed || return
	! grep "ICCID $iccid .*: Failed 8\.8\.5/3\.8" "$world/endpoint"
}

wrong_matching_id() {
	order prepaid --release || return
	refused '"message":"es9p_authenticate_client","data":"There is no open order with this MatchingID"' \
		lpac "$1" profile download -s "$address" -m AAAAA-AAAAA || return
	in_state "$iccid" Released || return
	download "$1" -s "$address" -m "${activation##*\$}" -i 356938035643809
}

nickname() {
	lpac "$1" profile nickname "$iccid" 'On the road' || return
	listed "$1" '"profileNickname":"On the road"'
}

# Reported, but left on the card: a second delivery changes nothing.
enabled() {
	lpac "$1" profile enable "$iccid" || return
	listed "$1" '"profileState":"enabled"' || return
	refused '"es10c_delete_profile","data":"profile not in disabled state"' \
		lpac "$1" profile delete "$iccid" || return
	lpac "$1" notification process -a || return
	on_card Enabled || return
	lpac "$1" notification process -a || return
	on_card Enabled || return
	pending "$1" 1 || return
	lpac "$1" notification remove -a || return
	pending "$1" 0
}

disabled() {
	lpac "$1" profile disable "$iccid" || return
	listed "$1" '"profileState":"disabled"' || return
	lpac "$1" notification process -a -r || return
	on_card Disabled
}

deleted() {
	lpac "$1" profile delete "$iccid" || return
	lpac "$1" profile list >"$world/list" || return
	! grep -F "$iccid" "$world/list" || return
	local sequence
	sequence=$(lpac "$1" notification list | grep -oE '"seqNumber":[0-9]+' | grep -oE '[0-9]+') || return
	lpac "$1" notification process -r "$sequence" || return
	on_card Deleted || return
	told 1 3 4
}

by_default_address() {
	lpac "$1" chip defaultsmdp "$address" || return
	says "\"defaultDpAddress\":\"$address\"" lpac "$1" chip info || return
	iccid=$(operator download-order --type contract --eid "$(eid_of "$1")" --json | member iccid)
	operator confirm-order --iccid "$iccid" --matching-id '' --release >/dev/null || return
	download "$1" || return
	results_delivered "$1" 1
}

# lpac shows the addresses of the events, and no EventID: it asks the SM-DP+ without a MatchingID.
discovered() {
	says '"message":"success","data":\[\]' lpac "$1" profile discovery -s "$smds" || return
	iccid=$(operator download-order --type contract --eid "$(eid_of "$1")" --json | member iccid)
	activation=$(operator confirm-order --iccid "$iccid" --release --smds-address "$smds" --json |
		member activationCode)
	says "\"message\":\"success\",\"data\":\[\"$address\"\]" \
		lpac "$1" profile discovery -s "$smds" || return
	download "$1" -s "$address" || return
	results_delivered "$1" 1 || return
	until_says_no_event "$1"
}

# The SM-DP+ deletes the event when it has heard of the installation.
until_says_no_event() {
	local deadline=$((SECONDS + 60))
	until says '"data":\[\]' lpac "$1" profile discovery -s "$smds"; do
		[ $SECONDS -lt $deadline ] || return
		sleep 0.1
	done
}

# lpac does not look at the server's role: the SM-DP+ says what it says to a download.
nothing_to_discover() {
	refused '"message":"es11_authenticate_client"' lpac "$1" profile discovery -s "$address"
}

in_segments() {
	order contract --release || return
	LPAC_CUSTOM_ES10X_MSS=$2 download "$1" -a "$activation" || return
	LPAC_CUSTOM_ES10X_MSS=$2 results_delivered "$1" 1
}

purged() {
	lpac "$1" chip purge yes || return
	says '"data":\[\]' lpac "$1" profile list
}

make_world
check 'TLS shows a P-256 certificate' says 'ASN1 OID: prime256v1' eval \
	"openssl s_client -connect $address </dev/null 2>/dev/null | openssl x509 -noout -text"
for card in p256 brainpool; do
	check "the card is made: $card" card "$card"
	check "chip info: $card" chip_info "$card"
	check "an order with a profile in session keys: $card" order prepaid --release
	check "download by activation code: $card" download "$card" -a "$activation"
	check "list: $card" listed "$card" '"profileState":"disabled"' \
		'"serviceProviderName":"Example"' '"profileName":"Example Prepaid"' '"iconType":"png"'
	check "notifications of the installation, delivered and removed: $card" \
		results_delivered "$card" 2
	check "nickname: $card" nickname "$card"
	check "enable, reported twice and removed: $card" enabled "$card"
	check "disable, reported: $card" disabled "$card"
	check "delete, reported: $card" deleted "$card"
	check "a confirmation code, missing, wrong and right, session keys: $card" with_code "$card" prepaid
	check "a confirmation code, missing, wrong and right, PPK: $card" with_code "$card" contract
	check "a wrong MatchingID, then the right one with an IMEI: $card" wrong_matching_id "$card"
	check "what is there is delivered: $card" results_delivered "$card" 2
	check "the default SM-DP+ without a MatchingID: $card" by_default_address "$card"
	check "an event at the SM-DS is found, downloaded, and gone: $card" discovered "$card"
	check "an SM-DP+ that is asked for events has none: $card" nothing_to_discover "$card"
	check "segments of 255 bytes: $card" in_segments "$card" 255
	check "segments of 20 bytes: $card" in_segments "$card" 20
	check "the memory is reset: $card" purged "$card"
done
check 'rspd ends with 0 when it is told to' stop rspd
check 'the log holds neither the ICCID nor the MatchingID' log_is_discreet
