/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of what a request must show of its session.
 * No test of its own: its functions' tests see it, e.g. crossed_sessions_test.c.
 */
#include "role/session_claim.h"

#include "base/log.h"
#include "role/check.h"
#include "role/role.h"

static struct store *store_of(const struct session_claim *c)
{
	return c->call->role->with.store;
}

/* Nothing is signed in the answer to CancelSession: it may go on when its certificates are gone. */
static enum err known(void *context)
{
	struct session_claim *c = context;
	TRY(session_get(store_of(c), c->call->arena, c->transaction_id, c->call->now, &c->session));
	TRY(rsp_session_next(c->session.state, c->event, &c->next_state));
	if (c->event == RSP_CANCEL_SESSION)
		return OK;
	return credentials_by_name(c->call->credentials, c->session.credential_set,
				   &c->credentials);
}

static enum err euicc_agrees(void *context)
{
	const struct session_claim *c = context;
	if (!c->refused)
		return OK;
	LOG_EVENT(LOG_WARN, "euicc_refused", LOG_TEXT("function", c->call->function),
		  LOG_NUM("errorCode", (int64_t)c->error_code));
	return ERR_DENIED;
}

/* Nothing more can come of a session that the eUICC does not enter. */
static enum err close_unentered(void *context)
{
	const struct session_claim *c = context;
	if (c->event != RSP_AUTHENTICATE_CLIENT && c->event != RSP_SMDS_AUTHENTICATE_CLIENT)
		return OK;
	enum err e = session_close(store_of(c), c->session.transaction_id);
	return e == ERR_NOT_FOUND ? OK : e;
}

static enum err transaction_signed(void *context)
{
	const struct session_claim *c = context;
	return bytes_eq(c->signed_transaction_id, c->session.transaction_id) ? OK : ERR_MISMATCH;
}

static const struct check checks[] = {
	{"session_claim.known", "8.10.1", "3.9", "The transactionId is unknown", .run = known},
	{"session_claim.euicc_agrees", "8.1", "6.1", "The eUICC has refused", .run = euicc_agrees,
	 .refused = close_unentered},
	{"session_claim.transaction_signed", "8.10.1", "3.9",
	 "The eUICC has signed another transactionId", .run = transaction_signed},
};

enum err session_claim_check(struct session_claim *claim)
{
	return check_run(claim->call, CHECK_ROWS(checks), claim);
}

enum err session_claim_advance(const struct session_claim *claim, struct session_row row)
{
	row.transaction_id = claim->session.transaction_id;
	row.state = claim->next_state;
	return check_outcome(claim->call, &checks[0],
			     session_advance(store_of(claim), claim->session.state, &row));
}

enum err session_claim_close(const struct session_claim *claim)
{
	return check_outcome(claim->call, &checks[0],
			     session_close(store_of(claim), claim->session.transaction_id));
}
