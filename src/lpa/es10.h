/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES10 from the LPA's side: one function call as chained STORE DATA and GET RESPONSE on the logical
 * channel of the ISD-R (SGP.22 §5.7.2). What the functions mean is elsewhere.
 */
#ifndef LPA_ES10_H
#define LPA_ES10_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "lpa/lpa.h"

enum { ES10_RESPONSE_MAX = 256 * 1024 };

/* Open a logical channel and select the ISD-R. ERR_DENIED if the card says no; otherwise as
 * es10_call. */
enum err es10_open(struct lpa *lpa);

/* Close the channel. Errors do not matter. */
void es10_close(struct lpa *lpa);

/*
 * Send the request of a function and append its response, which may be empty. `step` is the name of
 * the function for the problem: "ES10b.PrepareDownload". ERR_DENIED for a status word that is not
 * 9000; ERR_SYNTAX for an answer without status word, or of a card that has more to say and never
 * says it; errors of the transport and of buf_put. The problem is filled on each.
 */
enum err es10_call(struct lpa *lpa, const char *step, struct bytes request, struct buf *response);

#endif
