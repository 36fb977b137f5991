/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES11.InitiateAuthentication (SGP.22 §5.8.1): the SM-DS opens a session and proves itself to the
 * eUICC. What it does is in role/initiation.h.
 */
#include "role/initiation.h"

#include "smds/functions.h"

static const struct check checks[] = {
	{"es11_initiate_authentication.address_is_ours", "8.9.1", "3.8",
	 "The smdpAddress is not the one of this SM-DS", .run = initiation_address_is_ours},
	{"es11_initiate_authentication.version_supported", "8.9.3", "3.1",
	 "The eUICC's version of SGP.22 is not supported", .run = initiation_version_supported},
	{"es11_initiate_authentication.ci_for_signing", "8.9.2", "3.1",
	 "No CI under which the eUICC can sign is known here", .run = initiation_ci_for_signing},
	{"es11_initiate_authentication.ci_for_verification", "8.9.4", "3.7",
	 "No certificate of this SM-DS is under a CI that the eUICC can verify",
	 .run = initiation_ci_for_verification},
};

enum err smds_initiate_authentication(struct role_call *call)
{
	return initiation_run(call, CHECK_ROWS(checks), RSP_SMDS_INITIATED);
}
