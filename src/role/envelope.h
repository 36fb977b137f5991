/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sealed columns of the store: which envelope is tied to which place, so that none can be moved
 * to another row or column. `rspctl profile import` seals what the SM-DP+ opens.
 */
#ifndef ROLE_ENVELOPE_H
#define ROLE_ENVELOPE_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "keyring/keyring.h"

enum envelope_place {
	ENVELOPE_PACKAGE,	/* the unprotected profile package */
	ENVELOPE_ORDER_SECRETS, /* smdpp/order_secrets.h */
	ENVELOPE_BINDING,	/* smdpp/binding.h */
	ENVELOPE_EVENT_ID,	/* of an event at our SM-DS */
	ENVELOPE_ROOT_EVENT_ID, /* of the same event at the root SM-DS */
	ENVELOPE_PLACES
};

/*
 * Append an envelope for a row: of a profile, its ICCID (digits without 'F'); of an event, the
 * look-up column of its EventID in hexadecimal. Errors as keyring_seal.
 */
enum err envelope_seal(const struct keyring *keyring, enum envelope_place place, const char *row,
		       struct bytes plaintext, struct buf *out);

/* Append what is in it. ERR_IO if it cannot be opened, since it is our own: the log says why.
 * Errors of buf_put, ERR_CRYPTO. */
enum err envelope_open(const struct keyring *keyring, enum envelope_place place, const char *row,
		       struct bytes envelope, struct buf *out);

/* The look-up column for a MatchingID or EventID that is not empty. Errors as keyring_hmac. */
enum err envelope_matching_id_hmac(const struct keyring *keyring, struct bytes matching_id,
				   uint8_t out[static HASH_LEN]);

#endif
