#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What lpac's TLS does not do: brainpoolP256r1 from the first byte, with veuicc's own LPA, which
# trusts only the CIs of its card.
#	tests/interop/veuicc.sh BUILD
# shellcheck source=tests/interop/lib.sh
. "$(dirname "$0")/lib.sh"

# What a client with nothing but brainpool is shown.
brainpool_handshake() {
	openssl s_client -connect "$address" -groups brainpoolP256r1 -tls1_2 \
		-CAfile "$sandbox/pki/brainpool/ci.pem" -verify_return_error </dev/null \
		>"$world/handshake" 2>&1 || { cat "$world/handshake"; return 1; }
	grep -qE 'Server Temp Key: ECDH, brainpoolP256r1' "$world/handshake" || return
	openssl x509 -in "$world/handshake" -noout -text | grep 'ASN1 OID: brainpoolP256r1'
}

whole_way() {
	order "$1" --release || return
	veuicc --state "$world/brainpool" download "$activation" || return
	in_state "$iccid" Installed || return
	told 1 3 4
}

reported() {
	veuicc --state "$world/brainpool" "$1" "$iccid" || return
	veuicc --state "$world/brainpool" notifications process || return
	on_card "$2"
}

# Without a P-256 certificate there is nothing else that TLS could have used.
only_brainpool() {
	stop rspd || return
	sed -i '/certificate = "pki\/p256\/dptls.pem".*},$/d' "$sandbox/rspd.conf"
	start_rspd
	whole_way prepaid || return
	order prepaid --release || return
	refused 'certificate|TLS|handshake|SSL' veuicc --state "$world/p256" download "$activation"
}

make_world
check 'a client that has only brainpool is served in it' brainpool_handshake
check 'the card is made' card brainpool
check 'so is one on P-256' card p256
for type in prepaid contract; do
	check "ordered, downloaded, installed and told over brainpool TLS: $type" whole_way "$type"
done
order prepaid --release && veuicc --state "$world/brainpool" download "$activation" >/dev/null 2>&1
check 'enable is reported over brainpool TLS' reported enable Enabled
check 'disable is reported over brainpool TLS' reported disable Disabled
check 'delete is reported over brainpool TLS' reported delete Deleted
check 'the same where rspd has no other TLS certificate' only_brainpool
check 'rspd ends with 0 when it is told to' stop rspd
