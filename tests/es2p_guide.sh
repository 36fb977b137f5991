#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The calls of docs/es2p.md, run one block after the other in a sandbox, and their answers.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"

guide=$PWD/docs/es2p.md
make_sandbox
first() { rspctl profile list --config "$sandbox/rspd.conf" | awk -v type="$1" '$3 == type { print $1; exit }'; }
prepaid=$(first prepaid)
contract=$(first contract)
start_rspd

# The N-th block in this language: block LANGUAGE N
block() {
	awk -v language="\`\`\`$1" -v n="$2" '
		/^```/ && on { on = 0; next }
		$0 == language && ++found == n { on = 1; next }
		on' "$guide"
}

# The guide is written for the usual ports; each sandbox has ICCIDs of its own.
here() {
	sed -e "s|localhost:8444|localhost:${es2p#*:}|" -e "s|8900101272110000011|$prepaid|" \
		-e "s|8900101272110000110|$contract|"
}

# smdpAddress has the port of the sandbox, if any.
comparable() { sed -E 's|"smdpAddress":"localhost(:[0-9]+)?"|"smdpAddress":"localhost"|'; }

# Run a block after the first, which makes the function: runs N
runs() {
	(cd "$sandbox" && eval "$(block sh 1 | here)" && eval "$1") | comparable
}

# The answers of block N of commands are block M: answers N M
answers() {
	local expected got
	expected=$(block json "$2" | here | comparable)
	got=$(runs "$(block sh "$1" | here)")
	[ -n "$expected" ] || return
	diff <(echo "$expected") <(echo "$got")
}

has_no_block() { [ -z "$(block sh "$1")" ]; }

check 'an order by type' answers 2 1
check 'its confirmation and release' answers 3 2
check 'its cancellation, and one of nothing' answers 4 3
check 'a call that is sent again' answers 5 4
check 'that is all that the guide shows' has_no_block 6
check 'rspd ends with 0' stop rspd
