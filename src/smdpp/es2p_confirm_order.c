/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES2+.ConfirmOrder (SGP.22 §5.3.2): an operator says for whom the profile is, by which MatchingID
 * and confirmation code it is had, and whether it may be downloaded now.
 */
#include "msg/es2p_confirm_order.h"

#include "base/secret.h"
#include "crypto/hash.h"
#include "session/profile_state.h"
#include "role/check.h"
#include "role/envelope.h"
#include "smdpp/es2p_profile.h"
#include "smdpp/es2p_requester.h"
#include "smdpp/functions.h"
#include "smdpp/es12_register_event.h"
#include "role/matching_id.h"
#include "smdpp/order_secrets.h"

enum { HOUR_MS = 60 * 60 * 1000 };

struct run {
	struct role_call *call;
	struct es2p_confirm_order_request request;
	uint8_t code_hash[HASH_LEN];
	struct order_secrets secrets; /* of the order as it will be, or as it is if repeated */
	enum err found;
	struct profile_row profile;
	bool repeated;
	struct smdpp_event_attempt event; /* at an SM-DS, if the order names one */
	enum err confirmed;
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

/* An order without MatchingID, or at an SM-DS, is found by its EID alone. */
static enum err eid_given(void *context)
{
	const struct run *r = context;
	bool empty = bytes_present(r->request.matching_id) && r->request.matching_id.len == 0;
	bool needed = empty || bytes_present(r->request.smds_address);
	bool given = bytes_present(r->request.eid) || *r->profile.eid != '\0';
	return needed && !given ? ERR_MISSING : OK;
}

static enum err eid_of_order(void *context)
{
	const struct run *r = context;
	const char *eid = smdpp_text(r->request.eid);
	bool other = eid && *r->profile.eid != '\0' && strcmp(eid, r->profile.eid) != 0;
	return other ? ERR_MISMATCH : OK;
}

/* What counts against guessing: "-" is for people's eyes. */
static size_t length_without_hyphens(struct bytes text)
{
	size_t n = 0;
	for (size_t i = 0; i < text.len; i++)
		n += text.ptr[i] != '-';
	return n;
}

/* The empty MatchingID stands for the EID (§5.3.2), so it need not be long. */
static enum err matching_id_formed(void *context)
{
	const struct run *r = context;
	const struct rspd_operator *caller = r->call->caller;
	struct bytes matching_id = r->request.matching_id;
	if (matching_id.len == 0)
		return OK;
	TRY(es2p_check_matching_id(matching_id, &caller->dialect));
	bool enough = length_without_hyphens(matching_id) >= (size_t)caller->matching_id_min;
	return enough ? OK : ERR_RANGE;
}

static bool same_code(const struct bytes a, const struct bytes b)
{
	return bytes_present(a) == bytes_present(b) && bytes_eq_ct(a, b);
}

/* What was confirmed can be compared as long as its secrets are kept: until it is installed. */
static bool is_confirmed(const struct profile_row *p)
{
	return p->state == PROFILE_CONFIRMED || p->state == PROFILE_RELEASED ||
	       p->state == PROFILE_DOWNLOADED;
}

static bool same_smds(struct bytes given, const char *ordered)
{
	if (!bytes_present(given) || !ordered)
		return !bytes_present(given) && !ordered;
	return bytes_eq_nocase(given, bytes_str(ordered));
}

/* Is this the call again by which the order was confirmed? Then it is answered like that one. */
static enum err is_repetition(struct run *r, bool *same)
{
	const struct smdpp *s = r->call->smdpp;
	const struct profile_row *p = &r->profile;
	*same = false;
	if (!is_confirmed(p) || p->release_flag != r->request.release_flag)
		return OK;
	struct order_secrets then = {};
	TRY(order_secrets_open(s->with.keyring, r->call->arena, p, &then));
	struct bytes matching_id = r->request.matching_id;
	if (bytes_present(matching_id) && !bytes_eq_ct(matching_id, then.matching_id))
		return OK;
	if (!same_code(r->secrets.code_hash, then.code_hash))
		return OK;
	if (!same_smds(r->request.smds_address, p->smds_address))
		return OK;
	if (bytes_present(r->request.eid) && *p->eid == '\0')
		return OK;
	*same = true;
	r->secrets = then;
	return OK;
}

static enum err confirmable(void *context)
{
	struct run *r = context;
	if (profile_state_allows(r->profile.state, ON_CONFIRM_ORDER))
		return OK;
	TRY(is_repetition(r, &r->repeated));
	return r->repeated ? OK : ERR_WRONG_STATE;
}

/* The MatchingID is the EventID, by which the device asks for this order (§3.6.1). */
static enum err event_id_given(void *context)
{
	const struct run *r = context;
	bool empty = bytes_present(r->request.matching_id) && r->request.matching_id.len == 0;
	return empty && bytes_present(r->request.smds_address) ? ERR_MISSING : OK;
}

/* One that is not configured, or no address at all, cannot be reached. */
static enum err smds_known(void *context)
{
	const struct run *r = context;
	if (!bytes_present(r->request.smds_address) || r->repeated)
		return OK;
	return smdpp_event_smds_known(r->call, smdpp_text(r->request.smds_address));
}

static enum err smds_reached(void *context)
{
	const struct run *r = context;
	return r->event.registered == ERR_NOT_FOUND ? ERR_NOT_FOUND : OK;
}

static enum err smds_accepts(void *context)
{
	const struct run *r = context;
	return r->event.registered == ERR_DENIED ? ERR_DENIED : OK;
}

static enum err matching_id_free(void *context)
{
	const struct run *r = context;
	return r->confirmed == ERR_DENIED ? ERR_DENIED : OK;
}

static const struct check order_checks[] = {
	{"es2p_confirm_order.iccid_allowed", "8.2.1", "1.2", "The profile is another operator's",
	 .run = iccid_allowed},
	{"es2p_confirm_order.iccid_known", "8.2.1", "3.9", "The ICCID is unknown",
	 .run = iccid_known},
	{"es2p_confirm_order.matching_id_formed", "8.2.6", "2.1",
	 "The matchingId is too short, or has characters other than A-Z, 0-9 and -",
	 .run = matching_id_formed},
	{"es2p_confirm_order.eid_given", "8.1.1", "2.2",
	 "An EID is needed with an SM-DS address or an empty matchingId", .run = eid_given},
	{"es2p_confirm_order.eid_of_order", "8.1.1", "3.10", "The order is for another EID",
	 .run = eid_of_order},
	{"es2p_confirm_order.confirmable", "8.2.1", "3.3",
	 "The profile is not ordered, or its order was confirmed otherwise", .run = confirmable},
	{"es2p_confirm_order.event_id_given", "8.2.6", "2.1",
	 "An order at an SM-DS needs a matchingId that is not empty", .run = event_id_given},
	{"es2p_confirm_order.smds_known", "8.9", "5.1", "There is no such SM-DS to be reached",
	 .run = smds_known},
};

static const struct check event_checks[] = {
	{"es2p_confirm_order.smds_reached", "8.9", "5.1", "The SM-DS cannot be reached",
	 .run = smds_reached},
	{"es2p_confirm_order.smds_accepts", "8.9", "4.2", "The SM-DS has refused the event",
	 .run = smds_accepts},
};

static const struct check store_checks[] = {
	{"es2p_confirm_order.matching_id_free", "8.2.6", "3.3",
	 "The matchingId is, or was, in use for another order", .run = matching_id_free},
};

/* From the order on, so that a late confirmation does not lengthen it. */
static enum err expiry(const struct run *r, int64_t *out)
{
	const struct rspd_profile_type *type = NULL;
	TRY(smdpp_profile_type(r->call, &r->profile, &type));
	*out = type->order_ttl_h > 0 ? r->profile.ordered_at + type->order_ttl_h * HOUR_MS : 0;
	return OK;
}

static enum err commit(struct run *r)
{
	const struct role_call *call = r->call;
	const struct keyring *keyring = call->smdpp->with.keyring;
	uint8_t hmac[HASH_LEN] = {};
	int64_t expires_at = 0;
	CLEANUP(buf_free) struct buf sealed = buf_make(ORDER_SECRETS_SEALED_MAX);
	TRY(expiry(r, &expires_at));
	TRY(order_secrets_seal(keyring, r->profile.iccid, &r->secrets, &sealed));
	TRY(envelope_matching_id_hmac(keyring, r->secrets.matching_id, hmac));
	struct store_cause cause = smdpp_cause(call, (struct bytes){}, NULL);
	struct order_confirm order = {
		.iccid = r->profile.iccid,
		.operator_name = call->caller->name,
		.revision = r->profile.revision,
		.eid = smdpp_text(r->request.eid),
		.order_secrets = buf_bytes(&sealed),
		.cc_required = bytes_present(r->secrets.code_hash),
		.release = r->request.release_flag,
		.smds_address = smdpp_text(r->request.smds_address),
		.event = r->event.held ? &r->event.claim : NULL,
		.expires_at = expires_at,
		.cause = &cause,
	};
	if (r->secrets.matching_id.len > 0)
		order.matching_id_hmac = BYTES_OF(hmac);
	return order_confirm(call->smdpp->with.store, &order);
}

/* What the order will keep: the MatchingID given, or a new one, and the hash of the code. */
static enum err make_secrets(struct run *r)
{
	r->secrets.matching_id = r->request.matching_id;
	if (!bytes_present(r->request.matching_id))
		TRY(matching_id_make(r->call->smdpp->with.entropy, r->call->arena,
				     &r->secrets.matching_id));
	if (r->request.confirmation_code.len == 0)
		return OK;
	TRY(hash_sha256(&r->request.confirmation_code, 1, r->code_hash));
	r->secrets.code_hash = BYTES_OF(r->code_hash);
	return OK;
}

/* The device must find the event only once there is an order, and no order waits without its
 * event: the SM-DS is asked first, and the claim undoes what it was asked for if the order does not
 * follow. */
static enum err register_event(struct run *r)
{
	r->event = (struct smdpp_event_attempt){};
	if (!r->request.release_flag || !bytes_present(r->request.smds_address))
		return OK;
	const struct smdpp_event_wish wish = {
		.profile = &r->profile,
		.smds_address = smdpp_text(r->request.smds_address),
		.eid = *r->profile.eid != '\0' ? r->profile.eid : smdpp_text(r->request.eid),
		.matching_id = r->secrets.matching_id,
		.matching_id_is_new = true,
	};
	return smdpp_event_register(r->call, &wish, &r->event);
}

static enum err register_and_commit(struct run *r)
{
	r->confirmed = register_event(r);
	if (r->confirmed == OK)
		TRY(check_run(r->call, CHECK_ROWS(event_checks), r));
	if (r->confirmed == OK)
		r->confirmed = commit(r);
	TRY(check_run(r->call, CHECK_ROWS(store_checks), r));
	return r->confirmed;
}

static enum err judge(void *context)
{
	struct run *r = context;
	r->found = es2p_profile_get(r->call, r->call->iccid, &r->profile);
	TRY(check_run(r->call, CHECK_ROWS(order_checks), r));
	if (r->repeated)
		return OK;
	enum err e = register_and_commit(r);
	return e == OK ? OK : smdpp_event_undo(r->call, &r->event, e);
}

static enum err answer(const struct run *r)
{
	struct es2p_confirm_order_response response = {
		.eid = r->request.eid,
		.matching_id = r->secrets.matching_id,
		.smdp_address = bytes_str(r->call->smdpp->with.config->smdpp.address),
	};
	if (*r->profile.eid != '\0')
		response.eid = bytes_str(r->profile.eid);
	return es2p_confirm_order_response_encode(&response, r->call->reply);
}

static enum err run(struct run *r)
{
	struct role_call *call = r->call;
	enum err e = es2p_confirm_order_request_decode(call->arena, call->body, &r->request);
	call->culprit = r->request.header.culprit;
	TRY(e);
	call->iccid = smdpp_text(r->request.iccid);
	TRY(es2p_requester_check(call, &r->request.header));
	TRY(make_secrets(r));
	TRY(smdpp_judge(judge, r));
	return answer(r);
}

enum err smdpp_confirm_order(struct role_call *call)
{
	struct run r = {.call = call};
	enum err e = run(&r);
	wipe(&r, sizeof(r));
	return e;
}
