/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one-time key pairs of the card: made by PrepareDownload, kept until a profile has been
 * installed with them, so that a Bound Profile Package can be used again (SGP.22 §5.7.5).
 */
#ifndef CARD_ONE_TIME_KEY_H
#define CARD_ONE_TIME_KEY_H

#include <stddef.h>

#include "base/bytes.h"
#include "base/err.h"
#include "card/euicc.h"
#include "crypto/curve.h"

/* The place of the key with this public point that was made for this SM-DP+. ERR_NOT_FOUND. */
enum err one_time_key_find(const struct euicc *e, struct bytes point, struct bytes smdp_oid,
			   size_t *out);

/* Make a key pair on `curve` for this SM-DP+; the oldest gives way. ERR_CRYPTO, ERR_NOMEM. */
enum err one_time_key_make(struct euicc *e, enum curve curve, struct bytes smdp_oid, size_t *out);

/* The public part of a key. Errors as private_key_public. */
enum err one_time_key_public(const struct euicc *e, size_t place, struct public_key *out);

/* Wipe a key that has been used. */
void one_time_key_drop(struct euicc *e, size_t place);

#endif
