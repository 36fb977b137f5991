/* SPDX-License-Identifier: Apache-2.0 */
/* One function for each request of a download. */
#include "thin_device.h"

#include <openssl/ssl.h>
#include <stdatomic.h>

#include "crypto/ecdsa.h"
#include "figure.h"
#include "msg/es10b_authenticate_server.h"
#include "msg/es10b_get_euicc_info.h"
#include "msg/es10b_load_bound_profile_package.h"
#include "msg/es10b_prepare_download.h"
#include "msg/es9p_authenticate_client.h"
#include "msg/es9p_get_bound_profile_package.h"
#include "msg/es9p_handle_notification.h"
#include "msg/es9p_initiate_authentication.h"
#include "pki/certificate.h"

#define PATH "/gsma/rsp2/es9plus/"

enum { PART_MAX = 8 * 1024, ARENA_MAX = 256 * 1024, NO_CONTENT = 204 };

/* One download. Parts of requests live in the arena. */
struct run {
	struct thin_park *thin;
	const struct device *device;
	const struct private_key *key;
	const struct es2p_order *order;
	bool always_anew; /* a connection for each request */
	struct caller caller;
	struct arena arena;
	uint8_t signature[ECDSA_SIGNATURE_LEN];
	/* Learnt. */
	struct bytes transaction_id, smdp_signature2, smdp_oid;
};

/* --- what all devices have ------------------------------------------------------------------ */

static enum err make_infos(struct thin_park *thin)
{
	CLEANUP(buf_free) struct buf list = buf_make(PART_MAX);
	TRY(es10b_ci_pk_id_encode(thin->ci_pk_id, &list));
	const struct es10b_euicc_info1 info1 = {
		.svn = BYTES_LIT("\x02\x02\x02"),
		.ci_pk_ids_for_verification = buf_bytes(&list),
		.ci_pk_ids_for_signing = buf_bytes(&list),
	};
	const struct es10b_euicc_info2 info2 = {
		.profile_version = BYTES_LIT("\x02\x03\x01"),
		.svn = info1.svn,
		.euicc_firmware_ver = BYTES_LIT("\x01\x00\x00"),
		.ext_card_resource =
			BYTES_LIT("\x81\x01\x00\x82\x04\x00\x0F\x42\x40\x83\x02\x4E\x20"),
		.uicc_capability = 1,
		.euicc_category = TLV_ABSENT,
		.ci_pk_ids_for_verification = buf_bytes(&list),
		.ci_pk_ids_for_signing = buf_bytes(&list),
		.pp_version = BYTES_LIT("\x00\x00\x01"),
		.sas_accreditation_number = BYTES_LIT("BENCH"),
	};
	TRY(es10b_euicc_info1_encode(&info1, &thin->info1));
	return es10b_euicc_info2_encode(&info2, &thin->info2);
}

static enum err make_all(struct thin_park *thin)
{
	struct certificate ci = {};
	CLEANUP(private_key_free) struct private_key *otsk = NULL;
	TRY(caller_context(NULL, NULL, &thin->context));
	TRY(certificate_parse(buf_bytes(&thin->park->ci), &ci));
	thin->ci_pk_id = ci.subject_key_id;
	TRY(make_infos(thin));
	TRY(private_key_generate(CURVE_P256, &otsk));
	TRY(private_key_public(otsk, &thin->otpk));
	for (size_t i = 0; i < thin->park->n; i++)
		TRY(private_key_parse(buf_bytes(&thin->park->devices[i].key), &thin->keys[i]));
	return OK;
}

enum err thin_park_make(struct thin_park *thin, const struct device_park *park, uint16_t port)
{
	*thin = (struct thin_park){.park = park,
				   .port = port,
				   .info1 = buf_make(PART_MAX),
				   .info2 = buf_make(PART_MAX)};
	enum err e = make_all(thin);
	if (e != OK)
		figure_note("no thin devices: %s", err_name(e));
	return e;
}

void thin_park_free(struct thin_park *thin)
{
	for (size_t i = 0; i < DEVICES_MAX; i++)
		private_key_free(&thin->keys[i]);
	buf_free(&thin->info1);
	buf_free(&thin->info2);
	SSL_CTX_free(thin->context);
	*thin = (struct thin_park){};
}

/* --- requests ------------------------------------------------------------------------------- */

static enum err keep(struct run *r, struct buf *part, struct bytes *out)
{
	enum err e = arena_dup(&r->arena, buf_bytes(part), out);
	buf_free(part);
	return e;
}

static enum err sign(struct run *r, struct bytes input, struct bytes *out)
{
	TRY(ecdsa_sign(r->key, &input, 1, r->signature));
	return arena_dup(&r->arena, BYTES_OF(r->signature), out);
}

static enum err post(struct run *r, const char *path, struct buf *body, struct bytes *reply)
{
	struct bytes request = {};
	TRY(keep(r, body, &request));
	if (r->always_anew || !r->caller.ssl) {
		caller_close(&r->caller);
		TRY(caller_open(&r->caller, r->thin->port, r->thin->context));
	}
	return caller_post(&r->caller, path, request, reply);
}

static enum err initiate(struct run *r, struct es10b_server_signed1 *signed1)
{
	static const uint8_t challenge[RSP_CHALLENGE_LEN] = {1};
	struct es9p_initiate_authentication_response response = {};
	struct bytes reply = {};
	struct certificate dpauth = {};
	struct buf body = buf_make(PART_MAX);
	const struct es9p_initiate_authentication_request request = {
		.euicc_challenge = BYTES_OF(challenge),
		.euicc_info1 = buf_bytes(&r->thin->info1),
		.smdp_address = bytes_str(r->thin->park->address),
	};
	TRY(es9p_initiate_authentication_request_encode(&request, &body));
	TRY(post(r, PATH "initiateAuthentication", &body, &reply));
	TRY(es9p_initiate_authentication_response_decode(&r->arena, reply, &response));
	r->transaction_id = response.transaction_id;
	TRY(certificate_parse(response.server_certificate, &dpauth));
	r->smdp_oid = dpauth.registered_id;
	return es10b_server_signed1_decode(response.server_signed1, signed1);
}

static enum err put_signed1(struct run *r, const struct es10b_server_signed1 *signed1,
			    struct bytes *out)
{
	struct bytes ctx = {};
	struct buf ctx_params1 = buf_make(PART_MAX), whole = buf_make(PART_MAX);
	const struct es10b_ctx_params1 params = {
		.matching_id = bytes_str(r->order->matching_id),
		.tac = BYTES_LIT("\x35\x29\x06\x11"),
	};
	TRY(es10b_ctx_params1_encode(&params, &ctx_params1));
	TRY(keep(r, &ctx_params1, &ctx));
	const struct es10b_euicc_signed1 content = {
		.transaction_id = signed1->transaction_id,
		.server_address = bytes_str(r->thin->park->address),
		.server_challenge = signed1->server_challenge,
		.euicc_info2 = buf_bytes(&r->thin->info2),
		.ctx_params1 = ctx,
	};
	TRY(es10b_euicc_signed1_encode(&content, &whole));
	return keep(r, &whole, out);
}

static enum err authenticate(struct run *r, const struct es10b_server_signed1 *signed1)
{
	struct bytes reply = {};
	struct buf part = buf_make(PART_MAX), body = buf_make(PART_MAX);
	struct es9p_authenticate_client_request request = {.transaction_id = r->transaction_id};
	struct es9p_authenticate_client_response answer = {};
	struct es10b_authenticate_server_response response = {.ok = true};
	response.authenticate_response_ok.euicc_certificate = buf_bytes(&r->device->certificate);
	response.authenticate_response_ok.eum_certificate = buf_bytes(&r->thin->park->eum);
	TRY(put_signed1(r, signed1, &response.authenticate_response_ok.euicc_signed1));
	TRY(sign(r, response.authenticate_response_ok.euicc_signed1,
		 &response.authenticate_response_ok.euicc_signature1));
	TRY(es10b_authenticate_server_response_encode(&response, &part));
	TRY(keep(r, &part, &request.authenticate_server_response));
	TRY(es9p_authenticate_client_request_encode(&request, &body));
	TRY(post(r, PATH "authenticateClient", &body, &reply));
	TRY(es9p_authenticate_client_response_decode(&r->arena, reply, &answer));
	r->smdp_signature2 = answer.smdp_signature2;
	return answer.header.execution_status.status == ESX_EXECUTED_SUCCESS ? OK : ERR_DENIED;
}

static enum err put_signed2(struct run *r, struct es10b_prepare_download_response *response)
{
	struct bytes input = {};
	struct buf signed2 = buf_make(PART_MAX), chained = buf_make(PART_MAX);
	const struct es10b_euicc_signed2 content = {
		.transaction_id = r->transaction_id,
		.euicc_otpk = BYTES_OF(r->thin->otpk.point),
	};
	TRY(es10b_euicc_signed2_encode(&content, &signed2));
	TRY(keep(r, &signed2, &response->download_response_ok.euicc_signed2));
	TRY(rsp_chained_input(response->download_response_ok.euicc_signed2, r->smdp_signature2,
			      &chained));
	TRY(keep(r, &chained, &input));
	return sign(r, input, &response->download_response_ok.euicc_signature2);
}

/* The BPP is not looked at, but it must be one. */
static enum err get_package(struct run *r)
{
	static const char member[] = "\"boundProfilePackage\":\"";
	struct bytes reply = {};
	struct buf part = buf_make(PART_MAX), body = buf_make(PART_MAX);
	struct es10b_prepare_download_response response = {.ok = true};
	struct es9p_get_bound_profile_package_request request = {.transaction_id =
									 r->transaction_id};
	TRY(put_signed2(r, &response));
	TRY(es10b_prepare_download_response_encode(&response, &part));
	TRY(keep(r, &part, &request.prepare_download_response));
	TRY(es9p_get_bound_profile_package_request_encode(&request, &body));
	TRY(post(r, PATH "getBoundProfilePackage", &body, &reply));
	return memmem(reply.ptr, reply.len, member, strlen(member)) ? OK : ERR_DENIED;
}

static enum err put_result(struct run *r, struct es10b_profile_installation_result *result)
{
	uint8_t iccid[ICCID_LEN] = {};
	struct buf data = buf_make(PART_MAX);
	TRY(iccid_encode(bytes_str(r->order->iccid), iccid));
	const struct es10b_profile_installation_result_data content = {
		.transaction_id = r->transaction_id,
		.notification_metadata =
			{
				.seq_number = atomic_fetch_add(&r->thin->notifications, 1) + 1,
				.profile_management_operation = RSP_EVENT_INSTALL,
				.notification_address = bytes_str(r->thin->park->address),
				.iccid = BYTES_OF(iccid),
			},
		.smdp_oid = r->smdp_oid,
		.success = true,
		.success_result = {.aid = BYTES_LIT("\xA0\x00\x00\x05\x59\x10\x10\xFF\xFF\xFF\xFF"
						    "\x89\x00\x00\x11\x00"),
				   .sima_response = BYTES_LIT("\x30\x03\x80\x01\x00")},
	};
	TRY(es10b_profile_installation_result_data_encode(&content, &data));
	TRY(keep(r, &data, &result->data));
	return sign(r, result->data, &result->euicc_sign_pir);
}

static enum err notify(struct run *r)
{
	struct bytes reply = {};
	struct buf part = buf_make(PART_MAX), body = buf_make(PART_MAX);
	struct es10b_profile_installation_result result = {};
	struct es9p_handle_notification_request request = {};
	TRY(put_result(r, &result));
	TRY(es10b_profile_installation_result_encode(&result, &part));
	TRY(keep(r, &part, &request.pending_notification));
	TRY(es9p_handle_notification_request_encode(&request, &body));
	enum err e = post(r, PATH "handleNotification", &body, &reply);
	return e == ERR_DENIED && r->caller.status == NO_CONTENT ? OK : e;
}

static enum err download(struct run *r)
{
	struct es10b_server_signed1 signed1 = {};
	TRY(initiate(r, &signed1));
	TRY(authenticate(r, &signed1));
	TRY(get_package(r));
	return notify(r);
}

enum err thin_device_download(struct thin_park *thin, size_t number, const struct es2p_order *order,
			      unsigned connections)
{
	struct run r = {
		.thin = thin,
		.device = &thin->park->devices[number],
		.key = thin->keys[number],
		.order = order,
		.always_anew = connections > 1,
		.arena = arena_make(ARENA_MAX),
	};
	enum err e = download(&r);
	if (e != OK)
		figure_note("a thin device's download: %s", err_name(e));
	caller_close(&r.caller);
	arena_free(&r.arena);
	return e;
}
