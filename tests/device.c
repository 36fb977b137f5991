/* SPDX-License-Identifier: Apache-2.0 */
/* A device made of the encoders of msg/. */
#include "device.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "codec/tlv.h"
#include "crypto/hash.h"
#include "msg/es10b_authenticate_server.h"
#include "msg/es10_function.h"
#include "msg/es10b_cancel_session.h"
#include "msg/es10b_get_euicc_info.h"
#include "msg/es10b_prepare_download.h"
#include "msg/es9p_authenticate_client.h"
#include "msg/es9p_cancel_session.h"
#include "msg/es9p_get_bound_profile_package.h"
#include "msg/es9p_handle_notification.h"
#include "msg/es9p_initiate_authentication.h"

enum { PART_MAX = 16 * 1024 };

static void must(enum err e)
{
	if (e != OK)
		abort();
}

/* What a buffer holds, kept in the world's arena. */
static struct bytes keep(struct device *d, struct buf *from)
{
	struct bytes out = {};
	must(arena_dup(&d->world->arena, buf_bytes(from), &out));
	buf_free(from);
	return out;
}

static struct bytes sign(struct device *d, struct bytes input)
{
	uint8_t signature[ECDSA_SIGNATURE_LEN] = {};
	struct bytes out = {};
	must(ecdsa_sign(d->key, &input, 1, signature));
	if (d->breaks_signature)
		signature[ECDSA_SIGNATURE_LEN - 1] ^= 1;
	must(arena_dup(&d->world->arena, BYTES_OF(signature), &out));
	return out;
}

void device_new_otpk(struct device *device)
{
	private_key_free(&device->otsk);
	struct public_key own = {};
	must(private_key_public(device->key, &own));
	must(private_key_generate(own.curve, &device->otsk));
	must(private_key_public(device->otsk, &device->otpk));
}

static struct es10b_euicc_info2 usual_info2(struct device *d);

void device_make(struct device *device, struct smdpp_world *world, enum curve curve)
{
	const struct test_pki *pki = &world->pki[curve];
	static const struct bytes oid_10 = BYTES_LIT("\x88\x37\x0A");
	*device = (struct device){
		.world = world,
		.key = pki->keys[ISSUE_EUICC],
		.euicc = buf_bytes(&pki->der[ISSUE_EUICC]),
		.eum = buf_bytes(&pki->der[ISSUE_EUM]),
		.smdp_address = WORLD_ADDRESS,
		.svn = 0x020202,
		.signing = {pki->ci.subject_key_id},
		.verification = {pki->ci.subject_key_id},
		.matching_id = NULL,
		.seq_number = 1,
		.smdp_oid = oid_10,
	};
	device->info2 = usual_info2(device);
	device_new_otpk(device);
}

void device_free(struct device *device)
{
	private_key_free(&device->otsk);
}

void device_set_eid(struct device *device, const char *eid)
{
	struct public_key own = {};
	must(private_key_public(device->key, &own));
	struct test_pki *pki = &device->world->pki[own.curve];
	struct certificate_template t = test_pki_template(pki, ISSUE_EUICC);
	must(issue_set_name(&t, "serialNumber", eid));
	struct buf der = test_pki_issue(pki, &t, ISSUE_EUICC);
	device->euicc = keep(device, &der);
}

/* Is there something to be learnt from it? */
static bool has_executed(struct world_answer answer)
{
	return answer.result == OK && answer.status == 200 && answer.body.len > 0 &&
	       answer.execution.status == ESX_EXECUTED_SUCCESS;
}

/* The TLV with `more` behind its members. */
static struct bytes extended(struct device *d, struct bytes whole, uint32_t tag, struct bytes more)
{
	struct buf out = buf_make(PART_MAX);
	struct tlv old = {};
	must(tlv_only(whole, tag, &old));
	must(tlv_put_head(&out, tag, old.value.len + more.len));
	must(buf_put(&out, old.value));
	must(buf_put(&out, more));
	return keep(d, &out);
}

static void add_json(const struct device *d, struct buf *body)
{
	if (!d->more_json)
		return;
	body->len--;
	must(buf_put_fmt(body, "%s}", d->more_json));
}

static struct world_answer post(struct device *d, const char *function, struct bytes body)
{
	return d->post ? d->post(d->post_context, function, body)
		       : smdpp_world_es9p(d->world, function, body);
}

/* --- initiateAuthentication ----------------------------------------------------------------- */

static struct bytes ci_list(struct device *d, const struct bytes *ids)
{
	struct buf list = buf_make(PART_MAX);
	for (size_t i = 0; i < 4 && bytes_present(ids[i]); i++)
		must(es10b_ci_pk_id_encode(ids[i], &list));
	if (list.len == 0)
		return BYTES_LIT("");
	return keep(d, &list);
}

static struct bytes euicc_info1(struct device *d)
{
	const uint8_t svn[] = {(uint8_t)(d->svn >> 16), (uint8_t)(d->svn >> 8), (uint8_t)d->svn};
	struct buf out = buf_make(PART_MAX);
	const struct es10b_euicc_info1 info = {
		.svn = BYTES_OF(svn),
		.ci_pk_ids_for_verification = ci_list(d, d->verification),
		.ci_pk_ids_for_signing = ci_list(d, d->signing),
	};
	must(es10b_euicc_info1_encode(&info, &out));
	return extended(d, keep(d, &out), ES10B_GET_EUICC_INFO1, d->more_of_info1);
}

static void learn_initiation(struct device *d, struct world_answer answer)
{
	struct es9p_initiate_authentication_response r = {};
	struct es10b_server_signed1 content = {};
	must(es9p_initiate_authentication_response_decode(&d->world->arena, answer.body, &r));
	must(es10b_server_signed1_decode(r.server_signed1, &content));
	d->transaction_id = r.transaction_id;
	d->signed_transaction_id = content.transaction_id;
	d->server_challenge = content.server_challenge;
	d->server_signed1 = r.server_signed1;
	d->server_signature1 = r.server_signature1;
	d->server_certificate = r.server_certificate;
	d->ci_pk_id = r.euicc_ci_pk_id_to_be_used;
}

struct world_answer device_initiate(struct device *device)
{
	struct buf body = buf_make(PART_MAX);
	must(entropy_fill(&device->world->entropy, device->challenge, sizeof(device->challenge)));
	const struct es9p_initiate_authentication_request request = {
		.euicc_challenge = BYTES_OF(device->challenge),
		.euicc_info1 = euicc_info1(device),
		.smdp_address = bytes_str(device->smdp_address),
	};
	must(es9p_initiate_authentication_request_encode(&request, &body));
	add_json(device, &body);
	struct world_answer answer = post(device, "initiateAuthentication", keep(device, &body));
	if (has_executed(answer))
		learn_initiation(device, answer);
	return answer;
}

/* --- authenticateClient --------------------------------------------------------------------- */

struct bytes device_resource(struct device *device, uint64_t free_memory)
{
	struct buf out = buf_make(PART_MAX);
	const struct es10b_ext_card_resource resource = {
		.installed_applications = 0,
		.free_non_volatile_memory = free_memory,
		.free_volatile_memory = 20000,
	};
	must(es10b_ext_card_resource_encode(&resource, &out));
	return keep(device, &out);
}

static struct es10b_euicc_info2 usual_info2(struct device *d)
{
	return (struct es10b_euicc_info2){
		.profile_version = BYTES_LIT("\x02\x03\x01"),
		.svn = BYTES_LIT("\x02\x02\x02"),
		.euicc_firmware_ver = BYTES_LIT("\x01\x00\x00"),
		.ext_card_resource = device_resource(d, 500000),
		.uicc_capability = 1,
		.rsp_capability = ES10B_ADDITIONAL_PROFILE,
		.euicc_category = TLV_ABSENT,
		.pp_version = BYTES_LIT("\x00\x00\x01"),
		.sas_accreditation_number = bytes_str("TEST"),
	};
}

static struct bytes euicc_info2(struct device *d)
{
	struct buf out = buf_make(PART_MAX);
	if (bytes_present(d->raw_info2))
		return d->raw_info2;
	struct es10b_euicc_info2 info = d->info2;
	info.ci_pk_ids_for_verification = ci_list(d, d->verification);
	info.ci_pk_ids_for_signing = ci_list(d, d->signing);
	must(es10b_euicc_info2_encode(&info, &out));
	return extended(d, keep(d, &out), ES10B_GET_EUICC_INFO2, d->more_of_info2);
}

/* DeviceInfo is the last member of ctxParams1. */
static struct bytes ctx_params1(struct device *d)
{
	enum { TAG_CTX = 0xA0, TAG_DEVICE_INFO = 0xA1 };
	struct buf out = buf_make(PART_MAX), whole = buf_make(PART_MAX);
	struct tlv ctx = {}, device_info = {};
	struct es10b_ctx_params1 content = {
		.tac = BYTES_LIT("\x35\x29\x06\x11"),
		.device_capabilities = d->capabilities,
	};
	if (d->matching_id)
		content.matching_id = bytes_str(d->matching_id);
	must(es10b_ctx_params1_encode(&content, &out));
	must(tlv_only(keep(d, &out), TAG_CTX, &ctx));
	must(tlv_find(ctx.value, TAG_DEVICE_INFO, &device_info));
	struct bytes before = bytes_from(ctx.value.ptr, ctx.value.len - device_info.whole.len);
	struct bytes after =
		extended(d, device_info.whole, TAG_DEVICE_INFO, d->more_of_device_info);
	must(tlv_put_head(&whole, TAG_CTX, before.len + after.len));
	must(buf_put(&whole, before));
	must(buf_put(&whole, after));
	return keep(d, &whole);
}

static struct bytes euicc_signed1(struct device *d)
{
	struct buf out = buf_make(PART_MAX);
	const struct es10b_euicc_signed1 content = {
		.transaction_id = d->signed_transaction_id,
		.server_address = bytes_str(d->smdp_address),
		.server_challenge = d->server_challenge,
		.euicc_info2 = euicc_info2(d),
		.ctx_params1 = ctx_params1(d),
	};
	must(es10b_euicc_signed1_encode(&content, &out));
	return keep(d, &out);
}

static struct bytes authenticate_server_response(struct device *d)
{
	struct buf out = buf_make(PART_MAX);
	struct es10b_authenticate_server_response response = {.ok = !d->refuses};
	if (d->refuses) {
		response.authenticate_response_error.transaction_id = d->signed_transaction_id;
		response.authenticate_response_error.authenticate_error_code =
			ES10B_AUTHENTICATE_INVALID_OID;
	} else {
		response.authenticate_response_ok.euicc_signed1 = euicc_signed1(d);
		d->euicc_signature1 = sign(d, response.authenticate_response_ok.euicc_signed1);
		response.authenticate_response_ok.euicc_signature1 = d->euicc_signature1;
		response.authenticate_response_ok.euicc_certificate = d->euicc;
		response.authenticate_response_ok.eum_certificate = d->eum;
		response.authenticate_response_ok.other_certs_in_chain = d->other_certs;
	}
	must(es10b_authenticate_server_response_encode(&response, &out));
	return keep(d, &out);
}

struct bytes device_authenticate_body(struct device *device)
{
	struct buf body = buf_make(PART_MAX);
	const struct es9p_authenticate_client_request request = {
		.transaction_id = device->transaction_id,
		.authenticate_server_response = authenticate_server_response(device),
	};
	must(es9p_authenticate_client_request_encode(&request, &body));
	add_json(device, &body);
	return keep(device, &body);
}

static void learn_authentication(struct device *d, struct world_answer answer)
{
	struct es9p_authenticate_client_response r = {};
	struct es10b_smdp_signed2 content = {};
	must(es9p_authenticate_client_response_decode(&d->world->arena, answer.body, &r));
	must(es10b_smdp_signed2_decode(r.smdp_signed2, &content));
	d->profile_metadata = r.profile_metadata;
	d->smdp_signed2 = r.smdp_signed2;
	d->smdp_signature2 = r.smdp_signature2;
	d->smdp_certificate = r.smdp_certificate;
	d->cc_required = content.cc_required_flag;
	d->bpp_euicc_otpk = content.bpp_euicc_otpk;
}

struct world_answer device_authenticate(struct device *device)
{
	struct world_answer answer =
		post(device, "authenticateClient", device_authenticate_body(device));
	if (has_executed(answer) && !device->post)
		learn_authentication(device, answer);
	return answer;
}

/* --- getBoundProfilePackage ----------------------------------------------------------------- */

static struct bytes hash_cc(struct device *d)
{
	uint8_t code[HASH_LEN] = {}, hash[HASH_LEN] = {};
	struct bytes out = {};
	const struct bytes text = bytes_str(d->confirmation_code);
	const struct bytes parts[] = {BYTES_OF(code), d->transaction_id};
	must(hash_sha256(&text, 1, code));
	must(hash_sha256(parts, 2, hash));
	must(arena_dup(&d->world->arena, BYTES_OF(hash), &out));
	return out;
}

static struct bytes prepare_download_response(struct device *d)
{
	struct buf out = buf_make(PART_MAX), signed2 = buf_make(PART_MAX);
	struct buf input = buf_make(PART_MAX);
	struct es10b_prepare_download_response response = {.ok = !d->refuses};
	if (d->refuses) {
		response.download_response_error.transaction_id = d->signed_transaction_id;
		response.download_response_error.download_error_code =
			ES10B_DOWNLOAD_INVALID_SIGNATURE;
	} else {
		struct es10b_euicc_signed2 content = {
			.transaction_id = d->signed_transaction_id,
			.euicc_otpk = BYTES_OF(d->otpk.point),
		};
		if (d->confirmation_code)
			content.hash_cc = hash_cc(d);
		must(es10b_euicc_signed2_encode(&content, &signed2));
		must(rsp_chained_input(buf_bytes(&signed2), d->smdp_signature2, &input));
		response.download_response_ok.euicc_signature2 = sign(d, keep(d, &input));
		response.download_response_ok.euicc_signed2 = keep(d, &signed2);
	}
	must(es10b_prepare_download_response_encode(&response, &out));
	return keep(d, &out);
}

struct bytes device_get_package_body(struct device *device)
{
	struct buf body = buf_make(PART_MAX);
	const struct es9p_get_bound_profile_package_request request = {
		.transaction_id = device->transaction_id,
		.prepare_download_response = prepare_download_response(device),
	};
	must(es9p_get_bound_profile_package_request_encode(&request, &body));
	return keep(device, &body);
}

struct world_answer device_get_package(struct device *device)
{
	struct es9p_get_bound_profile_package_response r = {};
	struct world_answer answer = smdpp_world_es9p(device->world, "getBoundProfilePackage",
						      device_get_package_body(device));
	if (!has_executed(answer))
		return answer;
	must(es9p_get_bound_profile_package_response_decode(&device->world->arena, answer.body,
							    &r));
	device->bpp = r.bound_profile_package;
	return answer;
}

/* --- cancelSession, notifications ----------------------------------------------------------- */

struct world_answer device_cancel(struct device *device, uint64_t reason)
{
	struct buf content = buf_make(PART_MAX), out = buf_make(PART_MAX);
	struct buf body = buf_make(PART_MAX);
	const struct es10b_cancel_session_signed cancel = {
		.transaction_id = device->signed_transaction_id,
		.smdp_oid = device->smdp_oid,
		.reason = reason,
	};
	must(es10b_cancel_session_signed_encode(&cancel, &content));
	struct es10b_cancel_session_response response = {
		.ok = !device->refuses,
		.cancel_session_response_error = ES10B_CANCEL_ERROR_INVALID_TRANSACTION_ID,
	};
	if (response.ok) {
		struct bytes input = keep(device, &content);
		response.cancel_session_response_ok.euicc_cancel_session_signed = input;
		response.cancel_session_response_ok.euicc_cancel_session_signature =
			sign(device, input);
	}
	buf_free(&content);
	must(es10b_cancel_session_response_encode(&response, &out));
	const struct es9p_cancel_session_request request = {
		.transaction_id = device->transaction_id,
		.cancel_session_response = keep(device, &out),
	};
	must(es9p_cancel_session_request_encode(&request, &body));
	return smdpp_world_es9p(device->world, "cancelSession", keep(device, &body));
}

static struct bytes pending_body(struct device *d, struct buf *pending)
{
	struct buf body = buf_make(PART_MAX);
	const struct es9p_handle_notification_request request = {
		.pending_notification = keep(d, pending),
	};
	must(es9p_handle_notification_request_encode(&request, &body));
	return keep(d, &body);
}

static struct es10b_notification_metadata metadata_of(struct device *d, uint64_t event)
{
	uint8_t iccid[ICCID_LEN] = {};
	struct es10b_notification_metadata metadata = {
		.seq_number = d->seq_number,
		.profile_management_operation = event,
		.notification_address = bytes_str(WORLD_ADDRESS),
	};
	if (d->iccid) {
		must(iccid_encode(bytes_str(d->iccid), iccid));
		must(arena_dup(&d->world->arena, BYTES_OF(iccid), &metadata.iccid));
	}
	return metadata;
}

struct bytes device_install_body(struct device *device, uint64_t error_reason)
{
	struct buf content = buf_make(PART_MAX), out = buf_make(PART_MAX);
	struct es10b_profile_installation_result_data data = {
		.transaction_id = device->signed_transaction_id,
		.notification_metadata = metadata_of(device, RSP_EVENT_INSTALL),
		.smdp_oid = device->smdp_oid,
		.success = error_reason == 0,
	};
	if (data.success) {
		data.success_result.aid = BYTES_LIT("\xA0\x00\x00\x05\x59\x10\x10\xFF\xFF\xFF\xFF"
						    "\x89\x00\x00\x11\x00");
		data.success_result.sima_response = BYTES_LIT("\x30\x03\x80\x01\x00");
	} else {
		data.error_result.bpp_command_id = ES10B_BPP_LOAD_PROFILE_ELEMENTS;
		data.error_result.error_reason = error_reason;
	}
	must(es10b_profile_installation_result_data_encode(&data, &content));
	struct bytes input = keep(device, &content);
	const struct es10b_profile_installation_result result = {
		.data = input,
		.euicc_sign_pir = sign(device, input),
	};
	must(es10b_profile_installation_result_encode(&result, &out));
	return pending_body(device, &out);
}

struct world_answer device_install(struct device *device, uint64_t error_reason)
{
	return smdpp_world_es9p(device->world, "handleNotification",
				device_install_body(device, error_reason));
}

struct bytes device_notify_body(struct device *device, uint64_t event)
{
	struct buf content = buf_make(PART_MAX), out = buf_make(PART_MAX);
	const struct es10b_notification_metadata metadata = metadata_of(device, event);
	must(es10b_notification_metadata_encode(&metadata, &content));
	struct bytes input = keep(device, &content);
	const struct es10b_other_signed_notification notification = {
		.tbs_other_notification = input,
		.euicc_notification_signature = sign(device, input),
		.euicc_certificate = device->euicc,
		.eum_certificate = device->eum,
		.other_certs_in_chain = device->other_certs,
	};
	must(es10b_other_signed_notification_encode(&notification, &out));
	return pending_body(device, &out);
}

struct world_answer device_notify(struct device *device, uint64_t event)
{
	return smdpp_world_es9p(device->world, "handleNotification",
				device_notify_body(device, event));
}

/* --- several steps -------------------------------------------------------------------------- */

static void must_be_done(struct world_answer answer)
{
	if (!world_done(answer))
		abort();
}

void device_up_to_initiate(struct device *device)
{
	must_be_done(device_initiate(device));
}

void device_up_to_authenticate(struct device *device, const char *matching_id)
{
	device->matching_id = matching_id;
	device_up_to_initiate(device);
	must_be_done(device_authenticate(device));
}

void device_up_to_package(struct device *device, const char *matching_id)
{
	device_up_to_authenticate(device, matching_id);
	must_be_done(device_get_package(device));
}

int device_setup(void **state)
{
	struct device_scene *scene = calloc(1, sizeof(*scene));
	if (!scene)
		return -1;
	smdpp_world_make(&scene->w, NULL);
	device_make(&scene->d, &scene->w, CURVE_P256);
	*state = scene;
	return 0;
}

int device_teardown(void **state)
{
	struct device_scene *scene = *state;
	device_free(&scene->d);
	smdpp_world_free(&scene->w);
	free(scene);
	return 0;
}
