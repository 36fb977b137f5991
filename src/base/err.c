/* SPDX-License-Identifier: Apache-2.0 */
/* The names of the errors. */
#include "base/err.h"

#include <stddef.h>

static const char *const names[] = {
	[OK] = "ok",
	[ERR_SYNTAX] = "syntax",
	[ERR_TRUNCATED] = "truncated",
	[ERR_TRAILING] = "trailing bytes",
	[ERR_TOO_LONG] = "too long",
	[ERR_RANGE] = "out of range",
	[ERR_MISSING] = "missing",
	[ERR_UNSUPPORTED] = "unsupported",
	[ERR_SIGNATURE] = "signature",
	[ERR_EXPIRED] = "expired",
	[ERR_MISMATCH] = "mismatch",
	[ERR_NOT_FOUND] = "not found",
	[ERR_CONFLICT] = "conflict",
	[ERR_WRONG_STATE] = "wrong state",
	[ERR_DENIED] = "denied",
	[ERR_LIMIT] = "limit used up",
	[ERR_NOMEM] = "out of memory",
	[ERR_IO] = "input/output",
	[ERR_BUSY] = "busy",
	[ERR_WAITS] = "waits",
	[ERR_TIMEOUT] = "timeout",
	[ERR_CRYPTO] = "cryptographic library",
	[ERR_CLOSED] = "closed",
};

const char *err_name(enum err e)
{
	size_t i = (size_t)e;
	return i < sizeof(names) / sizeof(names[0]) ? names[i] : "unknown";
}

bool err_is_refusal(enum err e)
{
	return e != OK && e < ERR_NOMEM;
}
