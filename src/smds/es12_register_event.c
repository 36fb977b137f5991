/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES12.RegisterEvent (SGP.22 §5.9.1): an SM-DP+ leaves word for a device; with forwardingIndicator,
 * the root SM-DS gets word of that, too. ES15.RegisterEvent (§5.10.1) is the same, called by an
 * alternative SM-DS.
 */
#include "msg/es12_register_event.h"

#include "base/limits.h"
#include "role/check.h"
#include "smds/cascade.h"
#include "smds/event_id.h"
#include "smds/event_text.h"
#include "smds/functions.h"

enum { HOUR_MS = 3600 * 1000 };

struct run {
	struct role_call *call;
	struct es12_register_event_request request;
	struct event_registration event; /* to be */
	int64_t expires_at;		 /* of it */
	struct event_registration stored;
	enum err found; /* of `stored` */
	struct cascade cascade;
};

/* The same event by the same caller: its answer was lost, or it asks twice to be sure. */
static bool is_repeated(const struct run *r)
{
	return strcmp(r->stored.eid, r->event.eid) == 0 &&
	       strcmp(r->stored.owner, r->event.owner) == 0 &&
	       strcmp(r->stored.rsp_server_address, r->event.rsp_server_address) == 0 &&
	       bytes_present(r->stored.root_event_id) == r->request.forwarding_indicator;
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
	return r->request.forwarding_indicator && !r->cascade.root ? ERR_NOT_FOUND : OK;
}

/* One registrar alone must not fill what a device is told (SGP.21 SMDS9). */
static enum err room_left(void *context)
{
	const struct run *r = context;
	int64_t n = 0;
	if (r->found == OK)
		return OK;
	TRY(event_registration_count_of(r->call->role->with.store, r->event.eid, r->event.owner,
					&n));
	return n < LIMIT_EVENTS_OF_REGISTRAR ? OK : ERR_LIMIT;
}

static const struct check checks[] = {
	{"es12_register_event.root_known", "8.9", "5.1",
	 "There is no root SM-DS to which the event could be passed on", .run = root_known},
	{"es12_register_event.event_id_free", "8.9.5", "3.3",
	 "There is an event with this EventID already", .run = event_id_free},
	{"es12_register_event.room_left", "8.9", "4.2",
	 "There are too many events of this caller for the EID", .run = room_left},
};

static enum err root_reached(void *context)
{
	const struct cascade *c = context;
	return c->registered == ERR_NOT_FOUND ? ERR_NOT_FOUND : OK;
}

static enum err root_accepts(void *context)
{
	const struct cascade *c = context;
	return c->registered == ERR_DENIED ? ERR_DENIED : OK;
}

/* Of the root SM-DS, before the event is anybody's to see. */
static const struct check root_checks[] = {
	{"es12_register_event.root_reached", "8.9", "5.1", "The root SM-DS cannot be reached",
	 .run = root_reached},
	{"es12_register_event.root_accepts", "8.9", "4.2",
	 "The root SM-DS has refused the registration", .run = root_accepts},
};

/* ERR_BUSY of the settling: its caller has deleted it meanwhile, or the root has taken too long. */
static enum err ask_root(struct run *r)
{
	TRY(cascade_register(&r->cascade));
	TRY(check_run(r->call, CHECK_ROWS(root_checks), &r->cascade));
	enum err e = cascade_settle(&r->cascade, r->expires_at);
	return e == ERR_NOT_FOUND ? ERR_BUSY : e;
}

/* The root must not know of an event that we may forget. */
static enum err pass_on(struct run *r)
{
	struct store *store = r->call->role->with.store;
	uint64_t mark = store_mark(store);
	TRY(cascade_begin(&r->cascade));
	enum err e = store_settle(store, mark);
	if (e == OK)
		e = ask_root(r);
	if (e != OK)
		cascade_abandon(&r->cascade);
	return e;
}

static enum err add(struct run *r)
{
	struct role_call *call = r->call;
	r->event.id = event_registration_id(call->role->with.store, call->now);
	r->event.expires_at = r->expires_at;
	if (r->request.forwarding_indicator)
		return pass_on(r);
	return event_registration_add(call->role->with.store, &r->event, NULL);
}

/* One that is over, and was not swept yet, is not there. */
static enum err find(struct run *r)
{
	struct role_call *call = r->call;
	r->found = event_registration_get(call->role->with.store, call->arena,
					  r->event.event_id_hmac, &r->stored);
	if (r->found != OK)
		return r->found == ERR_NOT_FOUND ? OK : r->found;
	if (r->stored.expires_at == 0 || call->now < r->stored.expires_at)
		return OK;
	r->found = ERR_NOT_FOUND;
	enum err e = cascade_end(call->smds, call->arena, &r->stored, call->now);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* ERR_CONFLICT: another caller was first with this EventID. ERR_BUSY: it is being passed on. */
static enum err judge(struct run *r)
{
	TRY(find(r));
	TRY(check_run(r->call, CHECK_ROWS(checks), r));
	if (r->found == OK)
		return r->stored.pending ? ERR_BUSY : OK;
	return add(r);
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
	r->expires_at = ttl_h > 0 ? call->now + ttl_h * HOUR_MS : 0;
	r->cascade = (struct cascade){
		.call = call,
		.root = cascade_root(call->smds),
		.event = event,
	};
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
	if (r.request.forwarding_indicator && !call->may_wait)
		return ERR_WAITS;
	TRY(make_event(&r));
	enum err e = judge(&r);
	if (e == ERR_CONFLICT)
		e = judge(&r);
	TRY(e == ERR_CONFLICT ? ERR_BUSY : e);
	return esx_header_encode(&(struct esx_execution_status){}, call->reply);
}
