/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES9+.AuthenticateClient after an attempt that got a package.
 * No test of its own: tests/conformance.sh runs the cases.
 */
#include "conformance/cases.h"

#define RETRY	  "TC_SM-DP+_ES9+.AuthenticateClientNIST_RetryCases_Reuse_OTPK"
#define RETRY_BRP "TC_SM-DP+_ES9+.AuthenticateClientBRP_RetryCases_Reuse_OTPK"

static const struct conformance_case rows[] = {
	{.id = RETRY "#01",
	 .brainpool_id = RETRY_BRP "#01",
	 .what = "default SM-DP+: bppEuiccOtpk of the first attempt",
	 .steps = {{"order", "eid=A matching-id=empty", NULL},
		   {"download", "matching-id=empty", NULL},
		   {"CancelSession", "reason=1", NULL},
		   {"authenticate", "matching-id=empty", "success otpk-offered"}}},
	{.id = RETRY "#02",
	 .what = "SM-DS: bppEuiccOtpk of the first attempt",
	 .steps = {{"order", "eid=A matching-id=$1", NULL},
		   {"download", NULL, NULL},
		   {"CancelSession", "reason=1", NULL},
		   {"authenticate", NULL, "success otpk-offered"}}},
	{.id = RETRY "#03",
	 .what = "activation code: bppEuiccOtpk of the first attempt",
	 .steps = {{"order", "eid=A", NULL},
		   {"download", NULL, NULL},
		   {"CancelSession", "reason=1", NULL},
		   {"authenticate", NULL, "success otpk-offered"}}},
	{.id = RETRY "#04",
	 .what = "activation code, order of no EID: bppEuiccOtpk of the first attempt",
	 .steps = {{"order", NULL, NULL},
		   {"download", NULL, NULL},
		   {"CancelSession", "reason=1", NULL},
		   {"authenticate", NULL, "success otpk-offered"}}},
};

const struct conformance_group cases_es9p_authenticate_client_retry = CONFORMANCE_GROUP(
	"ES9+.AuthenticateClient, retries", "SGP.22 §5.6.3", "SGP.23 §4.3.14.2.6", rows);
