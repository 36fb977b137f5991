/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 and its derivatives on the thread's contexts. */
#include "crypto/hash.h"

#include <openssl/evp.h>

#include "base/secret.h"
#include "crypto/library.h"

enum { X963_BLOCKS_MAX = 255 };

enum err hash_sha256(const struct bytes *parts, size_t n, uint8_t out[static HASH_LEN])
{
	struct library *l = NULL;
	TRY(library_get(&l));
	if (EVP_DigestInit_ex2(l->digest, l->sha256, NULL) != 1)
		return library_error();
	for (size_t i = 0; i < n; i++)
		if (EVP_DigestUpdate(l->digest, parts[i].ptr, parts[i].len) != 1)
			return library_error();
	if (EVP_DigestFinal_ex(l->digest, out, NULL) != 1)
		return library_error();
	return OK;
}

static enum err mac(EVP_MAC_CTX *ctx, struct bytes key, const struct bytes *parts, size_t n,
		    uint8_t out[static HASH_LEN])
{
	static const uint8_t no_key[HASH_LEN];
	size_t len = 0;
	bool done = EVP_MAC_init(ctx, key.len > 0 ? key.ptr : no_key, key.len, NULL) == 1;
	for (size_t i = 0; done && i < n; i++)
		done = EVP_MAC_update(ctx, parts[i].ptr, parts[i].len) == 1;
	done = done && EVP_MAC_final(ctx, out, &len, HASH_LEN) == 1 && len == HASH_LEN;
	/* The context outlives this call; the key must not. */
	done = EVP_MAC_init(ctx, no_key, sizeof(no_key), NULL) == 1 && done;
	return done ? OK : library_error();
}

enum err hash_hmac(struct bytes key, const struct bytes *parts, size_t n,
		   uint8_t out[static HASH_LEN])
{
	struct library *l = NULL;
	TRY(library_get(&l));
	return mac(l->hmac, key, parts, n, out);
}

enum err hash_hkdf(struct bytes key, struct bytes info, uint8_t out[static HASH_LEN])
{
	static const uint8_t no_salt[HASH_LEN];
	static const uint8_t first_block = 1;
	struct secret extracted CLEANUP(secret_wipe) = {.len = HASH_LEN};
	TRY(hash_hmac(BYTES_OF(no_salt), &key, 1, extracted.ptr));
	const struct bytes expand[] = {info, bytes_from(&first_block, 1)};
	return hash_hmac(secret_bytes(&extracted), expand, 2, out);
}

static enum err x963_block(struct bytes z, uint32_t counter, struct bytes shared_info,
			   struct secret *block)
{
	const uint8_t number[4] = {(uint8_t)(counter >> 24), (uint8_t)(counter >> 16),
				   (uint8_t)(counter >> 8), (uint8_t)counter};
	const struct bytes parts[] = {z, BYTES_OF(number), shared_info};
	return hash_sha256(parts, 3, block->ptr);
}

enum err hash_x963(struct bytes z, struct bytes shared_info, uint8_t *out, size_t len)
{
	if (len == 0 || len > X963_BLOCKS_MAX * HASH_LEN)
		return ERR_RANGE;
	struct secret block CLEANUP(secret_wipe) = {.len = HASH_LEN};
	for (size_t done = 0; done < len; done += HASH_LEN) {
		enum err e = x963_block(z, (uint32_t)(done / HASH_LEN + 1), shared_info, &block);
		if (e != OK) {
			wipe(out, len);
			return e;
		}
		size_t left = len - done;
		memcpy(out + done, block.ptr, left < HASH_LEN ? left : HASH_LEN);
	}
	return OK;
}
