/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES9+.InitiateAuthentication (SGP.22 §5.6.1): the SM-DP+ opens a session and proves itself to the
 * eUICC, under a CI that both of them trust. What it does is in role/initiation.h.
 */
#include "role/initiation.h"

#include "smdpp/functions.h"

static const struct check checks[] = {
	{"es9p_initiate_authentication.address_is_ours", "8.8.1", "3.8",
	 "The smdpAddress is not the one of this SM-DP+", .run = initiation_address_is_ours},
	{"es9p_initiate_authentication.version_supported", "8.8.3", "3.1",
	 "The eUICC's version of SGP.22 is not supported", .run = initiation_version_supported},
	{"es9p_initiate_authentication.ci_for_signing", "8.8.2", "3.1",
	 "No CI under which the eUICC can sign is known here", .run = initiation_ci_for_signing},
	{"es9p_initiate_authentication.ci_for_verification", "8.8.4", "3.7",
	 "No certificate of this SM-DP+ is under a CI that the eUICC can verify",
	 .run = initiation_ci_for_verification},
};

enum err smdpp_initiate_authentication(struct role_call *call)
{
	return initiation_run(call, CHECK_ROWS(checks), RSP_INITIATED);
}
