#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# make demo: the main job from order to installation, in a sandbox that is thrown away.
#	tools/demo.sh build/release
set -eu -o pipefail
build=$(cd "$1" && pwd)
PATH="$build:$PATH"
export LC_ALL=C.UTF-8
world=$(mktemp -d /tmp/rspd-demo-XXXXXX)
pids=()

finish() {
	local code=$?
	[ "$code" = 0 ] || {
		echo
		echo "The demo stopped (exit code $code). What rspd had to say:"
		tail -n 20 "$world/log" 2>/dev/null
	}
	kill "${pids[@]}" 2>/dev/null || true
	wait
	rm -rf "$world"
	exit "$code"
}
trap finish EXIT
trap 'exit 130' INT TERM

bold='' plain=''
[ ! -t 1 ] || { bold=$(printf '\033[1m') plain=$(printf '\033[0m'); }
step() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }
# Show a command, the activation code in quotes as a shell wants it, and what it says.
show() {
	local shown=${*//LPA:/\'LPA:}
	[ "$shown" = "$*" ] || shown+=\'
	printf '  $ %s\n' "$shown"
	"$@" 2>&1 | sed 's/^/  /'
}
member() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }
wait_for() {
	local n=0
	until [ "$(cat "$1" 2>/dev/null | grep -c "$2")" -ge "$3" ]; do
		n=$((n + 1))
		[ $n -lt 600 ] || { echo "\"$2\" did not come"; exit 1; }
		sleep 0.05
	done
}

# Five ports in a row that nobody listens on at this moment.
taken() { (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
any_taken() {
	local port
	for port in "$@"; do
		! taken "$port" || return 0
	done
	return 1
}
es9p=8443
while any_taken $es9p $((es9p + 1)) $((es9p + 2)) $((es9p + 3)) $((es9p + 4)); do
	es9p=$((es9p + 1000))
done
es2p=$((es9p + 1)) notify=$((es9p + 2)) es11=$((es9p + 3)) es12=$((es9p + 4))

step "1. A private test world: certificates like SGP.26's, keys, configuration, database, profiles."
sandbox=$world/sandbox
rspctl sandbox "$sandbox" --es9p-port "$es9p" --es2p-port "$es2p" --notify-port "$notify" \
	--es11-port "$es11" --es12-port "$es12" >/dev/null
cd "$sandbox"
show rspctl profile stock

step "2. rspd starts: SM-DP+ (ES9+ for devices, ES2+ for operators) and SM-DS (ES11, ES12)."
rspd --config rspd.conf 2>"$world/log" &
pids+=($!)
rspctl es2p listen >"$world/endpoint" 2>&1 &
pids+=($!)
wait_for "$world/log" '"started"' 1
wait_for "$world/endpoint" Listening 1
echo "  ES9+ on port $es9p, ES2+ on $es2p, ES11 on $es11, ES12 on $es12; the operator listens for notifications on $notify."

step "3. The operator reserves a profile of type prepaid (ES2+.DownloadOrder)."
answer=$(rspctl es2p download-order --type prepaid --json)
iccid=$(member iccid <<<"$answer")
printf '  %s\n' "$answer"

step "4. The operator confirms and releases it, and gets the activation code (ES2+.ConfirmOrder)."
rspctl es2p confirm-order --iccid "$iccid" --release >"$world/confirmed"
sed '/./s/^/  /' "$world/confirmed"
activation=$(sed -n 's/^Activation code: //p' "$world/confirmed")

step "5. A device scans it: its eUICC proves itself, downloads the profile and installs it (ES9+)."
veuicc --state card init --cert pki/p256/euicc.pem --key pki/p256/euicc.key \
	--eum pki/p256/eum.pem --ci pki/p256/ci.pem --root-smds "localhost:$es11" >/dev/null
show veuicc --state card download "$activation"
show veuicc --state card list

step "6. The operator was told of each step (ES2+.HandleDownloadProgressInfo)."
wait_for "$world/endpoint" "ICCID $iccid" 3
grep "ICCID $iccid" "$world/endpoint" | sed 's/^/  /'

step "7. What rspd remembers."
show rspctl profile show "$iccid"

step "8. Another one without a code: announced at the SM-DS (ES12), found there by the device (ES11)."
eid=$(veuicc --state card info | sed -n 's/^eid  *//p')
second=$(rspctl es2p download-order --type contract --eid "$eid" --json | member iccid)
rspctl es2p confirm-order --iccid "$second" --release --smds-address "localhost:$es11" >/dev/null
show veuicc --state card discover
show veuicc --state card discover --download

step "Done: $iccid and $second are installed. Nothing is left behind. To play on: make run"
