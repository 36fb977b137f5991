/* SPDX-License-Identifier: Apache-2.0 */
/* The sealed secrets of an order as a small DER structure of our own. */
#include "smdpp/order_secrets.h"

#include "base/secret.h"
#include "codec/tlv.h"
#include "role/envelope.h"

enum { TAG_SECRETS = 0x30, TAG_MATCHING_ID = 0x80, TAG_CODE_HASH = 0x81 };

static const struct tlv_member members[] = {
	TLV_MEMBER(struct order_secrets, matching_id, TAG_MATCHING_ID),
	TLV_MEMBER(struct order_secrets, code_hash, TAG_CODE_HASH, .optional = true,
		   .len_min = HASH_LEN, .len_max = HASH_LEN),
};

enum err order_secrets_seal(const struct keyring *keyring, const char *iccid,
			    const struct order_secrets *secrets, struct buf *out)
{
	CLEANUP(buf_free) struct buf plain = buf_make(ORDER_SECRETS_SEALED_MAX);
	TRY(tlv_encode_in(&plain, TAG_SECRETS, TLV_ROWS(members), secrets));
	return envelope_seal(keyring, ENVELOPE_ORDER_SECRETS, iccid, buf_bytes(&plain), out);
}

enum err order_secrets_open(const struct keyring *keyring, struct arena *a,
			    const struct profile_row *row, struct order_secrets *out)
{
	CLEANUP(buf_free) struct buf plain = buf_make(ORDER_SECRETS_SEALED_MAX);
	TRY(envelope_open(keyring, ENVELOPE_ORDER_SECRETS, row->iccid, row->order_secrets, &plain));
	struct bytes kept = {};
	struct tlv all = {};
	TRY(arena_dup(a, buf_bytes(&plain), &kept));
	TRY(tlv_only(kept, TAG_SECRETS, &all));
	return tlv_decode(all.value, TLV_ROWS(members), out);
}

enum err order_secrets_prove(const struct order_secrets *secrets, struct bytes transaction_id,
			     struct bytes hash_cc)
{
	uint8_t expected[HASH_LEN] = {};
	const struct bytes parts[] = {secrets->code_hash, transaction_id};
	TRY(hash_sha256(parts, 2, expected));
	bool same = bytes_eq_ct(BYTES_OF(expected), hash_cc);
	wipe(expected, sizeof(expected));
	return same ? OK : ERR_MISMATCH;
}
