#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Compares tests/conformance/status.tsv with the check tables of the roles, in both directions:
# every pair that the code can answer has a row with a test, every row with a test is in the code,
# and the test is there. Rows whose test is v3 are of version 3 alone. Columns: function, subject code,
# reason code, test, meaning.
set -eu
cd "$(dirname "$0")/.."
table=tests/conformance/status.tsv
[ -e "$table" ] || { echo "$table is missing"; exit 1; }

# "es9p_authenticate_client.c 8.1.2 6.1", for every two adjacent literals of codes in the code.
code_pairs() {
	local file
	for file in src/role/*.c src/smdpp/*.c src/smds/*.c; do
		case $file in *_test.c | *\**) continue ;; esac
		tr '\n\t' '  ' <"$file" | grep -oE '"[0-9]+(\.[0-9]+)*", *"[0-9]+(\.[0-9]+)*"' |
			sed -E "s|^\"([0-9.]+)\", *\"([0-9.]+)\"|$(basename "$file" .c) \1 \2|" || true
	done | sort -u
}

code_pairs | awk -F'\t' -v table="$table" '
	# ES9+.AuthenticateClient → es9p_authenticate_client
	function stem_of(name, out, i, c) {
		sub(/\+\./, "p_", name)
		out = tolower(substr(name, 1, index(name, "_")))
		name = substr(name, index(name, "_") + 1)
		for (i = 1; i <= length(name); i++) {
			c = substr(name, i, 1)
			out = out (c ~ /[A-Z]/ && i > 1 ? "_" : "") tolower(c)
		}
		return out
	}
	function elsewhere(test) { return test == "v3" }

	FILENAME == "-" {
		split($0, part, " ")
		in_code[part[1], part[2], part[3]] = 1
		code[++codes] = $0
		next
	}
	/^#/ || NF == 0 { next }
	NF < 5 { print table ":" FNR ": five columns are needed"; next }
	{
		stem = stem_of($1)
		functions[stem] = 1
		rows[++n] = stem SUBSEP $2 SUBSEP $3
		place[n] = table ":" FNR ": " $1 " " $2 "/" $3
		test[n] = $4
		if (!elsewhere($4))
			has_row[stem, $2, $3] = has_pair[$2, $3] = 1
		if (seen[stem, $2, $3, $4]++)
			print place[n] " is there twice"
	}
	END {
		for (i = 1; i <= codes; i++) {
			split(code[i], part, " ")
			if (part[1] in functions ? !has_row[part[1], part[2], part[3]] \
						 : !has_pair[part[2], part[3]])
				print part[1] ".c: " part[2] "/" part[3] " has no row in " table
			in_any[part[2], part[3]] = in_any[part[2], part[3]] || !(part[1] in functions)
		}
		for (i = 1; i <= n; i++) {
			if (elsewhere(test[i]))
				continue
			split(rows[i], part, SUBSEP)
			if (!((part[1], part[2], part[3]) in in_code) && !in_any[part[2], part[3]])
				print place[i] " is not in the code"
			print "\001" test[i] "\t" place[i]
		}
	}
' - "$table" | while IFS= read -r line; do
	case $line in
	$'\001'*)
		line=${line#?}
		grep -rqF -- "${line%%$'\t'*}" src/*/*_test.c tests/*.sh tests/*_test.c ||
			echo "${line#*$'\t'}: there is no test ${line%%$'\t'*}"
		;;
	*) echo "$line" ;;
	esac
done
