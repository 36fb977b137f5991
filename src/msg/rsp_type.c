/* SPDX-License-Identifier: Apache-2.0 */
/* The shared small types. */
#include "msg/rsp_type.h"

enum { VERSION_LEN = 3 };

enum err rsp_version(struct bytes value, uint32_t *out)
{
	uint64_t version = 0;
	if (value.len != VERSION_LEN)
		return ERR_RANGE;
	TRY(bytes_be(value, &version));
	*out = (uint32_t)version;
	return OK;
}

const struct tlv_member rsp_operator_id_members[RSP_OPERATOR_ID_N] = {
	TLV_MEMBER(struct rsp_operator_id, mcc_mnc, 0x80, .len_min = 3, .len_max = 3),
	TLV_MEMBER(struct rsp_operator_id, gid1, 0x81, .optional = true),
	TLV_MEMBER(struct rsp_operator_id, gid2, 0x82, .optional = true),
};

enum err rsp_operator_id_decode(struct bytes value, struct rsp_operator_id *out)
{
	return tlv_decode(value, TLV_ROWS(rsp_operator_id_members), out);
}

enum err rsp_operator_id_encode(uint32_t tag, const struct rsp_operator_id *id, struct buf *out)
{
	return tlv_encode_in(out, tag, TLV_ROWS(rsp_operator_id_members), id);
}

static const struct tlv_member configuration_members[] = {
	TLV_MEMBER(struct rsp_notification_configuration, events, 0x80, .kind = TLV_BITS),
	TLV_MEMBER(struct rsp_notification_configuration, address, 0x81),
};

enum err rsp_notification_configuration_next(struct bytes *list,
					     struct rsp_notification_configuration *out)
{
	struct tlv t = {};
	TRY(tlv_take_tag(list, 0x30, &t));
	return tlv_decode(t.value, TLV_ROWS(configuration_members), out);
}

enum err rsp_notification_configuration_encode(const struct rsp_notification_configuration *c,
					       struct buf *out)
{
	return tlv_encode_in(out, 0x30, TLV_ROWS(configuration_members), c);
}

enum err rsp_chained_input(struct bytes signed_data, struct bytes signature, struct buf *out)
{
	TRY(buf_put(out, signed_data));
	return tlv_put(out, RSP_TAG_SIGNATURE, signature);
}
