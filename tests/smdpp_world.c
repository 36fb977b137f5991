/* SPDX-License-Identifier: Apache-2.0 */
/* The SM-DP+ for tests. */
#include "smdpp_world.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/log.h"
#include "codec/json.h"
#include "msg/es2p_handle_download_progress_info.h"
#include "msg/es8p_store_metadata.h"
#include "notify/sealed_body.h"
#include "role/envelope.h"
#include "sys/file.h"
#include "transcode.h"

enum { ARENA_MAX = 256 * 1024 * 1024, PACKAGE_LEN = 3000, PATH_LEN = 128 };

static const char *const type_names[WORLD_TYPES] = {"session", "ppk", "wide", "foreign"};

static void must(enum err e)
{
	if (e != OK) {
		(void)fprintf(stderr, "smdpp_world: %s\n", err_name(e));
		abort();
	}
}

static const char *text(struct smdpp_world *w, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static const char *text(struct smdpp_world *w, const char *format, ...)
{
	char buffer[4096] = "";
	va_list args;
	const char *out = NULL;
	va_start(args, format);
	(void)vsnprintf(buffer, sizeof(buffer), format, args);
	va_end(args);
	must(arena_str(&w->arena, bytes_str(buffer), &out));
	return out;
}

/* --- files ---------------------------------------------------------------------------------- */

static const char *write_der(struct smdpp_world *w, const char *name, struct bytes der)
{
	const char *path = text(w, "%s/%s", w->dir, name);
	must(file_write(path, der, 0600));
	return path;
}

static const char *write_key(struct smdpp_world *w, const char *name, const struct private_key *key)
{
	CLEANUP(buf_free) struct buf pem = buf_make(4096);
	must(private_key_pem(key, &pem));
	return write_der(w, name, buf_bytes(&pem));
}

static struct rspd_key_pair write_pair(struct smdpp_world *w, const struct test_pki *pki,
				       const char *name, enum issue_kind kind)
{
	return (struct rspd_key_pair){
		.certificate = write_der(w, text(w, "%d-%s.der", (int)pki->curve, name),
					 buf_bytes(&pki->der[kind])),
		.key = write_key(w, text(w, "%d-%s.key", (int)pki->curve, name), pki->keys[kind]),
	};
}

/* --- the configuration ---------------------------------------------------------------------- */

static void make_issuers(struct smdpp_world *w, bool only_p256)
{
	w->config.certificate_issuers = w->issuers;
	w->config.certificate_issuers_n = only_p256 ? 1 : CURVE_COUNT;
	for (int i = 0; i < CURVE_COUNT; i++) {
		const struct test_pki *pki = &w->pki[i];
		w->issuers[i].certificate =
			write_der(w, text(w, "%d-ci.der", i), buf_bytes(&pki->der[ISSUE_CI]));
		w->issuers[i].dpauth = write_pair(w, pki, "dpauth", ISSUE_DPAUTH);
		w->issuers[i].dppb = write_pair(w, pki, "dppb", ISSUE_DPPB);
		w->issuers[i].dsauth = write_pair(w, pki, "dsauth", ISSUE_DSAUTH);
	}
}

static void make_other_certificate(struct smdpp_world *w)
{
	struct certificate_template t = test_pki_template(&w->pki[0], ISSUE_OPERATOR_CLIENT);
	must(private_key_generate(CURVE_P256, &w->other_key));
	w->other_certificate = buf_make(LIMIT_CERTIFICATE);
	const struct issue_issuer itself = {.key = w->other_key};
	must(issue_certificate(&t, w->other_key, &itself, &w->pki[0].entropy,
			       &w->other_certificate));
}

/* acme by CA and subject, the other by its pinned self-signed certificate. */
static void make_operators(struct smdpp_world *w)
{
	static const char *acme_ids[] = {"2.999.20", "2.999.21"};
	static const char *other_ids[] = {"2.999.30"};
	static const struct rspd_notify notify = {.url = "https://bss.example.com",
						  .timeout_ms = 1000};
	static struct rspd_client clients[WORLD_OPERATORS];
	make_other_certificate(w);
	clients[WORLD_ACME] = (struct rspd_client){
		.ca = write_der(w, "operator-ca.der", buf_bytes(&w->pki[0].der[ISSUE_OPERATOR_CA])),
		.subject = "CN=Test Operator BSS,O=Test Operator",
	};
	clients[WORLD_OTHER] = (struct rspd_client){
		.certificate = write_der(w, "other.der", buf_bytes(&w->other_certificate)),
	};
	w->operators[WORLD_ACME] = (struct rspd_operator){
		.name = "acme",
		.function_requester_identifiers = acme_ids,
		.function_requester_identifiers_n = 2,
		.clients = &clients[WORLD_ACME],
		.clients_n = 1,
		.notify = &notify,
	};
	w->operators[WORLD_OTHER] = (struct rspd_operator){
		.name = "other",
		.function_requester_identifiers = other_ids,
		.function_requester_identifiers_n = 1,
		.clients = &clients[WORLD_OTHER],
		.clients_n = 1,
	};
	w->config.operators = w->operators;
	w->config.operators_n = WORLD_OPERATORS;
}

static void make_types(struct smdpp_world *w)
{
	w->config.profile_types = w->types;
	w->config.profile_types_n = WORLD_TYPES;
	for (int i = 0; i < WORLD_TYPES; i++) {
		const struct rspd_operator *op =
			&w->operators[i == WORLD_FOREIGN ? WORLD_OTHER : WORLD_ACME];
		w->types[i] = (struct rspd_profile_type){
			.name = type_names[i],
			.operator_name = op->name,
			.op = op,
			.protection =
				i == WORLD_PPK ? RSPD_PROTECTION_PPK : RSPD_PROTECTION_SESSION_KEYS,
			.max_download_attempts = WORLD_DOWNLOADS_MAX,
			.max_confirmation_code_attempts = WORLD_CODES_MAX,
			.order_ttl_h = WORLD_TTL_H,
		};
	}
}

/* --- keyring and stock ---------------------------------------------------------------------- */

static void make_keyring(struct smdpp_world *w)
{
	static const uint8_t secret[32] = {1, 2, 3};
	const char *wrap = write_der(w, "wrap.key", BYTES_OF(secret));
	const char *lookup = write_der(w, "lookup.key", BYTES_OF(secret));
	must(keyring_create(&w->entropy, &w->keyring));
	must(keyring_load_wrap_key(w->keyring, wrap));
	must(keyring_load_lookup_key(w->keyring, lookup));
}

const char *smdpp_world_iccid(struct smdpp_world *world, int type, unsigned n)
{
	return text(world, "8900100%d%011u", type, n);
}

static struct bytes make_metadata(struct smdpp_world *w, int type, const char *iccid)
{
	static const uint8_t icon[1024] = {0x89, 'P', 'N', 'G'};
	uint8_t bcd[ICCID_LEN] = {};
	struct bytes out = {};
	CLEANUP(buf_free) struct buf der = buf_make(4096);
	must(iccid_encode(bytes_str(iccid), bcd));
	struct es8p_store_metadata metadata = {
		.iccid = BYTES_OF(bcd),
		.service_provider_name = bytes_str("Acme"),
		.profile_name = bytes_str(type_names[type]),
		.icon_type = TLV_ABSENT,
		.profile_class = RSP_CLASS_OPERATIONAL,
	};
	if (type == WORLD_WIDE) {
		metadata.icon_type = RSP_ICON_PNG;
		metadata.icon = BYTES_OF(icon);
	}
	must(es8p_store_metadata_encode(&metadata, &der));
	must(arena_dup(&w->arena, buf_bytes(&der), &out));
	return out;
}

static void import(struct smdpp_world *w, int type, unsigned n,
		   const struct smdpp_world_options *options)
{
	const char *iccid = smdpp_world_iccid(w, type, n);
	const struct store_cause cause = {
		.at = w->clock.fixed_ms, .who = "test", .function = "import"};
	CLEANUP(buf_free) struct buf sealed = buf_make(2 * LIMIT_PROFILE_PACKAGE);
	if (options->package) {
		buf_reset(&w->package);
		options->package(iccid, &w->package);
	}
	must(envelope_seal(w->keyring, ENVELOPE_PACKAGE, iccid, buf_bytes(&w->package), &sealed));
	const struct profile_import profile = {
		.iccid = iccid,
		.operator_name = w->types[type].operator_name,
		.profile_type = w->types[type].name,
		.metadata = make_metadata(w, type, iccid),
		.package = buf_bytes(&sealed),
	};
	if (n == 0)
		w->metadata[type] = profile.metadata;
	must(profile_import(w->store, &profile, 1, &cause, NULL));
}

static void make_stock(struct smdpp_world *w, const struct smdpp_world_options *options)
{
	w->package = buf_make(LIMIT_PROFILE_PACKAGE);
	for (unsigned i = 0; i < PACKAGE_LEN; i++)
		must(buf_put_u8(&w->package, (uint8_t)(i ^ i >> 8)));
	for (int type = 0; type < WORLD_TYPES; type++)
		for (unsigned n = 0; n < WORLD_STOCK; n++)
			import(w, type, n, options);
}

/* --- the world ------------------------------------------------------------------------------ */

static void wake(void *context)
{
	((struct smdpp_world *)context)->woken++;
}

/* --- the SM-DS ------------------------------------------------------------------------------ */

static enum err read_smds(struct smdpp_world *w, struct bytes reply, struct es12_answer *out)
{
	struct esx_response_header header = {};
	must(esx_response_decode(&w->arena, reply, NULL, &header));
	const struct status_code *code = &header.execution_status.code;
	out->verdict = esx_executed(&header) ? ES12_DONE : ES12_REFUSED;
	(void)snprintf(out->subject, sizeof(out->subject), "%s",
		       code->subject ? code->subject : "");
	(void)snprintf(out->reason, sizeof(out->reason), "%s", code->reason ? code->reason : "");
	return OK;
}

static enum err work_of_smds(struct smdpp_world *w, const char *function, struct bytes body,
			     struct es12_answer *out)
{
	CLEANUP(buf_free) struct buf reply = buf_make(4096);
	if (w->smds_away && !w->smds_works_unheard)
		return OK;
	if (w->answer_as_smds)
		w->answer_as_smds(w, function, body, &reply);
	else
		must(fake_smds_answer(&w->smds, function, body, &reply));
	return w->smds_away ? OK : read_smds(w, buf_bytes(&reply), out);
}

static enum err ask_smds(void *context, const struct rspd_smds_peer *peer, const char *function,
			 struct bytes body, struct es12_answer *out)
{
	struct smdpp_world *w = context;
	(void)peer;
	*out = (struct es12_answer){.verdict = ES12_NOT_REACHED};
	if (w->smds_called)
		w->smds_called(w);
	enum err e = work_of_smds(w, function, body, out);
	if (w->smds_done)
		w->smds_done(w);
	return e;
}

static void make_peers(struct smdpp_world *w)
{
	fake_smds_make(&w->smds);
	w->smds_peers[0] = (struct rspd_smds_peer){.address = "root.example.com",
						   .queue = "smds:root.example.com",
						   .timeout_ms = WORLD_SMDS_TIMEOUT_MS,
						   .standard = true};
	w->smds_peers[1] = (struct rspd_smds_peer){.address = "alt.example.com",
						   .queue = "smds:alt.example.com",
						   .timeout_ms = WORLD_SMDS_TIMEOUT_MS,
						   .alternative = true};
	w->config.smds_peers = w->smds_peers;
	w->config.smds_peers_n = 2;
}

static void delete_event(struct smdpp_world *w, const struct outbox_row *row)
{
	CLEANUP(buf_free) struct buf body = buf_make(4096), reply = buf_make(4096);
	must(sealed_body_open(w->keyring, row->iccid, row->body, &body));
	must(fake_smds_answer(&w->smds, "deleteEvent", buf_bytes(&body), &reply));
	must(outbox_delivered(w->store, row, w->clock.fixed_ms));
}

size_t smdpp_world_delete_events(struct smdpp_world *world)
{
	struct outbox_row rows[16] = {};
	size_t n = 0;
	must(outbox_take(world->store, &world->arena, world->smds_peers[0].queue,
			 world->clock.fixed_ms, world->clock.fixed_ms + 1000, 16, rows, &n));
	for (size_t i = 0; i < n; i++)
		delete_event(world, &rows[i]);
	return n;
}

static void open_store(struct smdpp_world *w, const struct store_options *options)
{
	const char *path = text(w, "%s/rspd.db", w->dir);
	must(store_migrate(path, options, NULL, NULL));
	must(store_open(path, options, &w->store));
}

static void open_crls(struct smdpp_world *w)
{
	CLEANUP(crl_sources_free) struct crl_sources *sources = NULL;
	must(crl_sources_load(&w->config, w->clock.fixed_ms, &sources));
	must(crls_create(&sources, &w->clock, &w->crls));
}

void smdpp_world_make(struct smdpp_world *world, const struct smdpp_world_options *options)
{
	static const struct smdpp_world_options usual = {};
	if (!options)
		options = &usual;
	*world = (struct smdpp_world){.arena = arena_make(ARENA_MAX), .entropy = entropy_system()};
	(void)snprintf(world->dir, sizeof(world->dir), "%s/rspd-world-XXXXXX",
		       options->directory ? options->directory : "/tmp");
	log_configure(&(struct log_config){.level = LOG_ERROR, .fd = 2});
	if (!mkdtemp(world->dir))
		abort();
	for (int i = 0; i < CURVE_COUNT; i++)
		test_pki_make(&world->pki[i], (enum curve)i);
	world->clock = clock_fixed(world->pki[0].now_ms);
	world->config.smdpp.address = WORLD_ADDRESS;
	world->config.smdpp.session_ttl_s = 600;
	world->config.smdpp.authentication_ttl_s = 60;
	make_issuers(world, options->only_p256);
	make_operators(world);
	make_peers(world);
	make_types(world);
	make_keyring(world);
	open_store(world, options->store);
	make_stock(world, options);
	open_crls(world);
	smdpp_world_start(world);
}

void smdpp_world_start(struct smdpp_world *world)
{
	const struct smdpp_setup setup = {
		.config = &world->config,
		.store = world->store,
		.keyring = world->keyring,
		.clock = &world->clock,
		.entropy = &world->entropy,
		.crls = world->crls,
		.wake_outbox = wake,
		.wake_context = world,
		.ask_smds = ask_smds,
		.smds_context = world,
	};
	must(smdpp_create(&setup, &world->smdpp));
}

void smdpp_world_free(struct smdpp_world *world)
{
	char command[128] = "";
	smdpp_free(&world->smdpp);
	crls_free(&world->crls);
	fake_smds_free(&world->smds);
	store_close_at(&world->store);
	keyring_free(&world->keyring);
	for (int i = 0; i < CURVE_COUNT; i++)
		test_pki_free(&world->pki[i]);
	private_key_free(&world->other_key);
	buf_free(&world->other_certificate);
	buf_free(&world->package);
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", world->dir);
	if (system(command) != 0)
		abort();
	arena_free(&world->arena);
}

int smdpp_world_setup(void **state)
{
	struct smdpp_world *world = calloc(1, sizeof(*world));
	if (!world)
		return -1;
	smdpp_world_make(world, NULL);
	*state = world;
	return 0;
}

int smdpp_world_teardown(void **state)
{
	smdpp_world_free(*state);
	free(*state);
	return 0;
}

/* --- calls ---------------------------------------------------------------------------------- */

static void read_header(struct smdpp_world *w, struct world_answer *answer)
{
	struct esx_response_header header = {};
	if (answer->body.len > 0 &&
	    esx_response_decode(&w->arena, answer->body, NULL, &header) == OK)
		answer->execution = header.execution_status;
}

struct world_answer smdpp_world_call(struct smdpp_world *w, const struct http_route *routes,
				     size_t n, void *context, struct http_request *request)
{
	struct http_reply reply = {.status = 200, .body = buf_make(LIMIT_HTTP_REPLY)};
	struct world_answer answer = {.result = ERR_NOT_FOUND};
	CLEANUP(arena_free) struct arena arena = arena_make(LIMIT_REQUEST_ARENA);
	uint64_t memo = 0;
	if (!request->memo)
		request->memo = &memo;
	request->peer = "test";
	if (w->enter)
		w->enter(w->context);
	for (size_t i = 0; i < n; i++)
		if (bytes_eq(request->path, bytes_str(routes[i].path)))
			answer.result = routes[i].handle(context, &arena, request, &reply);
	if (w->leave)
		w->leave(w->context);
	answer.status = reply.status;
	must(arena_dup(&w->arena, buf_bytes(&reply.body), &answer.body));
	buf_free(&reply.body);
	read_header(w, &answer);
	return answer;
}

static struct world_answer call(struct smdpp_world *w, enum routes_interface interface,
				struct http_request *request)
{
	struct http_route routes[ROUTES_MAX] = {};
	size_t n = routes_of(interface, routes);
	return smdpp_world_call(w, routes, n, w->smdpp, request);
}

struct world_answer smdpp_world_asn1(struct smdpp_world *world, struct bytes body)
{
	struct http_request request = {.path = BYTES_LIT(ES9P_ASN1_PATH), .body = body};
	return call(world, ROUTES_ES9P, &request);
}

struct world_answer smdpp_world_to_json(struct smdpp_world *world, const struct es9p_function *f,
					struct world_answer answer)
{
	if (answer.result != OK || answer.body.len == 0)
		return answer;
	must(transcode(&world->arena, f, false, ES9P_ASN1, &answer.body) ? OK : ERR_SYNTAX);
	read_header(world, &answer);
	return answer;
}

struct world_answer smdpp_world_es9p(struct smdpp_world *world, const char *function,
				     struct bytes body)
{
	const struct es9p_function *f = transcode_function(function);
	if (f && world->binding == ES9P_ASN1 && transcode(&world->arena, f, true, ES9P_JSON, &body))
		return smdpp_world_to_json(world, f, smdpp_world_asn1(world, body));
	struct http_request request = {
		.may_wait = true,
		.path = bytes_str(text(world, "/gsma/rsp2/es9plus/%s", function)),
		.body = body,
	};
	return call(world, ROUTES_ES9P, &request);
}

struct world_answer smdpp_world_es2p(struct smdpp_world *world, int op, const char *function,
				     struct bytes body)
{
	struct http_request request = {
		.may_wait = true,
		.path = bytes_str(text(world, "/gsma/rsp2/es2plus/%s", function)),
		.body = body,
	};
	if (op == WORLD_ACME)
		request.client_certificate = buf_bytes(&world->pki[0].der[ISSUE_OPERATOR_CLIENT]);
	if (op == WORLD_OTHER)
		request.client_certificate = buf_bytes(&world->other_certificate);
	if (world->keeps_connections)
		request.memo = &world->memo[op];
	return call(world, ROUTES_ES2P, &request);
}

struct world_answer smdpp_world_acme(struct smdpp_world *world, const char *function,
				     const char *format, ...)
{
	char members[2048] = "";
	va_list args;
	va_start(args, format);
	(void)vsnprintf(members, sizeof(members), format, args);
	va_end(args);
	const char *own = text(world, "c%u", ++world->calls);
	const char *body = text(world,
				"{\"header\":{\"functionRequesterIdentifier\":\"2.999.20\","
				"\"functionCallIdentifier\":\"%s\"}%s%s}",
				world->call_identifier ? world->call_identifier : own,
				*members ? "," : "", members);
	return smdpp_world_es2p(world, WORLD_ACME, function, bytes_str(body));
}

bool world_refused(struct world_answer answer, const char *subject, const char *reason)
{
	const struct esx_execution_status *e = &answer.execution;
	bool same = answer.result == OK && answer.status == 200 && e->status == ESX_FAILED &&
		    e->code.subject && strcmp(e->code.subject, subject) == 0 &&
		    strcmp(e->code.reason, reason) == 0;
	if (!same)
		(void)fprintf(stderr, "not refused with %s/%s: %s, HTTP %d, %.*s\n", subject,
			      reason, err_name(answer.result), answer.status,
			      BYTES_FMT(answer.body));
	return same && e->code.message;
}

bool world_done(struct world_answer answer)
{
	const struct esx_execution_status *e = &answer.execution;
	bool done = answer.result == OK && answer.status == 200 && answer.body.len > 0 &&
		    e->status == ESX_EXECUTED_SUCCESS && !e->code.subject;
	if (!done)
		(void)fprintf(stderr, "not done: %s, HTTP %d, %.*s\n", err_name(answer.result),
			      answer.status, BYTES_FMT(answer.body));
	return done;
}

const char *world_member(struct smdpp_world *world, struct world_answer answer, const char *name)
{
	CLEANUP(json_release) json_t *object = NULL;
	struct bytes value = {};
	const char *out = "";
	must(json_parse(answer.body, &object));
	if (json_text(object, name, &value) == OK)
		must(arena_str(&world->arena, value, &out));
	return out;
}

/* --- what is there -------------------------------------------------------------------------- */

struct profile_row smdpp_world_profile(struct smdpp_world *world, const char *iccid)
{
	struct profile_row row = {};
	must(profile_get(world->store, &world->arena, iccid, NULL, &row));
	return row;
}

size_t smdpp_world_count_events(struct smdpp_world *world, const char *iccid)
{
	struct event_row rows[64] = {};
	size_t n = 0;
	must(event_list(world->store, &world->arena, iccid, 0, 64, rows, &n));
	return n;
}

struct world_message smdpp_world_message(struct smdpp_world *world)
{
	struct outbox_row rows[WORLD_MESSAGES_MAX] = {};
	struct world_message out = {};
	struct es2p_handle_download_progress_info_request info = {};
	must(outbox_list(world->store, &world->arena, "acme", 0, WORLD_MESSAGES_MAX, rows, &out.n));
	if (out.n == 0)
		return out;
	must(es2p_handle_download_progress_info_request_decode(&world->arena, rows[out.n - 1].body,
							       &info));
	out.point = (int)info.notification_point_id;
	out.has_result_data = bytes_present(info.result_data);
	const struct status_code *code = &info.notification_point_status.code;
	if (code->subject)
		(void)snprintf(out.codes, sizeof(out.codes), "%s/%s", code->subject, code->reason);
	if (code->message)
		(void)snprintf(out.text, sizeof(out.text), "%s", code->message);
	return out;
}

const char *smdpp_world_order(struct smdpp_world *world, int type, unsigned n, const char *members)
{
	const char *iccid = smdpp_world_iccid(world, type, n);
	struct world_answer answer =
		smdpp_world_acme(world, "downloadOrder", "\"iccid\":\"%s\"", iccid);
	if (!world_done(answer))
		abort();
	answer = smdpp_world_acme(world, "confirmOrder", "\"iccid\":\"%s\",\"releaseFlag\":true%s",
				  iccid, members);
	if (!world_done(answer))
		abort();
	return world_member(world, answer, "matchingId");
}
