# SPDX-License-Identifier: Apache-2.0
# Reads `nm -A -g --defined-only` of the objects and prints every public symbol that begins neither
# with the stem of its file nor with its folder; in msg/, where the folder says nothing, the
# reference point will do (es10b_). tools/symbols.txt has the families of names that a file owns
# beside these.
#	nm … | awk -f tools/symbols.awk tools/symbols.txt -
function begins(name, word) {
	return name == word || index(name, word "_") == 1
}

FILENAME != "-" {
	if (!/^#/)
		for (i = 2; i <= NF; i++)
			owns[$1, ++owned[$1]] = $i
	next
}

{
	file = $1
	sub(/:.*/, "", file)
	sub(/\.o$/, "", file)
	sub(/^build\/[a-z]*\//, "", file)
	n = split(file, part, "/")
	stem = part[n]
	name = $NF
	ok = name ~ /^_/ || name ~ /^\./ || begins(name, stem) || name == "main"
	for (i = 1; i < n && part[1] != "msg"; i++)
		ok = ok || begins(name, part[i])
	if (part[1] == "msg")
		ok = ok || begins(name, substr(stem, 1, index(stem, "_") - 1))
	for (i = 1; i <= owned[file]; i++)
		ok = ok || begins(name, owns[file, i])
	if (!ok)
		print "src/" file ".c: " name " begins neither with " stem "_ nor with " part[n - 1] "_"
}
