/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is kept for some time and then deleted: events, notifications, deliveries, MatchingIDs,
 * calls. A sweep goes over a table in the order of its key, some rows at a time, so that nothing
 * need be indexed by time; how long each is kept is the caller's. Rules: store/store.h.
 */
#ifndef STORE_RETENTION_H
#define STORE_RETENTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct store;

enum retention_table {
	RETENTION_EVENTS,	 /* but the newest of all, so that numbering goes on */
	RETENTION_NOTIFICATIONS, /* one that comes again counts again */
	RETENTION_DOWNLOADS,	 /* but those whose result is still awaited */
	RETENTION_MATCHING_IDS,	 /* but those of present orders; may then be used anew */
	RETENTION_CALLS,	 /* one that comes again is a new one */
	RETENTION_TABLES
};

/* How far a sweep has come. Zeroed: to the beginning. */
struct retention_place {
	char text[64];
	int64_t number;
	uint8_t bytes[32];
	size_t bytes_len;
};

/* What one step of a sweep did. */
struct retention_step {
	size_t gone;
	bool ended; /* the last row was looked at: `place` is the beginning again */
};

/*
 * Look at the `max` rows behind `place`, and delete those that are from before `before` and needed
 * by nobody. Costs as much as `max` rows, however many there are.
 */
enum err retention_sweep(struct store *s, enum retention_table table, int64_t before, size_t max,
			 struct retention_place *place, struct retention_step *out);

#endif
