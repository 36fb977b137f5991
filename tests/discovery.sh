#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The way along an event: an SM-DP+, its SM-DS in the same process, a root SM-DS in another, and
# devices that find their orders there. Which of them may be away, or die in the middle.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"

# --- the servers: "rspd" is the SM-DP+ and an alternative SM-DS, "root" the root SM-DS ---

ports=$(free_port 7)
smdp=localhost:$ports alternative=localhost:$((ports + 3)) root=localhost:$((ports + 5))

root_conf() {
	cat <<-END
		smds = { address = "$root"; registrars = ({ ca = "pki/p256/ci.pem"; }); };
		listen = {
		  es11 = { address = "127.0.0.1:$((ports + 5))";
		    tls = ({ certificate = "pki/p256/dstls.pem"; key = "pki/p256/dstls.key"; }); };
		  es12 = { address = "127.0.0.1:$((ports + 6))";
		    tls = ({ certificate = "pki/p256/dstls.pem"; key = "pki/p256/dstls.key"; }); };
		};
		store = { path = "root.db"; };
		keyring = { wrap_keys = [ "keys/wrap-1.key" ]; lookup_key = "keys/lookup.key"; };
		certificate_issuers = ({ certificate = "pki/p256/ci.pem";
		  dsauth = { certificate = "pki/p256/dsauth.pem"; key = "pki/p256/dsauth.key"; }; });
	END
}

make_servers() {
	make_sandbox --es9p-port "$ports" --es2p-port $((ports + 1)) --es11-port $((ports + 3)) \
		--es12-port $((ports + 4)) --plain --profiles 60
	root_conf >"$sandbox/root.conf"
	sed -i "s|^smds_peers = (|smds_peers = (\n  { address = \"$root\"; \
url = \"https://localhost:$((ports + 6))\"; timeout_ms = 2000; },|
		s|\(address = \"$alternative\";.*\)default = true;|\1alternative = true;|
		s|^smds = {|smds = { root = \"$root\";|" "$sandbox/rspd.conf"
}

start_root() {
	: >"$world/root.log"
	start root "$world/root.log" rspd --config "$sandbox/root.conf"
	until_says "$world/root.log" '"event":"started"' || bail "no root SM-DS"
}

# A device with an eUICC that believes in $root as its root SM-DS.
make_card() {
	local pki=$sandbox/pki/p256
	veuicc --state "$world/card" init --cert "$pki/euicc.pem" --key "$pki/euicc.key" \
		--eum "$pki/eum.pem" --ci "$pki/ci.pem" --root-smds "$root" || return
	eid=$(veuicc --state "$world/card" info | sed -n 's/^eid  *//p')
}
card() { veuicc --state "$world/card" "$@"; }

# How many events the device is told of: events [OPTION…]
events() { card discover --json "$@" | grep -o rspServerAddress | wc -l; }
sees() {
	local n
	n=$(events "${@:2}")
	[ "$n" = "$1" ] || {
		echo "$n events, not $1"
		return 1
	}
}
until_sees() {
	local deadline=$((SECONDS + 60))
	until sees "$@"; do
		[ $SECONDS -lt $deadline ] || return
		sleep 0.1
	done
}

# What the SM-DP+ and the alternative SM-DS have to tell others, they have told.
until_outbox_is_empty() {
	local deadline=$((SECONDS + 60))
	until says '^0 waiting' rspctl outbox list --config "$sandbox/rspd.conf"; do
		[ $SECONDS -lt $deadline ] || return
		sleep 0.1
	done
}

reserve() {
	iccid=$(operator download-order --type "${1:-prepaid}" --eid "$eid" --json | member iccid)
	[ -n "$iccid" ]
}
confirm() { operator confirm-order --iccid "$iccid" --json "$@"; }
announce() { reserve && confirm --release --smds-address "$1"; }

# --- the plain way ---

make_servers
start_endpoint
start_rspd
start_root
check 'the device is made' make_card
check 'there is nothing for it yet' says "The SM-DS $root has no events" card discover

found() {
	announce "$root" >"$world/announced" || return
	local event
	event=$(member matchingId <"$world/announced")
	[ -n "$event" ] || return
	in_state "$iccid" Released || return
	says "^  $smdp  \*\*\*\*" card discover || return
	says "installed $iccid, disabled$" card discover --download || return
	in_state "$iccid" Installed || return
	until_sees 0 || return
	! grep -F "$event" "$world/log" "$world/root.log"
}
check 'an order is found at the SM-DS, downloaded, and the event is gone' found

with_options() {
	echo 4711 >"$world/code"
	reserve contract && confirm --release --smds-address "$root" \
		--confirmation-code-file "$world/code" || return
	sees 1 --es11-paths || return
	sees 1 --binding asn1 || return
	refused 'confirmation code' card discover --download || return
	card discover --download --es11-paths --confirmation-code-file "$world/code" || return
	in_state "$iccid" Installed || return
	until_sees 0
}
check 'a confirmation code; the paths of ES11, and ASN.1' with_options

two_orders() {
	local first
	announce "$root" || return
	first=$iccid
	announce "$root" || return
	sees 2 || return
	card discover --download || return
	in_state "$first" Installed && in_state "$iccid" Installed || return
	until_sees 0
}
check 'two orders are two events' two_orders

not_of_others() {
	announce "$root" || return
	local pki=$sandbox/pki/brainpool
	veuicc --state "$world/other" init --cert "$pki/euicc.pem" --key "$pki/euicc.key" \
		--eum "$pki/eum.pem" --ci "$pki/ci.pem" --ci "$sandbox/pki/p256/ci.pem" || return
	refused '8\.9\.[24]/3\.[17]' veuicc --state "$world/other" discover --smds "$root" || return
	operator cancel-order --iccid "$iccid" --eid "$eid" || return
	until_sees 0 || return
	in_state "$iccid" Available
}
check 'a cancelled order takes its event with it; an eUICC of another CI is told nothing' not_of_others

at_release() {
	reserve && confirm --smds-address "$root" || return
	in_state "$iccid" Confirmed || return
	sees 0 || return
	operator release-profile --iccid "$iccid" || return
	sees 1 || return
	card discover --download || return
	in_state "$iccid" Installed
}
check 'an order that is released later is announced later' at_release

rejected() {
	announce "$root" || return
	sees 1 || return
	card default-smdp "$smdp" || return
	card download --cancel endUserRejection || return
	in_state "$iccid" Error || return
	until_sees 0
}
check 'a user that does not want it ends the event' rejected

by_default_address() {
	reserve && confirm --release --matching-id '' || return
	card download || return
	in_state "$iccid" Installed
}
check 'without an SM-DS there is the default SM-DP+' by_default_address

# --- over the alternative SM-DS ---

forwarded() {
	announce "$alternative" || return
	in_state "$iccid" Released || return
	says "^  $alternative  \*\*\*\*" card discover || return
	says "^  $smdp  \*\*\*\*" card discover --smds "$alternative" || return
	says "^    $smdp  .*  installed $iccid, disabled$" card discover --download || return
	in_state "$iccid" Installed || return
	until_sees 0 --smds "$alternative" && until_sees 0
}
check 'an event at the alternative SM-DS is found over the root SM-DS, and gone from both' forwarded

both_ways() {
	local first
	announce "$alternative" || return
	first=$iccid
	announce "$root" || return
	sees 2 || return
	sees 1 --smds "$alternative" || return
	card discover --download || return
	in_state "$first" Installed && in_state "$iccid" Installed || return
	until_sees 0 --smds "$alternative" && until_sees 0
}
check 'two orders, one of them over the alternative SM-DS' both_ways

forwarded_and_cancelled() {
	announce "$alternative" || return
	sees 1 || return
	operator cancel-order --iccid "$iccid" --eid "$eid" || return
	until_sees 0 --smds "$alternative" && until_sees 0
}
check 'a cancelled order takes both its events with it' forwarded_and_cancelled

root_away() {
	stop root || return
	reserve || return
	refused '"8\.9","reasonCode":"(5\.1|4\.2)"' confirm --release --smds-address "$alternative" || return
	in_state "$iccid" Linked || return
	sees 0 --smds "$alternative" || return
	start_root
	confirm --release --smds-address "$alternative" || return
	sees 1 || return
	card discover --download || return
	in_state "$iccid" Installed || return
	until_sees 0 --smds "$alternative" && until_sees 0
}
check 'without the root SM-DS the order is not released; later it is' root_away

# --- the SM-DS is away, and comes back ---

away() {
	stop root || return
	reserve || return
	refused '"8\.9","reasonCode":"5\.1"' confirm --release --smds-address "$root" || return
	in_state "$iccid" Linked || return
	refused 'Check the network' card discover || return
	start_root
	sees 0 || return
	confirm --release --smds-address "$root" || return
	sees 1 || return
	card discover --download || return
	in_state "$iccid" Installed || return
	until_sees 0
}
check 'an order that cannot be announced is not released; later it can' away

away_at_the_end() {
	local activation
	reserve || return
	activation=$(confirm --release --smds-address "$root" | member activationCode)
	sees 1 || return
	stop root || return
	card download "$activation" || return
	in_state "$iccid" Installed || return
	start_root
	until_sees 0
}
check 'an event outlives what it announces no longer than the SM-DS is away' away_at_the_end

# It may take up what it has been sent when nobody waits for the answer any more.
hangs() {
	reserve || return
	kill -STOP "${running[root]}"
	refused '"8\.9","reasonCode":"(5\.1|4\.2)"' confirm --release --smds-address "$1"
	local refusal=$?
	kill -CONT "${running[root]}"
	[ "$refusal" = 0 ] || return
	in_state "$iccid" Linked || return
	until_outbox_is_empty || return
	sees 0 && sees 0 --smds "$alternative"
}

unknown_smds() {
	reserve || return
	refused '"8\.9","reasonCode":"5\.1"' confirm --release --smds-address smds.example.com || return
	in_state "$iccid" Linked || return
	operator cancel-order --iccid "$iccid" --eid "$eid"
}
check 'an SM-DS that the SM-DP+ does not know cannot be reached' unknown_smds

# The order is released, and there is its event at the root; or neither, at the latest when all is
# up again.
whole_or_not_at_all() {
	case $(state "$iccid") in
	Released)
		until_sees 1 || return
		card discover --download || return
		in_state "$iccid" Installed || return
		;;
	Linked)
		until_sees 0 || return
		operator cancel-order --iccid "$iccid" --eid "$eid" || return
		;;
	*)
		echo "$iccid is $(state "$iccid")"
		return 1
		;;
	esac
	until_sees 0 && until_sees 0 --smds "$alternative"
}

check 'an SM-DS that hangs holds an order up, and no longer' hangs "$root"
check 'a root SM-DS that hangs holds an order up, and no longer' hangs "$alternative"

# Kill a server that long after an order was confirmed: killed_in_confirm SERVER SMDS SECONDS
killed_in_confirm() {
	reserve || return
	confirm --release --smds-address "$2" >"$world/answer" 2>&1 &
	local pid=$!
	sleep "$3"
	stop "$1" KILL
	wait "$pid"
	"start_$1"
	if grep -q Executed-Success "$world/answer"; then
		in_state "$iccid" Released || return
	fi
	whole_or_not_at_all
}
for moment in 0.00 0.04 0.08; do
	check "kill -9 of the SM-DS $moment s into an order" killed_in_confirm root "$root" $moment
	check "kill -9 of the SM-DP+ $moment s into an order" killed_in_confirm rspd "$root" $moment
	check "kill -9 of the root SM-DS $moment s into an order over the alternative one" \
		killed_in_confirm root "$alternative" $moment
	check "kill -9 of the alternative SM-DS $moment s into an order" \
		killed_in_confirm rspd "$alternative" $moment
done

# The same while a device fetches what its event leads to.
killed_in_download() {
	announce "$alternative" || return
	card discover --download >"$world/answer" 2>&1 &
	local pid=$! n
	sleep "$2"
	stop "$1" KILL
	wait "$pid"
	"start_$1"
	for n in 1 2 3; do
		[ "$(events)" != 0 ] || break
		card discover --download >>"$world/answer" 2>&1
		card notifications process >>"$world/answer" 2>&1
	done
	card notifications process || return
	in_state "$iccid" Installed || { cat "$world/answer"; return 1; }
	until_sees 0
}
for moment in 0.10 0.30; do
	check "kill -9 of the SM-DS $moment s into a download" killed_in_download root $moment
	check "kill -9 of the SM-DP+ $moment s into a download" killed_in_download rspd $moment
done

check 'rspd ends with 0 when it is told to' stop rspd
check 'the root SM-DS ends with 0 when it is told to' stop root
