/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Discovery of events: the list, and the way along it.
 * No test of its own: tests/lpa_discovery_test.c.
 */
#include "lpa/discovery.h"

#include <string.h>

#include "lpa/download.h"
#include "lpa/problem.h"

static const char step[] = "discovery";

struct lpa_events lpa_events_make(void)
{
	return (struct lpa_events){.arena = arena_make(LPA_EVENTS_ARENA_MAX)};
}

void lpa_events_free(struct lpa_events *events)
{
	arena_free(&events->arena);
	*events = (struct lpa_events){};
}

/* An empty MatchingID asks for all events (§5.8.2). */
enum err lpa_discover(struct lpa *lpa, const char *smds_address, struct lpa_events *events)
{
	struct lpa_order order = {
		.smdp_address = smds_address, .matching_id = "", .cancel = LPA_CANCEL_NOT};
	struct lpa_result result = {};
	struct download d = {
		.lpa = lpa,
		.accepts = DOWNLOAD_AT_SMDS,
		.order = &order,
		.result = &result,
		.events = events,
		.depth = 1,
	};
	return download_run(&d);
}

static bool is_new(const struct lpa_events *events, size_t which)
{
	const struct lpa_event *event = &events->list[which];
	for (size_t i = 0; i < which; i++) {
		if (strcmp(events->list[i].address, event->address) == 0 &&
		    strcmp(events->list[i].event_id, event->event_id) == 0)
			return false;
	}
	return true;
}

enum err lpa_follow_event(struct lpa *lpa, struct lpa_events *events, size_t which,
			  const struct lpa_order *order, struct lpa_result *result)
{
	const struct lpa_event *event = &events->list[which];
	struct lpa_order there = *order;
	struct download d = {
		.lpa = lpa,
		.accepts = DOWNLOAD_AT_SMDP,
		.order = &there,
		.result = result,
		.events = events,
		.depth = event->depth + 1,
	};
	there.smdp_address = event->address;
	there.matching_id = event->event_id;
	there.smdp_oid = NULL;
	if (event->depth < LPA_EVENT_DEPTH_MAX)
		d.accepts |= DOWNLOAD_AT_SMDS;
	if (!is_new(events, which)) {
		*result = (struct lpa_result){};
		return problem_refused(lpa, step, "The same event has been followed before.",
				       "Nothing is left to do; or the servers send one to another "
				       "in a circle: tell their operators.");
	}
	return download_run(&d);
}
