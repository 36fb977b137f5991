/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The BPP security protocol (SCP03t), sending side: session keys, and the protected '86', '87' and
 * '88' segments of a Bound Profile Package (SGP.22 §2.5.3, §2.5.4, §2.6.4, Annex G).
 * What the segments carry, and the order in BF36, is the business of msg/ and of the role.
 * AES-128 only, as every eUICC of version 2 must have it.
 */
#ifndef CHANNEL_BSP_H
#define CHANNEL_BSP_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "base/secret.h"
#include "sys/entropy.h"

enum {
	BSP_KEY_TYPE_AES = 0x88, /* keyType of the CRT, tag '80' */
	BSP_KEY_LEN = 16,	 /* bytes; keyLen of the CRT, tag '81' */
	BSP_HOST_ID_MAX = 16,	 /* bytes; hostId of the CRT, tag '84' */
	BSP_MAC_LEN = 8,
	BSP_SEGMENT_MAX = 1020,	       /* bytes of one segment with tag, length and MAC */
	BSP_ENCRYPTED_MAX = 1007,      /* plaintext bytes of one '86' or '87' */
	BSP_MAC_ONLY_MAX = 1008,       /* plaintext bytes of one '88' */
	BSP_TAG_PROFILE = 0x86,	       /* sequenceOf86: profile elements, encrypted */
	BSP_TAG_CONFIGURE = 0x87,      /* ConfigureISDP, ReplaceSessionKeys, encrypted */
	BSP_TAG_STORE_METADATA = 0x88, /* StoreMetadata, MAC only */
};

/* Either the session keys or the profile protection keys (PPK) that replace them. */
struct bsp_keys {
	struct secret mcv; /* initial MAC chaining value */
	struct secret enc; /* S-ENC or PPK-ENC */
	struct secret mac; /* S-MAC or PPK-CMAC */
};

/* Wipe. Fits CLEANUP(). */
void bsp_keys_wipe(struct bsp_keys *keys);

/*
 * Session keys by X9.63 with SHA-256 (Annex G). `shared_secret` is the X coordinate that ECKA gave;
 * `host_id` has 1 to BSP_HOST_ID_MAX bytes, `eid` is in its 16-byte form. ERR_RANGE for another
 * length; ERR_CRYPTO. On error `*out` is wiped.
 */
enum err bsp_keys_derive(struct bytes shared_secret, struct bytes host_id, struct bytes eid,
			 struct bsp_keys *out);

/* Random profile protection keys (§2.5.4). The error of the entropy source; `*out` is then wiped.
 */
enum err bsp_keys_random(struct entropy *entropy, struct bsp_keys *out);

/* One direction of a running channel. One thread at a time; may be started again any number of
 * times. A zeroed one has not been started. */
struct bsp {
	struct bsp_keys keys;	  /* those in force */
	uint8_t mcv[BSP_KEY_LEN]; /* MAC chaining value */
	uint64_t counter;	  /* of the next segment, for its ICV */
};

/* Wipe. Safe on a zeroed struct and twice. Fits CLEANUP(). */
void bsp_wipe(struct bsp *bsp);

/*
 * Begin with `keys`: the MAC chaining value is the initial one and the counter is 1. Called with
 * the session keys before the first segment, and with the PPKs directly after the segment that
 * carries ReplaceSessionKeys, or for a package that is protected before there is a session. The
 * keys are copied. ERR_RANGE if one is not BSP_KEY_LEN bytes; `*bsp` is then as zeroed.
 */
enum err bsp_start(struct bsp *bsp, const struct bsp_keys *keys);

/*
 * Append `plain` to `out` as a run of segments with tag `tag`, each encrypted and with its MAC, cut
 * at BSP_ENCRYPTED_MAX bytes. Nothing is appended for an empty `plain`.
 * ERR_WRONG_STATE before bsp_start; ERR_CRYPTO; errors of buf_put. What was appended before an
 * error is to be thrown away, and the channel is of no further use until bsp_start.
 */
enum err bsp_encrypt(struct bsp *bsp, uint8_t tag, struct bytes plain, struct buf *out);

/* As bsp_encrypt, with MAC but in clear, cut at BSP_MAC_ONLY_MAX bytes. The counter counts these
 * segments too (§2.5.4). */
enum err bsp_mac_only(struct bsp *bsp, uint8_t tag, struct bytes plain, struct buf *out);

/* The bytes that the two functions above append for `plain_len` bytes, so that the head of the
 * surrounding TLV can be written first. */
size_t bsp_encrypted_len(size_t plain_len);
size_t bsp_mac_only_len(size_t plain_len);

#endif
