/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an order keeps sealed: its MatchingID and the hash of its confirmation code, which is short
 * and could be guessed from a bare hash.
 */
#ifndef SMDPP_ORDER_SECRETS_H
#define SMDPP_ORDER_SECRETS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "crypto/hash.h"
#include "keyring/keyring.h"
#include "store/store.h"

enum { ORDER_SECRETS_SEALED_MAX = 1024 };

struct order_secrets {
	struct bytes matching_id; /* may be empty: default SM-DP+ */
	struct bytes code_hash;	  /* SHA256(ConfirmationCode), HASH_LEN; absent: none is asked */
};

/* Append the envelope for the profile `iccid`. Errors as keyring_seal. */
enum err order_secrets_seal(const struct keyring *keyring, const char *iccid,
			    const struct order_secrets *secrets, struct buf *out);

/* Those of a confirmed order; slices live in the arena. Errors as envelope_open. */
enum err order_secrets_open(const struct keyring *keyring, struct arena *a,
			    const struct profile_row *row, struct order_secrets *out);

/*
 * Does `hash_cc` = SHA256(SHA256(code) || transactionId) prove the code (SGP.22 §4.7)? Compared in
 * constant time. ERR_MISMATCH if not, ERR_CRYPTO.
 */
enum err order_secrets_prove(const struct order_secrets *secrets, struct bytes transaction_id,
			     struct bytes hash_cc);

#endif
