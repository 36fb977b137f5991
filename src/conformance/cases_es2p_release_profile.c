/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES2+.ReleaseProfile: derived from the clause; no public list of SGP.23 was found.
 * No test of its own: tests/conformance.sh runs the cases.
 */
#include "conformance/cases.h"

#define OWN "rspd_ES2+.ReleaseProfile"

static const struct conformance_case rows[] = {
	{.id = OWN "_nominal",
	 .what = "a confirmed profile is released",
	 .steps = {{"confirm", NULL, NULL}, {"ReleaseProfile", NULL, "success header-only"}}},
	{.id = OWN "_makes_downloadable",
	 .what = "what was refused before the release succeeds after it",
	 .steps = {{"confirm", NULL, NULL},
		   {"authenticate", NULL, "8.2/1.2"},
		   {"ReleaseProfile", NULL, NULL},
		   {"download", NULL, "success"}}},
	{.id = OWN "_unknown_iccid",
	 .what = "an unknown ICCID",
	 .steps = {{"ReleaseProfile", "iccid=8900000000000000000", "8.2.1/3.9"}}},
	{.id = OWN "_allocated",
	 .what = "a profile that is not confirmed",
	 .steps = {{"DownloadOrder", NULL, NULL}, {"ReleaseProfile", NULL, "8.2.1/3.5"}}},
	{.id = OWN "_available",
	 .what = "a profile that nobody has ordered",
	 .steps = {{"DownloadOrder", NULL, NULL},
		   {"CancelOrder", NULL, NULL},
		   {"ReleaseProfile", NULL, "8.2.1/3.5"}}},
	{.id = OWN "_installed",
	 .what = "a profile that is installed",
	 .steps = {{"order", NULL, NULL},
		   {"install", NULL, NULL},
		   {"ReleaseProfile", NULL, "8.2.1/3.5"}}},
	{.id = OWN "_cancelled",
	 .what = "an order that was cancelled",
	 .steps = {{"confirm", NULL, NULL},
		   {"CancelOrder", NULL, NULL},
		   {"ReleaseProfile", NULL, "8.2.1/3.5"}}},
	{.id = OWN "_no_iccid",
	 .what = "iccid is missing",
	 .source = "SGP.22 §6.5.2.4",
	 .steps = {{"confirm", NULL, NULL}, {"ReleaseProfile", "drop=iccid", "failed|4xx"}}},
	{.id = OWN "_requester_of_another",
	 .what = "functionRequesterIdentifier of another operator",
	 .source = "SGP.22 §6.5.1.3",
	 .steps = {{"confirm", NULL, NULL},
		   {"ReleaseProfile", "requester=2.999.999", "failed|403"}}},
	{.id = OWN "_repeated",
	 .what = "the same call once more answers alike",
	 .steps = {{"confirm", NULL, NULL},
		   {"ReleaseProfile", NULL, NULL},
		   {"ReleaseProfile", NULL, "success|8.2.1/3.5"}}},
};

const struct conformance_group cases_es2p_release_profile =
	CONFORMANCE_GROUP("ES2+.ReleaseProfile", "SGP.22 §5.3.4", "SGP.22 §5.3.4", rows);
