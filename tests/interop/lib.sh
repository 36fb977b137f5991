# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What the interop tests share beyond tests/lib.sh: a sandbox whose activation codes name a port,
# since other people's LPAs connect where the activation code says, and an operator's endpoint.
# shellcheck source=tests/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

# A sandbox, rspd and the endpoint; $address is what activation codes say, $smds the SM-DS.
make_world() {
	local port
	port=$(free_port 3)
	export address=localhost:$port smds=localhost:$((port + 1))
	make_sandbox --es9p-port "$port" --es11-port $((port + 1)) --es12-port $((port + 2)) "$@"
	start_endpoint
	start_rspd
	[ "${es9p#*:}" = "$port" ] || bail "rspd listens on $es9p"
}

# A card that knows no other CI than that of its identity, p256 or brainpool: card CURVE
card() {
	local pki=$sandbox/pki/$1
	veuicc --state "$world/$1" init --cert "$pki/euicc.pem" --key "$pki/euicc.key" \
		--eum "$pki/eum.pem" --ci "$pki/ci.pem"
}

# The operator has heard of these points of $iccid, each once and no other: told POINT…
told() {
	local point
	for point in "$@"; do
		until_says "$world/endpoint" "ICCID $iccid point $point .*: Executed-Success" || return
	done
	[ "$(grep -c "ICCID $iccid " "$world/endpoint")" = $# ] || {
		echo "not just $# notifications:"
		grep "ICCID $iccid " "$world/endpoint"
		return 1
	}
}

# What the eUICC has reported of $iccid: on_card Enabled
on_card() { says "^on the card +$1\$" rspctl profile show --config "$sandbox/rspd.conf" "$iccid"; }

# Nothing in the log that must not be there.
log_is_discreet() {
	! grep -qF -e "$iccid" -e "${activation##*\$}" "$world/log"
}
