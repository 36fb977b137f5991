/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES11.AuthenticateClient (SGP.22 §5.8.2): the eUICC proves itself, and is told of its events: of
 * all of them, or of the one whose EventID it gives as the matchingId. The session ends with that.
 */
#include "msg/es11_authenticate_client.h"

#include "base/limits.h"
#include "msg/es9p_authenticate_client.h"
#include "role/check.h"
#include "role/euicc_proof.h"
#include "smds/event_id.h"
#include "smds/functions.h"

struct run {
	struct role_call *call;
	struct es9p_authenticate_client_request request; /* that of ES9+, §6.5.2.8 */
	struct euicc_proof proof;
	struct event_registration events[LIMIT_EVENTS_TOLD];
	size_t events_n;
	enum err found; /* of the look-up by EventID */
};

/* --- its events ----------------------------------------------------------------------------- */

static enum err event_known(void *context)
{
	const struct run *r = context;
	return r->found == ERR_NOT_FOUND ? ERR_NOT_FOUND : OK;
}

static enum err event_of_eid(void *context)
{
	const struct run *r = context;
	bool other = r->found == OK && r->events_n > 0 &&
		     strcmp(r->events[0].eid, r->proof.chain.eid) != 0;
	return other ? ERR_MISMATCH : OK;
}

/* One answer for both: whether somebody else has an event is not for this device to know. */
static const struct check event_checks[] = {
	{"es11_authenticate_client.event_known", "8.9.5", "3.9", "There is no such event",
	 .run = event_known},
	{"es11_authenticate_client.event_of_eid", "8.9.5", "3.9", "There is no such event",
	 .run = event_of_eid},
};

static enum err find_one(struct run *r, struct bytes event_id)
{
	const struct role_call *call = r->call;
	struct bytes hmac = {};
	TRY(event_id_hmac(call->smds, call->arena, event_id, &hmac));
	r->found = event_registration_find(call->role->with.store, call->arena, hmac, call->now,
					   &r->events[0]);
	r->events_n = r->found == OK;
	return r->found == ERR_NOT_FOUND ? OK : r->found;
}

/* Without an EventID, or with an empty one, the device wants all that there is for it. */
static enum err find_events(struct run *r)
{
	const struct role_call *call = r->call;
	if (r->proof.ctx.matching_id.len > 0)
		return find_one(r, r->proof.ctx.matching_id);
	return event_registration_list(call->role->with.store, call->arena, r->proof.chain.eid,
				       call->now, LIMIT_EVENTS_TOLD, r->events, &r->events_n);
}

/* --- the answer ----------------------------------------------------------------------------- */

static enum err read_entry(const struct run *r, const struct event_registration *event,
			   struct es11_event_entry *out)
{
	out->rsp_server_address = bytes_str(event->rsp_server_address);
	return event_id_open(r->call->smds, r->call->arena, ENVELOPE_EVENT_ID, event->event_id_hmac,
			     event->event_id, &out->event_id);
}

static enum err answer(const struct run *r)
{
	struct es11_event_entry entries[LIMIT_EVENTS_TOLD] = {};
	for (size_t i = 0; i < r->events_n; i++)
		TRY(read_entry(r, &r->events[i], &entries[i]));
	const struct es11_authenticate_client_response response = {
		.transaction_id = r->proof.claim.session.transaction_id,
		.event_entries = entries,
		.event_entry_count = r->events_n,
	};
	TRY(role_answer(r->call, &response));
	/* Last: the session takes no second authentication. */
	return session_claim_close(&r->proof.claim);
}

static enum err decode(struct run *r)
{
	struct role_call *call = r->call;
	TRY(role_decode(call, &r->request));
	r->proof.claim = (struct session_claim){
		.call = call,
		.event = RSP_SMDS_AUTHENTICATE_CLIENT,
		.transaction_id = r->request.transaction_id,
	};
	return euicc_proof_decode(&r->proof, r->request.authenticate_server_response);
}

enum err smds_authenticate_client(struct role_call *call)
{
	struct run r = {.call = call};
	TRY(decode(&r));
	TRY(euicc_proof_check(&r.proof));
	TRY(find_events(&r));
	TRY(check_run(call, CHECK_ROWS(event_checks), &r));
	return answer(&r);
}
