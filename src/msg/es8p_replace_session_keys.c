/* SPDX-License-Identifier: Apache-2.0 */
/* ES8+.ReplaceSessionKeys as a table. */
#include "msg/es8p_replace_session_keys.h"

#include "codec/tlv.h"

typedef struct es8p_replace_session_keys request_t;

enum {
	TAG_REQUEST = 0xBF26,
	KEY_LEN = 16, /* AES-128, and the MAC chaining value */
};

static const struct tlv_member members[] = {
	TLV_MEMBER(request_t, initial_mac_chaining_value, 0x80, .len_min = KEY_LEN,
		   .len_max = KEY_LEN),
	TLV_MEMBER(request_t, ppk_enc, 0x81, .len_min = KEY_LEN, .len_max = KEY_LEN),
	TLV_MEMBER(request_t, ppk_cmac, 0x82, .len_min = KEY_LEN, .len_max = KEY_LEN),
};

enum err es8p_replace_session_keys_decode(struct bytes whole, struct es8p_replace_session_keys *out)
{
	return tlv_decode_in(whole, TAG_REQUEST, TLV_ROWS(members), out);
}

enum err es8p_replace_session_keys_encode(const struct es8p_replace_session_keys *request,
					  struct buf *out)
{
	return tlv_encode_in(out, TAG_REQUEST, TLV_ROWS(members), request);
}
