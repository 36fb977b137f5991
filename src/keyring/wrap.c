/* SPDX-License-Identifier: Apache-2.0 */
/* Sealing and opening of one envelope. */
#include "keyring/wrap.h"

#include "crypto/aes.h"
#include "crypto/hash.h"

enum {
	VERSION = 1,
	HEAD_LEN = 1 + WRAP_KEY_ID_LEN, /* authenticated with the data key */
	DATA_KEY_LEN = AES_GCM_KEY_LEN,
	WRAPPED_LEN = DATA_KEY_LEN + AES_GCM_TAG_LEN,
};

/* A data key seals once, so its nonce may be a constant. */
static const uint8_t data_nonce[AES_GCM_NONCE_LEN];

struct parts {
	struct bytes head, key_id, nonce, wrapped, sealed;
};

enum err wrap_key_derive(struct bytes secret, struct wrap_key *out)
{
	uint8_t id[HASH_LEN] = {};
	if (secret.len != WRAP_SECRET_LEN)
		return ERR_RANGE;
	TRY(hash_hkdf(secret, BYTES_LIT("rspd envelope key id"), id));
	TRY(hash_hkdf(secret, BYTES_LIT("rspd envelope wrapping key"), out->key.ptr));
	out->key.len = AES_GCM_KEY_LEN;
	memcpy(out->id, id, sizeof(out->id));
	return OK;
}

static enum err put_head(const struct wrap_key *key, struct entropy *entropy,
			 const struct secret *data_key, struct buf *out)
{
	uint8_t head[HEAD_LEN] = {VERSION};
	uint8_t nonce[AES_GCM_NONCE_LEN] = {};
	memcpy(head + 1, key->id, sizeof(key->id));
	TRY(entropy_fill(entropy, nonce, sizeof(nonce)));
	TRY(buf_put(out, BYTES_OF(head)));
	TRY(buf_put(out, BYTES_OF(nonce)));
	const struct aes_gcm wrap = {key->key.ptr, nonce, BYTES_OF(head)};
	return aes_gcm_seal(&wrap, secret_bytes(data_key), out);
}

enum err wrap_seal(const struct wrap_key *key, struct entropy *entropy, struct bytes aad,
		   struct bytes plaintext, struct buf *out)
{
	struct secret data_key CLEANUP(secret_wipe) = {.len = DATA_KEY_LEN};
	struct buf envelope CLEANUP(buf_free) = buf_make(plaintext.len + WRAP_OVERHEAD);
	TRY(entropy_fill(entropy, data_key.ptr, data_key.len));
	TRY(put_head(key, entropy, &data_key, &envelope));
	const struct aes_gcm data = {data_key.ptr, data_nonce, aad};
	TRY(aes_gcm_seal(&data, plaintext, &envelope));
	return buf_put(out, buf_bytes(&envelope));
}

static enum err split(struct bytes envelope, struct parts *out)
{
	struct bytes rest = envelope;
	TRY(bytes_take(&rest, HEAD_LEN, &out->head));
	TRY(bytes_take(&rest, AES_GCM_NONCE_LEN, &out->nonce));
	TRY(bytes_take(&rest, WRAPPED_LEN, &out->wrapped));
	out->sealed = rest;
	uint8_t version = 0;
	out->key_id = out->head;
	TRY(bytes_take_u8(&out->key_id, &version));
	return version == VERSION ? OK : ERR_UNSUPPORTED;
}

enum err wrap_key_id(struct bytes envelope, struct bytes *out)
{
	struct parts parts = {};
	TRY(split(envelope, &parts));
	*out = parts.key_id;
	return OK;
}

enum err wrap_open(const struct wrap_key *key, struct bytes aad, struct bytes envelope,
		   struct buf *out)
{
	struct parts parts = {};
	struct buf data_key CLEANUP(buf_free) = buf_make(DATA_KEY_LEN);
	TRY(split(envelope, &parts));
	const struct aes_gcm wrap = {key->key.ptr, parts.nonce.ptr, parts.head};
	TRY(aes_gcm_open(&wrap, parts.wrapped, &data_key));
	const struct aes_gcm data = {data_key.ptr, data_nonce, aad};
	return aes_gcm_open(&data, parts.sealed, out);
}
