/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The event of an order at an SM-DS (SGP.22 §5.9): how one unit at our side and a call of the other
 * side become one thing. Who wants to register an event claims it first; the claim is a message of
 * the outbox that deletes the event, and is due when the claim ends. The unit that releases the
 * order takes the message out again; whatever else happens, it deletes what was registered. When
 * the order ends, the message is put back. Rules of every verb: store/store.h.
 */
#ifndef STORE_ORDER_EVENT_H
#define STORE_ORDER_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

struct store;
struct unit;

/* outbox_row.kind of the messages that delete events. */
#define ORDER_EVENT_DELETION "es12.deleteEvent"

/* A lease (outbox_take too) is at most so long; one that ends later is from a clock that was
 * put back since, and holds nobody off. */
enum { ORDER_EVENT_LEASE_MAX_MS = 300 * 1000 };

struct order_event_claim {
	const char *iccid;
	int64_t revision; /* of the row that the caller judged */
	/* MATCHING_ID_HMAC_LEN, and must be no order's yet; absent: it is this order's already. */
	struct bytes matching_id_hmac;
	const char *queue;     /* of the outbox, for the SM-DS */
	struct bytes subject;  /* keyed hash of SM-DS, EID and EventID */
	struct bytes deletion; /* body of the message */
	int64_t now, lease_until;
};

/* A claim that is held. */
struct order_event {
	const char *queue; /* the caller's */
	int64_t id, attempts;
	bool again; /* the same event was claimed before and not released: it may stand there */
};

/*
 * Claim the event. Of two callers one has it, the other gets ERR_BUSY until the claim's end, as
 * while the event is being deleted. ERR_CONFLICT: another revision; ERR_DENIED: the MatchingID is,
 * or was, that of some order. With OK it is durable, also through a joint handle: what is asked of
 * the SM-DS then is undone, come what may.
 */
enum err order_event_claim(struct store *s, const struct order_event_claim *claim,
			   struct order_event *out);

/* Give the claim up: others may have it, and what was registered, if it was, is deleted from
 * `due_at` on. ERR_NOT_FOUND: it is not held any more. */
enum err order_event_abandon(struct store *s, const struct order_event *event, int64_t due_at);

/* For the verbs of orders. Nothing is added if `event` is NULL. */
enum { ORDER_EVENT_STEPS_MAX = 3 };
void order_event_add_keep(struct unit *unit, const char *iccid, const struct order_event *event,
			  int64_t now);
void order_event_add_end(struct store *s, struct unit *unit, const char *iccid, int64_t now);

#endif
