/* SPDX-License-Identifier: Apache-2.0 */
/* eUICCMemoryReset and GetEID. */
#include "msg/es10c_euicc.h"

#include "base/text.h"
#include "codec/tlv.h"
#include "msg/es10_function.h"

enum { TAG_EID = 0x5A };

struct reset_members {
	uint64_t options;
};

static const struct tlv_member reset_members[] = {
	TLV_MEMBER(struct reset_members, options, 0x82, .kind = TLV_BITS),
};

enum err es10c_euicc_memory_reset_request_decode(struct bytes whole, uint64_t *options)
{
	struct reset_members members = {};
	TRY(tlv_decode_in(whole, ES10C_EUICC_MEMORY_RESET, TLV_ROWS(reset_members), &members));
	*options = members.options;
	return OK;
}

enum err es10c_euicc_memory_reset_request_encode(uint64_t options, struct buf *out)
{
	const struct reset_members members = {.options = options};
	return tlv_encode_in(out, ES10C_EUICC_MEMORY_RESET, TLV_ROWS(reset_members), &members);
}

static const struct tlv_member tag_list_member[] = {{.tag = 0x5C}};
static const struct tlv_member eid_member[] = {
	{.tag = TAG_EID, .len_min = EID_LEN, .len_max = EID_LEN},
};

/* The tag list that asks for the EID. */
static const uint8_t eid_tag[] = {TAG_EID};

enum err es10c_get_eid_request_decode(struct bytes whole)
{
	struct bytes tag_list = {};
	TRY(tlv_decode_in(whole, ES10C_GET_EID, TLV_ROWS(tag_list_member), &tag_list));
	return bytes_eq(tag_list, BYTES_OF(eid_tag)) ? OK : ERR_UNSUPPORTED;
}

enum err es10c_get_eid_request_encode(struct buf *out)
{
	const struct bytes tag_list = BYTES_OF(eid_tag);
	return tlv_encode_in(out, ES10C_GET_EID, TLV_ROWS(tag_list_member), &tag_list);
}

enum err es10c_get_eid_response_decode(struct bytes whole, struct bytes *eid)
{
	return tlv_decode_in(whole, ES10C_GET_EID, TLV_ROWS(eid_member), eid);
}

enum err es10c_get_eid_response_encode(struct bytes eid, struct buf *out)
{
	return tlv_encode_in(out, ES10C_GET_EID, TLV_ROWS(eid_member), &eid);
}
