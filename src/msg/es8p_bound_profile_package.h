/* SPDX-License-Identifier: Apache-2.0 */
/*
 * BoundProfilePackage (SGP.22 §2.5.4, §5.5): its structure only. What is inside the segments, and
 * their protection, is not known here (es8p_*.h, channel/bsp.h).
 */
#ifndef MSG_ES8P_BOUND_PROFILE_PACKAGE_H
#define MSG_ES8P_BOUND_PROFILE_PACKAGE_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "codec/tlv.h"

/* Tags of the parts, and of the segments in them. */
enum {
	ES8P_TAG_FIRST_SEQUENCE_OF_87 = 0xA0,
	ES8P_TAG_SEQUENCE_OF_88 = 0xA1,
	ES8P_TAG_SECOND_SEQUENCE_OF_87 = 0xA2,
	ES8P_TAG_SEQUENCE_OF_86 = 0xA3,
};

struct es8p_bound_profile_package {
	struct bytes initialise_secure_channel; /* whole TLV BF23 */
	struct bytes first_sequence_of_87;	/* values: rows of segments, ConfigureISDP */
	struct bytes sequence_of_88;		/* StoreMetadata */
	struct bytes second_sequence_of_87;	/* ReplaceSessionKeys, or absent */
	struct bytes sequence_of_86;		/* profile elements */
};

/* `whole` is exactly the TLV BF36. Slices point into it. The segments are not checked: that is done
 * while walking. Errors as tlv_only and tlv_decode. */
enum err es8p_bound_profile_package_decode(struct bytes whole,
					   struct es8p_bound_profile_package *out);

/* Append the TLV. Errors as tlv_encode. */
enum err es8p_bound_profile_package_encode(const struct es8p_bound_profile_package *package,
					   struct buf *out);

/* Cut the next segment off a row of them, as long as its length is not 0. ERR_MISSING for another
 * tag than `tag` (0x86, 0x87, 0x88); errors as tlv_take. */
enum err es8p_segment_next(struct bytes *row, uint32_t tag, struct tlv *out);

#endif
