/* SPDX-License-Identifier: Apache-2.0 */
/* ES10c.GetProfilesInfo as tables. */
#include "msg/es10c_get_profiles_info.h"

#include "codec/tlv.h"
#include "msg/es10_function.h"

enum {
	TAG_SEARCH_CRITERIA = 0xA0,
	TAG_TAG_LIST = 0x5C,
	TAG_OK = 0xA0,
	TAG_ERROR = 0x81,
	TAG_PROFILE_INFO = 0xE3,
	NICKNAME_MAX = 64, /* bytes of UTF-8 */
};

typedef struct es10c_get_profiles_info_request request_t;

/* A choice: a peer that sends several means all of them. */
static const struct tlv_member criteria_members[] = {
	TLV_MEMBER(request_t, isdp_aid, 0x4F, .optional = true, .len_min = 1,
		   .len_max = RSP_AID_MAX),
	TLV_MEMBER(request_t, iccid, 0x5A, .optional = true, .len_min = RSP_ICCID_LEN,
		   .len_max = RSP_ICCID_LEN),
	TLV_MEMBER(request_t, profile_class, 0x95, .kind = TLV_NUMBER, .optional = true,
		   .absent = TLV_ABSENT),
};

static const struct tlv_member tag_list_members[] = {
	TLV_MEMBER(request_t, tag_list, TAG_TAG_LIST, .optional = true),
};

enum err es10c_get_profiles_info_request_decode(struct bytes whole,
						struct es10c_get_profiles_info_request *out)
{
	struct tlv request = {};
	struct tlv criteria = {};
	TRY(tlv_only(whole, ES10C_GET_PROFILES_INFO, &request));
	TRY(tlv_take_optional(&request.value, TAG_SEARCH_CRITERIA, &criteria));
	TRY(tlv_decode(criteria.value, TLV_ROWS(criteria_members), out));
	return tlv_decode(request.value, TLV_ROWS(tag_list_members), out);
}

static bool has_criteria(const request_t *request)
{
	return bytes_present(request->isdp_aid) || bytes_present(request->iccid) ||
	       request->profile_class != TLV_ABSENT;
}

enum err
es10c_get_profiles_info_request_encode(const struct es10c_get_profiles_info_request *request,
				       struct buf *out)
{
	size_t mark = 0;
	TRY(tlv_open(out, ES10C_GET_PROFILES_INFO, &mark));
	if (has_criteria(request))
		TRY(tlv_encode_in(out, TAG_SEARCH_CRITERIA, TLV_ROWS(criteria_members), request));
	TRY(tlv_encode(out, TLV_ROWS(tag_list_members), request));
	return tlv_close(out, mark);
}

enum err es10c_get_profiles_info_response_decode(struct bytes whole,
						 struct es10c_get_profiles_info_response *out)
{
	struct tlv arm = {};
	*out = (struct es10c_get_profiles_info_response){};
	TRY(tlv_choice(whole, ES10C_GET_PROFILES_INFO, &arm));
	out->ok = arm.tag == TAG_OK;
	if (out->ok)
		out->profiles = arm.value;
	else if (arm.tag == TAG_ERROR)
		return tlv_uint(arm.value, &out->error);
	return out->ok ? OK : ERR_MISSING;
}

enum err
es10c_get_profiles_info_response_encode(const struct es10c_get_profiles_info_response *response,
					struct buf *out)
{
	size_t mark = 0;
	TRY(tlv_open(out, ES10C_GET_PROFILES_INFO, &mark));
	if (response->ok)
		TRY(tlv_put(out, TAG_OK, response->profiles));
	else
		TRY(tlv_put_uint(out, TAG_ERROR, response->error));
	return tlv_close(out, mark);
}

typedef struct es10c_profile_info info_t;

static const struct tlv_member info_members[] = {
	TLV_MEMBER(info_t, iccid, 0x5A, .optional = true, .len_min = RSP_ICCID_LEN,
		   .len_max = RSP_ICCID_LEN),
	TLV_MEMBER(info_t, isdp_aid, 0x4F, .optional = true, .len_min = 1, .len_max = RSP_AID_MAX),
	TLV_MEMBER(info_t, profile_state, 0x9F70, .kind = TLV_NUMBER, .optional = true,
		   .absent = TLV_ABSENT),
	TLV_MEMBER(info_t, profile_nickname, 0x90, .optional = true, .len_max = NICKNAME_MAX),
	TLV_MEMBER(info_t, service_provider_name, 0x91, .optional = true),
	TLV_MEMBER(info_t, profile_name, 0x92, .optional = true),
	TLV_MEMBER(info_t, icon_type, 0x93, .kind = TLV_NUMBER, .optional = true,
		   .absent = TLV_ABSENT),
	TLV_MEMBER(info_t, icon, 0x94, .optional = true),
	TLV_MEMBER(info_t, profile_class, 0x95, .kind = TLV_NUMBER, .optional = true,
		   .absent = TLV_ABSENT),
	TLV_MEMBER(info_t, notification_configuration_info, 0xB6, .optional = true),
	TLV_MEMBER(info_t, profile_owner, 0xB7, .optional = true),
	TLV_MEMBER(info_t, dp_proprietary_data, 0xB8, .optional = true),
	TLV_MEMBER(info_t, profile_policy_rules, 0x99, .optional = true),
	TLV_MEMBER(info_t, service_specific_data, 0xBF22, .optional = true),
};

enum err es10c_profile_info_next(struct bytes *row, struct es10c_profile_info *out)
{
	struct tlv info = {};
	TRY(tlv_take_tag(row, TAG_PROFILE_INFO, &info));
	return tlv_decode(info.value, TLV_ROWS(info_members), out);
}

enum err es10c_profile_info_encode(const struct es10c_profile_info *info, struct buf *out)
{
	return tlv_encode_in(out, TAG_PROFILE_INFO, TLV_ROWS(info_members), info);
}
