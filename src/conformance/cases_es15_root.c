/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES15 at a root SM-DS: the functions of ES12, called by an alternative SM-DS. Derived from the
 * clause; no public list of SGP.23 was found.
 * No test of its own: tests/conformance.sh runs the cases.
 */
#include "conformance/cases.h"

#define OWN "rspd_ES15"

static const struct conformance_case rows[] = {
	{.id = OWN ".RegisterEvent_nominal",
	 .what = "an alternative SM-DS registers an event",
	 .steps = {{"RegisterEvent", "at=es15", "success header-only"}}},
	{.id = OWN ".RegisterEvent_told",
	 .what = "the device is told of the alternative SM-DS",
	 .steps = {{"RegisterEvent", "at=es15 event-id=$1 server=alt.example.com", NULL},
		   {"authenticate", "at=es11",
		    "success events:1 event:1 event-server:alt.example.com"}}},
	{.id = OWN ".RegisterEvent_duplicate",
	 .what = "an EventID that there is, for another EID",
	 .steps = {{"RegisterEvent", "at=es15 event-id=$1", NULL},
		   {"RegisterEvent", "at=es15 eid=B event-id=$1", "8.9.5/3.3"}}},
	{.id = OWN ".RegisterEvent_no_address",
	 .what = "rspServerAddress is missing",
	 .steps = {{"RegisterEvent", "at=es15 drop=rspServerAddress", "failed|4xx"}}},
	{.id = OWN ".DeleteEvent_nominal",
	 .what = "an alternative SM-DS deletes its event",
	 .clause = "SGP.22 §5.10.2",
	 .steps = {{"RegisterEvent", "at=es15 event-id=$1", NULL},
		   {"DeleteEvent", "at=es15 event-id=$1", "success header-only"},
		   {"authenticate", "at=es11", "success events:0"}}},
	{.id = OWN ".DeleteEvent_unknown",
	 .what = "an unknown EventID",
	 .clause = "SGP.22 §5.10.2",
	 .steps = {{"DeleteEvent", "at=es15 event-id=$1", "8.9.5/3.9"}}},
	{.id = OWN ".DeleteEvent_other_owner",
	 .what = "the event of an SM-DP+",
	 .clause = "SGP.22 §5.10.2",
	 .steps = {{"RegisterEvent", "event-id=$1", NULL},
		   {"DeleteEvent", "at=es15 event-id=$1", "8.9.5/3.9|1.1/1.2"},
		   {"authenticate", "at=es11", "success events:1 event:1"}}},
};

const struct conformance_group cases_es15_root =
	CONFORMANCE_GROUP("ES15, root SM-DS", "SGP.22 §5.10.1", "SGP.22 §5.10", rows);
