/* SPDX-License-Identifier: Apache-2.0 */
/* ES8+.StoreMetadata as a table. */
#include "msg/es8p_store_metadata.h"

#include "codec/tlv.h"

typedef struct es8p_store_metadata metadata_t;

enum { TAG_REQUEST = 0xBF25 };

static const struct tlv_member members[] = {
	TLV_MEMBER(metadata_t, iccid, 0x5A, .len_min = RSP_ICCID_LEN, .len_max = RSP_ICCID_LEN),
	TLV_MEMBER(metadata_t, service_provider_name, 0x91,
		   .len_max = ES8P_SERVICE_PROVIDER_NAME_MAX),
	TLV_MEMBER(metadata_t, profile_name, 0x92, .len_max = ES8P_PROFILE_NAME_MAX),
	TLV_MEMBER(metadata_t, icon_type, 0x93, .kind = TLV_NUMBER, .optional = true,
		   .absent = TLV_ABSENT),
	TLV_MEMBER(metadata_t, icon, 0x94, .optional = true, .len_max = ES8P_ICON_MAX),
	TLV_MEMBER(metadata_t, profile_class, 0x95, .kind = TLV_NUMBER, .optional = true,
		   .absent = RSP_CLASS_OPERATIONAL),
	TLV_MEMBER(metadata_t, notification_configuration_info, 0xB6, .optional = true),
	TLV_MEMBER(metadata_t, profile_owner, 0xB7, TLV_GROUP_OF(rsp_operator_id_members),
		   .optional = true),
	TLV_MEMBER(metadata_t, profile_policy_rules, 0x99, .kind = TLV_BITS, .optional = true),
	TLV_MEMBER(metadata_t, service_specific_stored, 0xBF22, .optional = true),
	TLV_MEMBER(metadata_t, service_specific_not_stored, 0xBF23, .optional = true),
};

enum err es8p_store_metadata_decode(struct bytes whole, struct es8p_store_metadata *out)
{
	return tlv_decode_in(whole, TAG_REQUEST, TLV_ROWS(members), out);
}

enum err es8p_store_metadata_encode(const struct es8p_store_metadata *metadata, struct buf *out)
{
	return tlv_encode_in(out, TAG_REQUEST, TLV_ROWS(members), metadata);
}
