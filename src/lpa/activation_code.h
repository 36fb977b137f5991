/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The activation code that people scan or type (SGP.22 §4.1): 'LPA:1$host$matchingId[$oid[$1]]'.
 * It is secret in part: never log it.
 */
#ifndef LPA_ACTIVATION_CODE_H
#define LPA_ACTIVATION_CODE_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/err.h"

enum {
	ACTIVATION_CODE_MAX = 255, /* characters of the whole (SGP.22 §4.1) */
};

/* NUL-terminated parts, in memory of their own. */
struct activation_code {
	char smdp_address[ACTIVATION_CODE_MAX + 1]; /* perhaps with ":PORT" */
	char matching_id[ACTIVATION_CODE_MAX + 1];  /* "" if empty */
	char smdp_oid[ACTIVATION_CODE_MAX + 1];	    /* dotted; "" if none is given */
	bool confirmation_code_required;
};

/*
 * Parse `text`, with or without the prefix "LPA:" in any case. Further fields after the flag are
 * ignored (§4.1: later versions may add them). ERR_SYNTAX for another form, an empty or strange
 * host or a strange character; ERR_UNSUPPORTED for a format other than "1"; ERR_TOO_LONG. `*why`
 * then says what is wrong in words.
 */
enum err activation_code_parse(struct bytes text, struct activation_code *out, const char **why);

#endif
