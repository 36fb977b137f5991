/* SPDX-License-Identifier: Apache-2.0 */
/* The table of session states and its look-up. */
#include "session/rsp_session.h"

#include <string.h>

#include "base/mutant.h"

/* A row has its name for base/mutant.h. */
#define ROW(from, event, to)                                                                       \
	{                                                                                          \
		"rsp_session." #from "." #event, from, event, to                                   \
	}

const struct rsp_session_transition rsp_session_transitions[] = {
	ROW(RSP_INITIATED, RSP_AUTHENTICATE_CLIENT, RSP_AUTHENTICATED),
	ROW(RSP_AUTHENTICATED, RSP_REFUSE_CODE, RSP_CODE_REFUSED),
	ROW(RSP_CODE_REFUSED, RSP_REFUSE_CODE, RSP_CODE_REFUSED),
	ROW(RSP_AUTHENTICATED, RSP_GET_BOUND_PROFILE_PACKAGE, RSP_BOUND),
	ROW(RSP_CODE_REFUSED, RSP_GET_BOUND_PROFILE_PACKAGE, RSP_BOUND),
	/* The answer may have been lost on its way: the same request gets the same binding. */
	ROW(RSP_BOUND, RSP_GET_BOUND_PROFILE_PACKAGE, RSP_BOUND),
	ROW(RSP_AUTHENTICATED, RSP_CANCEL_SESSION, RSP_ENDED),
	ROW(RSP_CODE_REFUSED, RSP_CANCEL_SESSION, RSP_ENDED),
	ROW(RSP_BOUND, RSP_CANCEL_SESSION, RSP_ENDED),
	ROW(RSP_SMDS_INITIATED, RSP_SMDS_AUTHENTICATE_CLIENT, RSP_SMDS_AUTHENTICATED),
};
const size_t rsp_session_transitions_n =
	sizeof(rsp_session_transitions) / sizeof(rsp_session_transitions[0]);

static const char *const state_names[RSP_SESSION_STATES] = {
	[RSP_INITIATED] = "initiated",
	[RSP_AUTHENTICATED] = "authenticated",
	[RSP_CODE_REFUSED] = "code refused",
	[RSP_BOUND] = "bound",
	[RSP_SMDS_INITIATED] = "smds initiated",
	[RSP_SMDS_AUTHENTICATED] = "smds authenticated",
	[RSP_ENDED] = "ended",
};

const char *rsp_session_state_name(enum rsp_session_state state)
{
	return state_names[state];
}

static enum err state_parse(const char *word, enum rsp_session_state *out)
{
	for (int i = 0; i < RSP_SESSION_STATES; i++) {
		if (strcmp(state_names[i], word) == 0) {
			*out = (enum rsp_session_state)i;
			return OK;
		}
	}
	return ERR_WRONG_STATE;
}

enum err rsp_session_next(const char *from, enum rsp_session_event event, const char **to)
{
	enum rsp_session_state state = RSP_INITIATED;
	TRY(state_parse(from, &state));
	for (size_t i = 0; i < rsp_session_transitions_n; i++) {
		const struct rsp_session_transition *t = &rsp_session_transitions[i];
		if (t->from != state || t->event != event || mutant_off(t->name))
			continue;
		*to = state_names[t->to];
		return OK;
	}
	return ERR_WRONG_STATE;
}

bool rsp_session_rejection_ends_order(const char *word)
{
	return strcmp(word, state_names[RSP_CODE_REFUSED]) != 0;
}

int64_t rsp_session_expiry(const char *state, int64_t begun, int64_t ttl_s,
			   int64_t authentication_ttl_s)
{
	bool unproven = strcmp(state, state_names[RSP_INITIATED]) == 0 ||
			strcmp(state, state_names[RSP_SMDS_INITIATED]) == 0;
	bool shorter = unproven && authentication_ttl_s > 0 && authentication_ttl_s < ttl_s;
	return begun + (shorter ? authentication_ttl_s : ttl_s) * 1000;
}
