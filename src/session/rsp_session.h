/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The life of an RSP session (SGP.22 §3.1.2, §3.1.3) as one table: which function is allowed
 * when, and what follows. What the functions check and store is the business of the role.
 */
#ifndef SESSION_RSP_SESSION_H
#define SESSION_RSP_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "store/store.h"

enum rsp_session_state {
	RSP_INITIATED,	    /* InitiateAuthentication was answered */
	RSP_AUTHENTICATED,  /* the eUICC is proven, and an order found for it */
	RSP_CODE_REFUSED,   /* so it is, and the confirmation code was wrong or missing */
	RSP_BOUND,	    /* a BPP was delivered */
	RSP_SMDS_INITIATED, /* of an SM-DS; it ends with ES11.AuthenticateClient */
	RSP_SMDS_AUTHENTICATED,
	RSP_ENDED, /* never stored: the session is removed */
	RSP_SESSION_STATES
};

enum rsp_session_event {
	RSP_AUTHENTICATE_CLIENT, /* of ES9+ */
	RSP_REFUSE_CODE,	 /* GetBoundProfilePackage, refused for its confirmation code */
	RSP_GET_BOUND_PROFILE_PACKAGE,
	RSP_CANCEL_SESSION,
	RSP_SMDS_AUTHENTICATE_CLIENT,
	RSP_SESSION_EVENTS
};

struct rsp_session_transition {
	const char *name; /* of the row; see base/mutant.h */
	enum rsp_session_state from;
	enum rsp_session_event event;
	enum rsp_session_state to;
};

/*
 * Every transition that there is. What is refused changes nothing, but that a wrong confirmation
 * code is remembered; the user may be asked again in the same session (§5.6.2). A session ends by
 * its removal: on CancelSession, once the eUICC is known; on an installation result; on expiry.
 * Those of an SM-DS have states of their own, so that neither role takes the other's.
 */
extern const struct rsp_session_transition rsp_session_transitions[];
extern const size_t rsp_session_transitions_n;

/* The state's word in the store, e.g. "authenticated". Never NULL for a value of the enum. */
const char *rsp_session_state_name(enum rsp_session_state state);

/* The word of the state that `event` leads to from the state with the word `from`.
 * ERR_WRONG_STATE if there is no such row, or no such state. */
enum err rsp_session_next(const char *from, enum rsp_session_event event, const char **to);

/*
 * Whether CancelSession with endUserRejection ends the order, too. Not after a wrong confirmation
 * code: LPAs cancel so when their user has mistyped it, and begin a new session for the next try.
 */
bool rsp_session_rejection_ends_order(const char *state);

/*
 * When a session in this state, begun at `begun`, ends without an ending: one that has no proven
 * eUICC yet, which anybody can begin any number of, after `authentication_ttl_s` (0: none of
 * its own), any other after `ttl_s`.
 */
int64_t rsp_session_expiry(const char *state, int64_t begun, int64_t ttl_s,
			   int64_t authentication_ttl_s);

#endif
