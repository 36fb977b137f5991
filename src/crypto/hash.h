/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SHA-256, and what is built on it: HMAC, HKDF, the X9.63 key derivation. Input comes as an array
 * of slices, so that nothing has to be copied together. All functions are safe from any thread.
 */
#ifndef CRYPTO_HASH_H
#define CRYPTO_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

enum { HASH_LEN = 32 };

/* SHA-256 over `n` parts, one after the other. ERR_CRYPTO if the library failed. */
enum err hash_sha256(const struct bytes *parts, size_t n, uint8_t out[static HASH_LEN]);

/* HMAC-SHA-256 (RFC 2104) with a key of any length. ERR_CRYPTO if the library failed. */
enum err hash_hmac(struct bytes key, const struct bytes *parts, size_t n,
		   uint8_t out[static HASH_LEN]);

/* HKDF with SHA-256 (RFC 5869), without salt, 32 bytes of output. ERR_CRYPTO as above. */
enum err hash_hkdf(struct bytes key, struct bytes info, uint8_t out[static HASH_LEN]);

/*
 * The key derivation of ANSI X9.63 with SHA-256 (BSI TR-03111 §4.3.3, SGP.22 Annex G):
 * SHA256(z || counter || shared_info) with a 32-bit counter from 1, cut to `len` bytes.
 * The caller builds SharedInfo. ERR_RANGE for len 0 or over 255 × 32, ERR_CRYPTO as above; `out` is
 * wiped on error.
 */
enum err hash_x963(struct bytes z, struct bytes shared_info, uint8_t *out, size_t len);

#endif
