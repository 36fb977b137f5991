/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PrepareDownloadResponse, CancelSessionResponse and notifications of a test device.
 * No test of its own: the cases of ES9+ in tests/conformance.sh.
 */
#include <string.h>

#include "conformance/device_message.h"
#include "crypto/hash.h"
#include "msg/es10b_cancel_session.h"
#include "msg/es10b_load_bound_profile_package.h"
#include "msg/es10b_notification.h"
#include "msg/es10b_prepare_download.h"

enum { PART_MAX = 16 * 1024 };

/* SHA256(SHA256(confirmation code) || transactionId) (SGP.22 §5.7.5). */
static enum err hash_cc(struct scene *scene, const struct wishes *w, const struct actor *actor,
			struct bytes *out)
{
	uint8_t code[HASH_LEN] = {}, hash[HASH_LEN] = {};
	const char *standard = actor->cc_required ? scene_order(scene)->cc : NULL;
	const char *text = wish_text(w, WISH_CC, standard);
	const struct bytes characters = bytes_str(text);
	const struct bytes parts[] = {BYTES_OF(code), actor->signed_transaction_id};
	*out = (struct bytes){};
	if (!text)
		return OK;
	TRY(hash_sha256(&characters, 1, code));
	TRY(hash_sha256(parts, 2, hash));
	return arena_dup(&scene->arena, BYTES_OF(hash), out);
}

/* The key that the server remembers is used again, unless the device wants another (§5.7.5). */
static enum err choose_otpk(struct scene *scene, const struct wishes *w, struct actor *actor)
{
	bool known = bytes_eq(actor->bpp_euicc_otpk, BYTES_OF(actor->otpk.point));
	if (wish_is(w, WISH_OTPK, "new") ||
	    (bytes_present(actor->bpp_euicc_otpk) && !known && !wish_is(w, WISH_OTPK, "kept")))
		TRY(actor_new_otpk(actor));
	TRY(arena_dup(&scene->arena, BYTES_OF(actor->otpk.point), &actor->sent_otpk));
	if (wish_is(w, WISH_OTPK, "off-curve"))
		((uint8_t *)actor->sent_otpk.ptr)[CURVE_POINT_LEN - 1] ^= 1;
	return OK;
}

static enum err sign_download(struct scene *scene, const struct wishes *w, struct actor *actor,
			      struct es10b_prepare_download_response *response)
{
	CLEANUP(buf_free) struct buf signed2 = buf_make(PART_MAX);
	CLEANUP(buf_free) struct buf input = buf_make(PART_MAX);
	struct es10b_euicc_signed2 content = {};
	TRY(device_message_transaction(scene, w, WISH_SIGNED_TRANSACTION,
				       actor->signed_transaction_id, &content.transaction_id));
	TRY(choose_otpk(scene, w, actor));
	content.euicc_otpk = actor->sent_otpk;
	TRY(hash_cc(scene, w, actor, &content.hash_cc));
	TRY(es10b_euicc_signed2_encode(&content, &signed2));
	TRY(rsp_chained_input(buf_bytes(&signed2), actor->smdp_signature2, &input));
	response->ok = true;
	TRY(device_message_sign(scene, w, actor, buf_bytes(&input),
				&response->download_response_ok.euicc_signature2));
	return scene_keep(scene, &signed2, &response->download_response_ok.euicc_signed2);
}

enum err device_message_prepare_download(struct scene *scene, const struct wishes *w,
					 struct actor *actor, struct bytes *out)
{
	CLEANUP(buf_free) struct buf whole = buf_make(PART_MAX);
	struct es10b_prepare_download_response response = {
		.download_response_error = {actor->signed_transaction_id,
					    wish_number(w, WISH_REFUSES, 0)},
	};
	if (!w->value[WISH_REFUSES])
		TRY(sign_download(scene, w, actor, &response));
	TRY(es10b_prepare_download_response_encode(&response, &whole));
	return scene_keep(scene, &whole, out);
}

/* The SM-DP+'s identifier is that of its certificate. */
static enum err smdp_oid(const struct wishes *w, const struct actor *actor, struct bytes *out)
{
	struct certificate certificate = {};
	if (wish_is(w, WISH_OID, "other")) {
		*out = BYTES_LIT("\x88\x37\x63\x63");
		return OK;
	}
	TRY(certificate_parse(actor->server_certificate, &certificate));
	*out = certificate.registered_id;
	return OK;
}

enum err device_message_cancel_session(struct scene *scene, const struct wishes *w,
				       struct actor *actor, struct bytes *out)
{
	CLEANUP(buf_free) struct buf whole = buf_make(PART_MAX);
	CLEANUP(buf_free) struct buf content = buf_make(PART_MAX);
	struct es10b_cancel_session_signed cancel = {.reason = wish_number(w, WISH_REASON, 0)};
	struct es10b_cancel_session_response response = {
		.ok = !w->value[WISH_REFUSES],
		.cancel_session_response_error = wish_number(w, WISH_REFUSES, 0),
	};
	TRY(device_message_transaction(scene, w, WISH_SIGNED_TRANSACTION,
				       actor->signed_transaction_id, &cancel.transaction_id));
	TRY(smdp_oid(w, actor, &cancel.smdp_oid));
	TRY(es10b_cancel_session_signed_encode(&cancel, &content));
	struct bytes input = buf_bytes(&content);
	response.cancel_session_response_ok.euicc_cancel_session_signed = input;
	TRY(device_message_sign(
		scene, w, actor, input,
		&response.cancel_session_response_ok.euicc_cancel_session_signature));
	TRY(es10b_cancel_session_response_encode(&response, &whole));
	return scene_keep(scene, &whole, out);
}

static const struct {
	const char *name;
	uint64_t event;
} events[] = {
	{"install", RSP_EVENT_INSTALL},
	{"enable", RSP_EVENT_ENABLE},
	{"disable", RSP_EVENT_DISABLE},
	{"delete", RSP_EVENT_DELETE},
};

/* What both kinds of notifications say first. */
static enum err notification_metadata(struct scene *scene, const struct wishes *w,
				      struct actor *actor, struct es10b_notification_metadata *out)
{
	const char *digits = wish_text(w, WISH_ICCID, scene_order(scene)->iccid);
	uint8_t iccid[ICCID_LEN] = {};
	if (!wish_is(w, WISH_SEQUENCE, "same"))
		actor->sequence = wish_number(w, WISH_SEQUENCE, actor->sequence + 1);
	*out = (struct es10b_notification_metadata){
		.seq_number = actor->sequence,
		.profile_management_operation = RSP_EVENT_INSTALL,
		.notification_address = actor->server_address,
	};
	if (!bytes_present(actor->server_address))
		out->notification_address =
			bytes_str(scene->target->connections[TARGET_ES9P].address);
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		if (wish_is(w, WISH_EVENT, events[i].name))
			out->profile_management_operation = events[i].event;
	if (!digits)
		return OK;
	TRY(iccid_encode(bytes_str(digits), iccid));
	return arena_dup(&scene->arena, BYTES_OF(iccid), &out->iccid);
}

static void fill_result(const struct wishes *w, struct es10b_profile_installation_result_data *data)
{
	data->success = !w->value[WISH_REASON];
	if (data->success) {
		data->success_result.aid = BYTES_LIT("\xA0\x00\x00\x05\x59\x10\x10\xFF\xFF\xFF\xFF"
						     "\x89\x00\x00\x11\x00");
		data->success_result.sima_response = BYTES_LIT("\x30\x03\x80\x01\x00");
		return;
	}
	data->error_result.bpp_command_id =
		wish_number(w, WISH_COMMAND, ES10B_BPP_LOAD_PROFILE_ELEMENTS);
	data->error_result.error_reason = wish_number(w, WISH_REASON, 0);
}

enum err device_message_installation_result(struct scene *scene, const struct wishes *w,
					    struct actor *actor, struct bytes *out)
{
	CLEANUP(buf_free) struct buf whole = buf_make(PART_MAX);
	CLEANUP(buf_free) struct buf content = buf_make(PART_MAX);
	struct es10b_profile_installation_result_data data = {};
	struct es10b_profile_installation_result result = {};
	TRY(device_message_transaction(scene, w, WISH_SIGNED_TRANSACTION,
				       actor->signed_transaction_id, &data.transaction_id));
	TRY(notification_metadata(scene, w, actor, &data.notification_metadata));
	TRY(smdp_oid(w, actor, &data.smdp_oid));
	fill_result(w, &data);
	TRY(es10b_profile_installation_result_data_encode(&data, &content));
	result.data = buf_bytes(&content);
	TRY(device_message_sign(scene, w, actor, result.data, &result.euicc_sign_pir));
	TRY(es10b_profile_installation_result_encode(&result, &whole));
	return scene_keep(scene, &whole, out);
}

enum err device_message_notification(struct scene *scene, const struct wishes *w,
				     struct actor *actor, struct bytes *out)
{
	CLEANUP(buf_free) struct buf whole = buf_make(PART_MAX);
	CLEANUP(buf_free) struct buf content = buf_make(PART_MAX);
	struct es10b_notification_metadata metadata = {};
	struct es10b_other_signed_notification n = {.euicc_certificate = actor->euicc,
						    .eum_certificate = actor->eum};
	TRY(notification_metadata(scene, w, actor, &metadata));
	TRY(es10b_notification_metadata_encode(&metadata, &content));
	n.tbs_other_notification = buf_bytes(&content);
	TRY(device_message_sign(scene, w, actor, n.tbs_other_notification,
				&n.euicc_notification_signature));
	TRY(es10b_other_signed_notification_encode(&n, &whole));
	return scene_keep(scene, &whole, out);
}
