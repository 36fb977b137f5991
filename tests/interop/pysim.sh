#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# pySim's command-line clients of ES2+ and ES9+, its checker of profile packages and its ES2+
# endpoint, against rspd.
#	PYSIM=DIR [PYTHON=python3] [PYTHONPATH=…] tests/interop/pysim.sh BUILD
# shellcheck source=tests/interop/lib.sh
. "$(dirname "$0")/lib.sh"
export PYTHONPATH=$PYSIM${PYTHONPATH:+:$PYTHONPATH}
export PYTHONDONTWRITEBYTECODE=1
# The requests library would let them win over the CA that pySim names.
unset REQUESTS_CA_BUNDLE CURL_CA_BUNDLE

# python NAME ARGUMENT…: one of pySim's programs
python() {
	local program=$PYSIM/contrib/$1.py
	shift
	"${PYTHON:-python3}" "$program" "$@"
}

# What is missing for pySim's MODULE; nothing if it can be imported.
missing() {
	"${PYTHON:-python3}" -c "import $1" 2>&1 >/dev/null | tail -n 1
}

# check_if MODULE NAME COMMAND…: a case that needs a module of pySim's
check_if() {
	local why
	why=$(missing "$1")
	if [ -n "$why" ]; then
		skip "$2" "$why"
	else
		check "${@:2}"
	fi
}

# --- ES2+ ---

es2() {
	python es2p_client --url "https://localhost:${es2p#*:}" --id 2.999.20 \
		--client-cert "$world/client.pem" --server-ca-cert "$sandbox/pki/p256/ci.pem" "$@"
}

# pySim does not print the ICCID that it is told: the profile of TYPE that came into STATE.
ordered() {
	iccid=$(rspctl profile list --config "$sandbox/rspd.conf" |
		awk -v state="$1" -v type="$2" '$2 == state && $3 == type { print $1; exit }')
	[ -n "$iccid" ]
}

# The MatchingID of "Activation Code: '1$address$MATCHING-ID…'", into $matching_id
confirm() {
	local out
	out=$(es2 confirm-order --iccid "$iccid" "$@") || { echo "$out"; return 1; }
	matching_id=$(sed -n "s/^Activation Code: '1\\\$$address\\\$\\([^\$']*\\).*/\\1/p" <<<"$out")
	[ -n "$matching_id" ] || { echo "no activation code in $out"; return 1; }
}

by_type() {
	es2 download-order --profileType "$1" || return
	ordered Allocated "$1"
}

repeated() {
	confirm --releaseFlag || return
	in_state "$iccid" Released || return
	local first=$matching_id
	confirm --releaseFlag || return
	[ "$matching_id" = "$first" ]
}

for_a_device() {
	local eid=89049032123451234512345678901235
	es2 download-order --profileType contract --eid $eid || return
	ordered Linked contract || return
	confirm --eid $eid --matchingId PYSIM-MATCHING-ID-1 --confirmationCode 4711 || return
	[ "$matching_id" = PYSIM-MATCHING-ID-1 ] || return
	in_state "$iccid" Confirmed || return
	es2 release-profile --iccid "$iccid" || return
	in_state "$iccid" Released || return
	refused '8\.1\.1.*3\.10' es2 cancel-order --iccid "$iccid" \
		--finalProfileStatusIndicator Available || return
	es2 cancel-order --iccid "$iccid" --eid $eid --matchingId PYSIM-MATCHING-ID-1 \
		--finalProfileStatusIndicator Unavailable || return
	in_state "$iccid" Unavailable
}

by_iccid() {
	iccid=$(rspctl profile list --config "$sandbox/rspd.conf" | awk '$2 == "Available" { print $1; exit }')
	es2 download-order --iccid "$iccid" || return
	in_state "$iccid" Allocated || return
	es2 cancel-order --iccid "$iccid" --finalProfileStatusIndicator Available || return
	in_state "$iccid" Available
}

# --- ES9+ ---

es9() {
	local curve=$1
	shift
	python es9p_client --url "https://$address" --server-ca-cert "$sandbox/pki/p256/ci.pem" \
		--certificate-path "$sandbox/pki/$curve" --euicc-certificate euicc.der \
		--euicc-private-key euicc.key --eum-certificate eum.der --ci-certificate ci.der "$@"
}

# pySim reads certificates in DER.
in_der() {
	local name
	for name in euicc eum ci; do
		openssl x509 -in "$sandbox/pki/$1/$name.pem" -outform der \
			-out "$sandbox/pki/$1/$name.der" || return
	done
}

# pySim and our card are two devices with one identity. Both are told the same order, one after the
# other, and must find the same package.
download() {
	local curve=$1
	shift
	es9 "$curve" download --matchingId "$matching_id" --output-path "$world" "$@" \
		>"$world/es9" 2>&1 || { cat "$world/es9"; return 1; }
	transaction=$(member transactionId <"$world/es9" | head -n 1)
	upp=$world/${iccid}f.upp.der
	[ -s "$upp" ] || upp=$world/${iccid}.upp.der
	[ -s "$upp" ] || return
	in_state "$iccid" Downloaded || return
	told 1 3
}

same_package() {
	local state=$world/$1
	[ -e "$state" ] || card "$1" || return
	veuicc --state "$state" download "LPA:1\$$address\$$matching_id" || return
	veuicc --state "$state" package "$iccid" >"$world/ours" || return
	cmp "$upp" "$world/ours"
}

order_for() {
	by_type "$1" || return
	confirm --releaseFlag "${@:2}"
}

with_code() {
	order_for contract --confirmationCode 4711 || return
	refused 'Confirmation Code required' es9 "$1" download --matchingId "$matching_id" || return
	refused '8\.2\.7.*3\.8' es9 "$1" download --matchingId "$matching_id" \
		--confirmation-code 4712 || return
	until_says "$world/endpoint" "ICCID $iccid point 2 .*: Failed 8\.2\.7/3\.8" || return
	es9 "$1" download --matchingId "$matching_id" --confirmation-code 4711 \
		--output-path "$world" >"$world/es9" 2>&1 || { cat "$world/es9"; return 1; }
	in_state "$iccid" Downloaded
}

installed() {
	local oid
	oid=$(openssl x509 -in "$sandbox/pki/$1/dppb.pem" -noout -ext subjectAltName |
		sed -n 's/.*Registered ID://p')
	es9 "$1" notification-install --sequence-nr 1 --transaction-id "$transaction" \
		--iccid "${iccid}F" --smdpp-oid "$oid" --isdp-aid A0000005591010FFFFFFFF8900001100 \
		--sima-response 3010A00E300C8001008101018204FFFFFFFF || return
	in_state "$iccid" Installed || return
	told 1 3 4
}

reported() {
	es9 "$1" notification "$2" --sequence-nr "$3" --iccid "${iccid}F" || return
	on_card "$4"
}

not_ours() {
	refused '8\.2\.6.*3\.8' es9 "$1" download --matchingId AAAAA-AAAAA
}

well_formed() { says 'All good' python saip-tool "$upp" check; }

# --- the endpoint ---

# The result data holds a SEQUENCE, which the endpoint passes on to Python's json only if asn1tools
# has made a plain dict of it.
endpoint() {
	local port
	port=$(sed -n 's/^Listening on port //p' "$world/endpoint")
	stop endpoint
	cat "$sandbox/pki/operator/endpoint.pem" "$sandbox/pki/operator/endpoint.key" >"$world/endpoint.pem"
	start pysim "$world/pysim" "${PYTHON:-python3}" "$PYSIM/contrib/es2p_server.py" --port "$port" \
		--server-cert "$world/endpoint.pem" --client-ca-cert "$sandbox/pki/p256/ci.pem" -v
	until_says "$world/pysim" 'listen on localhost' || return
	until (: <"/dev/tcp/localhost/$port") 2>/dev/null; do sleep 0.05; done
	order_for prepaid || return
	veuicc --state "$world/p256" download "LPA:1\$$address\$$matching_id" || return
	local point
	for point in 1 3; do
		until_says "$world/pysim" \
			"\"iccid\": \"$iccid\".*\"notificationPointId\": $point, .*Executed-Success" || return
	done
	until_says "$world/pysim" '"notificationPointId": 4, .*"profileInstallationResult"|not JSON serializable'
}

modules=$(missing pySim.esim.es2p)
if [ -n "$modules" ]; then
	skip 'pySim' "$modules"
	exit
fi
make_world --profiles 12
cat "$sandbox/pki/operator/client.pem" "$sandbox/pki/operator/client.key" >"$world/client.pem"
in_der p256
in_der brainpool

check 'DownloadOrder by type' by_type prepaid
check 'ConfirmOrder with release, repeated' repeated
check 'DownloadOrder of an unknown type' refused '8\.2\.5.*3\.9' es2 download-order --profileType none
check 'DownloadOrder of an unknown ICCID' refused '8\.2\.1.*3\.9' \
	es2 download-order --iccid 8900000000000000000
check 'all ES2+ functions for a known device' for_a_device
check 'DownloadOrder by ICCID, CancelOrder' by_iccid
check 'CancelOrder of what is not ordered' refused '8\.2\.1.*3\.3' \
	es2 cancel-order --iccid "$iccid" --finalProfileStatusIndicator Available
for curve in p256 brainpool; do
	check "an unknown MatchingID: $curve" not_ours "$curve"
	for type in prepaid contract; do
		check "an order: $curve, $type" order_for "$type"
		check "download: $curve, $type" download "$curve"
		check_if pySim.esim.saip "the package is well-formed for pySim: $curve, $type" well_formed
		check "our card recovers the same bytes: $curve, $type" same_package "$curve"
	done
	order_for prepaid >/dev/null && download "$curve" >/dev/null
	check "the installation is reported: $curve" installed "$curve"
	check "enable is reported: $curve" reported "$curve" enable 2 Enabled
	check "disable is reported: $curve" reported "$curve" disable 3 Disabled
	check "delete is reported: $curve" reported "$curve" delete 4 Deleted
	check "a confirmation code, missing, wrong and right: $curve" with_code "$curve"
done
check_if pySim.esim.saip 'its endpoint takes the notifications' endpoint
check 'rspd ends with 0 when it is told to' stop rspd
