/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AES as RSP uses it: AES-128 in CBC, single block and CMAC for the BSP, and AES-256-GCM for what
 * is stored. Padding is the caller's. Safe from any thread.
 */
#ifndef CRYPTO_AES_H
#define CRYPTO_AES_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"

enum {
	AES_KEY_LEN = 16,
	AES_BLOCK_LEN = 16,
	AES_GCM_KEY_LEN = 32,
	AES_GCM_NONCE_LEN = 12,
	AES_GCM_TAG_LEN = 16,
};

/*
 * AES-128-CBC without padding. `out` takes in.len bytes and may be in.ptr itself. ERR_RANGE if
 * in.len is not a multiple of 16, ERR_CRYPTO if the library failed.
 */
enum err aes_cbc_encrypt(const uint8_t key[static AES_KEY_LEN],
			 const uint8_t iv[static AES_BLOCK_LEN], struct bytes in, uint8_t *out);
enum err aes_cbc_decrypt(const uint8_t key[static AES_KEY_LEN],
			 const uint8_t iv[static AES_BLOCK_LEN], struct bytes in, uint8_t *out);

/* Encrypt one block (ECB): the BSP's initial chaining vector from its counter. ERR_CRYPTO. */
enum err aes_block(const uint8_t key[static AES_KEY_LEN], const uint8_t in[static AES_BLOCK_LEN],
		   uint8_t out[static AES_BLOCK_LEN]);

/* AES-128-CMAC (NIST SP 800-38B) over `n` parts, all 16 bytes of it. ERR_CRYPTO. */
enum err aes_cmac(const uint8_t key[static AES_KEY_LEN], const struct bytes *parts, size_t n,
		  uint8_t out[static AES_BLOCK_LEN]);

/* What seals and what opens must be the same. The nonce never twice under one key. */
struct aes_gcm {
	const uint8_t *key;   /* AES_GCM_KEY_LEN */
	const uint8_t *nonce; /* AES_GCM_NONCE_LEN */
	struct bytes aad;     /* authenticated, not encrypted; may be empty */
};

/* Append ciphertext (as long as the plaintext) and tag to `out`. Errors as buf_put, ERR_CRYPTO. */
enum err aes_gcm_seal(const struct aes_gcm *params, struct bytes plaintext, struct buf *out);

/*
 * Append the plaintext of `sealed` (ciphertext and tag). ERR_SIGNATURE if it is not authentic,
 * ERR_TRUNCATED if it is shorter than a tag, errors of buf_put, ERR_CRYPTO. On error nothing that
 * was decrypted remains in `out`.
 */
enum err aes_gcm_open(const struct aes_gcm *params, struct bytes sealed, struct buf *out);

#endif
