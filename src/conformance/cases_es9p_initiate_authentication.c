/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES9+.InitiateAuthentication.
 * No test of its own: tests/conformance.sh runs the cases.
 */
#include "conformance/cases.h"

#define NIST "TC_SM-DP+_ES9+.InitiateAuthenticationNIST"
#define BRP  "TC_SM-DP+_ES9+.InitiateAuthenticationBRP"
#define OWN  "rspd_ES9+.InitiateAuthentication"

static const char own[] = "SGP.22 §5.6.1";

static const struct conformance_case rows[] = {
	{.id = NIST "#01",
	 .brainpool_id = BRP "#01",
	 .what = "nominal: identifiers, echo of the challenge, chain and signature",
	 .steps = {{"InitiateAuthentication", NULL, "success"}}},
	{.id = NIST "#02",
	 .what = "transactionId and serverChallenge are new in each session",
	 .steps = {{"InitiateAuthentication", "times=16", "success"}}},
	{.id = NIST "#03",
	 .what = "smdpAddress of another server",
	 .steps = {{"InitiateAuthentication", "smdp-address=other.example.com", "8.8.1/3.8"}}},
	{.id = NIST "#04",
	 .what = "no CI for signing that the SM-DP+ knows",
	 .steps = {{"InitiateAuthentication", "signing=unknown", "8.8.2/3.1"}}},
	{.id = NIST "#05",
	 .what = "a version of SGP.22 before any",
	 .steps = {{"InitiateAuthentication", "svn=1.0.0", "8.8.3/3.1"}}},
	{.id = NIST "#06",
	 .what = "no CI for verification that CERT.DPauth is under",
	 .steps = {{"InitiateAuthentication", "verification=unknown", "8.8.4/3.7"}}},
	{.id = NIST "#07",
	 .what = "nominal, SVN 2.2.1",
	 .steps = {{"InitiateAuthentication", "svn=2.2.1", "success"}}},
	{.id = NIST "#08",
	 .what = "nominal, SVN 2.2.2",
	 .steps = {{"InitiateAuthentication", "svn=2.2.2", "success"}}},
	{.id = NIST "#09",
	 .what = "nominal, SVN 2.3.0",
	 .steps = {{"InitiateAuthentication", "svn=2.3.0", "success"}}},
	{.id = "TC_SM-DP+_ES9+.InitiateAuthenticationFRP#01",
	 .what = "FRP256V1",
	 .not_run = "SGP.23 leaves FRP256V1 for further study"},
	{.id = OWN "_no_signing_list",
	 .what = "an empty list of CIs for signing",
	 .source = own,
	 .steps = {{"InitiateAuthentication", "signing=empty", "8.8.2/3.1"}}},
	{.id = OWN "_no_verification_list",
	 .what = "an empty list of CIs for verification",
	 .source = own,
	 .steps = {{"InitiateAuthentication", "verification=empty", "8.8.4/3.7"}}},
	{.id = OWN "_second_priority",
	 .what = "the first CI of the list is unknown, the second is not",
	 .source = own,
	 .steps = {{"InitiateAuthentication", "signing=unknown-first", "success"}}},
	{.id = OWN "_signing_before_verification",
	 .what = "both lists are unknown: the one for signing is judged first",
	 .source = own,
	 .steps = {{"InitiateAuthentication", "signing=unknown verification=unknown",
		    "8.8.2/3.1"}}},
};

const struct conformance_group cases_es9p_initiate_authentication =
	CONFORMANCE_GROUP("ES9+.InitiateAuthentication", "SGP.22 §5.6.1", "SGP.23 §4.3.12", rows);
