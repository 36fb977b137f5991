/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Discovery of events (SGP.22 §3.6.3, §5.8): which servers have something for this eUICC? An SM-DS
 * tells; each of its event records names a server and an EventID. The record does not tell whether
 * that server is the SM-DP+ or another SM-DS (an alternative one, whose event it is): the role in
 * the certificate does, with which the server answers InitiateAuthentication, and which the eUICC
 * verifies. Both kinds take the EventID as MatchingID.
 */
#ifndef LPA_DISCOVERY_H
#define LPA_DISCOVERY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "lpa/lpa.h"

enum {
	LPA_EVENTS_MAX = 128,	 /* of one discovery; an SM-DS that has more keeps the rest */
	LPA_EVENT_ID_MAX = 255,	 /* characters */
	LPA_EVENT_DEPTH_MAX = 3, /* SM-DSs behind one another: the root, an alternative, and one */
	LPA_EVENTS_ARENA_MAX = 256 * 1024,
};

/* An event record. Texts are in the arena of its list. The EventID is secret: mask it. */
struct lpa_event {
	const char *address;  /* of the SM-DP+ or SM-DS, perhaps with a port */
	const char *event_id; /* printable ASCII */
	unsigned depth;	      /* how many SM-DSs have led to it: 1 or more */
};

struct lpa_events {
	struct arena arena;
	struct lpa_event list[LPA_EVENTS_MAX]; /* in the order in which they were told */
	size_t n;
	bool incomplete; /* there were more than fit */
};

/* An empty list. */
struct lpa_events lpa_events_make(void);

/* Wipe and release. Safe on a zeroed struct and twice. Fits CLEANUP(). */
void lpa_events_free(struct lpa_events *events);

/*
 * Ask the SM-DS at `smds_address` (NULL: the root SM-DS of the card) for all events of this eUICC,
 * and append them. Errors as lpa_download; ERR_DENIED also if the card has no root SM-DS.
 */
enum err lpa_discover(struct lpa *lpa, const char *smds_address, struct lpa_events *events);

/*
 * Follow event `which` of the list: download and install what its server has, as lpa_download does
 * with `order`, whose address, MatchingID and OID do not matter. If the server is an SM-DS, its
 * events are appended instead, one deeper; `result->forwarded` then is true. Errors as
 * lpa_download; ERR_DENIED also for a record that was followed before, and for an SM-DS deeper than
 * LPA_EVENT_DEPTH_MAX.
 */
enum err lpa_follow_event(struct lpa *lpa, struct lpa_events *events, size_t which,
			  const struct lpa_order *order, struct lpa_result *result);

#endif
