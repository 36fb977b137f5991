/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Passing events on (SGP.22 §5.10): an alternative SM-DS registers an event of its own at the root
 * SM-DS, which leads the device to it, and deletes that when its own event ends. What is done there
 * and here becomes one thing by a message of the outbox (store/event_registration.h).
 */
#ifndef SMDS_CASCADE_H
#define SMDS_CASCADE_H

#include "smds/smds.h"

/* The SM-DS above this one; NULL: there is none. */
const struct rspd_smds_peer *cascade_root(const struct smds *smds);

/* One event on its way to the root SM-DS. */
struct cascade {
	struct role_call *call;
	const struct rspd_smds_peer *root;
	struct event_registration *event;
	struct bytes event_id; /* at the root */
	enum err registered;   /* OK; ERR_DENIED: refused; ERR_NOT_FOUND: not reached */
};

/*
 * Give the event an EventID for the root SM-DS, and store it, pending. ERR_CONFLICT and others of
 * event_registration_add; ERR_IO without randomness; ERR_CRYPTO.
 */
enum err cascade_begin(struct cascade *cascade);

/* Register it there, and wait for that. OK with cascade->registered; else it was not asked. */
enum err cascade_register(struct cascade *cascade);

/* It is there: the device may be told, until `expires_at`. ERR_NOT_FOUND: too late, somebody has
 * deleted it meanwhile. */
enum err cascade_settle(const struct cascade *cascade, int64_t expires_at);

/* It came to nothing: nothing is kept, here or there. Errors are only logged, since the same
 * happens when the claim ends. */
void cascade_abandon(const struct cascade *cascade);

/* An event ends, whether it was passed on or not. ERR_NOT_FOUND: it has ended already; errors of
 * the store and of event_id_open. */
enum err cascade_end(const struct smds *smds, struct arena *a,
		     const struct event_registration *event, int64_t now);

#endif
