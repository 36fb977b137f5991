/* SPDX-License-Identifier: Apache-2.0 */
/* EnableProfile, DisableProfile, DeleteProfile and SetNickname. */
#include "msg/es10c_profile_state.h"

#include "codec/tlv.h"
#include "msg/rsp_type.h"

enum {
	TAG_PROFILE_IDENTIFIER = 0xA0,
	TAG_REFRESH_FLAG = 0x81,
};

typedef struct es10c_profile_state_request request_t;

/* A choice: exactly one of them. */
static const struct tlv_member identifier_members[] = {
	TLV_MEMBER(request_t, isdp_aid, 0x4F, .optional = true, .len_min = 1,
		   .len_max = RSP_AID_MAX),
	TLV_MEMBER(request_t, iccid, 0x5A, .optional = true, .len_min = RSP_ICCID_LEN,
		   .len_max = RSP_ICCID_LEN),
};

static enum err check_identifier(const request_t *request)
{
	return bytes_present(request->isdp_aid) != bytes_present(request->iccid) ? OK : ERR_MISSING;
}

static enum err decode_identifier(struct bytes value, request_t *out)
{
	TRY(tlv_decode(value, TLV_ROWS(identifier_members), out));
	return check_identifier(out);
}

/* Enable and disable: the identifier in its tag, and the flag. */
struct switch_members {
	struct bytes identifier;
	bool refresh_flag;
};

static const struct tlv_member switch_members[] = {
	TLV_MEMBER(struct switch_members, identifier, TAG_PROFILE_IDENTIFIER),
	TLV_MEMBER(struct switch_members, refresh_flag, TAG_REFRESH_FLAG, .kind = TLV_FLAG),
};

static enum err decode_switch(struct bytes value, request_t *out)
{
	struct switch_members members = {};
	TRY(tlv_decode(value, TLV_ROWS(switch_members), &members));
	out->refresh_flag = members.refresh_flag;
	return decode_identifier(members.identifier, out);
}

static bool is_switch(enum es10_function function)
{
	return function == ES10C_ENABLE_PROFILE || function == ES10C_DISABLE_PROFILE;
}

enum err es10c_profile_state_request_decode(struct bytes whole,
					    struct es10c_profile_state_request *out)
{
	struct tlv request = {};
	TRY(tlv_take(&whole, &request));
	if (whole.len > 0)
		return ERR_TRAILING;
	*out = (request_t){.function = request.tag};
	if (is_switch(out->function))
		return decode_switch(request.value, out);
	if (out->function == ES10C_DELETE_PROFILE)
		return decode_identifier(request.value, out);
	return ERR_UNSUPPORTED;
}

static enum err put_switch(const request_t *request, struct buf *out)
{
	TRY(tlv_encode_in(out, TAG_PROFILE_IDENTIFIER, TLV_ROWS(identifier_members), request));
	return tlv_put_bool(out, TAG_REFRESH_FLAG, request->refresh_flag);
}

enum err es10c_profile_state_request_encode(const struct es10c_profile_state_request *request,
					    struct buf *out)
{
	size_t mark = 0;
	TRY(check_identifier(request));
	TRY(tlv_open(out, request->function, &mark));
	if (is_switch(request->function))
		TRY(put_switch(request, out));
	else
		TRY(tlv_encode(out, TLV_ROWS(identifier_members), request));
	return tlv_close(out, mark);
}

static const struct tlv_member nickname_members[] = {
	TLV_MEMBER(struct es10c_set_nickname_request, iccid, 0x5A, .len_min = RSP_ICCID_LEN,
		   .len_max = RSP_ICCID_LEN),
	TLV_MEMBER(struct es10c_set_nickname_request, profile_nickname, 0x90,
		   .len_max = ES10C_NICKNAME_MAX),
};

enum err es10c_set_nickname_request_decode(struct bytes whole,
					   struct es10c_set_nickname_request *out)
{
	return tlv_decode_in(whole, ES10C_SET_NICKNAME, TLV_ROWS(nickname_members), out);
}

enum err es10c_set_nickname_request_encode(const struct es10c_set_nickname_request *request,
					   struct buf *out)
{
	return tlv_encode_in(out, ES10C_SET_NICKNAME, TLV_ROWS(nickname_members), request);
}
