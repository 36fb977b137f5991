/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES12.DeleteEvent: derived from the clause; no public list of SGP.23 was found.
 * No test of its own: tests/conformance.sh runs the cases.
 */
#include "conformance/cases.h"

#define OWN "rspd_ES12.DeleteEvent"

static const struct conformance_case rows[] = {
	{.id = OWN "_nominal",
	 .what = "an event is deleted",
	 .steps = {{"RegisterEvent", "event-id=$1", NULL},
		   {"DeleteEvent", "event-id=$1", "success header-only"}}},
	{.id = OWN "_one_of_two",
	 .what = "one event is deleted, the other stays",
	 .steps = {{"RegisterEvent", "event-id=$1", NULL},
		   {"RegisterEvent", "event-id=$2", NULL},
		   {"DeleteEvent", "event-id=$1", NULL},
		   {"authenticate", "at=es11", "success events:1 event:2"}}},
	{.id = OWN "_unknown",
	 .what = "an unknown EventID",
	 .steps = {{"DeleteEvent", "event-id=$1", "8.9.5/3.9"}}},
	{.id = OWN "_twice",
	 .what = "an event that was deleted",
	 .steps = {{"RegisterEvent", "event-id=$1", NULL},
		   {"DeleteEvent", "event-id=$1", NULL},
		   {"DeleteEvent", "event-id=$1", "8.9.5/3.9"}}},
	{.id = OWN "_other_eid",
	 .what = "the EID of another device",
	 .steps = {{"RegisterEvent", "event-id=$1", NULL},
		   {"DeleteEvent", "eid=B event-id=$1", "8.9.5/3.9"}}},
	{.id = OWN "_other_owner",
	 .what = "the event of another SM-DP+, by the OID of its certificate",
	 .steps = {{"RegisterEvent", "event-id=$1", NULL},
		   {"DeleteEvent", "at=es12-other event-id=$1", "8.9.5/3.9|1.1/1.2"},
		   {"authenticate", "at=es11", "success events:1 event:1"}}},
	{.id = OWN "_no_eid",
	 .what = "eid is missing",
	 .clause = "SGP.22 §6.5.2.14",
	 .steps = {{"RegisterEvent", "event-id=$1", NULL},
		   {"DeleteEvent", "event-id=$1 drop=eid", "failed|4xx"}}},
	{.id = OWN "_no_event_id",
	 .what = "eventId is missing",
	 .clause = "SGP.22 §6.5.2.14",
	 .steps = {{"DeleteEvent", "drop=eventId", "failed|4xx"}}},
	{.id = OWN "_no_header",
	 .what = "header is missing",
	 .clause = "SGP.22 §6.5.2.14",
	 .steps = {{"DeleteEvent", "drop=header", "failed|4xx"}}},
	{.id = OWN "_stranger",
	 .what = "a client certificate that nobody knows",
	 .clause = "SGP.22 §2.6.6, §6.1",
	 .steps = {{"RegisterEvent", NULL, NULL}, {"DeleteEvent", "at=es12-stranger", "refused"}}},
	{.id = OWN "_anonymous",
	 .what = "no client certificate",
	 .clause = "SGP.22 §2.6.6, §6.1",
	 .steps = {{"RegisterEvent", NULL, NULL}, {"DeleteEvent", "at=es12-anonymous", "refused"}}},
};

const struct conformance_group cases_es12_delete_event =
	CONFORMANCE_GROUP("ES12.DeleteEvent", "SGP.22 §5.9.2", "SGP.22 §5.9.2", rows);
