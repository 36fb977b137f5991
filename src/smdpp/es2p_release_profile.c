/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES2+.ReleaseProfile (SGP.22 §5.3.4): an operator lets a confirmed profile be downloaded.
 */
#include "msg/es2p_release_profile.h"

#include "session/profile_state.h"
#include "role/check.h"
#include "smdpp/es2p_profile.h"
#include "smdpp/es2p_requester.h"
#include "smdpp/functions.h"
#include "smdpp/es12_register_event.h"
#include "smdpp/order_secrets.h"

struct run {
	struct role_call *call;
	struct es2p_release_profile_request request;
	enum err found;
	struct profile_row profile;
	bool repeated;
	struct smdpp_event_attempt event; /* at an SM-DS, if the order names one */
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

/* Was it this function that released the order? A device may have been quick since. */
static bool is_released_by_it(const struct profile_row *p)
{
	bool open = p->state == PROFILE_RELEASED || p->state == PROFILE_DOWNLOADED ||
		    p->state == PROFILE_INSTALLED;
	return open && !p->release_flag;
}

/* The same call again is answered like the first time. */
static enum err releasable(void *context)
{
	struct run *r = context;
	r->repeated = is_released_by_it(&r->profile);
	bool may = r->repeated || profile_state_allows(r->profile.state, ON_RELEASE_PROFILE);
	return may ? OK : ERR_WRONG_STATE;
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

static const struct check checks[] = {
	{"es2p_release_profile.iccid_allowed", "8.2.1", "1.2", "The profile is another operator's",
	 .run = iccid_allowed},
	{"es2p_release_profile.iccid_known", "8.2.1", "3.9", "The ICCID is unknown",
	 .run = iccid_known},
	{"es2p_release_profile.releasable", "8.2.1", "3.5",
	 "The profile is not one that was confirmed and waits for its release", .run = releasable},
};

static const struct check event_checks[] = {
	{"es2p_release_profile.smds_reached", "8.9", "5.1", "The SM-DS cannot be reached",
	 .run = smds_reached},
	{"es2p_release_profile.smds_accepts", "8.9", "4.2", "The SM-DS has refused the event",
	 .run = smds_accepts},
};

/* As in ConfirmOrder: the SM-DS is asked first. */
static enum err register_event(struct run *r)
{
	struct order_secrets secrets = {};
	r->event = (struct smdpp_event_attempt){};
	if (!r->profile.smds_address)
		return OK;
	TRY(order_secrets_open(r->call->smdpp->with.keyring, r->call->arena, &r->profile,
			       &secrets));
	const struct smdpp_event_wish wish = {
		.profile = &r->profile,
		.smds_address = r->profile.smds_address,
		.eid = r->profile.eid,
		.matching_id = secrets.matching_id,
	};
	return smdpp_event_register(r->call, &wish, &r->event);
}

static enum err commit(const struct run *r)
{
	const struct role_call *call = r->call;
	struct store_cause cause = smdpp_cause(call, (struct bytes){}, NULL);
	struct order_end release = {
		.iccid = r->profile.iccid,
		.operator_name = call->caller->name,
		.revision = r->profile.revision,
		.event = r->event.held ? &r->event.claim : NULL,
		.cause = &cause,
	};
	return order_release(call->smdpp->with.store, &release);
}

static enum err register_and_commit(struct run *r)
{
	TRY(register_event(r));
	TRY(check_run(r->call, CHECK_ROWS(event_checks), r));
	return commit(r);
}

static enum err judge(void *context)
{
	struct run *r = context;
	const struct role_call *call = r->call;
	r->found = es2p_profile_get(call, call->iccid, &r->profile);
	TRY(check_run(r->call, CHECK_ROWS(checks), r));
	if (r->repeated)
		return OK;
	enum err e = register_and_commit(r);
	return e == OK ? OK : smdpp_event_undo(call, &r->event, e);
}

enum err smdpp_release_profile(struct role_call *call)
{
	struct run r = {.call = call};
	enum err e = es2p_release_profile_request_decode(call->arena, call->body, &r.request);
	call->culprit = r.request.header.culprit;
	TRY(e);
	call->iccid = smdpp_text(r.request.iccid);
	TRY(es2p_requester_check(call, &r.request.header));
	TRY(smdpp_judge(judge, &r));
	return esx_header_encode(&(struct esx_execution_status){}, call->reply);
}
