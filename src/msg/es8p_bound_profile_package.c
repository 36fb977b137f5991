/* SPDX-License-Identifier: Apache-2.0 */
/* BoundProfilePackage as a table. */
#include "msg/es8p_bound_profile_package.h"

typedef struct es8p_bound_profile_package package_t;

enum {
	TAG_PACKAGE = 0xBF36,
	TAG_INITIALISE_SECURE_CHANNEL = 0xBF23,
};

static const struct tlv_member members[] = {
	TLV_MEMBER(package_t, initialise_secure_channel, TAG_INITIALISE_SECURE_CHANNEL,
		   .whole = true),
	TLV_MEMBER(package_t, first_sequence_of_87, ES8P_TAG_FIRST_SEQUENCE_OF_87),
	TLV_MEMBER(package_t, sequence_of_88, ES8P_TAG_SEQUENCE_OF_88),
	TLV_MEMBER(package_t, second_sequence_of_87, ES8P_TAG_SECOND_SEQUENCE_OF_87,
		   .optional = true),
	TLV_MEMBER(package_t, sequence_of_86, ES8P_TAG_SEQUENCE_OF_86),
};

enum err es8p_bound_profile_package_decode(struct bytes whole,
					   struct es8p_bound_profile_package *out)
{
	return tlv_decode_in(whole, TAG_PACKAGE, TLV_ROWS(members), out);
}

enum err es8p_bound_profile_package_encode(const struct es8p_bound_profile_package *package,
					   struct buf *out)
{
	return tlv_encode_in(out, TAG_PACKAGE, TLV_ROWS(members), package);
}

enum err es8p_segment_next(struct bytes *row, uint32_t tag, struct tlv *out)
{
	return tlv_take_tag(row, tag, out);
}
