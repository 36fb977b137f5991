/* SPDX-License-Identifier: Apache-2.0 */
/* The SM-DP+ on loopback, and the SM-DSs. */
#include "lpa_world.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "card/apdu.h"
#include "codec/tlv.h"
#include "msg/es10b_authenticate_server.h"
#include "msg/es10b_cancel_session.h"
#include "msg/es10b_prepare_download.h"
#include "msg/es9p_authenticate_client.h"
#include "msg/es9p_cancel_session.h"
#include "msg/es9p_get_bound_profile_package.h"
#include "msg/es9p_handle_notification.h"
#include "msg/es9p_initiate_authentication.h"
#include "pki/issue.h"
#include "sys/file.h"
#include "transcode.h"

enum { MESSAGE_MAX = 64 * 1024 };

static void must(enum err e)
{
	if (e != OK) {
		fprintf(stderr, "lpa_world: %s\n", err_name(e));
		abort();
	}
}

static struct bytes or_standard(struct bytes given, struct bytes standard)
{
	return bytes_present(given) ? given : standard;
}

/* True if the test wants another answer than the right one, which is then given. */
static bool says_otherwise(struct lpa_world *w, enum lpa_world_function f,
			   const struct http_request *request, struct http_reply *reply)
{
	w->calls[f]++;
	w->es11_calls += bytes_has_prefix(request->path, BYTES_LIT("/gsma/rsp2/es11/"));
	w->strange_agent |= !bytes_eq(request->user_agent, BYTES_LIT("gsma-rsp-lpad")) ||
			    !bytes_has_prefix(request->admin_protocol, BYTES_LIT("gsma/rsp/v2."));
	if (w->say[f].content_type)
		reply->content_type = w->say[f].content_type;
	if (w->say[f].status)
		reply->status = w->say[f].status;
	if (w->say[f].body)
		must(buf_put_str(&reply->body, w->say[f].body));
	struct esx_execution_status failed = {
		ESX_FAILED, {w->say[f].subject, w->say[f].reason, "the server's words", NULL}};
	if (w->say[f].subject)
		must(esx_header_encode(&failed, &reply->body));
	return w->say[f].status || w->say[f].body || w->say[f].subject;
}

static struct bytes sign(const struct private_key *key, struct bytes input, uint8_t *out)
{
	must(ecdsa_sign(key, &input, 1, out));
	return bytes_from(out, ECDSA_SIGNATURE_LEN);
}

static const struct lpa_world_smds *smds_of(const struct lpa_world *w, struct bytes address)
{
	struct bytes host = {};
	bytes_take_until(&address, ':', &host);
	for (size_t i = 0; i < LPA_WORLD_SMDS; i++) {
		if (w->smds[i].host && bytes_eq_nocase(bytes_str(w->smds[i].host), host))
			return &w->smds[i];
	}
	return NULL;
}

static enum err initiate(void *context, struct arena *arena, const struct http_request *request,
			 struct http_reply *reply)
{
	struct lpa_world *w = context;
	struct es9p_initiate_authentication_request q = {};
	CLEANUP(buf_free) struct buf signed1 = buf_make(MESSAGE_MAX);
	uint8_t signature[ECDSA_SIGNATURE_LEN] = {};
	if (says_otherwise(w, LPA_WORLD_INITIATE, request, reply))
		return OK;
	must(es9p_initiate_authentication_request_decode(arena, request->body, &q));
	w->at = smds_of(w, q.smdp_address);
	const struct private_key *key = w->at ? w->cw.pki.keys[ISSUE_DSAUTH] : w->cw.auth_key;
	struct es10b_server_signed1 s = {
		w->cw.transaction_id, or_standard(w->other_challenge, q.euicc_challenge),
		or_standard(w->other_address, q.smdp_address), BYTES_LIT("server-challenge")};
	must(es10b_server_signed1_encode(&s, &signed1));
	struct es9p_initiate_authentication_response r = {
		.transaction_id = or_standard(w->outer_transaction_id[LPA_WORLD_INITIATE],
					      w->cw.transaction_id),
		.server_signed1 = buf_bytes(&signed1),
		.server_signature1 = sign(key, buf_bytes(&signed1), signature),
		.euicc_ci_pk_id_to_be_used = or_standard(w->other_ci_pkid, w->cw.ci_pkid),
		.server_certificate =
			w->at ? buf_bytes(&w->cw.pki.der[ISSUE_DSAUTH]) : w->cw.auth_certificate,
	};
	return es9p_initiate_authentication_response_encode(&r, &reply->body);
}

/* What the card has signed. */
static void take_authentication(struct lpa_world *w, struct bytes whole)
{
	struct es10b_authenticate_server_response a = {};
	struct es10b_euicc_signed1 s = {};
	struct es10b_ctx_params1 ctx = {};
	must(es10b_authenticate_server_response_decode(whole, &a));
	must(es10b_euicc_signed1_decode(a.authenticate_response_ok.euicc_signed1, &s));
	must(es10b_ctx_params1_decode(s.ctx_params1, &ctx));
	memcpy(w->cw.euicc_signature1, a.authenticate_response_ok.euicc_signature1.ptr,
	       ECDSA_SIGNATURE_LEN);
	w->matching_id = (struct bytes){};
	if (!bytes_present(ctx.matching_id))
		return;
	snprintf(w->matching_id_text, sizeof(w->matching_id_text), "%.*s",
		 BYTES_FMT(ctx.matching_id));
	w->matching_id = bytes_str(w->matching_id_text);
}

/* The events whose name is the MatchingID, or all. */
static enum err tell_events(const struct lpa_world *w, struct buf *out)
{
	struct es11_event_entry entries[LPA_WORLD_EVENTS] = {};
	struct es11_authenticate_client_response r = {
		.transaction_id = or_standard(w->outer_transaction_id[LPA_WORLD_AUTHENTICATE],
					      w->cw.transaction_id),
		.event_entries = entries,
	};
	for (size_t i = 0; i < w->at->n; i++) {
		if (w->matching_id.len == 0 || bytes_eq(w->matching_id, bytes_str(w->at->names[i])))
			entries[r.event_entry_count++] = w->at->events[i];
	}
	return es11_authenticate_client_response_encode(&r, out);
}

static enum err authenticate(void *context, struct arena *arena, const struct http_request *request,
			     struct http_reply *reply)
{
	struct lpa_world *w = context;
	struct es9p_authenticate_client_request q = {};
	CLEANUP(buf_free) struct buf signed2 = buf_make(MESSAGE_MAX);
	CLEANUP(buf_free) struct buf input = buf_make(MESSAGE_MAX);
	uint8_t signature[ECDSA_SIGNATURE_LEN] = {};
	if (says_otherwise(w, LPA_WORLD_AUTHENTICATE, request, reply))
		return OK;
	must(es9p_authenticate_client_request_decode(arena, request->body, &q));
	take_authentication(w, q.authenticate_server_response);
	if (w->at)
		return tell_events(w, &reply->body);
	struct es10b_smdp_signed2 s = {w->cw.prepared_transaction_id, w->cc_required, {}};
	must(es10b_smdp_signed2_encode(&s, &signed2));
	must(rsp_chained_input(buf_bytes(&signed2), BYTES_OF(w->cw.euicc_signature1), &input));
	struct es9p_authenticate_client_response r = {
		.transaction_id = or_standard(w->outer_transaction_id[LPA_WORLD_AUTHENTICATE],
					      w->cw.transaction_id),
		.profile_metadata = w->metadata,
		.smdp_signed2 = buf_bytes(&signed2),
		.smdp_signature2 = sign(w->cw.pb_key, buf_bytes(&input), signature),
		.smdp_certificate = w->cw.pb_certificate,
	};
	return es9p_authenticate_client_response_encode(&r, &reply->body);
}

static void take_preparation(struct lpa_world *w, struct bytes whole)
{
	struct es10b_prepare_download_response p = {};
	struct es10b_euicc_signed2 s = {};
	must(es10b_prepare_download_response_decode(whole, &p));
	must(es10b_euicc_signed2_decode(p.download_response_ok.euicc_signed2, &s));
	must(curve_public_key(w->cw.pki.curve, s.euicc_otpk, &w->cw.euicc_otpk));
	buf_reset(&w->hash_cc);
	must(buf_put(&w->hash_cc, s.hash_cc));
}

static enum err get_bpp(void *context, struct arena *arena, const struct http_request *request,
			struct http_reply *reply)
{
	struct lpa_world *w = context;
	struct es9p_get_bound_profile_package_request q = {};
	CLEANUP(buf_free) struct buf bpp = buf_make(2 * LIMIT_PROFILE_PACKAGE);
	if (says_otherwise(w, LPA_WORLD_GET_BPP, request, reply))
		return OK;
	must(es9p_get_bound_profile_package_request_decode(arena, request->body, &q));
	take_preparation(w, q.prepare_download_response);
	card_world_bind(&w->cw, &w->plan, &bpp);
	struct es9p_get_bound_profile_package_response r = {
		.transaction_id = or_standard(w->outer_transaction_id[LPA_WORLD_GET_BPP],
					      w->cw.transaction_id),
		.bound_profile_package = or_standard(w->raw_bpp, buf_bytes(&bpp)),
	};
	return es9p_get_bound_profile_package_response_encode(&r, &reply->body);
}

static enum err notify(void *context, struct arena *arena, const struct http_request *request,
		       struct http_reply *reply)
{
	struct lpa_world *w = context;
	struct es9p_handle_notification_request q = {};
	if (says_otherwise(w, LPA_WORLD_NOTIFY, request, reply))
		return OK;
	must(es9p_handle_notification_request_decode(arena, request->body, &q));
	must(buf_put(&w->notifications, q.pending_notification));
	reply->status = 204;
	return OK;
}

static enum err cancel(void *context, struct arena *arena, const struct http_request *request,
		       struct http_reply *reply)
{
	struct lpa_world *w = context;
	struct es9p_cancel_session_request q = {};
	struct es10b_cancel_session_response r = {};
	struct es10b_cancel_session_signed s = {};
	struct esx_execution_status success = {};
	if (says_otherwise(w, LPA_WORLD_CANCEL, request, reply))
		return OK;
	must(es9p_cancel_session_request_decode(arena, request->body, &q));
	must(es10b_cancel_session_response_decode(q.cancel_session_response, &r));
	must(es10b_cancel_session_signed_decode(
		r.cancel_session_response_ok.euicc_cancel_session_signed, &s));
	w->cancel_reason = s.reason;
	return esx_header_encode(&success, &reply->body);
}

static http_handler *const handlers[] = {initiate, authenticate, get_bpp, notify, cancel};
static const char *const names[] = {"initiateAuthentication", "authenticateClient",
				    "getBoundProfilePackage", "handleNotification",
				    "cancelSession"};

/* Which of the functions the body asks for, at an SM-DS too. */
static enum lpa_world_function function_of(const struct lpa_world *w, struct bytes body,
					   const struct es9p_function **out)
{
	uint32_t tag = 0;
	must(es9p_asn1_tag(body, &tag));
	*out = transcode_function_of_tag(tag);
	enum lpa_world_function f = 0;
	while (strcmp(names[f], (*out)->name) != 0)
		f++;
	if (f == LPA_WORLD_AUTHENTICATE && w->at)
		*out = &es11_authenticate_client;
	return f;
}

/* The JSON of the function, transcoded; unless the test wants other bytes. */
static enum err in_asn1(void *context, struct arena *arena, const struct http_request *request,
			struct http_reply *reply)
{
	struct lpa_world *w = context;
	const struct es9p_function *message = NULL;
	struct http_request json = *request;
	enum lpa_world_function f = function_of(w, request->body, &message);
	must(transcode(arena, message, true, ES9P_ASN1, &json.body) ? OK : ERR_SYNTAX);
	w->asn1_calls++;
	TRY(handlers[f](context, arena, &json, reply));
	struct bytes body = buf_bytes(&reply->body);
	if (w->say[f].body || body.len == 0)
		return OK;
	must(transcode(arena, message, false, ES9P_JSON, &body) ? OK : ERR_SYNTAX);
	buf_reset(&reply->body);
	return buf_put(&reply->body, body);
}

static const struct http_route routes[] = {
	{.path = ES9P_ASN1_PATH, .handle = in_asn1, .content_type = ES9P_ASN1_TYPE},
	{.path = "/gsma/rsp2/es9plus/initiateAuthentication", .handle = initiate},
	{.path = "/gsma/rsp2/es9plus/authenticateClient", .handle = authenticate},
	{.path = "/gsma/rsp2/es9plus/getBoundProfilePackage", .handle = get_bpp},
	{.path = "/gsma/rsp2/es9plus/handleNotification", .handle = notify},
	{.path = "/gsma/rsp2/es9plus/cancelSession", .handle = cancel},
	{.path = "/gsma/rsp2/es11/initiateAuthentication", .handle = initiate},
	{.path = "/gsma/rsp2/es11/authenticateClient", .handle = authenticate},
};

/* A server certificate under the CI of the card, as a file. */
static void start_tls(struct lpa_world *w, const char *dns_name)
{
	struct certificate_template t = test_pki_template(&w->cw.pki, ISSUE_DPTLS);
	t.dns_name = dns_name;
	CLEANUP(buf_free) struct buf der = test_pki_issue(&w->cw.pki, &t, ISSUE_DPTLS);
	CLEANUP(buf_free) struct buf pem = buf_make(MESSAGE_MAX);
	char path[64] = "";
	snprintf(path, sizeof(path), "%s/tls.pem", w->dir);
	must(issue_pem(buf_bytes(&der), &pem));
	must(file_write(path, buf_bytes(&pem), 0600));
	struct tls_server_config config = {
		.p256 = {.certificate_file = path,
			 .key = private_key_handle(w->cw.pki.keys[ISSUE_DPTLS])},
		.time_ms = w->cw.pki.now_ms,
	};
	must(tls_server_new(&config, &w->tls));
	unlink(path);
}

static void start_server(struct lpa_world *w)
{
	struct http_listener listener = {
		.name = "es9p",
		.address = "127.0.0.1:0",
		.tls = w->tls,
		.routes = routes,
		.route_count = sizeof(routes) / sizeof(routes[0]),
		.context = w,
	};
	signal(SIGPIPE, SIG_IGN);
	must(work_start(1, 0, &w->work));
	struct http_server_config config = {
		.listeners = &listener, .listener_count = 1, .work = w->work};
	must(http_server_start(&config, &w->server));
	snprintf(w->connect, sizeof(w->connect), "127.0.0.1:%u", http_server_port(w->server, 0));
}

void lpa_world_make(struct lpa_world *w)
{
	lpa_world_make_named(w, LPA_WORLD_HOST);
}

void lpa_world_make_named(struct lpa_world *w, const char *dns_name)
{
	*w = (struct lpa_world){.dir = "/tmp/rspd-lpa-XXXXXX",
				.lpa = {.channel = LPA_CHANNEL_NONE}};
	if (!mkdtemp(w->dir))
		abort();
	card_world_make(&w->cw, CURVE_P256);
	w->metadata_of_card = buf_make(MESSAGE_MAX);
	w->package = buf_make(LIMIT_PROFILE_PACKAGE);
	w->notifications = buf_make(MESSAGE_MAX);
	w->hash_cc = buf_make(RSP_HASH_CC_LEN);
	card_world_metadata(NULL, 1, &w->metadata_of_card);
	card_world_package(1, &w->package);
	w->metadata = w->plan.metadata = buf_bytes(&w->metadata_of_card);
	w->plan.package = buf_bytes(&w->package);
	w->cancel_reason = UINT64_MAX;
	start_tls(w, dns_name);
	start_server(w);
	w->ci = buf_bytes(&w->cw.pki.der[ISSUE_CI]);
	w->config = (struct lpa_config){
		.card = {apdu_transmit_ctx, &w->cw.card},
		.trust = {.certificates = &w->ci, .certificate_count = 1},
		.connect = w->connect,
		.clock = clock_fixed(w->cw.pki.now_ms),
		.clock_is_fixed = true,
		.tac = {0x35, 0x29, 0x06, 0x11},
	};
}

void lpa_world_open(struct lpa_world *w)
{
	must(lpa_init(&w->lpa, &w->config));
}

void lpa_world_free(struct lpa_world *w)
{
	lpa_free(&w->lpa);
	http_server_stop(&w->server);
	work_stop(&w->work);
	tls_server_free(&w->tls);
	buf_free(&w->metadata_of_card);
	buf_free(&w->package);
	buf_free(&w->notifications);
	buf_free(&w->hash_cc);
	card_world_free(&w->cw);
	rmdir(w->dir);
}

struct lpa_order lpa_world_order(void)
{
	return (struct lpa_order){
		.smdp_address = LPA_WORLD_HOST,
		.matching_id = "MATCHING-ID",
		.cancel = LPA_CANCEL_NOT,
	};
}

size_t lpa_world_notified(const struct lpa_world *w)
{
	struct bytes row = buf_bytes(&w->notifications);
	struct tlv next = {};
	size_t n = 0;
	for (; row.len > 0; n++)
		must(tlv_take(&row, &next));
	return n;
}
