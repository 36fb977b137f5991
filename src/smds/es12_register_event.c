/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES12.RegisterEvent (SGP.22 §5.9.1): an SM-DP+ leaves word for a device. ES15.RegisterEvent
 * (§5.10.1) is the same, called by an alternative SM-DS.
 */
#include "msg/es12_register_event.h"

#include "role/check.h"
#include "smds/event_id.h"
#include "smds/event_text.h"
#include "smds/functions.h"

enum { HOUR_MS = 3600 * 1000 };

struct run {
	struct role_call *call;
	struct es12_register_event_request request;
	struct event_registration event; /* to be */
	struct event_registration stored;
	enum err found; /* of `stored` */
};

/* The same event by the same caller: its answer was lost, or it asks twice to be sure. */
static bool is_repeated(const struct run *r)
{
	return strcmp(r->stored.eid, r->event.eid) == 0 &&
	       strcmp(r->stored.owner, r->event.owner) == 0 &&
	       strcmp(r->stored.rsp_server_address, r->event.rsp_server_address) == 0;
}

static enum err event_id_free(void *context)
{
	const struct run *r = context;
	return r->found == ERR_NOT_FOUND || is_repeated(r) ? OK : ERR_DENIED;
}

/* An SM-DS without a root SM-DS above it has nobody to pass the event on to. */
static enum err root_known(void *context)
{
	const struct run *r = context;
	return r->request.forwarding_indicator ? ERR_NOT_FOUND : OK;
}

static const struct check checks[] = {
	{"es12_register_event.root_known", "8.9", "5.1",
	 "There is no root SM-DS to which the event could be passed on", .run = root_known},
	{"es12_register_event.event_id_free", "8.9.5", "3.3",
	 "There is an event with this EventID already", .run = event_id_free},
};

/* ERR_CONFLICT: another caller was first with this EventID. */
static enum err judge(struct run *r)
{
	struct role_call *call = r->call;
	struct store *store = call->role->with.store;
	r->found = event_registration_get(store, call->arena, r->event.event_id_hmac, &r->stored);
	if (r->found != OK && r->found != ERR_NOT_FOUND)
		return r->found;
	TRY(check_run(call, CHECK_ROWS(checks), r));
	return r->found == OK ? OK : event_registration_add(store, &r->event);
}

static enum err make_event(struct run *r)
{
	struct role_call *call = r->call;
	struct event_registration *event = &r->event;
	int64_t ttl_h = call->smds->with.config->smds.event_ttl_h;
	TRY(event_id_seal(call->smds, call->arena, ENVELOPE_EVENT_ID, r->request.event_id,
			  &event->event_id_hmac, &event->event_id));
	TRY(arena_str(call->arena, r->request.rsp_server_address, &event->rsp_server_address));
	memcpy(event->eid, r->request.eid.ptr, EID_DIGITS);
	event->owner = call->owner;
	event->created_at = call->now;
	event->expires_at = ttl_h > 0 ? call->now + ttl_h * HOUR_MS : 0;
	return OK;
}

static enum err decode(struct run *r)
{
	struct role_call *call = r->call;
	TRY(es12_register_event_request_decode(call->arena, call->body, &r->request));
	TRY(event_text_check(call, "eventId", r->request.event_id));
	return event_text_check(call, "rspServerAddress", r->request.rsp_server_address);
}

enum err smds_register_event(struct role_call *call)
{
	struct run r = {.call = call};
	TRY(decode(&r));
	TRY(make_event(&r));
	enum err e = judge(&r);
	if (e == ERR_CONFLICT)
		e = judge(&r);
	TRY(e == ERR_CONFLICT ? ERR_BUSY : e);
	return esx_header_encode(&(struct esx_execution_status){}, call->reply);
}
