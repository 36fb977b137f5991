/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES8+.StoreMetadata (SGP.22 §5.5.3), also the profileMetadata of ES9+.AuthenticateClient: DER to
 * struct and back.
 */
#ifndef MSG_ES8P_STORE_METADATA_H
#define MSG_ES8P_STORE_METADATA_H

#include <stdint.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"
#include "msg/rsp_type.h"

enum {
	ES8P_SERVICE_PROVIDER_NAME_MAX = 32, /* bytes of UTF-8, all three */
	ES8P_PROFILE_NAME_MAX = 64,
	ES8P_ICON_MAX = 1024,
};

struct es8p_store_metadata {
	struct bytes iccid;		    /* 10 bytes, as in EF.ICCID */
	struct bytes service_provider_name; /* UTF-8, may be empty */
	struct bytes profile_name;	    /* UTF-8, may be empty */
	uint64_t icon_type;		    /* RSP_ICON_*, or TLV_ABSENT */
	struct bytes icon;		    /* or absent */
	uint64_t profile_class;		    /* RSP_CLASS_*; RSP_CLASS_OPERATIONAL is not written */
	struct bytes notification_configuration_info; /* list, see rsp_type.h; or absent */
	struct rsp_operator_id profile_owner;	      /* absent where its mcc_mnc is */
	uint64_t profile_policy_rules;		      /* RSP_PPR_*; not written if there is none */
	struct bytes service_specific_stored;	      /* value of BF22, or absent */
	struct bytes service_specific_not_stored;     /* value of BF23, or absent */
};

/* `whole` is exactly the TLV BF25. Slices point into it; unknown members are skipped. Errors as
 * tlv_only and tlv_decode. */
enum err es8p_store_metadata_decode(struct bytes whole, struct es8p_store_metadata *out);

/* Append the TLV. Errors as tlv_encode. */
enum err es8p_store_metadata_encode(const struct es8p_store_metadata *metadata, struct buf *out);

#endif
