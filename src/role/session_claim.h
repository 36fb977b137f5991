/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every request of a device after its first must show: that it goes on with a session that we
 * know, at the step that is due; that the eUICC does not refuse; that what it signed is of this
 * session. One table for all functions of ES9+ and ES11, since their codes are the same.
 */
#ifndef ROLE_SESSION_CLAIM_H
#define ROLE_SESSION_CLAIM_H

#include <stdbool.h>

#include "role/call.h"
#include "role/credentials.h"
#include "session/rsp_session.h"
#include "store/session.h"

struct session_claim {
	/* Given. */
	struct role_call *call;
	enum rsp_session_event event;	    /* what the session must allow */
	struct bytes transaction_id;	    /* of the request, outside of what is signed */
	bool refused;			    /* the eUICC has answered with its error */
	uint64_t error_code;		    /* which */
	struct bytes signed_transaction_id; /* unless it has refused */

	/* Learnt. */
	struct session_row session;
	const char *next_state; /* of the session */
	const struct credential_set *credentials;
};

/*
 * Run the table: OK, or a refusal with its codes in call->refusal. A session whose eUICC refuses to
 * authenticate us is closed. Errors of the store as session_get.
 */
enum err session_claim_check(struct session_claim *claim);

/* The session goes on: set what `row` has of it (session_advance), the transaction and the next
 * state are set here. Another request of the same step that was first makes it a refusal, as if the
 * session were not known. */
enum err session_claim_advance(const struct session_claim *claim, struct session_row row);

/* The session ends. Another request that was first is a refusal, likewise. */
enum err session_claim_close(const struct session_claim *claim);

#endif
