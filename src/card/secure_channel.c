/* SPDX-License-Identifier: Apache-2.0 */
/* The receiving end of SCP03t: key agreement, MAC check, decryption. */
#include "card/secure_channel.h"

#include "base/mutant.h"
#include "crypto/aes.h"
#include "crypto/curve.h"
#include "crypto/ecka.h"
#include "crypto/hash.h"

enum {
	KEY_BLOCK_LEN = 3 * SECURE_CHANNEL_KEY_LEN, /* chaining value, S-ENC, S-MAC */
	SHARED_INFO_MAX = 64,
	PAD_BEGIN = 0x80,
};

void secure_channel_wipe(struct secure_channel *c)
{
	wipe(c, sizeof(*c));
}

static enum err put_length_value(struct buf *out, struct bytes value)
{
	TRY(buf_put_u8(out, (uint8_t)value.len));
	return buf_put(out, value);
}

static enum err put_shared_info(struct buf *out, const struct secure_channel_crt *crt,
				struct bytes eid)
{
	if (crt->host_id.len > SECURE_CHANNEL_HOST_ID_MAX)
		return ERR_TOO_LONG;
	TRY(buf_put(out, crt->key_type));
	TRY(buf_put(out, crt->key_len));
	TRY(put_length_value(out, crt->host_id));
	return put_length_value(out, eid);
}

static enum err take_keys(struct secure_channel *c, struct bytes block)
{
	struct bytes mcv = {}, enc = {}, mac = {};
	TRY(bytes_take(&block, SECURE_CHANNEL_KEY_LEN, &mcv));
	TRY(bytes_take(&block, SECURE_CHANNEL_KEY_LEN, &enc));
	TRY(bytes_take(&block, SECURE_CHANNEL_KEY_LEN, &mac));
	return secure_channel_replace(c, mcv, enc, mac);
}

enum err secure_channel_agree(struct secure_channel *c, const struct private_key *own,
			      struct bytes peer_point, const struct secure_channel_crt *crt,
			      struct bytes eid)
{
	CLEANUP(secret_wipe) struct secret shared = {};
	CLEANUP(secret_wipe) struct secret block = {.len = KEY_BLOCK_LEN};
	CLEANUP(buf_free) struct buf info = buf_make(SHARED_INFO_MAX);
	struct public_key own_public = {}, peer = {};

	TRY(put_shared_info(&info, crt, eid));
	TRY(private_key_public(own, &own_public));
	TRY(curve_public_key(own_public.curve, peer_point, &peer));
	TRY(ecka_shared(own, &peer, &shared));
	TRY(hash_x963(secret_bytes(&shared), buf_bytes(&info), block.ptr, block.len));
	return take_keys(c, secret_bytes(&block));
}

enum err secure_channel_replace(struct secure_channel *c, struct bytes mcv, struct bytes enc,
				struct bytes mac)
{
	if (mcv.len != SECURE_CHANNEL_KEY_LEN || enc.len != SECURE_CHANNEL_KEY_LEN ||
	    mac.len != SECURE_CHANNEL_KEY_LEN)
		return ERR_RANGE;
	TRY(secret_set(&c->mcv, mcv));
	TRY(secret_set(&c->enc, enc));
	TRY(secret_set(&c->mac, mac));
	c->counter = 1;
	return OK;
}

/* A segment, taken apart. */
struct parts {
	struct bytes whole, covered; /* without the MAC */
	struct bytes data, mac;
	uint8_t cmac[AES_BLOCK_LEN]; /* what the MAC should be the first bytes of */
};

static enum err take_apart(const struct secure_channel *c, const struct tlv *segment,
			   struct parts *out)
{
	struct bytes whole = segment->whole, value = segment->value;
	out->whole = whole;
	if (value.len < SECURE_CHANNEL_MAC_LEN)
		return ERR_TRUNCATED;
	TRY(bytes_take(&whole, whole.len - SECURE_CHANNEL_MAC_LEN, &out->covered));
	TRY(bytes_take(&value, value.len - SECURE_CHANNEL_MAC_LEN, &out->data));
	out->mac = value;
	/* C-MAC over chaining value, tag, length and data. */
	const struct bytes input[] = {secret_bytes(&c->mcv), out->covered};
	return aes_cmac(c->mac.ptr, input, 2, out->cmac);
}

static bool is_short_enough(const struct parts *p)
{
	return p->whole.len <= SECURE_CHANNEL_SEGMENT_MAX;
}

static bool mac_is_right(const struct parts *p)
{
	return bytes_eq_ct(bytes_from(p->cmac, SECURE_CHANNEL_MAC_LEN), p->mac);
}

static const struct {
	const char *name;
	bool (*holds)(const struct parts *p);
	enum err otherwise;
} checks[] = {
	{"secure_channel.segment_len", is_short_enough, ERR_TOO_LONG},
	{"secure_channel.mac", mac_is_right, ERR_SIGNATURE},
};

static enum err run_checks(const struct parts *p)
{
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		if (!mutant_off(checks[i].name) && !checks[i].holds(p))
			return checks[i].otherwise;
	}
	return OK;
}

/* The initial chaining vector is the encrypted counter (§2.5.3). */
static enum err initial_vector(const struct secure_channel *c, uint8_t icv[static AES_BLOCK_LEN])
{
	uint8_t counter[AES_BLOCK_LEN] = {};
	for (size_t i = 0; i < sizeof(c->counter); i++)
		counter[AES_BLOCK_LEN - 1 - i] = (uint8_t)(c->counter >> (8 * i));
	return aes_block(c->enc.ptr, counter, icv);
}

/* Drop the padding '80 00 … 00'. ERR_SIGNATURE if there is none in the last block. */
static enum err strip_padding(struct bytes *padded)
{
	size_t len = padded->len;
	while (len > 0 && padded->ptr[len - 1] == 0 && padded->len - len < AES_BLOCK_LEN)
		len--;
	if (len == 0 || padded->ptr[len - 1] != PAD_BEGIN)
		return ERR_SIGNATURE;
	padded->len = len - 1;
	return OK;
}

static enum err decrypt(const struct secure_channel *c, struct bytes cipher, struct buf *plain)
{
	CLEANUP(buf_free) struct buf padded = buf_make(SECURE_CHANNEL_SEGMENT_MAX);
	uint8_t icv[AES_BLOCK_LEN] = {};
	uint8_t *room = NULL;

	if (cipher.len == 0 || cipher.len % AES_BLOCK_LEN != 0)
		return ERR_TRUNCATED;
	TRY(initial_vector(c, icv));
	TRY(buf_reserve(&padded, cipher.len, &room));
	TRY(aes_cbc_decrypt(c->enc.ptr, icv, cipher, room));
	struct bytes stripped = buf_bytes(&padded);
	TRY(strip_padding(&stripped));
	return buf_put(plain, stripped);
}

enum err secure_channel_open(struct secure_channel *c, const struct tlv *segment, bool encrypted,
			     struct buf *plain)
{
	struct parts p = {};
	TRY(take_apart(c, segment, &p));
	TRY(run_checks(&p));
	TRY(secret_set(&c->mcv, BYTES_OF(p.cmac))); /* all of it is the next chaining value */
	TRY(encrypted ? decrypt(c, p.data, plain) : buf_put(plain, p.data));
	c->counter++;
	return OK;
}
