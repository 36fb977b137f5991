/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Events that an SM-DS holds for devices (SGP.22 §5.9): who has registered what for which EID, and
 * under which other EventID the root SM-DS knows it (§5.10). EventIDs are found by keyed HMACs and
 * kept in envelopes; both are the business of the role. Rules of every verb: store/store.h.
 */
#ifndef STORE_EVENT_REGISTRATION_H
#define STORE_EVENT_REGISTRATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "base/text.h"

struct store;

struct event_registration {
	int64_t id; /* grows with time: the order of registration */
	char eid[EID_DIGITS + 1];
	struct bytes event_id_hmac;
	struct bytes event_id; /* envelope */
	const char *rsp_server_address;
	const char *owner;		 /* OID in dots */
	struct bytes root_event_id_hmac; /* both absent: not passed on to the root SM-DS */
	struct bytes root_event_id;	 /* envelope */
	bool pending;			 /* the root SM-DS has not answered yet: nobody is told */
	int64_t created_at;
	int64_t expires_at; /* 0: never */
};

/*
 * An event that is passed on, while the root SM-DS is asked: the row is pending until
 * row->expires_at, and `deletion`, a message that deletes the event at the root, is due then. So
 * whatever happens meanwhile, nothing is left behind there: event_registration_settle takes the
 * message out again, event_registration_abandon has it sent.
 */
struct store_message;

/* An id for a row. */
int64_t event_registration_id(struct store *s, int64_t at);

/*
 * Add it, whose id was given by event_registration_id. `deletion` is NULL unless it is pending.
 * ERR_CONFLICT: one of its EventIDs is taken.
 */
enum err event_registration_add(struct store *s, const struct event_registration *row,
				const struct store_message *deletion);

/* The one with this EventID of its own, pending or expired ones too. ERR_NOT_FOUND. */
enum err event_registration_get(struct store *s, struct arena *a, struct bytes event_id_hmac,
				struct event_registration *out);

/* The one with this EventID, its own or that at the root SM-DS, that a device may be told of at
 * `now`. ERR_NOT_FOUND. */
enum err event_registration_find(struct store *s, struct arena *a, struct bytes event_id_hmac,
				 int64_t now, struct event_registration *out);

/* Those of an EID that a device may be told of at `now`, in the order of registration. */
enum err event_registration_list(struct store *s, struct arena *a, const char *eid, int64_t now,
				 size_t max, struct event_registration *rows, size_t *n);

/* The root SM-DS has it: it is pending no more, and ends at `expires_at`. ERR_NOT_FOUND: it is
 * gone, or not pending, or its deletion at `queue` has begun; then nothing changes. */
enum err event_registration_settle(struct store *s, int64_t id, const char *queue,
				   int64_t expires_at);

/* The root SM-DS does not have it, or may have it: remove it, and have it deleted there at `queue`
 * from `now` on. OK also if it is gone. */
enum err event_registration_abandon(struct store *s, int64_t id, const char *queue, int64_t now);

/* Remove it; `deletion` is sent then, unless it is NULL. ERR_NOT_FOUND: it is gone. */
enum err event_registration_remove(struct store *s, int64_t id,
				   const struct store_message *deletion, int64_t now);

/* At most `max` that have expired at `now`, those that are pending too, the oldest first. */
enum err event_registration_expired(struct store *s, struct arena *a, int64_t now, size_t max,
				    struct event_registration *rows, size_t *n);

/* How many an EID has of an owner, whatever their state. */
enum err event_registration_count_of(struct store *s, const char *eid, const char *owner,
				     int64_t *out);

/* How many there are. For people. */
enum err event_registration_count(struct store *s, int64_t *out);

#endif
