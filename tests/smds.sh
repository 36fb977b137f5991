#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Who may call ES12 of an SM-DS, and what becomes of events: with curl, certificates made by openssl,
# and rspd killed in between. How devices find events is in discovery.sh.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"

command -v curl >/dev/null || { skip 'ES12 with curl' 'curl is missing'; exit; }
pki=$world/sb/pki/p256 es11='' es12=''
eid=89049032123451234512345678901235
secret=EVENT-7K2M9-KEEP-ME

# A TLS client certificate under the CI: client NAME [EXTENSION]
client() {
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/O=Test/CN=$1" \
		-keyout "$world/$1.key" -out "$world/$1.csr" 2>/dev/null &&
		printf 'keyUsage = critical, digitalSignature\nextendedKeyUsage = clientAuth\n%s\n' \
			"${2:-}" >"$world/$1.ext" &&
		openssl x509 -req -in "$world/$1.csr" -CA "$pki/ci.pem" -CAkey "$pki/ci.key" \
			-CAcreateserial -days 10 -extfile "$world/$1.ext" -out "$world/$1.pem" 2>/dev/null
}

start_smds() {
	start_rspd
	es11=$(sed -n 's/.*"started".*"es11":\([0-9]*\).*/\1/p' "$world/log")
	es12=$(sed -n 's/.*"started".*"es12":\([0-9]*\).*/\1/p' "$world/log")
}

# call CERTIFICATE PATH MEMBERS: the answer, and the status of HTTP behind it.
call() {
	curl -s -w ' HTTP %{http_code}' --cacert "$pki/ci.pem" --cert "$1.pem" --key "$1.key" \
		-H 'Content-Type: application/json' -H 'X-Admin-Protocol: gsma/rsp/v2.5.0' -d \
		"{\"header\":{\"functionRequesterIdentifier\":\"2.999.10\",\"functionCallIdentifier\":\"1\"},$3}" \
		"https://localhost:$es12/gsma/rsp2/$2"
}

event() { echo "\"eid\":\"$eid\",\"eventId\":\"$1\""; }
register() { # CERTIFICATE EVENTID [PATH]
	call "$1" "${3:-es12/registerEvent}" \
		"$(event "$2"),\"rspServerAddress\":\"dp.example\",\"forwardingIndicator\":false"
}
delete() { call "$1" "${3:-es12/deleteEvent}" "$(event "$2")"; }
done_with='Executed-Success.* HTTP 200'
refused_with() { says "subjectCode\":\"${1%/*}\",\"reasonCode\":\"${1#*/}\".* HTTP 200" "${@:2}"; }

make_sandbox
client other 'subjectAltName = RID:2.999.99' || bail 'no certificate'
client nameless || bail 'no certificate'
metrics=$(free_port 1)
sed -i "s|^listen = {|listen = {\n  metrics = { address = \"127.0.0.1:$metrics\"; };|" "$sandbox/rspd.conf"
start_smds

check 'an SM-DP+ registers an event' says "$done_with" register "$pki/dptls" "$secret"
check 'and once more, with the same answer' says "$done_with" register "$pki/dptls" "$secret"
check 'an EventID is taken for all others' refused_with 8.9.5/3.3 register "$world/other" "$secret"
check 'another SM-DP+ may register its own' says "$done_with" register "$world/other" OTHER
check 'it cannot delete what is not its own' refused_with 8.9.5/3.9 delete "$world/other" "$secret"
check 'a certificate without an OID owns nothing' says 'HTTP 403' register "$world/nameless" X
check 'a certificate of another CA is nobody' says 'HTTP 403' \
	register "$sandbox/pki/operator/client" X
check 'no certificate, no connection' eval \
	"! curl -s --cacert '$pki/ci.pem' -d '{}' https://localhost:$es12/gsma/rsp2/es12/deleteEvent"
check 'without a root SM-DS nothing is passed on' refused_with 8.9/5.1 call "$pki/dptls" \
	es12/registerEvent "$(event F),\"rspServerAddress\":\"dp.example\",\"forwardingIndicator\":true"
check 'ES15 is served, too' says "$done_with" register "$pki/dstls" E15 es15/registerEvent
check 'also for deleting' says "$done_with" delete "$pki/dstls" E15 es15/deleteEvent
check 'what is missing is named' says '"2.2","message":"eventId: missing"|"1.6","reasonCode":"2.2"' \
	call "$pki/dptls" es12/deleteEvent "\"eid\":\"$eid\""

for family in es9plus es11; do
	check "ES11 is served under /$family/" eval \
		"curl -si --cacert '$pki/ci.pem' -H 'Content-Type: application/json' -d '{}' \
		https://localhost:$es11/gsma/rsp2/$family/authenticateClient |
		grep -A20 -i '^X-Admin-Protocol: gsma/rsp/v2' | grep -q '\"1.6\",\"reasonCode\":\"2.2\"'"
done
check 'ES12 is not served to devices' eval \
	"curl -s -o /dev/null -w '%{http_code}' --cacert '$pki/ci.pem' -d '{}' \
	https://localhost:$es11/gsma/rsp2/es12/deleteEvent | grep -q 404"

check 'its calls are counted' says 'function="ES12.RegisterEvent",outcome="refused"} 2' \
	curl -s "http://127.0.0.1:$metrics/metrics"
check 'its events, too' says '^rspd_smds_events 2$' curl -s "http://127.0.0.1:$metrics/metrics"

# Certificates that are read anew serve those who call from then on, and events stay.
after_a_reload() {
	kill -HUP "${running[rspd]}" && until_says "$world/log" '"event":"reloaded"' &&
		says "$done_with" register "$pki/dptls" "$secret"
}
check 'it reads its certificates anew' after_a_reload

after_a_crash() {
	stop rspd KILL
	start_smds
	says "$done_with" register "$pki/dptls" "$secret" &&
		refused_with 8.9.5/3.3 register "$world/other" "$secret" &&
		says "$done_with" delete "$pki/dptls" "$secret" &&
		refused_with 8.9.5/3.9 delete "$pki/dptls" "$secret" &&
		says "$done_with" register "$world/other" "$secret"
}
cp "$world/log" "$world/log.before"
check 'an event outlives kill -9' after_a_crash
check 'rspd ends with 0' stop rspd

no_secret() { ! grep -laF "$secret" "$world/log.before" "$world/log" "$sandbox"/rspd.db*; }
check 'no EventID is in the log or in the database' no_secret

# Without what an SM-DP+ needs, it is an SM-DS alone.
alone() {
	cat >"$sandbox/alone.conf" <<-END
		smds = { address = "localhost"; registrars = ({ ca = "pki/p256/ci.pem"; oid = "2.999.99"; }); };
		listen = {
		  es11 = { address = "127.0.0.1:0";
		    tls = ({ certificate = "pki/p256/dstls.pem"; key = "pki/p256/dstls.key"; }); };
		  es12 = { address = "127.0.0.1:0";
		    tls = ({ certificate = "pki/p256/dstls.pem"; key = "pki/p256/dstls.key"; }); };
		};
		store = { path = "alone.db"; };
		keyring = { wrap_keys = [ "keys/wrap-1.key" ]; lookup_key = "keys/lookup.key"; };
		certificate_issuers = ({ certificate = "pki/p256/ci.pem";
		  dsauth = { certificate = "pki/p256/dsauth.pem"; key = "pki/p256/dsauth.key"; }; });
	END
	rspd --config "$sandbox/alone.conf" --check-config || return
	cp "$sandbox/alone.conf" "$sandbox/rspd.conf"
	start_smds
	[ "$es9p" = 127.0.0.1:0 ] || return
	says "$done_with" register "$world/other" E || return
	says 'HTTP 403' register "$pki/dptls" E || return
	stop rspd
}
check 'an SM-DS alone, with one OID on its list' alone
