/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES9+.GetBoundProfilePackage: the package of each kind; it is opened as an eUICC opens it.
 * No test of its own: tests/conformance.sh runs the cases.
 */
#include "conformance/cases.h"

#define NIST	"TC_SM-DP+_ES9+.GetBoundProfilePackageNIST"
#define BRP	"TC_SM-DP+_ES9+.GetBoundProfilePackageBRP"
#define OWN_BRP "rspd_ES9+.GetBoundProfilePackageBRP"

static const struct conformance_case rows[] = {
	{.id = NIST "#01",
	 .brainpool_id = BRP "#01",
	 .what = "S-ENC and S-MAC, no confirmation code",
	 .steps = {{"order", NULL, NULL}, {"download", NULL, "success session-keys"}}},
	{.id = NIST "#02",
	 .brainpool_id = OWN_BRP "#02",
	 .what = "S-ENC and S-MAC, confirmation code",
	 .steps = {{"order", "cc=12345678", NULL}, {"download", NULL, "success session-keys"}}},
	{.id = NIST "#03",
	 .brainpool_id = OWN_BRP "#03",
	 .what = "PPK-ENC and PPK-MAC, no confirmation code",
	 .steps = {{"order", "type=ppk", NULL}, {"download", NULL, "success ppk"}}},
	{.id = NIST "#04",
	 .brainpool_id = OWN_BRP "#04",
	 .what = "PPK-ENC and PPK-MAC, confirmation code",
	 .steps = {{"order", "type=ppk cc=12345678", NULL}, {"download", NULL, "success ppk"}}},
	{.id = NIST "#05",
	 .brainpool_id = OWN_BRP "#05",
	 .what = "S-ENC and S-MAC, metadata in two segments",
	 .steps = {{"order", "type=long", NULL},
		   {"download", NULL, "success session-keys metadata-segments:2"}}},
	{.id = NIST "#06",
	 .brainpool_id = OWN_BRP "#06",
	 .what = "PPK-ENC and PPK-MAC, metadata in two segments",
	 .steps = {{"order", "type=long-ppk", NULL},
		   {"download", NULL, "success ppk metadata-segments:2"}}},
	{.id = "TC_SM-DP+_ES9+.GetBoundProfilePackageFRP#01",
	 .what = "FRP256V1",
	 .not_run = "SGP.23 leaves FRP256V1 for further study"},
};

const struct conformance_group cases_es9p_get_bound_profile_package =
	CONFORMANCE_GROUP("ES9+.GetBoundProfilePackage", "SGP.22 §5.6.2", "SGP.23 §4.3.13", rows);
