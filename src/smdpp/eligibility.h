/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The eligibility check (SGP.22 §5.6.3, Annex F): can this eUICC in this device have this profile?
 * What a profile asks for is said by its type in the configuration, but for its policy rules, which
 * are in its metadata.
 */
#ifndef SMDPP_ELIGIBILITY_H
#define SMDPP_ELIGIBILITY_H

#include "config/rspd_config.h"
#include "msg/es10b_authenticate_server.h"
#include "msg/es10b_get_euicc_info.h"
#include "role/call.h"

enum { ELIGIBILITY_WHY_MAX = 128 };

struct eligibility {
	/* Given. */
	struct role_call *call;
	int64_t svn_min; /* of the SM-DP+, as 0xMMmmrr; 0: any */
	const struct rspd_requirements *requirements;
	struct bytes metadata;	  /* of the profile: DER of StoreMetadataRequest */
	struct bytes euicc_info2; /* as the eUICC has signed it */
	const struct es10b_device_capabilities *device;

	/* Learnt. */
	struct es10b_euicc_info2 info;
	char why[ELIGIBILITY_WHY_MAX]; /* what is lacking, for the operator */
};

/*
 * OK, or the refusal of the first thing that is lacking, with the codes in call->refusal: the
 * device is told no more than they say. Parts of EUICCInfo2 that cannot be read are logged, and
 * lack whatever is asked of them. ERR_IO: the metadata does not decode.
 */
enum err eligibility_check(struct eligibility *e);

#endif
