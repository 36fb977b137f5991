#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# veuicc without a server: cards are made, refused, damaged; what the commands say; lpac's protocol.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"

make_sandbox
pki=$sandbox/pki/p256
other=$sandbox/pki/brainpool
card=$world/card
v() { veuicc --state "$card" "$@"; }
identity=(--cert "$pki/euicc.pem" --key "$pki/euicc.key" --eum "$pki/eum.pem" --ci "$pki/ci.pem")

check 'without a card it says how to make one' refused 'init --help' v list
check 'an option that is missing is named' refused '--eum is needed' \
	v init --cert "$pki/euicc.pem" --key "$pki/euicc.key" --ci "$pki/ci.pem"
check 'a file that is missing is named' refused 'nothing: there is no such file' \
	v init --cert nothing --key "$pki/euicc.key" --eum "$pki/eum.pem" --ci "$pki/ci.pem"
check 'a file that is no certificate is named' refused 'euicc.key: it is no certificate' \
	v init --cert "$pki/euicc.key" --key "$pki/euicc.key" --eum "$pki/eum.pem" --ci "$pki/ci.pem"
check 'a key of another certificate is refused' refused 'do not belong together' \
	v init --cert "$pki/euicc.pem" --key "$pki/eum.key" --eum "$pki/eum.pem" --ci "$pki/ci.pem"
check 'an EUM of another CI is refused' refused 'issued by none of the --ci' \
	v init --cert "$pki/euicc.pem" --key "$pki/euicc.key" --eum "$pki/eum.pem" --ci "$other/ci.pem"
check 'each certificate needs its key' refused 'each --cert needs one --key' \
	v init "${identity[@]}" --cert "$other/euicc.pem"
check 'a setting that is not there is refused, and the others are named' refused 'profileVersion' \
	v init "${identity[@]}" --set colour=red
check 'nothing was made so far' test ! -e "$card"

check 'a card is made' says 'EID [0-9]{32}' v init "${identity[@]}" --set svn=2.3.0 \
	--default-smdp smdp.example.com
check 'only its owner may read it' test "$(stat -c %a "$card")" = 600
check 'it is not replaced by accident' refused '--force' v init "${identity[@]}"
check 'DER is as good as PEM' eval '
	for f in euicc eum ci; do openssl x509 -in "$pki/$f.pem" -outform DER -out "$world/$f.der"; done &&
	openssl pkey -in "$pki/euicc.key" -outform DER -out "$world/key.der" &&
	veuicc --state "$world/der" init --cert "$world/euicc.der" --key "$world/key.der" \
		--eum "$world/eum.der" --ci "$world/ci.der"'
check 'a card may have two identities' eval '
	veuicc --state "$world/two" init "${identity[@]}" --cert "$other/euicc.pem" \
		--key "$other/euicc.key" --eum "$other/eum.pem" --ci "$other/ci.pem" &&
	[ "$(veuicc --state "$world/two" info | grep -c ^ciPKId)" = 2 ]'

check 'an address must be one' refused '--root-smds must be a host name' \
	veuicc --state "$world/none" init "${identity[@]}" --root-smds 'smds.example.com/x'
check 'the root SM-DS may be another' eval '
	veuicc --state "$world/rooted" init "${identity[@]}" --root-smds localhost:1 &&
	says "rootDsAddress +localhost:1$" veuicc --state "$world/rooted" info'

check 'info shows the settings' says 'svn +2\.3\.0' v info
check 'info has the default SM-DP+' says '"defaultDpAddress":"smdp.example.com"' v --json info
check 'list of nothing' says '0 profiles' v list
check 'list as JSON' says '"profiles":\[\]' v list --json
check 'the default SM-DP+ is changed' eval \
	'v default-smdp other.example.com && says "other.example.com" v info'
check 'a reset forgets it' eval 'v reset && ! v info | grep -q other.example.com'
check 'a second reset has nothing to do' refused 'nothing to delete' v reset
check 'a profile that is not there cannot be enabled' refused 'no profile with this ICCID' \
	v enable 8949449999999990013
check 'what is no ICCID is not one' refused '18 to 20 digits' v delete 123
check 'a profile that is not there has no package' refused 'no profile' \
	v package 8949449999999990013
check 'notifications of nothing' says '0 pending' v notifications
check 'nothing to deliver' says '0 delivered, 0 left' v notifications process
check 'nothing to remove' refused 'no such notification' v notifications remove 7
check 'notifications are listed, processed or removed' refused 'not "eaten"' v notifications eaten

check 'an activation code must be one' refused "begin with 'LPA:1" v download hello
check 'a server that is not there' refused 'Check the network' \
	v --connect 127.0.0.1:1 download 'LPA:1$localhost$ABC'
check 'without a default SM-DP+ a code is needed' refused 'no default SM-DP' v download
check 'a confirmation code that is missing is missed' refused 'confirmation code' \
	v download 'LPA:1$localhost$ABC$$1'
check 'a reason to cancel is one of the list' refused 'postponed' \
	v download 'LPA:1$localhost$ABC' --cancel bored
check 'a time is a time' refused '--clock must' v --clock yesterday list

check 'an SM-DS that is not there' refused 'Check the network.*ES11.InitiateAuthentication' \
	veuicc --state "$world/rooted" discover
check 'an SM-DS that is not there, as JSON' refused '"step":"ES11.InitiateAuthentication"' \
	v --json discover --smds localhost:1 --download
check 'the address of an SM-DS must be one' refused '--smds must be a host name' \
	v discover --smds 'smds.example.com/x'

make_crl() {
	local ca=$world/ca
	mkdir "$ca" && touch "$ca/index" && echo 01 >"$ca/number" || return
	cat >"$ca/conf" <<-END
		[ca]
		default_ca = ca1
		[ca1]
		database = $ca/index
		crlnumber = $ca/number
		default_md = sha256
		default_crl_days = 30
		crl_extensions = extensions
		[extensions]
		authorityKeyIdentifier = keyid
	END
	openssl ca -config "$ca/conf" -gencrl -keyfile "$pki/ci.key" -cert "$pki/ci.pem" -out "$world/crl.pem"
}
check 'a CRL is made' make_crl
check 'a CRL is loaded' says 'Loaded' v load-crl "$world/crl.pem"
check 'a CRL is loaded once' refused 'has this CRL already' v load-crl "$world/crl.pem"
check 'what is no CRL is not loaded' refused 'no CRL that a card can take' v load-crl "$pki/ci.pem"
check 'a CRL that is not there' refused 'no such file' v load-crl "$world/nothing"

damage() {
	head -c "$1" "$card" >"$world/damaged"
	refused 'damaged, or no state file' veuicc --state "$world/damaged" list
}
check 'half a card is refused' damage 700
check 'an empty card is refused' damage 0
check 'a card of another version is refused' eval '
	sed "s/\"version\":1/\"version\":99/" "$card" >"$world/damaged" &&
	refused "another version" veuicc --state "$world/damaged" list'

# lpac's protocol, by hand: open a channel to the ISD-R, ask for the EID, say something to people.
conversation() {
	cat <<-'END'
		{"type":"apdu","payload":{"func":"connect","param":null}}
		{"type":"apdu","payload":{"func":"logic_channel_open","param":"A0000005591010FFFFFFFF8900000100"}}
		{"type":"apdu","payload":{"func":"transmit","param":"81E2910006BF3E035C015A"}}
		{"type":"lpa","payload":{"code":0,"message":"hello people"}}
		{"type":"apdu","payload":{"func":"transmit","param":"81C0000015"}}
		{"type":"apdu","payload":{"func":"logic_channel_close","param":"01"}}
		{"type":"apdu","payload":{"func":"disconnect","param":null}}
	END
}
answers_lpac() {
	local eid
	eid=$(v info | sed -n 's/^eid  *//p')
	conversation | v apdu 2>/dev/null | grep -q "\"ecode\":0,\"data\":\"BF3E125A10${eid}9000\""
}
check 'lpac is answered on standard output' answers_lpac
check 'people are answered on standard error' eval \
	'conversation | v apdu 2>&1 >/dev/null | grep -q "hello people"'
cat >"$world/lpa" <<'END'
#!/bin/bash
echo '{"type":"apdu","payload":{"func":"connect","param":null}}'
read -r answer
echo "$LPAC_APDU $1 got $answer"
exit 7
END
chmod +x "$world/lpa"
started() {
	local out code
	out=$(v apdu -- "$world/lpa" --option)
	code=$?
	[ "$code" = 7 ] && [ "$out" = 'stdio --option got {"type":"apdu","payload":{"ecode":0}}' ] || {
		echo "exit $code: $out"
		return 1
	}
}
two_at_once() {
	mkfifo "$world/questions"
	v apdu <"$world/questions" >"$world/answers" 2>&1 &
	local pid=$! other
	exec 9>"$world/questions"
	head -n 1 < <(conversation) >&9
	until_says "$world/answers" ecode || return
	refused 'another veuicc is using this card' v list && refused 'another veuicc' v info
	other=$?
	exec 9>&-
	wait "$pid" || return
	[ "$other" = 0 ] && v list && [ ! -e "$card.lock" ]
}
check 'a card is used by one at a time' two_at_once

check 'an LPA is started and listened to' started
check 'an LPA that is not there is named' refused 'cannot be started' v apdu -- /nonexistent/lpa
