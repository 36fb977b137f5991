#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# make run: a sandbox that stays, rspd and the operator's endpoint in the foreground, and the calls
# to try. Ctrl-C stops them; the sandbox is kept.
#	tools/run.sh build/release build/sandbox
set -eu
build=$(cd "$1" && pwd)
PATH="$build:$PATH"
export LC_ALL=C.UTF-8
[ -e "$2/rspd.conf" ] || rspctl sandbox "$2" >/dev/null
sandbox=$(cd "$2" && pwd)
cd "$sandbox"
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; wait; echo; echo "Stopped. The sandbox is kept: $sandbox"' EXIT
trap 'exit 0' INT TERM

[ -e card ] || veuicc --state card init --cert pki/p256/euicc.pem --key pki/p256/euicc.key \
	--eum pki/p256/eum.pem --ci pki/p256/ci.pem --root-smds localhost:8446 >/dev/null
rspd --config rspd.conf 2>rspd.log &
pids+=($!)
rspctl es2p listen &
pids+=($!)
for _ in $(seq 200); do
	! grep -q '"started"' rspd.log || break
	kill -0 "${pids[0]}" 2>/dev/null || { cat rspd.log; exit 1; }
	sleep 0.05
done

# The call of one function, ready to be pasted.
call() {
	cat <<END
$1:
  curl -sS -w '\n' --cacert pki/p256/ci.pem --cert pki/operator/client.pem --key pki/operator/client.key \\
    -H 'Content-Type: application/json' -H 'X-Admin-Protocol: gsma/rsp/v2.5.0' \\
    -d '{"header":{"functionRequesterIdentifier":"2.999.20","functionCallIdentifier":"1"},$2}' \\
    https://localhost:8444/gsma/rsp2/es2plus/$1
END
}

iccid=$(rspctl profile list --state Available --type prepaid --max 1 | cut -d' ' -f1)
cat <<END
rspd is running; the log is $sandbox/rspd.log. In another terminal:

  cd $sandbox
  PATH=$build:\$PATH

ES2+ with curl:

END
call downloadOrder "\"iccid\":\"${iccid:-ICCID}\""
call confirmOrder "\"iccid\":\"${iccid:-ICCID}\",\"releaseFlag\":false"
call releaseProfile "\"iccid\":\"${iccid:-ICCID}\""
call cancelOrder "\"iccid\":\"${iccid:-ICCID}\",\"finalProfileStatusIndicator\":\"Available\""
cat <<END

The same for people:

  rspctl es2p download-order --type prepaid
  rspctl es2p confirm-order --iccid ${iccid:-ICCID} --release
  veuicc --state card download 'LPA:1\$localhost:8443\$MATCHING-ID'
  veuicc --state card list
  rspctl profile show ${iccid:-ICCID}

Without an activation code, by an event at the SM-DS:

  rspctl es2p download-order --type prepaid --eid $(veuicc --state card info | sed -n 's/^eid  *//p')
  rspctl es2p confirm-order --iccid ICCID --release --smds-address localhost:8446
  veuicc --state card discover --download

Notifications to the operator appear here. Ctrl-C stops rspd and keeps the sandbox.

END
wait
