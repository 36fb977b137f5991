/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What went wrong in a download, in words for people, and what to do: from status codes of servers,
 * from error codes of the card, from transport errors. All of it comes from tables.
 */
#ifndef LPA_PROBLEM_H
#define LPA_PROBLEM_H

#include <stdint.h>

#include "base/err.h"
#include "lpa/lpa.h"

/* Forget the problem of an earlier call. */
void problem_clear(struct lpa *lpa);

/* Each of these fills lpa->problem and returns the error beside it. `step` is static. */

/* The card answered a command with this status word: ERR_DENIED. */
enum err problem_status_word(struct lpa *lpa, const char *step, uint16_t sw);

/* The card answered the function with this error code: ERR_DENIED. */
enum err problem_card(struct lpa *lpa, const char *step, int code);

/* The card did not install the package (ErrorResult, SGP.22 §2.5.6): ERR_DENIED. */
enum err problem_installation(struct lpa *lpa, int bpp_command, int reason);

/* The server answered Failed with these codes; `message` is the server's own, or NULL:
 * ERR_DENIED. */
enum err problem_server(struct lpa *lpa, const char *step, const char *subject, const char *reason,
			const char *message);

/* The peer's answer breaks the protocol, as `text` says: ERR_SYNTAX. */
enum err problem_protocol(struct lpa *lpa, const char *step, const char *text);

/* The peer could not be asked, or its answer not be read; `text` says why, or is NULL: `error`. */
enum err problem_transport(struct lpa *lpa, const char *step, enum err error, const char *text);

/* The card is gone, or what it says is no answer to a command: `error`. */
enum err problem_card_gone(struct lpa *lpa, const char *step, enum err error);

/* We, or the user, do not want to go on: ERR_DENIED. */
enum err problem_refused(struct lpa *lpa, const char *step, const char *text, const char *advice);

/* For tests: row `i` of the table of status codes; false past the last. */
bool problem_row(size_t i, const char **subject, const char **reason);

#endif
