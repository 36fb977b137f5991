/* SPDX-License-Identifier: Apache-2.0 */
/* An LPA between a server and a card that may both say anything: conversations that went well are
 * held again, with answers cut, changed or replaced as the script says.
 * Covers: lpa/address.c lpa/discovery.c lpa/download.c lpa/es10.c lpa/es10b_authenticate_server.c
 *  lpa/es10b_get_euicc_info.c lpa/es10b_load_bound_profile_package.c lpa/es10b_prepare_download.c
 *  lpa/es11_authenticate_client.c lpa/es9p.c
 *  lpa/es9p_authenticate_client.c lpa/es9p_cancel_session.c
 *  lpa/es9p_get_bound_profile_package.c lpa/es9p_initiate_authentication.c lpa/notifications.c
 *  lpa/problem.c lpa/profiles.c lpa/oid.c */
#include "lpa/lpa.h"

#include <stdio.h>

#include "base/log.h"
#include "card/apdu.h"
#include "handset.h"
#include "crypto/ecdsa.h"
#include "input.h"
#include "lpa/discovery.h"
#include "lpa/es10.h"
#include "lpa/notifications.h"
#include "lpa/profiles.h"
#include "msg/es10b_authenticate_server.h"
#include "msg/es11_authenticate_client.h"
#include "msg/es9p_handle_notification.h"
#include "msg/es9p_initiate_authentication.h"
#include "recipe_sample.h"
#include "round_trip.h"
#include "smdpp_world.h"
#include "wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum { ANSWERS_MAX = 512, FOLLOWED_MAX = 4 };

/* One answer of the card or of the server, as it went. */
struct answer {
	int status; /* of HTTP; 0: of the card */
	struct buf bytes;
};

struct conversation {
	struct answer answers[ANSWERS_MAX];
	size_t n;
};

static enum err download(struct lpa *lpa, struct arena *a)
{
	struct lpa_result result = {};
	const struct lpa_order order = {.smdp_address = WORLD_ADDRESS,
					.matching_id = "MATCHING-ID",
					.confirmation_code = BYTES_LIT("1234"),
					.cancel = LPA_CANCEL_NOT};
	(void)a;
	return lpa_download(lpa, &order, &result);
}

/* By the address on the card, with the OID of the server, and then not after all. */
static enum err cancel(struct lpa *lpa, struct arena *a)
{
	struct lpa_result result = {};
	const struct lpa_order order = {
		.matching_id = "SECOND", .smdp_oid = "2.999.10", .cancel = LPA_CANCEL_POSTPONED};
	(void)a;
	return lpa_download(lpa, &order, &result);
}

static enum err download_in_asn1(struct lpa *lpa, struct arena *a)
{
	struct lpa_result result = {};
	const struct lpa_order order = {
		.smdp_address = WORLD_ADDRESS, .matching_id = "THIRD", .cancel = LPA_CANCEL_NOT};
	(void)a;
	lpa->config.binding = ES9P_ASN1;
	enum err e = lpa_download(lpa, &order, &result);
	lpa->config.binding = ES9P_JSON;
	return e;
}

static enum err set_default_smdp(struct lpa *lpa, struct arena *a)
{
	(void)a;
	return lpa_set_default_smdp(lpa, WORLD_ADDRESS);
}

static enum err list_profiles(struct lpa *lpa, struct arena *a)
{
	struct lpa_profile *profiles = NULL;
	size_t n = 0;
	return lpa_list_profiles(lpa, a, &profiles, &n);
}

static enum err read_card(struct lpa *lpa, struct arena *a)
{
	struct lpa_card_info info = {};
	return lpa_read_card(lpa, a, &info);
}

static enum err list_notifications(struct lpa *lpa, struct arena *a)
{
	struct lpa_notification *notifications = NULL;
	size_t n = 0;
	return lpa_list_notifications(lpa, a, &notifications, &n);
}

static enum err process_notifications(struct lpa *lpa, struct arena *a)
{
	size_t sent = 0, left = 0;
	(void)a;
	return lpa_process_notifications(lpa, &sent, &left);
}

static enum err change_profile(struct lpa *lpa, struct arena *a)
{
	static const char iccid[] = "8900100000000000000";
	(void)a;
	TRY(lpa_enable_profile(lpa, iccid));
	TRY(lpa_set_nickname(lpa, iccid, "mine"));
	TRY(lpa_disable_profile(lpa, iccid));
	return lpa_delete_profile(lpa, iccid);
}

static enum err reset_memory(struct lpa *lpa, struct arena *a)
{
	(void)a;
	return lpa_memory_reset(lpa);
}

static enum err open_channel(struct lpa *lpa, struct arena *a)
{
	(void)a;
	return es10_open(lpa);
}

/* One event leads to another SM-DS, that one to the SM-DP+, whose profile is put off. */
static enum err discover(struct lpa *lpa, struct arena *a)
{
	CLEANUP(lpa_events_free) struct lpa_events events = lpa_events_make();
	const struct lpa_order order = {.cancel = LPA_CANCEL_POSTPONED};
	struct lpa_result result = {};
	(void)a;
	TRY(lpa_discover(lpa, NULL, &events));
	for (size_t i = 0; i < events.n && i < FOLLOWED_MAX; i++)
		TRY(lpa_follow_event(lpa, &events, i, &order, &result));
	return OK;
}

/* What is held, in this order, so that each finds what those before it have left. */
static enum err (*const talks[])(struct lpa *, struct arena *) = {
	read_card,	    set_default_smdp,	   download,	   list_profiles,
	list_notifications, process_notifications, change_profile, cancel,
	reset_memory,	    open_channel,	   discover,	   download_in_asn1,
};

enum { TALKS = sizeof(talks) / sizeof(talks[0]) };

static struct {
	struct smdpp_world world;
	struct handset handset;
	struct conversation conversations[TALKS];

	/* Of one run. */
	const struct conversation *held;
	size_t next;
	struct bytes script;
} all;

/* --- once: the conversations as they go ----------------------------------------------------- */

static struct conversation *recorded;

static void record(int status, struct bytes bytes)
{
	must(recorded->n < ANSWERS_MAX);
	struct answer *answer = &recorded->answers[recorded->n++];
	*answer = (struct answer){.status = status, .bytes = buf_make(FUZZ_MAX)};
	must(buf_put(&answer->bytes, bytes) == OK);
}

/* --- SM-DSs, which believe everybody -------------------------------------------------------- */

#define ROOT	    "testrootsmds.example.com"
#define ALTERNATIVE "alternativesmds.example.com"

static const struct es11_event_entry root_event = {BYTES_LIT("EVENT-2"), BYTES_LIT(ALTERNATIVE)};
static const struct es11_event_entry last_event = {BYTES_LIT("SECOND"), BYTES_LIT(WORLD_ADDRESS)};

/* Whose session it is: the event that it ends with, or NULL for the SM-DP+. */
static const struct es11_event_entry *smds_event;

static struct bytes sign_as_smds(struct bytes input, uint8_t out[static ECDSA_SIGNATURE_LEN])
{
	must(ecdsa_sign(all.world.pki[0].keys[ISSUE_DSAUTH], &input, 1, out) == OK);
	return bytes_from(out, ECDSA_SIGNATURE_LEN);
}

static void smds_initiates(const struct es9p_initiate_authentication_request *q, struct buf *out)
{
	CLEANUP(buf_free) struct buf signed1 = buf_make(FUZZ_MAX);
	uint8_t signature[ECDSA_SIGNATURE_LEN] = {};
	const struct es10b_server_signed1 s = {BYTES_LIT("transaction"), q->euicc_challenge,
					       q->smdp_address, BYTES_LIT("server-challenge")};
	must(es10b_server_signed1_encode(&s, &signed1) == OK);
	const struct es9p_initiate_authentication_response r = {
		.transaction_id = s.transaction_id,
		.server_signed1 = buf_bytes(&signed1),
		.server_signature1 = sign_as_smds(buf_bytes(&signed1), signature),
		.euicc_ci_pk_id_to_be_used = all.world.pki[0].ci.subject_key_id,
		.server_certificate = buf_bytes(&all.world.pki[0].der[ISSUE_DSAUTH]),
	};
	must(es9p_initiate_authentication_response_encode(&r, out) == OK);
}

static void smds_tells(struct buf *out)
{
	const struct es11_authenticate_client_response r = {
		.transaction_id = BYTES_LIT("transaction"),
		.event_entries = smds_event,
		.event_entry_count = 1,
	};
	must(es11_authenticate_client_response_encode(&r, out) == OK);
}

/* True if the call was for an SM-DS, which has answered. */
static bool smds_answers(const char *function, struct bytes body, struct buf *out)
{
	CLEANUP(arena_free) struct arena a = arena_make(FUZZ_MAX);
	struct es9p_initiate_authentication_request q = {};
	bool initiates = strcmp(function, "initiateAuthentication") == 0;
	if (initiates) {
		must(es9p_initiate_authentication_request_decode(&a, body, &q) == OK);
		smds_event = bytes_eq(q.smdp_address, BYTES_LIT(ROOT)) ? &root_event : NULL;
		if (bytes_eq(q.smdp_address, BYTES_LIT(ALTERNATIVE)))
			smds_event = &last_event;
	}
	if (!smds_event)
		return false;
	if (initiates)
		smds_initiates(&q, out);
	else
		smds_tells(out);
	return true;
}

static enum err record_server(void *context, const char *function, struct bytes body,
			      struct http_client_reply *reply)
{
	(void)context;
	if (smds_answers(function, body, &reply->body)) {
		reply->status = 200;
		record(reply->status, buf_bytes(&reply->body));
		return OK;
	}
	struct world_answer a = strcmp(function, "asn1") == 0
					? smdpp_world_asn1(&all.world, body)
					: smdpp_world_es9p(&all.world, function, body);
	must(a.result == OK);
	record(a.status, a.body);
	reply->status = a.status;
	return buf_put(&reply->body, a.body);
}

static enum err record_card(void *context, struct bytes command, struct buf *response)
{
	must(apdu_transmit_ctx(context, command, response) == OK);
	record(0, buf_bytes(response));
	return OK;
}

static void make_package(const char *iccid, struct buf *out)
{
	struct saip_recipe recipe = recipe_sample();
	recipe.iccid = iccid;
	must(saip_recipe_build(&recipe, out) == OK);
}

static void order(void)
{
	(void)smdpp_world_order(&all.world, WORLD_SESSION, 0,
				",\"matchingId\":\"MATCHING-ID\",\"confirmationCode\":\"1234\"");
	(void)smdpp_world_order(&all.world, WORLD_PPK, 0, ",\"matchingId\":\"SECOND\"");
	(void)smdpp_world_order(&all.world, WORLD_WIDE, 0, ",\"matchingId\":\"THIRD\"");
}

static void hold(size_t which)
{
	CLEANUP(arena_free) struct arena a = arena_make(FUZZ_MAX);
	recorded = &all.conversations[which];
	enum err e = talks[which](&all.handset.lpa, &a);
	if (e != OK)
		(void)fprintf(stderr, "lpa: conversation %zu: %s: %s\n", which, err_name(e),
			      all.handset.lpa.problem.text);
	must(e == OK);
}

static enum err answer_as_server(void *context, const char *function, struct bytes body,
				 struct http_client_reply *reply);
static enum err answer_as_card(void *context, struct bytes command, struct buf *response);

static void make_everything(void)
{
	const struct smdpp_world_options options = {.only_p256 = true, .package = make_package};
	static struct conversation opening;
	smdpp_world_make(&all.world, &options);
	order();
	recorded = &opening;
	handset_make(&all.handset, &all.world.pki[0], WORLD_EID);
	all.handset.lpa.config.card.transmit = record_card;
	wire_connect(record_server, NULL);
	for (size_t i = 0; i < TALKS; i++)
		hold(i);
	smdpp_world_free(&all.world);
	all.handset.lpa.config.card.transmit = answer_as_card;
	wire_connect(answer_as_server, NULL);
}

/* --- each run: the conversations as the script has them ------------------------------------- */

enum change { NO_CHANGE, CUT, CHANGED, REPLACED, MISSING, STATUS };

/* The next answer of the conversation: what the LPA gets of it. */
static enum err say(uint8_t change, struct buf *out)
{
	static const struct answer none = {};
	const struct answer *answer = &none;
	if (all.next < all.held->n)
		answer = &all.held->answers[all.next++];
	if (change == MISSING)
		return ERR_IO;
	if (change == REPLACED)
		return buf_put(out, input_block(&all.script));
	struct bytes whole = buf_bytes(&answer->bytes);
	if (change == CUT)
		whole = input_take(&whole, input_u16(&all.script));
	TRY(buf_put(out, whole));
	if (change == CHANGED)
		input_damage(&all.script, out->ptr, out->len);
	return OK;
}

/* HandleNotification in ASN.1. */
static bool asks_nothing(struct bytes body)
{
	uint32_t tag = 0;
	return es9p_asn1_tag(body, &tag) == OK && tag == es9p_handle_notification.request->tag;
}

static enum err answer_as_server(void *context, const char *function, struct bytes body,
				 struct http_client_reply *reply)
{
	uint8_t change = input_u8(&all.script);
	(void)context;
	bool notifies = strcmp(function, "handleNotification") == 0 || asks_nothing(body);
	reply->status = notifies ? 204 : 200;
	if (change == STATUS)
		reply->status = 100 + input_u8(&all.script) * 2;
	return say(change, &reply->body);
}

static enum err answer_as_card(void *context, struct bytes command, struct buf *response)
{
	(void)context, (void)command;
	return say(input_u8(&all.script), response);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	CLEANUP(arena_free) struct arena a = arena_make(FUZZ_MAX);
	struct lpa *lpa = &all.handset.lpa;
	if (!all.held)
		make_everything();
	all.script = bytes_from(data, len);
	uint8_t which = input_u8(&all.script);
	all.held = &all.conversations[which % TALKS];
	all.next = 0;
	lpa->channel = 1;
	enum err e = talks[which % TALKS](lpa, &a);
	must(e == OK || lpa->problem.text[0] != '\0');
	return 0;
}
