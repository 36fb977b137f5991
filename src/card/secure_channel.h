/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The receiving end of SCP03t as SGP.22 uses it (§2.5.3, §2.5.4, Annex G): session keys from the
 * key agreement, MAC and decryption of '86', '87' and '88' TLVs. Written from the card's side of
 * the text, apart from the sending end in channel/.
 */
#ifndef CARD_SECURE_CHANNEL_H
#define CARD_SECURE_CHANNEL_H

#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "base/secret.h"
#include "codec/tlv.h"
#include "crypto/private_key.h"

enum {
	SECURE_CHANNEL_KEY_LEN = 16, /* AES-128, the only one that the CRT may ask for */
	SECURE_CHANNEL_HOST_ID_MAX = 16,
	SECURE_CHANNEL_MAC_LEN = 8,	   /* bytes of the C-MAC in a TLV */
	SECURE_CHANNEL_SEGMENT_MAX = 1020, /* bytes of a TLV, tag and length and MAC included */
};

struct secure_channel {
	struct secret enc; /* S-ENC or PPK-ENC */
	struct secret mac; /* S-MAC or PPK-MAC */
	struct secret mcv; /* MAC chaining value */
	uint64_t counter;  /* of the next TLV; the first is 1 */
};

/* Wipe. Safe on a zeroed struct and twice. Fits CLEANUP(). */
void secure_channel_wipe(struct secure_channel *c);

/* The values of the control reference template (§5.5.1). */
struct secure_channel_crt {
	struct bytes key_type, key_len, host_id;
};

/*
 * Agree on the session keys with the SM-DP+'s one-time key: ECKA, X9.63 with SHA-256 over key type,
 * key length, host id and EID (§2.6.4.1, Annex G). `peer_point` is uncompressed. ERR_SYNTAX or
 * ERR_RANGE for a point that is not on our key's curve, ERR_TOO_LONG for a host id over
 * SECURE_CHANNEL_HOST_ID_MAX; ERR_CRYPTO, ERR_NOMEM.
 */
enum err secure_channel_agree(struct secure_channel *c, const struct private_key *own,
			      struct bytes peer_point, const struct secure_channel_crt *crt,
			      struct bytes eid);

/* Go on with other keys, e.g. those of ReplaceSessionKeys: the counter is 1 again. ERR_RANGE unless
 * each has SECURE_CHANNEL_KEY_LEN bytes. */
enum err secure_channel_replace(struct secure_channel *c, struct bytes mcv, struct bytes enc,
				struct bytes mac);

/*
 * Check the MAC of one TLV, decrypt it if `encrypted`, and append what it held to `plain`.
 * ERR_TOO_LONG over SECURE_CHANNEL_SEGMENT_MAX, ERR_TRUNCATED for one too short for a MAC or not
 * whole blocks, ERR_SIGNATURE for a wrong MAC or padding; errors of `plain`; ERR_CRYPTO.
 */
enum err secure_channel_open(struct secure_channel *c, const struct tlv *segment, bool encrypted,
			     struct buf *plain);

#endif
