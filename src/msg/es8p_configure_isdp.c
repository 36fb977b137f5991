/* SPDX-License-Identifier: Apache-2.0 */
/* ES8+.ConfigureISDP as two tables. */
#include "msg/es8p_configure_isdp.h"

#include "codec/tlv.h"

enum {
	TAG_REQUEST = 0xBF24,
	DP_PROPRIETARY_DATA_HEAD = 2, /* tag B8 and a length of one byte */
};

static const struct tlv_member request_members[] = {
	TLV_MEMBER(struct es8p_configure_isdp, dp_proprietary_data, 0xB8, .optional = true,
		   .len_max = ES8P_DP_PROPRIETARY_DATA_MAX - DP_PROPRIETARY_DATA_HEAD),
};

static const struct tlv_member proprietary_members[] = {
	TLV_MEMBER(struct es8p_configure_isdp, dp_oid, 0x80, .len_min = 1),
};

enum err es8p_configure_isdp_decode(struct bytes whole, struct es8p_configure_isdp *out)
{
	*out = (struct es8p_configure_isdp){};
	TRY(tlv_decode_in(whole, TAG_REQUEST, TLV_ROWS(request_members), out));
	if (!bytes_present(out->dp_proprietary_data))
		return OK;
	return tlv_decode(out->dp_proprietary_data, TLV_ROWS(proprietary_members), out);
}

enum err es8p_configure_isdp_encode(const struct es8p_configure_isdp *request, struct buf *out)
{
	return tlv_encode_in(out, TAG_REQUEST, TLV_ROWS(request_members), request);
}
