/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Events: what happened to each profile, when, by whom, why. Every change of a profile leaves one
 * by itself; event_append() is for what changes nothing. Rules of every verb: store/store.h.
 */
#ifndef STORE_EVENT_H
#define STORE_EVENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "base/text.h"

struct store;
struct store_cause;
struct profile_notification;

struct event_row {
	int64_t id;	  /* grows from each event to the next, of whatever ICCID */
	int64_t previous; /* id of the profile's one before; 0: there was none, or it is not ours */
	int64_t at;
	char iccid[ICCID_DIGITS_MAX + 1];
	const char *who;
	const char *function;
	const char *from_state; /* NULL: nothing changed */
	const char *to_state;
	const char *subject_code; /* NULL: success */
	const char *reason_code;
	struct bytes transaction_id;
};

/*
 * Record what changed nothing, e.g. a result for an ICCID that is not ours. `once`, unless NULL, is
 * the notification that told of it: one that was seen before leaves nothing, and is OK.
 */
enum err event_append(struct store *s, const char *iccid, const struct store_cause *cause,
		      const struct profile_notification *once);

/* Events of one ICCID with an id over `after`, oldest first, at most `max`. */
enum err event_list(struct store *s, struct arena *a, const char *iccid, int64_t after, size_t max,
		    struct event_row *rows, size_t *n);

#endif
