/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES9+.AuthenticateClient: which eUICCs and devices are offered a profile.
 * No test of its own: tests/conformance.sh runs the cases.
 */
#include "conformance/cases.h"

#define OWN "rspd_ES9+.eligibility"

static const struct conformance_case rows[] = {
	{.id = OWN "_met",
	 .what = "an eUICC and a device that have all that is required",
	 .steps = {{"order", "type=demanding", NULL}, {"download", NULL, "success"}}},
	{.id = OWN "_profile_version",
	 .what = "profileVersion is too low",
	 .steps = {{"order", "type=demanding", NULL},
		   {"authenticate", "profile-version=2.0.0", "8.2.5/4.3"}}},
	{.id = OWN "_svn",
	 .what = "svn is too low",
	 .steps = {{"order", "type=demanding", NULL},
		   {"authenticate", "info2-svn=2.0.0 svn=2.0.0", "8.2.5/4.3"}}},
	{.id = OWN "_device",
	 .what = "deviceCapabilities lack what is required",
	 .steps = {{"order", "type=demanding", NULL},
		   {"authenticate", "device-capabilities=none", "8.2.5/4.3"}}},
	{.id = OWN "_memory",
	 .what = "the eUICC has not enough memory",
	 .steps = {{"order", "type=demanding", NULL}, {"authenticate", "memory=1000", "8.1/4.8"}}},
	{.id = OWN "_memory_unknown",
	 .what = "extCardResource cannot be read, and nothing is required of it",
	 .source = "SGP.22 §5.6.3, habits of eUICCs",
	 .steps = {{"order", NULL, NULL}, {"authenticate", "memory=nonsense", "success"}}},
	{.id = OWN "_forbidden_ppr",
	 .what = "forbiddenProfilePolicyRules has a rule of the profile",
	 .steps = {{"order", "type=ppr", NULL}, {"authenticate", "forbidden-pprs=2", "8.2.5/4.3"}}},
	{.id = OWN "_allowed_ppr",
	 .what = "a profile with a rule that is not forbidden",
	 .steps = {{"order", "type=ppr", NULL}, {"authenticate", NULL, "success"}}},
	{.id = OWN "_again",
	 .what = "a refusal for want of eligibility leaves the order as it is",
	 .steps = {{"order", "type=demanding", NULL},
		   {"authenticate", "profile-version=2.0.0", "8.2.5/4.3"},
		   {"download", NULL, "success"}}},
	{.id = OWN "_told",
	 .what = "the operator is told of it at point 1",
	 .clause = "SGP.22 §5.3.5",
	 .steps = {{"order", "type=demanding", NULL},
		   {"authenticate", "profile-version=2.0.0", "8.2.5/4.3"},
		   {"Progress", "point=1", "8.2.5/4.3"}}},
	{.id = OWN "_svn_of_both_infos",
	 .what = "svn of EUICCInfo2 is another than that of EUICCInfo1",
	 .source = "SGP.22 §5.6.3, habits of eUICCs",
	 .steps = {{"order", NULL, NULL}, {"authenticate", "info2-svn=2.1.0", "success"}}},
};

const struct conformance_group cases_es9p_authenticate_client_eligibility = CONFORMANCE_GROUP(
	"ES9+.AuthenticateClient, eligibility", "SGP.22 §5.6.3, Annex F", "SGP.22 Annex F", rows);
