/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who may call ES2+, and the whole way.
 * No test of its own: tests/conformance.sh runs the cases.
 */
#include "conformance/cases.h"

#define TTCN "TC_ES2Plus_"
#define OWN  "rspd_ES2+.client"

static const struct conformance_case rows[] = {
	{.id = TTCN "Wrong_Client_Cert",
	 .what = "a client certificate that no operator has",
	 .source = "osmo-ttcn3-hacks ES2Plus_Tests",
	 .steps = {{"DownloadOrder", NULL, NULL}, {"DownloadOrder", "at=stranger", "refused"}}},
	{.id = OWN "_without_certificate",
	 .what = "no client certificate",
	 .steps = {{"DownloadOrder", NULL, NULL}, {"DownloadOrder", "at=anonymous", "refused"}}},
	{.id = TTCN "ES9Plus_FullFlow",
	 .what = "from the order to the installed profile",
	 .clause = "SGP.22 §3.1",
	 .source = "osmo-ttcn3-hacks ES2Plus_Tests",
	 .steps = {{"DownloadOrder", "eid=A", NULL},
		   {"ConfirmOrder", "eid=A release=false", NULL},
		   {"ReleaseProfile", NULL, NULL},
		   {"install", NULL, NULL},
		   {"Notification", "event=enable", NULL}}},
};

const struct conformance_group cases_es2p_transport =
	CONFORMANCE_GROUP("ES2+, clients", "SGP.22 §2.6.6, §6.1", "SGP.22 §2.6.6, §6.1", rows);
