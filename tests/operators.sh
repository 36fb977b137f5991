#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Who may call ES2+: by CA and subject, by a pinned self-signed certificate, and nobody else; and
# one operator's profiles do not exist for another.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"

make_sandbox
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 10 -subj /CN=other \
	-keyout "$sandbox/other.key" -out "$sandbox/other.pem" 2>/dev/null
python=$(printf '%s' 'operators = (\n  { name = "other"; function_requester_identifiers = [ "2.999.30" ];\n    clients = ({ certificate = "other.pem"; }); },')
sed -i "s|^operators = (|$python|" "$sandbox/rspd.conf"
sed -e 's|"pki/operator/client.pem"|"other.pem"|; s|"pki/operator/client.key"|"other.key"|' \
	-e 's|2.999.20|2.999.30|' "$sandbox/es2p.conf" >"$sandbox/other.conf"
start_rspd

other() {
	local command=$1
	shift
	rspctl es2p --config "$sandbox/other.conf" --connect "$es2p" "$command" "$@"
}

check 'the operator of CA and subject orders' order prepaid
check 'another does not see the profile' refused '8\.2\.1/3\.9' other cancel-order --iccid "$iccid"
check 'nor its type' refused '8\.2\.5/(3\.9|1\.2)' other download-order --type prepaid
check 'nor may it speak for the first' refused '1\.1/1\.2' \
	other cancel-order --iccid "$iccid" --requester 2.999.20
check 'a certificate of the device PKI is nobody' refused 'HTTP 403|certificate' \
	operator cancel-order --iccid "$iccid" --cert "$sandbox/pki/p256/dpauth.pem" \
	--key "$sandbox/pki/p256/dpauth.key"
check 'another subject under the CA is nobody' refused 'HTTP 403|certificate' \
	operator cancel-order --iccid "$iccid" --cert "$sandbox/pki/operator/endpoint.pem" \
	--key "$sandbox/pki/operator/endpoint.key"
check 'no certificate, no connection' eval \
	"! curl -s --cacert '$sandbox/pki/p256/ci.pem' -d '{}' https://localhost:${es2p#*:}/gsma/rsp2/es2plus/downloadOrder"
check 'rspd ends with 0' stop rspd
