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

/* Open a logical channel and select the ISD-R. ERR_DENIED with the problem filled if the card says
 * no; errors of the transport. */
enum err es10_open(struct lpa *lpa);

/* Close the channel. Errors do not matter. */
void es10_close(struct lpa *lpa);

/*
 * Send the request of a function and append its response, which may be empty. `step` is the name of
 * the function for the problem: "ES10b.PrepareDownload". ERR_DENIED for a status word that is not
 * 9000, with the problem filled; ERR_SYNTAX for an answer without status word; errors of the
 * transport and of buf_put.
 */
enum err es10_call(struct lpa *lpa, const char *step, struct bytes request, struct buf *response);

#endif
