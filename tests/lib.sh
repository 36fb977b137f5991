# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What the integration tests share: TAP, a directory of their own, an rspd on free ports with an
# operator's endpoint, and devices. Sourced with the build directory as $1 (build/asan).
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
export LC_ALL=C.UTF-8
PATH="$(cd "${1:-build/asan}" && pwd):$PATH"
world=$(mktemp -d /tmp/rspd-test-XXXXXX)
cases=0 failures=0
sandbox='' iccid='' activation='' es9p='' es2p=''
declare -A running=()

# Start a program in the background: start NAME OUTPUT COMMAND…
start() {
	local name=$1 output=$2
	shift 2
	: >"$output"
	"$@" >"$output" 2>&1 </dev/null &
	running[$name]=$!
}

# End it and wait for its end: stop NAME [SIGNAL]. Its exit code.
stop() {
	local pid=${running[$1]:-}
	unset "running[$1]"
	[ -z "$pid" ] || kill "-${2:-TERM}" "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
}

finish() {
	local name
	for name in "${!running[@]}"; do
		stop "$name" || note "$name ended with $?"
	done
	rm -rf "$world"
	echo "1..$cases"
	[ "$failures" = 0 ]
	exit
}
trap finish EXIT

note() { echo "# $*"; }

# One case: check NAME COMMAND…; the output of a command that fails is shown.
check() {
	local name=$1
	shift
	cases=$((cases + 1))
	if "$@" >"$world/check" 2>&1; then
		echo "ok $cases - $name"
	else
		failures=$((failures + 1))
		echo "not ok $cases - $name"
		sed 's/^/# /' "$world/check"
	fi
}

skip() {
	cases=$((cases + 1))
	echo "ok $cases - $1 # SKIP $2"
}

bail() {
	note "$*"
	failures=$((failures + 1))
	exit 1
}

# Wait until a line of FILE matches PATTERN, COUNT times: until FILE PATTERN [COUNT]
until_says() {
	local deadline=$((SECONDS + 60))
	until [ "$(cat "$1" 2>/dev/null | grep -cE "$2")" -ge "${3:-1}" ]; do
		[ $SECONDS -lt $deadline ] || {
			echo "\"$2\" did not come within a minute:"
			tail -n 20 "$1"
			return 1
		}
		sleep 0.02
	done
}

# COMMAND… must fail, and say PATTERN: refused PATTERN COMMAND…
refused() {
	local pattern=$1 out
	shift
	if out=$("$@" 2>&1); then
		echo "$* did not fail: $out"
		return 1
	fi
	grep -qE -- "$pattern" <<<"$out" || {
		echo "\"$pattern\" is not in: $out"
		return 1
	}
}

# COMMAND… must succeed, and say PATTERN: says PATTERN COMMAND…
says() {
	local pattern=$1 out
	shift
	out=$("$@" 2>&1) || {
		echo "$* failed: $out"
		return 1
	}
	grep -qE -- "$pattern" <<<"$out" || {
		echo "\"$pattern\" is not in: $out"
		return 1
	}
}

# A port that nobody listens on at this moment, for addresses that name one. The next ones are free
# too. The system gives none of these to those who want any: free_port [COUNT]
taken() { (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
free_port() {
	local port n
	while :; do
		port=$((10000 + RANDOM % 22000))
		for ((n = 0; n < ${1:-1}; n++)); do
			! taken $((port + n)) || continue 2
		done
		break
	done
	echo $port
}

# --- the world: a sandbox in $sandbox, rspd on $es9p and $es2p, notifications in $world/endpoint ---

make_sandbox() {
	sandbox=${sandbox:-$world/sb}
	rspctl sandbox "$sandbox" --es9p-port 0 --es2p-port 0 --notify-port 0 "$@" >"$world/sandbox" 2>&1 ||
		bail "no sandbox: $(cat "$world/sandbox")"
}

start_endpoint() {
	start endpoint "$world/endpoint" rspctl es2p --config "$sandbox/es2p.conf" listen
	until_says "$world/endpoint" '^Listening on port ' || bail "no endpoint"
	local port
	port=$(sed -n 's/^Listening on port //p' "$world/endpoint")
	sed -i -E "/notify = /s|(url = \"https://localhost:)[0-9]+|\1$port|" "$sandbox/rspd.conf"
	sed -i -E "/^listen/,/^}/ s|(address = \"127.0.0.1:)[0-9]+|\1$port|" "$sandbox/es2p.conf"
}

start_rspd() {
	: >"$world/log"
	start rspd "$world/log" rspd --config "$sandbox/rspd.conf"
	until_says "$world/log" '"event":"started"' || bail "no rspd"
	es9p=127.0.0.1:$(sed -n 's/.*"started".*"es9p":\([0-9]*\).*/\1/p' "$world/log")
	es2p=127.0.0.1:$(sed -n 's/.*"started".*"es2p":\([0-9]*\).*/\1/p' "$world/log")
}

# The value of a text member in JSON on standard input.
member() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }

operator() {
	local command=$1
	shift
	rspctl es2p --config "$sandbox/es2p.conf" --connect "$es2p" "$command" "$@"
}

# Reserve a profile of TYPE into $iccid, confirm it into $activation: order TYPE [CONFIRM OPTION…]
order() {
	iccid=$(operator download-order --type "$1" --json | member iccid)
	shift
	activation=$(operator confirm-order --iccid "$iccid" --json "$@" | member activationCode)
	[ -n "$iccid" ] && [ -n "$activation" ]
}

# A new device NAME with the identity of p256 or brainpool: device NAME CURVE. It trusts both CIs,
# since TLS is on P-256 for all that know it.
device() {
	local pki=$sandbox/pki/$2
	veuicc --state "$world/$1" init --cert "$pki/euicc.pem" --key "$pki/euicc.key" \
		--eum "$pki/eum.pem" --ci "$sandbox/pki/p256/ci.pem" \
		--ci "$sandbox/pki/brainpool/ci.pem"
}

# lpa NAME COMMAND…
lpa() {
	local name=$1
	shift
	veuicc --state "$world/$name" --connect "$es9p" "$@"
}

# The profile's state in the inventory: state ICCID
state() { rspctl profile show --config "$sandbox/rspd.conf" "$1" | sed -n 's/^state  *//p'; }

in_state() {
	local now
	now=$(state "$1")
	[ "$now" = "$2" ] || {
		echo "$1 is $now, not $2"
		return 1
	}
}
