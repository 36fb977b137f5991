/* SPDX-License-Identifier: Apache-2.0 */
/* ES12.RegisterEvent, asked before an order is released. */
#include "smdpp/es12_register_event.h"

#include "base/log.h"
#include "base/text.h"
#include "msg/es12_delete_event.h"
#include "msg/es12_register_event.h"
#include "notify/sealed_body.h"
#include "role/envelope.h"

enum {
	CALL_ID_LEN = 8,
	BODY_MAX = 8 * 1024,
	/* Over the time of the call: an SM-DS may still be at what we wait for no longer. */
	CLAIM_SPARE_MS = 2 * 1000,
	/* What was not answered may still be done, and what was refused be asked for again: it is
	 * deleted so much later. */
	LATE_MS = 5 * 1000,
};

enum err smdpp_event_smds_known(const struct role_call *call, const char *smds_address)
{
	const struct smdpp_setup *with = &call->smdpp->with;
	bool known = with->ask_smds && rspd_config_smds_peer(with->config, smds_address);
	return known ? OK : ERR_NOT_FOUND;
}

static enum err header_of(const struct role_call *call, struct esx_request_header *out)
{
	uint8_t random[CALL_ID_LEN] = {};
	CLEANUP(buf_free) struct buf text = buf_make(sizeof(random) * 2);
	TRY(entropy_fill(call->smdpp->with.entropy, random, sizeof(random)));
	TRY(hex_encode(&text, BYTES_OF(random)));
	out->function_requester_identifier = bytes_str(call->role->oid_text);
	return arena_dup(call->arena, buf_bytes(&text), &out->function_call_identifier);
}

/* One SM-DS, EID and EventID, so that claims on the same event meet. */
static enum err subject_of(const struct role_call *call, const struct rspd_smds_peer *peer,
			   const struct smdpp_event_wish *wish, uint8_t out[static HASH_LEN])
{
	const char *text = NULL;
	TRY(arena_fmt(call->arena, &text, "%s|%s|%.*s", peer->queue, wish->eid,
		      BYTES_FMT(wish->matching_id)));
	return keyring_hmac(call->smdpp->with.keyring, "event", bytes_str(text), out);
}

static enum err seal_deletion(const struct role_call *call, const struct smdpp_event_wish *wish,
			      struct buf *out)
{
	CLEANUP(buf_free) struct buf body = buf_make(BODY_MAX);
	struct es12_delete_event_request request = {.eid = bytes_str(wish->eid),
						    .event_id = wish->matching_id};
	TRY(header_of(call, &request.header));
	TRY(es12_delete_event_request_encode(&request, &body));
	return sealed_body_seal(call->smdpp->with.keyring, wish->profile->iccid, buf_bytes(&body),
				out);
}

static enum err claim_event(const struct role_call *call, const struct rspd_smds_peer *peer,
			    const struct smdpp_event_wish *wish, struct order_event *out)
{
	const struct smdpp_setup *with = &call->smdpp->with;
	uint8_t subject[HASH_LEN] = {}, hmac[HASH_LEN] = {};
	CLEANUP(buf_free) struct buf deletion = buf_make(BODY_MAX);
	TRY(subject_of(call, peer, wish, subject));
	TRY(envelope_matching_id_hmac(with->keyring, wish->matching_id, hmac));
	TRY(seal_deletion(call, wish, &deletion));
	int64_t now = clock_now_ms(with->clock);
	struct order_event_claim claim = {
		.iccid = wish->profile->iccid,
		.revision = wish->profile->revision,
		.queue = peer->queue,
		.subject = BYTES_OF(subject),
		.deletion = buf_bytes(&deletion),
		.now = now,
		.lease_until = now + peer->timeout_ms + CLAIM_SPARE_MS,
	};
	if (wish->matching_id_is_new)
		claim.matching_id_hmac = BYTES_OF(hmac);
	return order_event_claim(with->store, &claim, out);
}

static bool is_duplicate(const struct es12_answer *answer)
{
	return answer->verdict == ES12_REFUSED && strcmp(answer->subject, "8.9.5") == 0 &&
	       strcmp(answer->reason, "3.3") == 0;
}

/* An event of ours that an earlier call has registered, and then could not bring to its end, is
 * there already. */
static enum err outcome_of(const struct es12_answer *answer, const struct order_event *claim)
{
	if (answer->verdict == ES12_DONE || (is_duplicate(answer) && claim->again))
		return OK;
	return answer->verdict == ES12_REFUSED ? ERR_DENIED : ERR_NOT_FOUND;
}

static enum err ask(const struct role_call *call, const struct rspd_smds_peer *peer,
		    const struct smdpp_event_wish *wish, struct smdpp_event_attempt *out)
{
	const struct smdpp_setup *with = &call->smdpp->with;
	struct es12_answer answer = {};
	CLEANUP(buf_free) struct buf body = buf_make(BODY_MAX);
	struct es12_register_event_request request = {
		.eid = bytes_str(wish->eid),
		.rsp_server_address = bytes_str(with->config->smdpp.address),
		.event_id = wish->matching_id,
		.forwarding_indicator = peer->alternative,
	};
	TRY(header_of(call, &request.header));
	TRY(es12_register_event_request_encode(&request, &body));
	TRY(with->ask_smds(with->smds_context, peer, "registerEvent", buf_bytes(&body), &answer));
	out->registered = outcome_of(&answer, &out->claim);
	return OK;
}

enum err smdpp_event_register(const struct role_call *call, const struct smdpp_event_wish *wish,
			      struct smdpp_event_attempt *out)
{
	const struct rspd_smds_peer *peer =
		rspd_config_smds_peer(call->smdpp->with.config, wish->smds_address);
	*out = (struct smdpp_event_attempt){.registered = ERR_NOT_FOUND};
	if (!peer || !call->smdpp->with.ask_smds)
		return OK;
	if (!call->may_wait)
		return ERR_WAITS;
	TRY(claim_event(call, peer, wish, &out->claim));
	out->held = true;
	return ask(call, peer, wish, out);
}

enum err smdpp_event_undo(const struct role_call *call, const struct smdpp_event_attempt *attempt,
			  enum err why)
{
	const struct smdpp_setup *with = &call->smdpp->with;
	if (!attempt->held)
		return why;
	int64_t due_at = clock_now_ms(with->clock);
	if (attempt->registered != OK)
		due_at += LATE_MS;
	enum err e = order_event_abandon(with->store, &attempt->claim, due_at);
	if (e == OK)
		smdpp_outbox_wake(call);
	if (e == ERR_NOT_FOUND)
		return ERR_CONFLICT;
	if (e != OK)
		LOG_EVENT(LOG_WARN, "event_not_abandoned", LOG_ID("iccid", call->iccid),
			  LOG_ERR(e));
	return why;
}
