/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES12.DeleteEvent (SGP.22 §5.9.2): who has registered an event takes it back; if it was passed
 * on, the root SM-DS hears of it later. ES15.DeleteEvent (§5.10.2) is the same, called by an
 * alternative SM-DS.
 */
#include "msg/es12_delete_event.h"

#include "role/check.h"
#include "smds/cascade.h"
#include "smds/event_id.h"
#include "smds/functions.h"

struct run {
	struct role_call *call;
	struct es12_delete_event_request request;
	struct event_registration event;
};

static enum err event_known(void *context)
{
	struct run *r = context;
	const struct role_call *call = r->call;
	struct bytes hmac = {};
	TRY(event_id_hmac(call->smds, call->arena, r->request.event_id, &hmac));
	return event_registration_get(call->role->with.store, call->arena, hmac, &r->event);
}

static enum err eid_of_event(void *context)
{
	const struct run *r = context;
	return bytes_eq(r->request.eid, bytes_str(r->event.eid)) ? OK : ERR_MISMATCH;
}

static enum err owner_of_event(void *context)
{
	const struct run *r = context;
	return strcmp(r->call->owner, r->event.owner) == 0 ? OK : ERR_DENIED;
}

/* One answer for all three: whose events there are is nobody else's business. */
static const struct check checks[] = {
	{"es12_delete_event.event_known", "8.9.5", "3.9", "There is no such event",
	 .run = event_known},
	{"es12_delete_event.eid_of_event", "8.9.5", "3.9", "There is no such event",
	 .run = eid_of_event},
	{"es12_delete_event.owner_of_event", "8.9.5", "3.9", "There is no such event",
	 .run = owner_of_event},
};

enum err smds_delete_event(struct role_call *call)
{
	struct run r = {.call = call};
	TRY(es12_delete_event_request_decode(call->arena, call->body, &r.request));
	TRY(check_run(call, CHECK_ROWS(checks), &r));
	TRY(check_outcome(call, &checks[0],
			  cascade_end(call->smds, call->arena, &r.event, call->now)));
	return esx_header_encode(&(struct esx_execution_status){}, call->reply);
}
