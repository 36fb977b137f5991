#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# With the certificates of SGP.26 as they are, and at a fixed time: what the card recovers is what
# was imported, byte for byte, for every package of the vectors, on both curves, with session keys
# and with random keys.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"

[ -d "${VECTORS:-}/sgp26" ] && [ -d "$VECTORS/upp" ] || {
	skip 'packages of TS.48 over certificates of SGP.26' 'VECTORS is not set'
	exit 0
}
vectors=$(cd "$VECTORS" && pwd)
clock=2026-11-01T00:00:00Z # DPtls is valid from 2026-07-21 to 2027-02-06
host=testsmdpplus1.example.com

# There are no certificates for an SM-DS among them.
without_smds() {
	sed -i -e '/^smds = /,/};$/d' -e '/^  es1[12] = /,/^  };$/d' -e '/^smds_peers = /,/^);$/d' \
		-e 's|dsauth = {[^}]*}; }| }|' "$sandbox/rspd.conf"
}

# The sandbox's configuration, with the certificates of SGP.26 in the places of its own.
use_sgp26() {
	local curve name short
	without_smds
	for curve in p256:NIST brainpool:BRP; do
		name=${curve%:*} short=${curve#*:}
		sed -i \
			-e "s|pki/$name/ci.pem|$vectors/sgp26/CertificateIssuer/CERT_CI_ECDSA_$short.der|" \
			-e "s|pki/$name/dpauth.pem|$vectors/sgp26/DPauth/CERT_S_SM_DPauth_ECDSA_$short.der|" \
			-e "s|pki/$name/dpauth.key|$vectors/sgp26/DPauth/SK_S_SM_DPauth_ECDSA_$short.der|" \
			-e "s|pki/$name/dppb.pem|$vectors/sgp26/DPpb/CERT_S_SM_DPpb_ECDSA_$short.der|" \
			-e "s|pki/$name/dppb.key|$vectors/sgp26/DPpb/SK_S_SM_DPpb_ECDSA_$short.der|" \
			-e "s|pki/$name/dptls.pem|$vectors/sgp26/DPtls/CERT_S_SM_DP_VARO_TLS_$short.der|" \
			-e "s|pki/$name/dptls.key|$vectors/sgp26/DPtls/SK_S_SM_DP_TLS_$short.der|" \
			"$sandbox/rspd.conf" "$sandbox/es2p.conf"
	done
}

make_card() {
	veuicc --state "$sandbox/card" init \
		--cert "$vectors/sgp26/eUICC/CERT_EUICC_ECDSA_$1.der" \
		--key "$vectors/sgp26/eUICC/SK_EUICC_ECDSA_$1.der" \
		--eum "$vectors/sgp26/EUM/CERT_EUM_ECDSA_$1.der" \
		--ci "$vectors/sgp26/CertificateIssuer/CERT_CI_ECDSA_NIST.der" \
		--ci "$vectors/sgp26/CertificateIssuer/CERT_CI_ECDSA_BRP.der"
}

card() { veuicc --state "$sandbox/card" --connect "$es9p" --clock "$clock" "$@"; }

one_package() {
	local file=$1 type=$2
	rspctl profile import --config "$sandbox/rspd.conf" --type "$type" "$file" || return
	iccid=$(rspctl profile list --config "$sandbox/rspd.conf" --state Available | cut -d' ' -f1)
	operator download-order --iccid "$iccid" || return
	activation=$(operator confirm-order --iccid "$iccid" --release --json | member activationCode)
	card download "$activation" || return
	card package "$iccid" >"$world/recovered" || return
	cmp "$file" "$world/recovered" || return
	in_state "$iccid" Installed
}

for curve in NIST BRP; do
	for type in prepaid contract; do
		sandbox=$world/$curve-$type
		make_sandbox --plain --host $host --clock $clock --profiles 0
		use_sgp26
		start_rspd
		make_card $curve >"$world/card" || bail "no card: $(cat "$world/card")"
		for file in "$vectors"/upp/*.der; do
			check "$curve, $type: $(basename "$file") comes out as it went in" \
				one_package "$file" "$type"
		done
		check "$curve, $type: rspd ends with 0" stop rspd
	done
done
