/* SPDX-License-Identifier: Apache-2.0 */
/* AES on the thread's contexts; each function leaves them without a key. */
#include "crypto/aes.h"

#include <limits.h>
#include <openssl/evp.h>

#include "base/secret.h"
#include "crypto/library.h"

/* One call of a block cipher without padding. */
struct operation {
	const EVP_CIPHER *cipher;
	const uint8_t *key;
	const uint8_t *iv;
	bool encrypt;
};

static enum err run(EVP_CIPHER_CTX *ctx, const struct operation *op, struct bytes in, uint8_t *out)
{
	int len = 0;
	if (in.len % AES_BLOCK_LEN != 0 || in.len > INT_MAX)
		return ERR_RANGE;
	bool done = EVP_CipherInit_ex2(ctx, op->cipher, op->key, op->iv, op->encrypt, NULL) == 1 &&
		    EVP_CIPHER_CTX_set_padding(ctx, 0) == 1 &&
		    EVP_CipherUpdate(ctx, out, &len, in.ptr, (int)in.len) == 1 &&
		    (size_t)len == in.len;
	(void)EVP_CIPHER_CTX_reset(ctx);
	return done ? OK : library_error();
}

enum err aes_cbc_encrypt(const uint8_t key[static AES_KEY_LEN],
			 const uint8_t iv[static AES_BLOCK_LEN], struct bytes in, uint8_t *out)
{
	struct library *l = NULL;
	TRY(library_get(&l));
	return run(l->cipher, &(struct operation){l->cbc, key, iv, true}, in, out);
}

enum err aes_cbc_decrypt(const uint8_t key[static AES_KEY_LEN],
			 const uint8_t iv[static AES_BLOCK_LEN], struct bytes in, uint8_t *out)
{
	struct library *l = NULL;
	TRY(library_get(&l));
	return run(l->cipher, &(struct operation){l->cbc, key, iv, false}, in, out);
}

enum err aes_block(const uint8_t key[static AES_KEY_LEN], const uint8_t in[static AES_BLOCK_LEN],
		   uint8_t out[static AES_BLOCK_LEN])
{
	struct library *l = NULL;
	TRY(library_get(&l));
	return run(l->cipher, &(struct operation){l->ecb, key, NULL, true},
		   bytes_from(in, AES_BLOCK_LEN), out);
}

enum err aes_cmac(const uint8_t key[static AES_KEY_LEN], const struct bytes *parts, size_t n,
		  uint8_t out[static AES_BLOCK_LEN])
{
	static const uint8_t no_key[AES_KEY_LEN];
	struct library *l = NULL;
	size_t len = 0;
	TRY(library_get(&l));
	bool done = EVP_MAC_init(l->cmac, key, AES_KEY_LEN, NULL) == 1;
	for (size_t i = 0; done && i < n; i++)
		done = EVP_MAC_update(l->cmac, parts[i].ptr, parts[i].len) == 1;
	done = done && EVP_MAC_final(l->cmac, out, &len, AES_BLOCK_LEN) == 1 &&
	       len == AES_BLOCK_LEN;
	done = EVP_MAC_init(l->cmac, no_key, sizeof(no_key), NULL) == 1 && done;
	return done ? OK : library_error();
}

static bool gcm_start(struct library *l, const struct aes_gcm *p, bool encrypt)
{
	int len = 0;
	return EVP_CipherInit_ex2(l->cipher, l->gcm, p->key, p->nonce, encrypt, NULL) == 1 &&
	       (p->aad.len == 0 ||
		EVP_CipherUpdate(l->cipher, NULL, &len, p->aad.ptr, (int)p->aad.len) == 1);
}

static bool gcm_text(struct library *l, struct bytes in, uint8_t *out)
{
	int len = 0;
	return in.len == 0 || (EVP_CipherUpdate(l->cipher, out, &len, in.ptr, (int)in.len) == 1 &&
			       (size_t)len == in.len);
}

enum err aes_gcm_seal(const struct aes_gcm *params, struct bytes plaintext, struct buf *out)
{
	struct library *l = NULL;
	uint8_t *sealed = NULL;
	uint8_t none[1] = {};
	int len = 0;
	TRY(library_get(&l));
	if (plaintext.len > INT_MAX - AES_GCM_TAG_LEN || params->aad.len > INT_MAX)
		return ERR_TOO_LONG;
	TRY(buf_reserve(out, plaintext.len + AES_GCM_TAG_LEN, &sealed));
	bool done = gcm_start(l, params, true) && gcm_text(l, plaintext, sealed) &&
		    EVP_CipherFinal_ex(l->cipher, none, &len) == 1 &&
		    EVP_CIPHER_CTX_ctrl(l->cipher, EVP_CTRL_AEAD_GET_TAG, AES_GCM_TAG_LEN,
					sealed + plaintext.len) == 1;
	(void)EVP_CIPHER_CTX_reset(l->cipher);
	if (done)
		return OK;
	wipe(sealed, plaintext.len + AES_GCM_TAG_LEN);
	out->len -= plaintext.len + AES_GCM_TAG_LEN;
	return library_error();
}

static enum err gcm_finish(struct library *l, struct bytes tag)
{
	uint8_t expected[AES_GCM_TAG_LEN] = {};
	uint8_t none[1] = {};
	int len = 0;
	memcpy(expected, tag.ptr, sizeof(expected));
	if (EVP_CIPHER_CTX_ctrl(l->cipher, EVP_CTRL_AEAD_SET_TAG, sizeof(expected), expected) != 1)
		return library_error();
	return EVP_CipherFinal_ex(l->cipher, none, &len) == 1 ? OK
							      : library_error_or(ERR_SIGNATURE);
}

enum err aes_gcm_open(const struct aes_gcm *params, struct bytes sealed, struct buf *out)
{
	struct library *l = NULL;
	struct bytes text = {};
	uint8_t *plaintext = NULL;
	TRY(library_get(&l));
	if (sealed.len < AES_GCM_TAG_LEN)
		return ERR_TRUNCATED;
	if (sealed.len > INT_MAX || params->aad.len > INT_MAX)
		return ERR_TOO_LONG;
	TRY(bytes_take(&sealed, sealed.len - AES_GCM_TAG_LEN, &text));
	TRY(buf_reserve(out, text.len, &plaintext));
	enum err e = ERR_CRYPTO;
	if (gcm_start(l, params, false) && gcm_text(l, text, plaintext))
		e = gcm_finish(l, sealed);
	(void)EVP_CIPHER_CTX_reset(l->cipher);
	if (e == OK)
		return OK;
	wipe(plaintext, text.len);
	out->len -= text.len;
	return e == ERR_CRYPTO ? library_error() : e;
}
