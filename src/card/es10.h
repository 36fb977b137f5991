/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The functions of ES10a, ES10b and ES10c as a table by request tag (SGP.22 §5.7). One file for
 * each function: card/es10a_*.c, card/es10b_*.c, card/es10c_*.c.
 */
#ifndef CARD_ES10_H
#define CARD_ES10_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "card/euicc.h"

/*
 * Execute the function whose request `data` is, and append its response. ERR_NOT_FOUND for a tag
 * that no function has, ERR_WRONG_STATE when it is not the time for it, other refusals for a
 * request that cannot be read; "could not be asked" as it comes. What a function's own response can
 * say is said there, with OK.
 */
enum err es10_execute(struct euicc *e, struct bytes data, struct buf *response);

#endif
