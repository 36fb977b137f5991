/* SPDX-License-Identifier: Apache-2.0 */
/* EUICCInfo1 and EUICCInfo2 as tables, and what is in their members. */
#include "msg/es10b_get_euicc_info.h"

#include "codec/tlv.h"
#include "msg/es10_function.h"
#include "msg/rsp_type.h"

typedef struct es10b_euicc_info1 info1_t;
typedef struct es10b_euicc_info2 info2_t;

static const struct tlv_member info1_members[] = {
	TLV_MEMBER(info1_t, svn, 0x82),
	TLV_MEMBER(info1_t, ci_pk_ids_for_verification, 0xA9),
	TLV_MEMBER(info1_t, ci_pk_ids_for_signing, 0xAA),
};

static const struct tlv_member info2_members[] = {
	TLV_MEMBER(info2_t, profile_version, 0x81),
	TLV_MEMBER(info2_t, svn, 0x82),
	TLV_MEMBER(info2_t, euicc_firmware_ver, 0x83),
	TLV_MEMBER(info2_t, ext_card_resource, 0x84),
	TLV_MEMBER(info2_t, uicc_capability, 0x85, .kind = TLV_BITS),
	TLV_MEMBER(info2_t, ts102241_version, 0x86, .optional = true),
	TLV_MEMBER(info2_t, globalplatform_version, 0x87, .optional = true),
	TLV_MEMBER(info2_t, rsp_capability, 0x88, .kind = TLV_BITS),
	TLV_MEMBER(info2_t, ci_pk_ids_for_verification, 0xA9),
	TLV_MEMBER(info2_t, ci_pk_ids_for_signing, 0xAA),
	TLV_MEMBER(info2_t, euicc_category, 0x8B, .kind = TLV_NUMBER, .optional = true,
		   .absent = TLV_ABSENT),
	TLV_MEMBER(info2_t, forbidden_profile_policy_rules, 0x99, .kind = TLV_BITS,
		   .optional = true),
	TLV_MEMBER(info2_t, pp_version, 0x04),
	TLV_MEMBER(info2_t, sas_accreditation_number, 0x0C),
	TLV_MEMBER(info2_t, certification_data_object, 0xAC, .optional = true),
	TLV_MEMBER(info2_t, tre_properties, 0x8D, .optional = true),
	TLV_MEMBER(info2_t, tre_product_reference, 0x8E, .optional = true),
	TLV_MEMBER(info2_t, additional_profile_versions, 0xAF, .optional = true),
};

enum err es10b_euicc_info1_decode(struct bytes whole, struct es10b_euicc_info1 *out)
{
	return tlv_decode_in(whole, ES10B_GET_EUICC_INFO1, TLV_ROWS(info1_members), out);
}

enum err es10b_euicc_info2_decode(struct bytes whole, struct es10b_euicc_info2 *out)
{
	return tlv_decode_in(whole, ES10B_GET_EUICC_INFO2, TLV_ROWS(info2_members), out);
}

enum err es10b_euicc_info2_salvage(struct bytes whole, struct es10b_euicc_info2 *out)
{
	struct tlv info = {}, found = {};
	TRY(tlv_only(whole, ES10B_GET_EUICC_INFO2, &info));
	*out = (info2_t){.euicc_category = TLV_ABSENT};
	for (size_t i = 0; i < sizeof(info2_members) / sizeof(info2_members[0]); i++) {
		info2_t one = *out;
		if (tlv_find(info.value, info2_members[i].tag, &found) == OK &&
		    tlv_decode(found.whole, &info2_members[i], 1, &one) == OK)
			*out = one;
	}
	return OK;
}

enum err es10b_euicc_info1_encode(const struct es10b_euicc_info1 *info, struct buf *out)
{
	return tlv_encode_in(out, ES10B_GET_EUICC_INFO1, TLV_ROWS(info1_members), info);
}

enum err es10b_euicc_info2_encode(const struct es10b_euicc_info2 *info, struct buf *out)
{
	return tlv_encode_in(out, ES10B_GET_EUICC_INFO2, TLV_ROWS(info2_members), info);
}

enum { TAG_SUBJECT_KEY_IDENTIFIER = 0x04 };

enum err es10b_ci_pk_id_next(struct bytes *list, struct bytes *out)
{
	struct tlv id = {};
	TRY(tlv_take_tag(list, TAG_SUBJECT_KEY_IDENTIFIER, &id));
	*out = id.value;
	return OK;
}

enum err es10b_ci_pk_id_encode(struct bytes ci_pk_id, struct buf *out)
{
	return tlv_put(out, TAG_SUBJECT_KEY_IDENTIFIER, ci_pk_id);
}

/* Numbers of any length without a sign bit, unlike an INTEGER. */
struct resource_members {
	struct bytes installed_applications;
	struct bytes free_non_volatile_memory;
	struct bytes free_volatile_memory;
};

static const struct tlv_member resource_members[] = {
	TLV_MEMBER(struct resource_members, installed_applications, 0x81, .optional = true),
	TLV_MEMBER(struct resource_members, free_non_volatile_memory, 0x82, .optional = true),
	TLV_MEMBER(struct resource_members, free_volatile_memory, 0x83, .optional = true),
};

static enum err optional_number(struct bytes value, uint64_t *out)
{
	*out = TLV_ABSENT;
	return bytes_present(value) ? bytes_be(value, out) : OK;
}

enum err es10b_ext_card_resource_decode(struct bytes value, struct es10b_ext_card_resource *out)
{
	struct resource_members members = {};
	TRY(tlv_decode(value, TLV_ROWS(resource_members), &members));
	TRY(optional_number(members.installed_applications, &out->installed_applications));
	TRY(optional_number(members.free_non_volatile_memory, &out->free_non_volatile_memory));
	return optional_number(members.free_volatile_memory, &out->free_volatile_memory);
}

static enum err put_resource(uint32_t tag, uint64_t number, struct buf *out)
{
	enum { NUMBER_LEN = 4 };
	if (number == TLV_ABSENT)
		return OK;
	if (number > UINT32_MAX)
		return ERR_RANGE;
	TRY(tlv_put_head(out, tag, NUMBER_LEN));
	for (int shift = 8 * (NUMBER_LEN - 1); shift >= 0; shift -= 8)
		TRY(buf_put_u8(out, (uint8_t)(number >> shift)));
	return OK;
}

enum err es10b_ext_card_resource_encode(const struct es10b_ext_card_resource *resource,
					struct buf *out)
{
	TRY(put_resource(0x81, resource->installed_applications, out));
	TRY(put_resource(0x82, resource->free_non_volatile_memory, out));
	return put_resource(0x83, resource->free_volatile_memory, out);
}

static const struct tlv_member challenge_member[] = {
	{.tag = 0x80, .len_min = RSP_CHALLENGE_LEN, .len_max = RSP_CHALLENGE_LEN},
};

enum err es10b_euicc_challenge_decode(struct bytes whole, struct bytes *challenge)
{
	return tlv_decode_in(whole, ES10B_GET_EUICC_CHALLENGE, TLV_ROWS(challenge_member),
			     challenge);
}

enum err es10b_euicc_challenge_encode(struct bytes challenge, struct buf *out)
{
	return tlv_encode_in(out, ES10B_GET_EUICC_CHALLENGE, TLV_ROWS(challenge_member),
			     &challenge);
}
