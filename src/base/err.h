/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one error type, and the two control-flow macros.
 * An error says either "the answer is no" (a peer's fault or a true negative) or "it could not be
 * asked" (memory, disk, time): callers must keep the two apart, and err_is_refusal() does.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

enum [[nodiscard]] err{
	OK = 0,

	/* The answer is no. */
	ERR_SYNTAX,	 /* bytes that the format does not allow */
	ERR_TRUNCATED,	 /* the input ends too early */
	ERR_TRAILING,	 /* the input goes on after its end */
	ERR_TOO_LONG,	 /* over a bound of limits.h or of a buffer */
	ERR_RANGE,	 /* a number outside its range */
	ERR_MISSING,	 /* a mandatory element is absent */
	ERR_UNSUPPORTED, /* well-formed, but an option that we do not have */
	ERR_SIGNATURE,	 /* a signature, MAC or tag does not verify */
	ERR_EXPIRED,	 /* outside its time of validity */
	ERR_MISMATCH,	 /* two values that must agree do not */
	ERR_NOT_FOUND,	 /* there is no such thing */
	ERR_CONFLICT,	 /* it exists already, or another caller was first */
	ERR_WRONG_STATE, /* not allowed in the present state */
	ERR_DENIED,	 /* the caller may not */
	ERR_LIMIT,	 /* a counted limit is used up */

	/* It could not be asked. */
	ERR_NOMEM, ERR_IO, ERR_BUSY, /* overload: try again later */
	ERR_TIMEOUT,		     /* no answer in time */
	ERR_CRYPTO,		     /* the cryptographic library failed, not a verification */
	ERR_CLOSED,		     /* the other side is gone, or we are stopping */
	ERR_WAITS,		     /* it takes waiting for others, which is not done here */
};

/* A short lower-case word for logs, e.g. "signature". Never NULL. */
const char *err_name(enum err e);

/* True when `e` is an answer ("no"), false for OK and for "could not be asked". */
bool err_is_refusal(enum err e);

/* Return from the calling function with the error of `expr`, if it has one. */
#define TRY(expr)                                                                                  \
	do {                                                                                       \
		enum err try_err_ = (expr);                                                        \
		if (try_err_ != OK)                                                                \
			return try_err_;                                                           \
	} while (0)

/* Run `fn` with the variable's address when it leaves its scope. */
#define CLEANUP(fn) __attribute__((cleanup(fn)))

#endif
