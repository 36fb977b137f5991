/* SPDX-License-Identifier: Apache-2.0 */
/* Session keys, and segments built in place in the output buffer. */
#include "channel/bsp.h"

#include "base/text.h"
#include "codec/tlv.h"
#include "crypto/aes.h"
#include "crypto/hash.h"

enum {
	PADDING_MARK = 0x80, /* then zero bytes to the end of the block (§2.6.4.4) */
	HEAD_MAX = 4,	     /* tag, and a length of at most 3 bytes */
};

void bsp_keys_wipe(struct bsp_keys *keys)
{
	wipe(keys, sizeof(*keys));
}

void bsp_wipe(struct bsp *bsp)
{
	wipe(bsp, sizeof(*bsp));
}

/* Three keys that stand one after the other, in the order of Annex G. */
static enum err split_keys(const uint8_t material[static 3 * BSP_KEY_LEN], struct bsp_keys *out)
{
	TRY(secret_set(&out->mcv, bytes_from(material, BSP_KEY_LEN)));
	TRY(secret_set(&out->enc, bytes_from(material + BSP_KEY_LEN, BSP_KEY_LEN)));
	return secret_set(&out->mac, bytes_from(material + 2 * BSP_KEY_LEN, BSP_KEY_LEN));
}

/* keyType || keyLen || LV(hostId) || LV(EID). */
static enum err put_shared_info(struct buf *out, struct bytes host_id, struct bytes eid)
{
	TRY(buf_put_u8(out, BSP_KEY_TYPE_AES));
	TRY(buf_put_u8(out, BSP_KEY_LEN));
	TRY(buf_put_u8(out, (uint8_t)host_id.len));
	TRY(buf_put(out, host_id));
	TRY(buf_put_u8(out, (uint8_t)eid.len));
	return buf_put(out, eid);
}

enum err bsp_keys_derive(struct bytes shared_secret, struct bytes host_id, struct bytes eid,
			 struct bsp_keys *out)
{
	CLEANUP(secret_wipe) struct secret material = {};
	CLEANUP(buf_free)
	struct buf shared_info = buf_make(2 + 1 + BSP_HOST_ID_MAX + 1 + EID_LEN);
	bsp_keys_wipe(out);
	if (shared_secret.len == 0 || host_id.len == 0 || host_id.len > BSP_HOST_ID_MAX ||
	    eid.len != EID_LEN)
		return ERR_RANGE;
	TRY(put_shared_info(&shared_info, host_id, eid));
	TRY(hash_x963(shared_secret, buf_bytes(&shared_info), material.ptr, 3 * BSP_KEY_LEN));
	return split_keys(material.ptr, out);
}

enum err bsp_keys_random(struct entropy *entropy, struct bsp_keys *out)
{
	CLEANUP(secret_wipe) struct secret material = {};
	bsp_keys_wipe(out);
	TRY(entropy_fill(entropy, material.ptr, 3 * BSP_KEY_LEN));
	return split_keys(material.ptr, out);
}

enum err bsp_start(struct bsp *bsp, const struct bsp_keys *keys)
{
	bsp_wipe(bsp);
	if (keys->mcv.len != BSP_KEY_LEN || keys->enc.len != BSP_KEY_LEN ||
	    keys->mac.len != BSP_KEY_LEN)
		return ERR_RANGE;
	bsp->keys = *keys;
	memcpy(bsp->mcv, keys->mcv.ptr, BSP_KEY_LEN);
	bsp->counter = 1;
	return OK;
}

/* The ICV is the counter as one block, encrypted. A real card refuses any other. */
static enum err make_icv(const struct bsp *bsp, uint8_t icv[static AES_BLOCK_LEN])
{
	uint8_t block[AES_BLOCK_LEN] = {};
	for (size_t i = 0; i < sizeof(bsp->counter); i++)
		block[AES_BLOCK_LEN - 1 - i] = (uint8_t)(bsp->counter >> (8 * i));
	return aes_block(bsp->keys.enc.ptr, block, icv);
}

/* Fill the place of a MAC behind the segment that it covers, and take the next chaining value. */
static enum err put_mac(struct bsp *bsp, struct bytes segment, uint8_t *room)
{
	uint8_t mac[AES_BLOCK_LEN] = {};
	const struct bytes parts[] = {BYTES_OF(bsp->mcv), segment};
	TRY(aes_cmac(bsp->keys.mac.ptr, parts, 2, mac));
	memcpy(bsp->mcv, mac, sizeof(bsp->mcv));
	memcpy(room, mac, BSP_MAC_LEN);
	bsp->counter++;
	return OK;
}

static size_t padded(size_t plain_len)
{
	return (plain_len / AES_BLOCK_LEN + 1) * AES_BLOCK_LEN;
}

static enum err encrypt_one(struct bsp *bsp, uint8_t tag, struct bytes plain, struct buf *out)
{
	uint8_t icv[AES_BLOCK_LEN] = {};
	uint8_t *room = NULL;
	size_t at = out->len;
	size_t len = padded(plain.len);
	TRY(tlv_put_head(out, tag, len + BSP_MAC_LEN));
	TRY(buf_reserve(out, len + BSP_MAC_LEN, &room));
	memcpy(room, plain.ptr, plain.len);
	memset(room + plain.len, 0, len - plain.len);
	room[plain.len] = PADDING_MARK;
	TRY(make_icv(bsp, icv));
	TRY(aes_cbc_encrypt(bsp->keys.enc.ptr, icv, bytes_from(room, len), room));
	return put_mac(bsp, bytes_from(out->ptr + at, out->len - at - BSP_MAC_LEN), room + len);
}

static enum err mac_one(struct bsp *bsp, uint8_t tag, struct bytes plain, struct buf *out)
{
	uint8_t *room = NULL;
	size_t at = out->len;
	TRY(tlv_put_head(out, tag, plain.len + BSP_MAC_LEN));
	TRY(buf_put(out, plain));
	TRY(buf_reserve(out, BSP_MAC_LEN, &room));
	return put_mac(bsp, bytes_from(out->ptr + at, out->len - at - BSP_MAC_LEN), room);
}

/* The two ways to protect one segment, and the plaintext that it holds. */
struct protection {
	enum err (*one)(struct bsp *bsp, uint8_t tag, struct bytes plain, struct buf *out);
	size_t max;
};
static const struct protection encrypted = {encrypt_one, BSP_ENCRYPTED_MAX};
static const struct protection mac_only = {mac_one, BSP_MAC_ONLY_MAX};

static enum err protect(struct bsp *bsp, const struct protection *how, uint8_t tag,
			struct bytes plain, struct buf *out)
{
	if (bsp->counter == 0)
		return ERR_WRONG_STATE;
	while (plain.len > 0) {
		struct bytes part = {};
		TRY(bytes_take(&plain, plain.len < how->max ? plain.len : how->max, &part));
		enum err e = how->one(bsp, tag, part, out);
		if (e != OK) {
			bsp_wipe(bsp);
			return e;
		}
	}
	return OK;
}

enum err bsp_encrypt(struct bsp *bsp, uint8_t tag, struct bytes plain, struct buf *out)
{
	/* If there is no room, the segment that finds none says so. */
	(void)buf_expect(out, bsp_encrypted_len(plain.len));
	return protect(bsp, &encrypted, tag, plain, out);
}

enum err bsp_mac_only(struct bsp *bsp, uint8_t tag, struct bytes plain, struct buf *out)
{
	return protect(bsp, &mac_only, tag, plain, out);
}

/* One segment whose value, MAC included, has `len` bytes. */
static size_t segment_len(size_t len)
{
	return len + (len < 0x80 ? 2 : len < 0x100 ? 3 : HEAD_MAX);
}

size_t bsp_encrypted_len(size_t plain_len)
{
	size_t rest = plain_len % BSP_ENCRYPTED_MAX;
	size_t len = plain_len / BSP_ENCRYPTED_MAX * BSP_SEGMENT_MAX;
	return rest > 0 ? len + segment_len(padded(rest) + BSP_MAC_LEN) : len;
}

size_t bsp_mac_only_len(size_t plain_len)
{
	size_t rest = plain_len % BSP_MAC_ONLY_MAX;
	size_t len = plain_len / BSP_MAC_ONLY_MAX * BSP_SEGMENT_MAX;
	return rest > 0 ? len + segment_len(rest + BSP_MAC_LEN) : len;
}
