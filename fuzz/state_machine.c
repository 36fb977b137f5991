/* SPDX-License-Identifier: Apache-2.0 */
/* Everybody at once: two operators, three devices that behave, three that do not, on both curves
 * and in both bindings, a network that loses and repeats, a server that is started anew and given
 * other certificates, an SM-DS that knows events for devices and is away, time that jumps in both
 * directions. The input is a script; after every step tests/witness.h and tests/witness_events.h
 * look whether all is as it can be. Covers: session/profile_state.c session/rsp_session.c
 * smdpp/es2p_cancel_order.c smdpp/es2p_confirm_order.c smdpp/es2p_download_order.c
 * smdpp/es2p_release_profile.c smdpp/es2p_requester.c smdpp/es2p_handle_download_progress_info.c
 *  smdpp/es9p_authenticate_client.c smdpp/es9p_cancel_session.c
 *  smdpp/es9p_get_bound_profile_package.c smdpp/es9p_handle_notification.c
 *  smdpp/es9p_initiate_authentication.c smdpp/notification.c
 *  smdpp/notification_installation_result.c smdpp/notification_other.c smdpp/routes.c
 *  smdpp/es8p_bound_profile_package.c smdpp/binding.c smdpp/device_reason.c smdpp/eligibility.c
 *  smdpp/smdpp.c smdpp/es12_register_event.c role/check.c role/call.c role/route.c
 *  role/initiation.c role/euicc_proof.c role/session_claim.c */
#include <stdio.h>
#include <unistd.h>

#include "base/log.h"
#include "cli/housekeeping.h"
#include "device.h"
#include "handset.h"
#include "input.h"
#include "lpa/discovery.h"
#include "lpa/es10.h"
#include "lpa/notifications.h"
#include "lpa/profiles.h"
#include "notify/kind.h"
#include "notify/sealed_body.h"
#include "recipe_sample.h"
#include "role/envelope.h"
#include "round_trip.h"
#include "smds/routes.h"
#include "smds/smds.h"
#include "store/event_registration.h"
#include "sys/file.h"
#include "wire.h"
#include "witness.h"
#include "witness_events.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum {
	STEPS_MAX = 32,
	ARENA_MAX = 64 * 1024 * 1024,
	HANDSETS = 3,
	ROGUES = 3,
	CODES_MAX = 16,
	BODIES = 8,
	TEXT_LEN = 64,
	MESSAGES = 4,
};

#define EID_ROGUE     "89049032123451234512345678901237"
#define EID_FOREIGN   "89049032123451234512345678901238"
#define EID_BRAINPOOL "89049032123451234512345678901239"
#define EID_ROGUE2    "89049032123451234512345678901240"

static const char *const all_eids[] = {WORLD_EID,   WORLD_EID2, EID_ROGUE,
				       EID_FOREIGN, EID_ROGUE2, EID_BRAINPOOL};

/* What an operator has given away: the MatchingID, and the code that goes with it. */
struct code {
	char matching_id[TEXT_LEN], confirmation_code[TEXT_LEN];
};

/* A request as it was seen on the wire. */
struct body {
	char function[TEXT_LEN];
	struct bytes bytes;
};

static struct {
	struct smdpp_world world;
	struct arena arena;  /* the world's own, of its making */
	struct buf database; /* as it is before each run */
	struct witness witness;
	struct test_pki foreign;
	struct handset handsets[HANDSETS];
	struct private_key *rogue_keys[CURVE_COUNT];
	struct buf rogue_certificates[CURVE_COUNT];
	/* Two pairs of certificates under the first CI, of which one is in use. */
	struct rspd_key_pair dpauth[2], dppb[2];

	/* Of one run. */
	struct bytes script;
	struct device rogues[ROGUES];
	struct code codes[CODES_MAX];
	size_t codes_n;
	struct body bodies[BODIES];
	size_t bodies_n;
	bool had[HANDSETS][WITNESS_PROFILES];
	struct housekeeping housekeeping;
	struct smds *smds;
	struct rspd_client registrar;
} all;

/* Nothing here needs to outlive the machine; the disk would take most of the time. */
int fsync(int fd)
{
	(void)fd;
	return 0;
}

int fdatasync(int fd)
{
	(void)fd;
	return 0;
}

static uint8_t next(void)
{
	return input_u8(&all.script);
}

static const char *format(const char *pattern, ...) __attribute__((format(printf, 1, 2)));
static const char *format(const char *pattern, ...)
{
	char text[512] = "";
	const char *out = NULL;
	va_list args;
	va_start(args, pattern);
	(void)vsnprintf(text, sizeof(text), pattern, args);
	va_end(args);
	must(arena_str(&all.world.arena, bytes_str(text), &out) == OK);
	return out;
}

static const char *path(const char *name)
{
	return format("%s/%s", all.world.dir, name);
}

/* --- the SM-DS, over the same store --------------------------------------------------------- */

#define SMDS "root.example.com"

static void start_smds(void)
{
	struct smdpp_world *w = &all.world;
	const struct smds_setup setup = {
		.config = &w->config,
		.store = w->store,
		.keyring = w->keyring,
		.clock = &w->clock,
		.entropy = &w->entropy,
		.crls = w->crls,
	};
	must(smds_create(&setup, &all.smds) == OK);
}

static struct world_answer call_smds(enum smds_interface interface, struct http_request *request)
{
	struct http_route routes[SMDS_ROUTES_MAX] = {};
	size_t n = smds_routes(interface, routes);
	request->may_wait = true;
	return smdpp_world_call(&all.world, routes, n, all.smds, request);
}

/* ES12, as the SM-DP+ calls it. */
static void answer_as_smds(struct smdpp_world *world, const char *function, struct bytes body,
			   struct buf *reply)
{
	struct http_request request = {
		.path = bytes_str(format("/gsma/rsp2/es12/%s", function)),
		.body = body,
		.client_certificate = buf_bytes(&world->pki[0].der[ISSUE_DPTLS]),
	};
	if (world->smds.subject) {
		must(fake_smds_answer(&world->smds, function, body, reply) == OK);
		return;
	}
	struct world_answer a = call_smds(SMDS_ES12, &request);
	must(a.result == OK && a.status == 200);
	must(buf_put(reply, a.body) == OK);
}

/* --- the server ----------------------------------------------------------------------------- */

static void start(void)
{
	struct smdpp_world *w = &all.world;
	must(store_open(path("rspd.db"), &(struct store_options){.node = 1}, &w->store) == OK);
	smdpp_world_start(w);
	memset(w->memo, 0, sizeof(w->memo));
	all.housekeeping.store = w->store;
	all.housekeeping.smdpp = w->smdpp;
	start_smds();
	all.housekeeping.smds = all.smds;
}

static void stop(void)
{
	smds_free(&all.smds);
	smdpp_free(&all.world.smdpp);
	store_close_at(&all.world.store);
}

static void restart(void)
{
	stop();
	start();
}

static void use_certificates(int which)
{
	all.world.issuers[0].dpauth = all.dpauth[which];
	all.world.issuers[0].dppb = all.dppb[which];
}

/* The other pair, while sessions go on. */
static void exchange(void)
{
	const struct role *role = &all.world.smdpp->role;
	CLEANUP(credentials_free) struct credentials *fresh = NULL;
	use_certificates(all.world.issuers[0].dpauth.certificate == all.dpauth[0].certificate);
	must(role_load(role, &all.world.config, &fresh) == OK);
	enum err e = role_exchange(role, &fresh);
	must(e == OK || e == ERR_BUSY);
}

/* Clocks are set right, too: backwards. */
static void pass_time(void)
{
	static const int64_t seconds[] = {1, 61, 601, 3601, 90000, 700000};
	static const int64_t back[] = {-1, -61, -3601, -90000};
	uint8_t how = next();
	all.world.clock.fixed_ms += 1000 * (how < 0xF0 ? seconds[how % 6] : back[how & 3]);
}

/* An answer is a status that is known; "it could not be asked" has no reason to be here. */
static struct world_answer check_answer(struct world_answer a)
{
	must(a.result == OK || err_is_refusal(a.result));
	must(a.result != OK || a.status == 200 || a.status == 204 || a.status == 403);
	must(a.result != OK || a.status != 200 || a.body.len > 0);
	return a;
}

/* --- operators ------------------------------------------------------------------------------ */

static const char *some_eid(void)
{
	uint8_t how = next() % 8;
	return how < 2 ? NULL : all_eids[how - 2];
}

static const char *some_iccid(void)
{
	uint8_t n = next();
	return all.witness.profiles[n % WITNESS_PROFILES].iccid;
}

/* By the profile's owner, unless the script says that the other one tries. */
static struct world_answer call_es2p(const char *function, const char *iccid, const char *members)
{
	const struct witness_profile *p = witness_find(&all.witness, iccid);
	int owner = strcmp(p->operator_name, "acme") == 0 ? WORLD_ACME : WORLD_OTHER;
	int op = next() == 0xFF ? 1 - owner : owner;
	const char *body = format("{\"header\":{\"functionRequesterIdentifier\":\"2.999.%d\","
				  "\"functionCallIdentifier\":\"1\"}%s}",
				  op == WORLD_ACME ? 20 : 30, members);
	return check_answer(smdpp_world_es2p(&all.world, op, function, bytes_str(body)));
}

static const char *optional_text(const char *name, const char *value)
{
	return value ? format(",\"%s\":\"%s\"", name, value) : "";
}

static void order(void)
{
	static const char *const types[] = {"session", "ppk", "wide", "foreign"};
	uint8_t how = next();
	const char *iccid = some_iccid();
	const char *members = how & 1 ? optional_text("profileType", types[how >> 1 & 3])
				      : optional_text("iccid", iccid);
	members = format("%s%s", members, optional_text("eid", some_eid()));
	(void)call_es2p("downloadOrder", iccid, members);
}

static void keep_code(struct world_answer answer, const char *confirmation_code)
{
	const char *matching_id = world_member(&all.world, answer, "matchingId");
	struct code *c = &all.codes[all.codes_n % CODES_MAX];
	all.codes_n++;
	(void)snprintf(c->matching_id, TEXT_LEN, "%s", matching_id);
	(void)snprintf(c->confirmation_code, TEXT_LEN, "%s",
		       confirmation_code ? confirmation_code : "");
	witness_keep_secret(&all.witness, bytes_str(matching_id));
	witness_keep_secret(&all.witness, bytes_str(confirmation_code));
}

static const char *const smds_addresses[] = {"root.example.com", "alt.example.com", ".unspecified",
					     "unknown.example.com"};

static void confirm(void)
{
	uint8_t how = next();
	const char *iccid = some_iccid();
	const char *code = how & 1 ? format("CODE-%d", how) : NULL;
	const char *matching_id = NULL;
	if (how & 2)
		matching_id = how & 4 ? "" : format("CHOSEN-%d", how >> 5);
	const char *members =
		format(",\"iccid\":\"%s\",\"releaseFlag\":%s%s%s%s%s", iccid,
		       how & 8 ? "false" : "true", optional_text("matchingId", matching_id),
		       optional_text("confirmationCode", code), optional_text("eid", some_eid()),
		       optional_text("smdsAddress", how & 16 ? smds_addresses[how >> 6] : NULL));
	struct world_answer a = call_es2p("confirmOrder", iccid, members);
	if (a.status == 200 && a.execution.status == ESX_EXECUTED_SUCCESS)
		keep_code(a, code);
}

static void release(void)
{
	const char *iccid = some_iccid();
	(void)call_es2p("releaseProfile", iccid, optional_text("iccid", iccid));
}

static struct code some_code(void)
{
	uint8_t n = next();
	struct code none = {.matching_id = "NOBODYS", .confirmation_code = "WRONG"};
	size_t have = all.codes_n < CODES_MAX ? all.codes_n : CODES_MAX;
	return n < have ? all.codes[have - 1 - n] : none;
}

static void cancel(void)
{
	uint8_t how = next();
	const char *iccid = some_iccid();
	const struct witness_profile *p = witness_find(&all.witness, iccid);
	const char *eid = *p->eid && !(how & 2) ? p->eid : some_eid();
	const char *members =
		format(",\"iccid\":\"%s\",\"finalProfileStatusIndicator\":\"%s\"%s%s", iccid,
		       how & 1 ? "Unavailable" : "Available", optional_text("eid", eid),
		       optional_text("matchingId", how & 4 ? some_code().matching_id : NULL));
	(void)call_es2p("cancelOrder", iccid, members);
}

/* --- the network ---------------------------------------------------------------------------- */

static void remember(const char *function, struct bytes body)
{
	struct body *b = &all.bodies[all.bodies_n++ % BODIES];
	(void)snprintf(b->function, sizeof(b->function), "%s", function);
	must(arena_dup(&all.world.arena, body, &b->bytes) == OK);
}

/* ES11 under the paths of ES9+, or in ASN.1. */
static struct world_answer post_to_smds(const char *function, struct bytes body)
{
	struct http_request request = {.path = BYTES_LIT(ES9P_ASN1_PATH), .body = body};
	if (strcmp(function, "asn1") != 0)
		request.path = bytes_str(format("/gsma/rsp2/es9plus/%s", function));
	return check_answer(call_smds(SMDS_ES11, &request));
}

static struct world_answer post(const char *function, struct bytes body)
{
	if (strcmp(function, "asn1") == 0)
		return check_answer(smdpp_world_asn1(&all.world, body));
	return check_answer(smdpp_world_es9p(&all.world, function, body));
}

static struct world_answer post_damaged(const char *function, struct bytes body)
{
	CLEANUP(buf_free) struct buf copy = buf_make(FUZZ_MAX);
	must(buf_put(&copy, body) == OK);
	input_damage(&all.script, copy.ptr, copy.len);
	return post(function, buf_bytes(&copy));
}

/* Some request of before, whoever sent it. */
static struct world_answer post_again(const char *function)
{
	size_t have = all.bodies_n < BODIES ? all.bodies_n : BODIES;
	uint8_t n = next();
	if (have == 0)
		return (struct world_answer){.result = ERR_IO};
	const struct body *b = &all.bodies[n % have];
	all.world.binding = n & 0x40 ? ES9P_ASN1 : ES9P_JSON;
	struct world_answer a = post(function && n & 0x80 ? function : b->function, b->bytes);
	all.world.binding = ES9P_JSON;
	return a;
}

enum fault { NO_FAULT, LOST, ANSWER_LOST, TWICE, RESTART, TIME, DAMAGED, OTHER, EXCHANGED };

static enum err carry(void *context, const char *function, struct bytes body,
		      struct http_client_reply *reply)
{
	uint8_t fault = next();
	struct world_answer a = {.result = ERR_IO};
	(void)context;
	remember(function, body);
	if (fault == LOST)
		return ERR_IO;
	if (fault == TWICE)
		(void)post(function, body);
	if (fault == RESTART)
		restart();
	if (fault == TIME)
		pass_time();
	if (fault == EXCHANGED)
		exchange();
	if (fault == DAMAGED)
		a = post_damaged(function, body);
	else if (fault == OTHER)
		a = post_again(function);
	else if (strcmp(wire_host(), SMDS) == 0)
		a = post_to_smds(function, body);
	else
		a = post(function, body);
	if (fault == ANSWER_LOST || a.result != OK)
		return ERR_IO;
	reply->status = a.status;
	return buf_put(&reply->body, a.body);
}

static void replay(void)
{
	(void)post_again(NULL);
}

/* --- devices that behave -------------------------------------------------------------------- */

static struct handset *some_handset(void)
{
	return &all.handsets[next() % HANDSETS];
}

static void download(void)
{
	struct handset *h = some_handset();
	struct code code = some_code();
	uint8_t how = next();
	struct lpa_result result = {};
	struct lpa_order o = {
		.smdp_address = WORLD_ADDRESS,
		.matching_id = code.matching_id,
		.cancel = LPA_CANCEL_NOT,
		.cancel_after_bpp = how & 2,
		.keep_notification = how & 4,
	};
	if (how & 1)
		o.cancel = next() % (LPA_CANCEL_LOAD_BPP_EXECUTION_ERROR + 1);
	if (how & 8)
		o.matching_id = how & 16 ? "" : NULL;
	if (*code.confirmation_code && !(how & 32))
		o.confirmation_code = bytes_str(how & 64 ? "WRONG" : code.confirmation_code);
	h->lpa.config.binding = how & 128 ? ES9P_ASN1 : ES9P_JSON;
	(void)!lpa_download(&h->lpa, &o, &result);
}

/* The card gets another system: an older or a newer one. */
static void update_system(void)
{
	struct handset *h = some_handset();
	h->card.settings.svn[1] = next() % 4;
}

/* A device is told of its own events only. */
static void check_told(const struct handset *h, const struct lpa_event *event)
{
	uint8_t hmac[MATCHING_ID_HMAC_LEN] = {};
	struct event_registration row = {};
	must(envelope_matching_id_hmac(all.world.keyring, bytes_str(event->event_id), hmac) == OK);
	enum err e =
		event_registration_get(all.world.store, &all.world.arena, BYTES_OF(hmac), &row);
	must(e == ERR_NOT_FOUND || (e == OK && strcmp(row.eid, h->eid) == 0));
}

static void discover(void)
{
	struct handset *h = some_handset();
	uint8_t how = next();
	CLEANUP(lpa_events_free) struct lpa_events events = lpa_events_make();
	const struct lpa_order o = {.cancel = how & 2 ? LPA_CANCEL_POSTPONED : LPA_CANCEL_NOT};
	struct lpa_result result = {};
	h->lpa.config.binding = how & 1 ? ES9P_ASN1 : ES9P_JSON;
	if (lpa_discover(&h->lpa, SMDS, &events) != OK)
		return;
	for (size_t i = 0; i < events.n; i++)
		check_told(h, &events.list[i]);
	if (events.n > 0)
		(void)!lpa_follow_event(&h->lpa, &events, (how >> 2) % events.n, &o, &result);
}

static void send_notifications(void)
{
	size_t sent = 0, left = 0;
	(void)!lpa_process_notifications(&some_handset()->lpa, &sent, &left);
}

static void manage(void)
{
	static enum err (*const what[])(struct lpa *, const char *) = {
		lpa_enable_profile, lpa_disable_profile, lpa_delete_profile};
	struct handset *h = some_handset();
	uint8_t how = next();
	(void)!what[how % 3](&h->lpa, some_iccid());
	if (how >= 0xF0)
		must(euicc_reset(&h->card) == OK && es10_open(&h->lpa) == OK);
}

/* --- devices that do not -------------------------------------------------------------------- */

/* A device that nobody has spoken to has something to say, too. */
static void make_rogue(struct device *d, const struct private_key *key, struct bytes certificate,
		       struct bytes eum)
{
	struct public_key own = {};
	must(private_key_public(key, &own) == OK);
	device_make(d, &all.world, own.curve);
	d->key = key;
	d->euicc = certificate;
	d->eum = eum;
	/* The server's own may be gone with it. */
	must(arena_dup(&all.world.arena, d->smdp_oid, &d->smdp_oid) == OK);
	d->transaction_id = d->signed_transaction_id = BYTES_LIT("0123456789ABCDEF");
	d->server_challenge = BYTES_LIT("0123456789ABCDEF");
	d->smdp_signature2 = BYTES_LIT("0123456789ABCDEF0123456789ABCDEF"
				       "0123456789ABCDEF0123456789ABCDEF");
}

static struct device *some_rogue(void)
{
	uint8_t how = next();
	struct device *d = &all.rogues[how & 0x20 ? 2 : how & 1];
	const struct device *other = &all.rogues[1 - (how & 1)];
	all.world.binding = how & 0x10 ? ES9P_ASN1 : ES9P_JSON;
	d->info2.svn = how & 0x40 ? BYTES_LIT("\x02\x00\x00") : BYTES_LIT("\x02\x02\x02");
	d->breaks_signature = (how & 0x0E) == 0x02;
	d->refuses = (how & 0x0E) == 0x04;
	if ((how & 0x0E) == 0x06)
		d->transaction_id = other->transaction_id;
	if ((how & 0x0E) == 0x08)
		d->signed_transaction_id = other->signed_transaction_id;
	return d;
}

static void rogue_initiate(void)
{
	struct device *d = some_rogue();
	uint8_t how = next();
	d->smdp_address = how == 1 ? "elsewhere.example.com" : WORLD_ADDRESS;
	d->svn = how == 2 ? 0x010000 : 0x020202;
	d->signing[0] = how == 3 ? BYTES_LIT("unknown key id......") : d->verification[0];
	(void)check_answer(device_initiate(d));
}

static void rogue_authenticate(void)
{
	struct device *d = some_rogue();
	struct code code = some_code();
	uint8_t how = next();
	d->matching_id = how == 1 ? NULL : format("%s", code.matching_id);
	d->info2.svn = how & 0x80 ? BYTES_LIT("\x01\x09\x09") : BYTES_LIT("\x02\x02\x02");
	d->info2.ext_card_resource = device_resource(d, how & 0x40 ? 0 : 500000);
	d->raw_info2 =
		how & 0x20 ? BYTES_LIT("\xBF\x22\x05\x82\x03\x02\x03\x00") : (struct bytes){};
	remember("authenticateClient", device_authenticate_body(d));
	(void)check_answer(device_authenticate(d));
}

static void rogue_get_package(void)
{
	struct device *d = some_rogue();
	struct code code = some_code();
	uint8_t how = next();
	d->confirmation_code =
		*code.confirmation_code ? format("%s", code.confirmation_code) : NULL;
	if (how & 1)
		d->confirmation_code = how & 2 ? "WRONG" : NULL;
	if (how & 4)
		device_new_otpk(d);
	remember("getBoundProfilePackage", device_get_package_body(d));
	(void)check_answer(device_get_package(d));
}

static void rogue_notify(void)
{
	struct device *d = some_rogue();
	uint8_t how = next();
	d->iccid = how & 1 ? some_iccid() : NULL;
	d->seq_number = next();
	if (how & 2)
		(void)check_answer(device_notify(d, UINT64_C(1) << (how >> 2 & 3)));
	else
		(void)check_answer(device_install(d, how >> 2 & 31));
}

static void rogue_cancel(void)
{
	struct device *d = some_rogue();
	uint8_t reason = next();
	(void)check_answer(device_cancel(d, reason < 64 ? reason % 8 : reason - 64));
}

/* --- the operators' endpoints --------------------------------------------------------------- */

/* Set aside, or put back since, when it waits for the one that is under way. */
static bool was_set_aside(const struct outbox_row *m)
{
	return m->set_aside || (m->attempts > 0 && m->due_at == 0);
}

/* No message of its ICCID before it, but for those that were set aside. */
static void must_be_head(const struct outbox_row *message)
{
	struct outbox_row rows[64] = {};
	size_t n = 0;
	must(outbox_list(all.world.store, &all.world.arena, message->operator_name, 0, 64, rows,
			 &n) == OK);
	for (size_t i = 0; i < n; i++)
		must(strcmp(rows[i].iccid, message->iccid) != 0 || rows[i].id >= message->id ||
		     was_set_aside(&rows[i]));
}

static void deliver(void)
{
	struct outbox_row rows[MESSAGES] = {};
	size_t n = 0;
	struct store *s = all.world.store;
	uint8_t how = next();
	int64_t now = all.world.clock.fixed_ms;
	must(outbox_take(s, &all.world.arena, how & 1 ? "other" : "acme", now, now + 60000,
			 MESSAGES, rows, &n) == OK);
	for (size_t i = 0; i < n; i++, how = next()) {
		must_be_head(&rows[i]);
		if (how & 2)
			must(outbox_retry(s, &rows[i], now + 1000, "later") == OK);
		else if (how & 4)
			must(outbox_set_aside(s, &rows[i], now, "never") == OK);
		else if (!(how & 8))
			must(outbox_delivered(s, &rows[i], now) == OK);
	}
}

static void put_back(void)
{
	struct outbox_row rows[64] = {};
	size_t n = 0;
	must(outbox_list(all.world.store, &all.world.arena, NULL, 0, 64, rows, &n) == OK);
	for (size_t i = 0; i < n; i++)
		if (rows[i].set_aside)
			must(outbox_put_back(all.world.store, rows[i].id,
					     all.world.clock.fixed_ms) == OK);
}

/* By a watch that has not seen the clock leap. */
static void keep_house(void)
{
	all.housekeeping.order_expiry = (struct order_expiry){};
	housekeeping_run(&all.housekeeping, all.world.clock.fixed_ms);
}

/* --- the SM-DS ------------------------------------------------------------------------------ */

/* Away, at work without being heard, or unwilling. */
static void turn_smds(void)
{
	uint8_t how = next();
	all.world.smds_away = how & 1;
	all.world.smds_works_unheard = how & 2;
	all.world.smds.subject = how & 4 ? "8.9.5" : NULL;
	all.world.smds.reason = how & 4 ? "3.3" : NULL;
}

/* As the deliverer does; `how` says where it stops. */
static void delete_event(const struct outbox_row *row, uint8_t how)
{
	struct store *s = all.world.store;
	int64_t now = all.world.clock.fixed_ms;
	CLEANUP(buf_free) struct buf body = buf_make(FUZZ_MAX), reply = buf_make(FUZZ_MAX);
	bool away = all.world.smds_away && !all.world.smds_works_unheard;
	must(sealed_body_open(all.world.keyring, row->iccid, row->body, &body) == OK);
	if (!away)
		answer_as_smds(&all.world, "deleteEvent", buf_bytes(&body), &reply);
	if (how & 1)
		return;
	if (how & 2)
		must(outbox_set_aside(s, row, now, "never") == OK);
	else if (all.world.smds_away || all.world.smds.subject)
		must(outbox_retry(s, row, now + 1000, "later") == OK);
	else
		must(outbox_delivered(s, row, now) == OK);
}

static void delete_events(void)
{
	struct outbox_row rows[MESSAGES] = {};
	size_t n = 0;
	uint8_t how = next();
	int64_t now = all.world.clock.fixed_ms;
	must(outbox_take(all.world.store, &all.world.arena, all.world.smds_peers[how & 1].queue,
			 now, now + 60000, MESSAGES, rows, &n) == OK);
	for (size_t i = 0; i < n; i++)
		delete_event(&rows[i], next());
}

/* --- what must hold ------------------------------------------------------------------------- */

/* The profile is on this card by its own word: the server must know whose it is. */
static void check_installed(const struct handset *h, const struct witness_profile *p)
{
	bool told = p->state == PROFILE_DOWNLOADED || p->state == PROFILE_INSTALLED ||
		    p->state == PROFILE_ERROR;
	must((told && strcmp(p->eid, h->eid) == 0) || p->state == PROFILE_UNAVAILABLE);
}

static void check_handsets(void)
{
	for (size_t i = 0; i < WITNESS_PROFILES; i++) {
		const struct witness_profile *p = &all.witness.profiles[i];
		unsigned on = 0;
		for (size_t k = 0; k < HANDSETS; k++) {
			const struct handset *h = &all.handsets[k];
			if (handset_has(h, p->iccid)) {
				on++;
				all.had[k][i] = true;
				check_installed(h, p);
			}
			if (p->state == PROFILE_INSTALLED && strcmp(p->eid, h->eid) == 0)
				must(all.had[k][i]);
		}
		must(on <= 1);
	}
}

static void (*const steps[])(void) = {
	order,
	confirm,
	release,
	cancel,
	download,
	send_notifications,
	manage,
	rogue_initiate,
	rogue_authenticate,
	rogue_get_package,
	rogue_notify,
	rogue_cancel,
	replay,
	restart,
	pass_time,
	deliver,
	put_back,
	keep_house,
	exchange,
	update_system,
	turn_smds,
	delete_events,
	discover,
};

/* --- one run -------------------------------------------------------------------------------- */

static void make_package(const char *iccid, struct buf *out)
{
	struct saip_recipe recipe = recipe_sample();
	recipe.iccid = iccid;
	must(saip_recipe_build(&recipe, out) == OK);
}

static void make_rogue_identities(void)
{
	static const char *const eids[CURVE_COUNT] = {EID_ROGUE, EID_ROGUE2};
	for (int i = 0; i < CURVE_COUNT; i++) {
		must(private_key_generate((enum curve)i, &all.rogue_keys[i]) == OK);
		all.rogue_certificates[i] =
			handset_certificate(&all.world.pki[i], all.rogue_keys[i], eids[i]);
	}
	test_pki_make(&all.foreign, CURVE_P256);
}

/* Another key and certificate of that kind, in files beside the first ones. */
static struct rspd_key_pair make_pair(enum issue_kind kind, const char *name)
{
	struct smdpp_world *w = &all.world;
	CLEANUP(private_key_free) struct private_key *key = NULL;
	CLEANUP(buf_free) struct buf pem = buf_make(FUZZ_MAX), der = buf_make(FUZZ_MAX);
	const struct certificate_template t = test_pki_template(&w->pki[0], kind);
	const struct issue_issuer ci = {w->pki[0].keys[ISSUE_CI],
					buf_bytes(&w->pki[0].der[ISSUE_CI])};
	struct rspd_key_pair out = {.certificate = path(format("%s.der", name)),
				    .key = path(format("%s.key", name))};
	must(private_key_generate(CURVE_P256, &key) == OK);
	must(issue_certificate(&t, key, &ci, &w->entropy, &der) == OK);
	must(private_key_pem(key, &pem) == OK);
	must(file_write(out.certificate, buf_bytes(&der), 0600) == OK);
	must(file_write(out.key, buf_bytes(&pem), 0600) == OK);
	return out;
}

static void make_pairs(void)
{
	all.dpauth[0] = all.world.issuers[0].dpauth;
	all.dppb[0] = all.world.issuers[0].dppb;
	all.dpauth[1] = make_pair(ISSUE_DPAUTH, "dpauth-2");
	all.dppb[1] = make_pair(ISSUE_DPPB, "dppb-2");
}

static void clean_up(void)
{
	smdpp_world_free(&all.world);
}

/* What is asked for, and how long things are kept. */
static void configure(struct smdpp_world *w)
{
	w->types[WORLD_PPK].requirements.svn = 0x020200;
	w->config.retention.events_days = w->config.retention.notifications_days = 2;
	w->config.retention.downloads_days = w->config.retention.matching_ids_days = 2;
	w->config.retention.calls_days = 1;
	all.registrar = (struct rspd_client){.ca = w->issuers[0].certificate};
	w->config.smds.address = SMDS;
	w->config.smds.session_ttl_s = 60;
	w->config.smds.registrars = &all.registrar;
	w->config.smds.registrars_n = 1;
	w->answer_as_smds = answer_as_smds;
	all.housekeeping.config = &w->config;
}

static void make_everything(void)
{
	static const char memory[] = "/dev/shm";
	const struct smdpp_world_options options = {
		.package = make_package,
		.directory = access(memory, W_OK) == 0 ? memory : NULL,
	};
	smdpp_world_make(&all.world, &options);
	all.world.keeps_connections = true;
	all.world.types[WORLD_SESSION].requirements.svn = 0x020000;
	all.world.types[WORLD_SESSION].requirements.free_memory = 1000;
	all.world.types[WORLD_SESSION].requirements.profile_version = 0x020300;
	all.world.operators[WORLD_OTHER].notify = all.world.operators[WORLD_ACME].notify;
	witness_open(&all.witness, &all.world);
	handset_make(&all.handsets[0], &all.world.pki[0], WORLD_EID);
	handset_make(&all.handsets[1], &all.world.pki[0], WORLD_EID2);
	handset_make(&all.handsets[2], &all.world.pki[1], EID_BRAINPOOL);
	make_rogue_identities();
	make_pairs();
	configure(&all.world);
	wire_connect(carry, NULL);
	stop();
	all.database = buf_make(FUZZ_MAX);
	must(file_read(path("rspd.db"), &all.database) == OK);
	all.arena = all.world.arena;
	must(atexit(clean_up) == 0);
}

static void begin(struct bytes script)
{
	struct smdpp_world *w = &all.world;
	w->arena = arena_make(ARENA_MAX);
	all.script = script;
	all.codes_n = all.bodies_n = 0;
	memset(all.had, 0, sizeof(all.had));
	w->clock.fixed_ms = w->pki[0].now_ms;
	(void)unlink(path("rspd.db-wal"));
	(void)unlink(path("rspd.db-shm"));
	must(file_write(path("rspd.db"), buf_bytes(&all.database), 0600) == OK);
	use_certificates(0);
	memset(all.housekeeping.due, 0, sizeof(all.housekeeping.due));
	memset(all.housekeeping.places, 0, sizeof(all.housekeeping.places));
	all.world.smds_away = all.world.smds_works_unheard = false;
	all.world.smds.subject = NULL;
	start();
	witness_begin(&all.witness);
	const struct saip_recipe recipe = recipe_sample();
	witness_keep_secret(&all.witness, recipe.ki);
	witness_keep_secret(&all.witness, recipe.opc);
	for (size_t i = 0; i < HANDSETS; i++)
		handset_forget(&all.handsets[i]);
	for (size_t i = 0; i < HANDSETS; i++)
		all.handsets[i].card.settings.svn[1] = 2;
	make_rogue(&all.rogues[0], all.rogue_keys[0], buf_bytes(&all.rogue_certificates[0]),
		   buf_bytes(&w->pki[0].der[ISSUE_EUM]));
	make_rogue(&all.rogues[1], all.foreign.keys[ISSUE_EUICC],
		   buf_bytes(&all.foreign.der[ISSUE_EUICC]),
		   buf_bytes(&all.foreign.der[ISSUE_EUM]));
	make_rogue(&all.rogues[2], all.rogue_keys[1], buf_bytes(&all.rogue_certificates[1]),
		   buf_bytes(&w->pki[1].der[ISSUE_EUM]));
}

static void end(void)
{
	static const char *const files[] = {"rspd.db", "rspd.db-wal"};
	witness_look_at_files(&all.witness, files, sizeof(files) / sizeof(files[0]));
	stop();
	for (size_t i = 0; i < ROGUES; i++)
		device_free(&all.rogues[i]);
	arena_free(&all.world.arena);
	all.world.arena = all.arena;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	if (!all.world.keyring)
		make_everything();
	begin(bytes_from(data, len));
	for (int i = 0; i < STEPS_MAX && all.script.len > 0; i++) {
		all.world.binding = ES9P_JSON;
		steps[next() % (sizeof(steps) / sizeof(steps[0]))]();
		witness_look(&all.witness);
		witness_events_look(&all.world, all_eids, sizeof(all_eids) / sizeof(all_eids[0]));
		check_handsets();
	}
	end();
	return 0;
}
