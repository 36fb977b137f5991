/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES2+.CancelOrder (SGP.22 §5.3.3): an operator takes an order back before it is downloaded, or
 * clears away one that has failed.
 */
#include "msg/es2p_cancel_order.h"

#include "session/profile_state.h"
#include "role/check.h"
#include "role/envelope.h"
#include "smdpp/es2p_call.h"
#include "smdpp/es2p_profile.h"
#include "smdpp/es2p_requester.h"
#include "smdpp/functions.h"

struct run {
	struct role_call *call;
	struct es2p_cancel_order_request request;
	struct es2p_call named;
	enum err found;
	struct profile_row profile;
};

static enum err iccid_allowed(void *context)
{
	const struct run *r = context;
	return r->found == ERR_DENIED ? ERR_DENIED : OK;
}

static enum err iccid_known(void *context)
{
	const struct run *r = context;
	return r->found;
}

static enum err cancellable(void *context)
{
	const struct run *r = context;
	bool may = profile_state_allows(r->profile.state, ON_CANCEL_ORDER_AVAILABLE);
	return may ? OK : ERR_WRONG_STATE;
}

/*
 * A profile that a card may hold must not come to a second one, whatever its operator believes.
 * None holds it if no package was delivered, or if the eUICC has signed that it does not hold the
 * only one. With several tries, the first may be what the last one failed for.
 */
static enum err on_no_card(void *context)
{
	const struct run *r = context;
	const struct profile_row *p = &r->profile;
	bool disowned = p->download_attempts == 1 && bytes_present(p->install_result);
	bool again = r->request.final_profile_status == ES2P_FINAL_AVAILABLE;
	return again && p->downloaded_at != 0 && !disowned ? ERR_WRONG_STATE : OK;
}

/*
 * The EID that the operator has given must be given again. One that was linked at the first contact
 * of a device need not be known to the operator.
 */
static enum err eid_of_order(void *context)
{
	const struct run *r = context;
	const char *eid = smdpp_text(r->request.eid);
	bool from_device = r->profile.download_attempts > 0;
	if (!eid)
		return *r->profile.eid == '\0' || from_device ? OK : ERR_MISMATCH;
	return strcmp(eid, r->profile.eid) == 0 ? OK : ERR_MISMATCH;
}

static enum err matching_id_of_order(void *context)
{
	const struct run *r = context;
	struct bytes matching_id = r->request.matching_id;
	if (!bytes_present(matching_id))
		return OK;
	bool confirmed = r->profile.confirmed_at != 0;
	if (matching_id.len == 0 || !bytes_present(r->profile.matching_id_hmac)) {
		bool none = confirmed && !bytes_present(r->profile.matching_id_hmac);
		return none && matching_id.len == 0 ? OK : ERR_MISMATCH;
	}
	uint8_t hmac[HASH_LEN] = {};
	TRY(envelope_matching_id_hmac(r->call->smdpp->with.keyring, matching_id, hmac));
	return bytes_eq_ct(BYTES_OF(hmac), r->profile.matching_id_hmac) ? OK : ERR_MISMATCH;
}

static const struct check checks[] = {
	{"es2p_cancel_order.iccid_allowed", "8.2.1", "1.2", "The profile is another operator's",
	 .run = iccid_allowed},
	{"es2p_cancel_order.iccid_known", "8.2.1", "3.9", "The ICCID is unknown",
	 .run = iccid_known},
	{"es2p_cancel_order.cancellable", "8.2.1", "3.3",
	 "The profile is not ordered, or already downloaded", .run = cancellable},
	{"es2p_cancel_order.on_no_card", "8.2.1", "3.3",
	 "A card may hold the profile: its final status can only be Unavailable",
	 .run = on_no_card},
	{"es2p_cancel_order.eid_of_order", "8.1.1", "3.10", "The EID is not that of the order",
	 .run = eid_of_order},
	{"es2p_cancel_order.matching_id_of_order", "8.2.6", "3.10",
	 "The MatchingID is not that of the order", .run = matching_id_of_order},
};

/* What was cancelled is no order any more: that it is this call's doing only the call can tell. */
static enum err find_repetition(struct run *r, bool *repeated)
{
	char iccid[ICCID_DIGITS_MAX + 1] = "";
	enum profile_state state = r->profile.state;
	*repeated = false;
	if (r->found != OK || (state != PROFILE_AVAILABLE && state != PROFILE_UNAVAILABLE))
		return OK;
	return es2p_call_look(r->call, &r->named, iccid, repeated);
}

static enum err judge(void *context)
{
	struct run *r = context;
	const struct role_call *call = r->call;
	bool repeated = false;
	r->found = es2p_profile_get(call, call->iccid, &r->profile);
	TRY(find_repetition(r, &repeated));
	if (repeated)
		return OK;
	TRY(check_run(r->call, CHECK_ROWS(checks), r));
	struct store_cause cause = smdpp_cause(call, (struct bytes){}, NULL);
	struct order_end cancel = {
		.iccid = r->profile.iccid,
		.operator_name = call->caller->name,
		.revision = r->profile.revision,
		.end_event = r->profile.event_queue != NULL,
		.unavailable = r->request.final_profile_status == ES2P_FINAL_UNAVAILABLE,
		.call = r->named.kept,
		.cause = &cause,
	};
	TRY(order_cancel(call->smdpp->with.store, &cancel));
	if (cancel.end_event)
		smdpp_outbox_wake(call);
	return OK;
}

/* The MatchingID is a secret: its look-up hash stands for it. */
static enum err name_call(struct run *r)
{
	const struct es2p_cancel_order_request *q = &r->request;
	uint8_t hmac[HASH_LEN] = {};
	uint8_t final = (uint8_t)q->final_profile_status;
	struct bytes parameters[] = {q->iccid, q->eid, q->matching_id, bytes_from(&final, 1)};
	if (bytes_present(q->matching_id)) {
		TRY(envelope_matching_id_hmac(r->call->smdpp->with.keyring, q->matching_id, hmac));
		parameters[2] = BYTES_OF(hmac);
	}
	TRY(es2p_call_name(r->call, &q->header, parameters, 4, &r->named));
	r->named.stored.place = CALL_REPLACES;
	return OK;
}

enum err smdpp_cancel_order(struct role_call *call)
{
	struct run r = {.call = call};
	enum err e = es2p_cancel_order_request_decode(call->arena, call->body, &r.request);
	call->culprit = r.request.header.culprit;
	TRY(e);
	call->iccid = smdpp_text(r.request.iccid);
	TRY(es2p_requester_check(call, &r.request.header));
	TRY(name_call(&r));
	TRY(smdpp_judge(judge, &r));
	return esx_header_encode(&(struct esx_execution_status){}, call->reply);
}
