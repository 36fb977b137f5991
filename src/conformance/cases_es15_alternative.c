/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES15 of an alternative SM-DS: the suite is the root SM-DS. Derived from the clause; no public
 * list of SGP.23 was found. No test of its own: tests/conformance.sh runs the cases.
 */
#include "conformance/cases.h"

#define OWN "rspd_ES15.alternative"

static const struct conformance_case rows[] = {
	{.id = OWN "_registers",
	 .what = "forwardingIndicator: the root is told, with the address of the alternative SM-DS "
		 "and another EventID",
	 .steps = {{"RegisterEvent", "event-id=$1 forwarding=true", "success"},
		   {"RootRegistered", NULL, "success"}}},
	{.id = OWN "_without_forwarding",
	 .what = "without forwardingIndicator the root is not told",
	 .steps = {{"RegisterEvent", "event-id=$1 forwarding=false", NULL},
		   {"RegisterEvent", "event-id=$2 forwarding=true", NULL},
		   {"RootRegistered", NULL, "success root-calls:1"}}},
	{.id = OWN "_led_by_the_root",
	 .what = "a device that was led by the root gives its EventID, and gets the SM-DP+'s",
	 .clause = "SGP.22 §3.6.2",
	 .steps = {{"RegisterEvent", "event-id=$1 forwarding=true server=dp7.example.com", NULL},
		   {"RootRegistered", NULL, NULL},
		   {"authenticate", "at=es11 matching-id=$root-event",
		    "success events:1 event:1 event-server:dp7.example.com"}}},
	{.id = OWN "_asked_directly",
	 .what = "a device that asks without EventID gets the SM-DP+'s",
	 .clause = "SGP.22 §5.8.2",
	 .steps = {{"RegisterEvent", "event-id=$1 forwarding=true", NULL},
		   {"authenticate", "at=es11", "success events:1 event:1"}}},
	{.id = OWN "_root_event_of_another",
	 .what = "the root's EventID is worth nothing to another device",
	 .clause = "SGP.22 §5.8.2",
	 .steps = {{"RegisterEvent", "event-id=$1 forwarding=true", NULL},
		   {"RootRegistered", NULL, NULL},
		   {"authenticate", "device=B at=es11 matching-id=$root-event", "8.9.5/3.9"}}},
	{.id = OWN "_deletes",
	 .what = "a deletion reaches the root",
	 .clause = "SGP.22 §5.10.2",
	 .steps = {{"RegisterEvent", "event-id=$1 forwarding=true", NULL},
		   {"RootRegistered", NULL, NULL},
		   {"DeleteEvent", "event-id=$1", "success"},
		   {"RootDeleted", NULL, "success"}}},
	{.id = OWN "_deleted_is_gone",
	 .what = "after the deletion the root's EventID leads nowhere",
	 .clause = "SGP.22 §5.10.2",
	 .steps = {{"RegisterEvent", "event-id=$1 forwarding=true", NULL},
		   {"RootRegistered", NULL, NULL},
		   {"DeleteEvent", "event-id=$1", NULL},
		   {"authenticate", "at=es11 matching-id=$root-event", "8.9.5/3.9"}}},
	{.id = OWN "_refused",
	 .what = "the root refuses: 8.9/4.2, and no event is kept",
	 .steps = {{"RegisterEvent", "event-id=$1 forwarding=true root=refuses", "8.9/4.2"},
		   {"authenticate", "at=es11", "success events:0"}}},
	{.id = OWN "_not_heard",
	 .what = "the root cannot be asked: 8.9/5.1, and no event is kept",
	 .steps = {{"RegisterEvent", "event-id=$1 forwarding=true root=busy", "8.9/5.1"},
		   {"authenticate", "at=es11", "success events:0"}}},
	{.id = OWN "_refused_then_taken",
	 .what = "after a refusal the same event can be registered",
	 .steps = {{"RegisterEvent", "event-id=$1 forwarding=true root=refuses", "8.9/4.2"},
		   {"RegisterEvent", "event-id=$1 forwarding=true", "success"},
		   {"authenticate", "at=es11", "success events:1 event:1"}}},
	{.id = OWN "_duplicate",
	 .what = "an EventID that there is, to be passed on for another EID",
	 .steps = {{"RegisterEvent", "event-id=$1 forwarding=true", NULL},
		   {"RegisterEvent", "eid=B event-id=$1 forwarding=true", "8.9.5/3.3"}}},
};

const struct conformance_group cases_es15_alternative = CONFORMANCE_GROUP(
	"ES15, alternative SM-DS", "SGP.22 §5.9.1, §5.10.1", "SGP.22 §5.10", rows);
