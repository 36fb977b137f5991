/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES9+ and ES11 from the LPA's side: one HTTP call, and what all answers have in common (SGP.22
 * §6.2, §6.3, §6.5, §6.6). The functions are in lpa/es9p_*.c and lpa/es11_*.c, one file for each.
 */
#ifndef LPA_ES9P_H
#define LPA_ES9P_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "lpa/lpa.h"
#include "msg/es9p_binding.h"

/* One call. */
struct es9p_call {
	const char *step;    /* "ES9+.AuthenticateClient", for the problem */
	const char *family;  /* "es9plus" or "es11", the middle of the path in JSON */
	const char *address; /* of the server, perhaps with a port */
	const struct es9p_function *function;
	const void *request; /* its struct */
};

/*
 * Send it in the LPA's binding, and append the body of the answer to `reply`. The answer must have
 * status 200 and the binding's media type, or status 204 for a function without a response. On
 * error the problem is filled: ERR_SYNTAX for another answer, errors of http_client_post. Errors of
 * es9p_request_encode leave it alone.
 */
enum err es9p_send(struct lpa *lpa, const struct es9p_call *call, struct buf *reply);

/* OK if the server has executed the function; else the problem is filled: ERR_DENIED. */
enum err es9p_executed(struct lpa *lpa, const char *step, const struct esx_response_header *header);

#endif
