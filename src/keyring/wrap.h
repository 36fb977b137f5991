/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The form of an envelope: version, id of the wrapping key, nonce, wrapped data key, sealed
 * content. Each has a data key of its own, so that one wrapping key serves 2^32 envelopes of any
 * size with random nonces. Which wrapping key is used is the keyring's business.
 */
#ifndef KEYRING_WRAP_H
#define KEYRING_WRAP_H

#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "base/secret.h"
#include "sys/entropy.h"

enum {
	WRAP_SECRET_LEN = 32,
	WRAP_KEY_ID_LEN = 8,
	WRAP_OVERHEAD = 1 + WRAP_KEY_ID_LEN + 12 + (32 + 16) + 16,
};

/* A wrapping key and the name under which envelopes refer to it. */
struct wrap_key {
	uint8_t id[WRAP_KEY_ID_LEN];
	struct secret key;
};

/* Derive both from a secret of WRAP_SECRET_LEN bytes. ERR_RANGE for another length. */
enum err wrap_key_derive(struct bytes secret, struct wrap_key *out);

/* Append an envelope. Errors of buf_put, ERR_IO without randomness, ERR_CRYPTO. */
enum err wrap_seal(const struct wrap_key *key, struct entropy *entropy, struct bytes aad,
		   struct bytes plaintext, struct buf *out);

/* The key id of an envelope. ERR_TRUNCATED if it is too short, ERR_UNSUPPORTED of another version.
 */
enum err wrap_key_id(struct bytes envelope, struct bytes *out);

/*
 * Append what is in it. ERR_SIGNATURE if key or `aad` is another or a byte was changed; errors of
 * wrap_key_id and of buf_put; ERR_CRYPTO.
 */
enum err wrap_open(const struct wrap_key *key, struct bytes aad, struct bytes envelope,
		   struct buf *out);

#endif
