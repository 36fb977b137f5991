/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ES15, the side of the alternative SM-DS.
 * No test of its own: es12_register_event_test.c and es12_delete_event_test.c.
 */
#include "smds/cascade.h"

#include <stdio.h>

#include "base/log.h"
#include "base/text.h"
#include "msg/es12_delete_event.h"
#include "msg/es12_register_event.h"
#include "notify/kind.h"
#include "notify/sealed_body.h"
#include "role/matching_id.h"
#include "smds/event_id.h"

enum {
	CALL_ID_LEN = 8,
	BODY_MAX = 8 * 1024,
	/* Over the time of the call: the root may still be at what we wait for no longer. */
	CLAIM_SPARE_MS = 2 * 1000,
};

const struct rspd_smds_peer *cascade_root(const struct smds *smds)
{
	const struct rspd_config *config = smds->with.config;
	if (!config->smds.root || !smds->with.ask_smds)
		return NULL;
	return rspd_config_smds_peer(config, config->smds.root);
}

static enum err header_of(const struct smds *smds, struct arena *a, struct esx_request_header *out)
{
	uint8_t random[CALL_ID_LEN] = {};
	CLEANUP(buf_free) struct buf text = buf_make(sizeof(random) * 2);
	TRY(entropy_fill(smds->with.entropy, random, sizeof(random)));
	TRY(hex_encode(&text, BYTES_OF(random)));
	out->function_requester_identifier = bytes_str(smds->role.oid_text);
	return arena_dup(a, buf_bytes(&text), &out->function_call_identifier);
}

/* The message that deletes the event at the root, in the arena; tied to the row as if its id were
 * an ICCID. */
static enum err make_deletion(const struct smds *smds, struct arena *a,
			      const struct event_registration *event, struct bytes event_id,
			      struct store_message *out)
{
	char id[ICCID_DIGITS_MAX + 1] = "";
	CLEANUP(buf_free) struct buf body = buf_make(BODY_MAX), sealed = buf_make(BODY_MAX);
	struct es12_delete_event_request request = {.eid = bytes_str(event->eid),
						    .event_id = event_id};
	(void)snprintf(id, sizeof(id), "%lld", (long long)event->id);
	TRY(header_of(smds, a, &request.header));
	TRY(es12_delete_event_request_encode(&request, &body));
	TRY(sealed_body_seal(smds->with.keyring, id, buf_bytes(&body), &sealed));
	out->operator_name = cascade_root(smds)->queue;
	out->kind = KIND_DELETE_EVENT;
	return arena_dup(a, buf_bytes(&sealed), &out->body);
}

static void wake(const struct smds *smds)
{
	if (smds->with.wake_outbox)
		smds->with.wake_outbox(smds->with.wake_context);
}

enum err cascade_begin(struct cascade *cascade)
{
	struct role_call *call = cascade->call;
	struct event_registration *event = cascade->event;
	struct store_message deletion = {};
	TRY(matching_id_make(call->role->with.entropy, call->arena, &cascade->event_id));
	TRY(event_id_seal(call->smds, call->arena, ENVELOPE_ROOT_EVENT_ID, cascade->event_id,
			  &event->root_event_id_hmac, &event->root_event_id));
	event->pending = true;
	event->expires_at = call->now + cascade->root->timeout_ms + CLAIM_SPARE_MS;
	TRY(make_deletion(call->smds, call->arena, event, cascade->event_id, &deletion));
	return event_registration_add(call->role->with.store, event, &deletion);
}

static enum err verdict_of(const struct es12_answer *answer)
{
	if (answer->verdict == ES12_DONE)
		return OK;
	return answer->verdict == ES12_REFUSED ? ERR_DENIED : ERR_NOT_FOUND;
}

enum err cascade_register(struct cascade *cascade)
{
	struct role_call *call = cascade->call;
	const struct smds_setup *with = &call->smds->with;
	struct es12_answer answer = {};
	CLEANUP(buf_free) struct buf body = buf_make(BODY_MAX);
	struct es12_register_event_request request = {
		.eid = bytes_str(cascade->event->eid),
		.rsp_server_address = bytes_str(with->config->smds.address),
		.event_id = cascade->event_id,
		.forwarding_indicator = false,
	};
	TRY(header_of(call->smds, call->arena, &request.header));
	TRY(es12_register_event_request_encode(&request, &body));
	TRY(with->ask_smds(with->smds_context, cascade->root, "registerEvent", buf_bytes(&body),
			   &answer));
	cascade->registered = verdict_of(&answer);
	return OK;
}

enum err cascade_settle(const struct cascade *cascade, int64_t expires_at)
{
	return event_registration_settle(cascade->call->role->with.store, cascade->event->id,
					 cascade->root->queue, expires_at);
}

void cascade_abandon(const struct cascade *cascade)
{
	const struct smds *smds = cascade->call->smds;
	enum err e =
		event_registration_abandon(smds->with.store, cascade->event->id,
					   cascade->root->queue, clock_now_ms(smds->with.clock));
	if (e == OK)
		wake(smds);
	else
		LOG_EVENT(LOG_WARN, "event_not_abandoned", LOG_ERR(e));
}

enum err cascade_end(const struct smds *smds, struct arena *a,
		     const struct event_registration *event, int64_t now)
{
	struct store_message deletion = {};
	struct bytes event_id = {};
	/* Of a pending one the message is there already. */
	bool passed_on = bytes_present(event->root_event_id) && !event->pending;
	if (!passed_on || !cascade_root(smds))
		return event_registration_remove(smds->with.store, event->id, NULL, now);
	TRY(event_id_open(smds, a, ENVELOPE_ROOT_EVENT_ID, event->root_event_id_hmac,
			  event->root_event_id, &event_id));
	TRY(make_deletion(smds, a, event, event_id, &deletion));
	TRY(event_registration_remove(smds->with.store, event->id, &deletion, now));
	wake(smds);
	return OK;
}
