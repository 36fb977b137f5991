/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Assertions on the events that an SM-DS told (SGP.22 §5.8.2).
 * No test of its own: the cases of ES11 in tests/conformance.sh.
 */
#include <stdlib.h>
#include <string.h>

#include "conformance/assertion_row.h"

static bool has_events(struct scene *s, const char *argument)
{
	return s->events_n == strtoul(argument, NULL, 10);
}

/* "1": that with the EventID $1. */
static bool has_event(struct scene *s, const char *argument)
{
	size_t tag = strtoul(argument, NULL, 10);
	for (size_t i = 0; i < s->events_n && tag < SCENE_TAGS; i++)
		if (bytes_eq(s->events[i].event_id, bytes_str(s->tags[tag])))
			return true;
	return false;
}

static bool are_in_order(struct scene *s, const char *argument)
{
	(void)argument;
	for (size_t i = 0; i < s->events_n; i++)
		if (i + 1 >= SCENE_TAGS ||
		    !bytes_eq(s->events[i].event_id, bytes_str(s->tags[i + 1])))
			return false;
	return true;
}

static bool has_server(struct scene *s, const char *argument)
{
	return s->events_n > 0 && bytes_eq(s->events[0].rsp_server_address, bytes_str(argument));
}

/* EventID and address of the current order (§3.6.1). */
static bool is_of_order(struct scene *s, const char *argument)
{
	const char *matching_id = scene_order(s)->matching_id;
	const char *address = s->target->connections[TARGET_ES9P].address;
	(void)argument;
	return s->events_n == 1 && matching_id && address &&
	       bytes_eq(s->events[0].event_id, bytes_str(matching_id)) &&
	       bytes_eq_nocase(s->events[0].rsp_server_address, bytes_str(address));
}

static bool has_root_calls(struct scene *s, const char *argument)
{
	return s->target->root && root_smds_registrations(s->target->root, s->actors[0].eid) ==
					  strtoul(argument, NULL, 10);
}

const struct assertion_row assertion_event_rows[] = {
	{"events", has_events, "the number of events"},
	{"event", has_event, "there is the event of this number"},
	{"events-in-order", are_in_order, "the events are in the order of their registration"},
	{"event-server", has_server, "rspServerAddress of the first event"},
	{"root-calls", has_root_calls, "so many registrations at the root SM-DS"},
	{"event-of-order", is_of_order, "the one event is that of the order"},
	{},
};
