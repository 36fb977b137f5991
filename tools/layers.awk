# SPDX-License-Identifier: Apache-2.0
# Prints every #include that breaks the rule of layers.txt: a folder may include itself and folders
# of earlier lines; folders on one line are strangers. Tests may include what they like.
#	awk -f tools/layers.awk layers.txt src/*/*.[ch] …
function folder_of(path) {
	sub(/^src\//, "", path)
	sub(/\/.*/, "", path)
	return path
}

function forbidden(from, to) {
	if (from ~ /^(card|lpa|conformance)$/ && to ~ /^(store|session|notify|role|smdpp|smds)$/)
		return "the witness does not look at its server"
	if (!(from in layer))
		return "layers.txt does not have " from
	if (from != to && layer[to] >= layer[from])
		return from " may not include " to
	return ""
}

FILENAME == "layers.txt" {
	for (i = 1; i <= NF; i++)
		layer[$i] = FNR
	next
}

/^#include "/ {
	split($0, part, "\"")
	to = folder_of(part[2])
	why = part[2] !~ /\// ? "name the folder: \"" folder_of(FILENAME) "/" part[2] "\"" : \
	      !(to in layer) ? "layers.txt does not have " to : forbidden(folder_of(FILENAME), to)
	if (why != "")
		print FILENAME ":" FNR ": " why
}
