#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The main job over the wire: order, download, installation and notifications, on both curves and
# with both kinds of keys; and the ways in which it goes wrong.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"

make_sandbox
start_endpoint
start_rspd
check 'the P-256 device is made' device p256 p256
check 'the brainpool device is made' device brainpool brainpool

whole_way() {
	local curve=$1 type=$2
	order "$type" --release || return
	lpa "$curve" download "$activation" || return
	says "$iccid" lpa "$curve" list || return
	in_state "$iccid" Installed || return
	local point
	for point in 1 3 4; do
		until_says "$world/endpoint" "ICCID $iccid point $point .*: Executed-Success" || return
	done
	[ "$(grep -c "$iccid" "$world/endpoint")" = 3 ] || {
		echo "more than three notifications:"
		grep "$iccid" "$world/endpoint"
		return 1
	}
}

for curve in p256 brainpool; do
	for type in prepaid contract; do
		check "ordered, downloaded, installed and told: $curve, $type" whole_way "$curve" "$type"
	done
done

# A device that knows the brainpool CI alone gets TLS on brainpool too.
brainpool_only() {
	local pki=$sandbox/pki/brainpool
	veuicc --state "$world/brainpool-only" init --cert "$pki/euicc.pem" --key "$pki/euicc.key" \
		--eum "$pki/eum.pem" --ci "$pki/ci.pem" || return
	order prepaid --release || return
	lpa brainpool-only download "$activation" || return
	in_state "$iccid" Installed
}
check 'a device that trusts brainpool alone' brainpool_only

# The same functions in ASN.1 (SGP.22 §6.6).
in_asn1() {
	local curve=$1
	order contract --release || return
	refused '8\.2\.6/3\.8' lpa "$curve" --binding asn1 download "${activation%\$*}\$AAAAA-AAAAA" || return
	lpa "$curve" --binding asn1 download "$activation" --cancel postponed || return
	in_state "$iccid" Released || return
	lpa "$curve" --binding asn1 download "$activation" || return
	in_state "$iccid" Installed
}
for curve in p256 brainpool; do
	check "ordered, downloaded and installed in ASN.1: $curve" in_asn1 "$curve"
done

wrong_activation_code() {
	order prepaid --release || return
	local host=${activation%\$*}
	refused '8\.2\.6/3\.8' lpa p256 download "$host\$AAAAA-AAAAA" || return
	in_state "$iccid" Released || return
	lpa p256 download "$activation"
}
check 'a wrong activation code is refused, the right one works afterwards' wrong_activation_code

cancelled() {
	order prepaid --release || return
	operator cancel-order --iccid "$iccid" || return
	in_state "$iccid" Available || return
	refused '8\.2\.6/3\.8' lpa p256 download "$activation"
}
check 'a cancelled order cannot be downloaded' cancelled

not_released() {
	order contract || return
	in_state "$iccid" Confirmed || return
	refused '8\.2/1\.2' lpa p256 download "$activation" || return
	operator release-profile --iccid "$iccid" || return
	lpa p256 download "$activation" || return
	in_state "$iccid" Installed
}
check 'a profile waits for its release' not_released

confirmation_code() {
	echo 4711 >"$world/right"
	echo 4712 >"$world/wrong"
	order prepaid --release --confirmation-code-file "$world/right" || return
	[ "${activation: -3}" = '$$1' ] || return
	refused 'confirmation code' lpa p256 download "$activation" || return
	refused '8\.2\.7/3\.8' lpa p256 download "$activation" \
		--confirmation-code-file "$world/wrong" || return
	until_says "$world/endpoint" "ICCID $iccid point 2 .*: Failed 8\.2\.7/3\.8" || return
	lpa p256 download "$activation" --confirmation-code-file "$world/right" || return
	in_state "$iccid" Installed
}
check 'a confirmation code: none, wrong, right' confirmation_code

used_up() {
	order prepaid --release --confirmation-code-file "$world/right" || return
	for _ in 1 2 3; do
		refused '8\.2\.7/(3\.8|6\.4)' lpa p256 download "$activation" \
			--confirmation-code-file "$world/wrong" || return
	done
	refused '8\.2' lpa p256 download "$activation" --confirmation-code-file "$world/right" || return
	in_state "$iccid" Error
}
check 'wrong confirmation codes use the order up' used_up

bound_to_a_device() {
	local eid
	eid=$(lpa brainpool info | grep -oE '[0-9]{32}' | head -n 1)
	[ ${#eid} = 32 ] || { echo "the card does not say its EID"; return 1; }
	iccid=$(operator download-order --type prepaid --eid "${eid%??}00" --json | member iccid)
	in_state "$iccid" Linked || return
	activation=$(operator confirm-order --iccid "$iccid" --release --json | member activationCode)
	refused '8\.1\.1/3\.8' lpa brainpool download "$activation"
}
check 'an order for another device is refused' bound_to_a_device

reported() {
	local told=$1 command=$2
	lpa p256 "$command" "$installed" || return
	lpa p256 notifications process || return
	says "on the card +$told" rspctl profile show --config "$sandbox/rspd.conf" "$installed"
}
order prepaid --release && lpa p256 download "$activation" >"$world/out" 2>&1
installed=$iccid
check 'enabling is reported' reported Enabled enable
check 'disabling is reported' reported Disabled disable
check 'deletion is reported' reported Deleted delete

restart() {
	order prepaid --release || return
	stop rspd || { echo "rspd ended with $?"; return 1; }
	start_rspd
	lpa p256 download "$activation" || return
	in_state "$iccid" Installed
}
check 'an order outlives a restart' restart

endpoint_away() {
	stop endpoint
	order contract --release || return
	lpa p256 download "$activation" || return
	says '[1-9][0-9]* waiting' rspctl outbox list --config "$sandbox/rspd.conf" || return
	stop rspd || return
	start_rspd
	start endpoint "$world/endpoint2" rspctl es2p --config "$sandbox/es2p.conf" listen
	local point
	for point in 1 3 4; do
		until_says "$world/endpoint2" "ICCID $iccid point $point .*: Executed-Success" || return
	done
	says '^0 waiting' rspctl outbox list --config "$sandbox/rspd.conf"
}
check 'notifications wait for the endpoint, over a restart' endpoint_away

killed() {
	order prepaid --release || return
	stop rspd KILL
	start_rspd
	lpa p256 download "$activation" || return
	in_state "$iccid" Installed
}
check 'an order outlives kill -9' killed

check 'rspd ends with 0 when it is told to' stop rspd
check 'the log holds no activation code' eval "! grep -qF \"\${activation##*\$}\" \"$world/log\""
check 'the log holds no whole ICCID' eval "! grep -qF \"$iccid\" \"$world/log\""
