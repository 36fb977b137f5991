# SPDX-License-Identifier: Apache-2.0
# The lengths of functions, in lines from the first of the signature to the closing brace. Relies
# on clang-format's K&R: both braces of a function stand alone in the first column.
#	awk -f tools/report.awk FILE.c …
FNR == 1 {
	start = 0
	inside = 0
}

inside {
	if (/^}/) {
		inside = 0
		n++
		lines[n] = FNR - start + 1
		name[n] = FILENAME ":" start " " title
		start = 0
	}
	next
}

/^{$/ && start {
	inside = 1
	next
}

# A signature may take several lines; the first begins in the first column and is no directive.
/^[a-z_]/ && !start && !/;$/ && !/=/ {
	start = FNR
	title = ""
}

start && title == "" && match($0, /[a-z_0-9]+\(/) && !/__attribute__/ {
	title = substr($0, RSTART, RLENGTH - 1)
}

/;$/ {
	start = 0
}

END {
	if (!n) {
		print "no functions"
		exit
	}
	# Sort indices by length, longest first (there are some thousands).
	sort = "sort -t'\t' -k1,1nr -k2,2"
	half = int((n + 1) / 2)
	for (i = 1; i <= n; i++) {
		count[lines[i]]++
		total += lines[i]
	}
	for (median = 0; seen < half; median++)
		seen += count[median]
	printf "%d functions, median %d lines, mean %.1f\n\nThe longest ten:\n", n, median - 1, total / n
	for (i = 1; i <= n; i++)
		printf "%6d\t%s\n", lines[i], name[i] | (sort " | head -n 10")
	close(sort " | head -n 10")
	print "\nOver 70 lines:"
	for (i = 1; i <= n; i++)
		if (lines[i] > 70) {
			printf "%6d\t%s\n", lines[i], name[i] | sort
			over++
		}
	close(sort)
	if (!over)
		print "   none"
}
