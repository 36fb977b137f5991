/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The card's command interface (ISO 7816-4, ETSI TS 102 221, SGP.22 §5.7.2): SELECT and MANAGE
 * CHANNEL, and ES10a/b/c through chained STORE DATA and GET RESPONSE on up to four channels.
 */
#ifndef CARD_APDU_H
#define CARD_APDU_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "card/euicc.h"

enum {
	APDU_COMMAND_MAX = 4 + 1 + 255 + 1, /* short form, the only one */
	APDU_RESPONSE_MAX = 256 + 2,	    /* with the status word */
};

extern const uint8_t apdu_isd_r_aid[EUICC_AID_LEN];

/*
 * Execute one command APDU and append data and status word to `response`, whose maximum must leave
 * room for APDU_RESPONSE_MAX bytes. Whatever the LPA sends, the answer is a status word and OK;
 * errors are of memory alone, and the card is then best reset.
 */
enum err apdu_transmit(struct euicc *e, struct bytes command, struct buf *response);

/* The same with a `void *` in front, as struct lpa_card wants it. */
enum err apdu_transmit_ctx(void *euicc, struct bytes command, struct buf *response);

#endif
