/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES10c.GetProfilesInfo (SGP.22 §5.7.15): DER to struct and back.
 */
#ifndef MSG_ES10C_GET_PROFILES_INFO_H
#define MSG_ES10C_GET_PROFILES_INFO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "msg/rsp_type.h"

/*
 * All decoders here: `whole` is exactly one TLV of the tag that is named; slices point into it;
 * unknown members are skipped; errors as tlv_only and tlv_decode. All encoders append the TLV;
 * errors as tlv_encode.
 */

/* ProfileInfoListRequest, TLV BF2D: at most one of the three criteria. */
struct es10c_get_profiles_info_request {
	struct bytes isdp_aid;	/* 1 to 16 bytes, or absent */
	struct bytes iccid;	/* 10 bytes, or absent */
	uint64_t profile_class; /* RSP_CLASS_*, or TLV_ABSENT */
	struct bytes tag_list;	/* tags of ProfileInfo that are wanted, or absent: the default */
};
enum err es10c_get_profiles_info_request_decode(struct bytes whole,
						struct es10c_get_profiles_info_request *out);
enum err
es10c_get_profiles_info_request_encode(const struct es10c_get_profiles_info_request *request,
				       struct buf *out);

/* ProfileInfoListResponse, TLV BF2D. */
struct es10c_get_profiles_info_response {
	bool ok;
	struct bytes profiles; /* row of ProfileInfo (E3), may be empty; see _next */
	uint64_t error;	       /* 1 incorrectInputValues, 127 undefinedError, or another number */
};
enum err es10c_get_profiles_info_response_decode(struct bytes whole,
						 struct es10c_get_profiles_info_response *out);
enum err
es10c_get_profiles_info_response_encode(const struct es10c_get_profiles_info_response *response,
					struct buf *out);

/* ProfileState */
enum {
	ES10C_PROFILE_DISABLED = 0,
	ES10C_PROFILE_ENABLED = 1,
};

/* ProfileInfo, TLV E3. Every member may be absent: slices absent, numbers TLV_ABSENT. */
struct es10c_profile_info {
	struct bytes iccid;	/* 10 bytes */
	struct bytes isdp_aid;	/* 1 to 16 bytes */
	uint64_t profile_state; /* ES10C_PROFILE_* */
	struct bytes profile_nickname;
	struct bytes service_provider_name;
	struct bytes profile_name;
	uint64_t icon_type; /* RSP_ICON_* */
	struct bytes icon;
	uint64_t profile_class;			      /* RSP_CLASS_* */
	struct bytes notification_configuration_info; /* list, see rsp_type.h */
	struct bytes profile_owner;		      /* value of B7, for rsp_operator_id_decode */
	struct bytes dp_proprietary_data;	      /* value of B8 */
	struct bytes profile_policy_rules;	      /* value of the BIT STRING, for tlv_bits */
	struct bytes service_specific_data;	      /* value of BF22 */
};

/* Cut the next ProfileInfo off a row, as long as its length is not 0. */
enum err es10c_profile_info_next(struct bytes *row, struct es10c_profile_info *out);
enum err es10c_profile_info_encode(const struct es10c_profile_info *info, struct buf *out);

#endif
