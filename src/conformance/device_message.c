/* SPDX-License-Identifier: Apache-2.0 */
/*
 * EUICCInfo1, EUICCInfo2, CtxParams1 and AuthenticateServerResponse of a test device. The later
 * messages are in conformance/device_message_later.c.
 * No test of its own: the cases of ES9+ in tests/conformance.sh.
 */
#include "conformance/device_message.h"

#include <stdlib.h>
#include <string.h>

#include "codec/tlv.h"
#include "conformance/forgery.h"
#include "crypto/ecdsa.h"
#include "msg/es10b_authenticate_server.h"
#include "msg/es10b_get_euicc_info.h"

enum { PART_MAX = 16 * 1024, VERSION_LEN = 3, LEVELS_MAX = 2 };
enum { FREE_MEMORY = 500000, FREE_VOLATILE_MEMORY = 20000 };

/* "2.2.1" */
static void version_of(const struct wishes *w, enum wish wish, const char *standard,
		       uint8_t out[static VERSION_LEN])
{
	const char *text = w->value[wish] ? w->value[wish] : standard;
	for (size_t i = 0; i < VERSION_LEN; i++) {
		char *end = NULL;
		out[i] = (uint8_t)strtoul(text, &end, 10);
		text = *end == '.' ? end + 1 : end;
	}
}

/* What the lists of CIs can hold. */
static enum err put_cis(const struct scene *scene, const struct actor *actor, const char *wish,
			struct buf *out)
{
	static const uint8_t unknown[20] = {0xC0, 0xFF, 0xEE};
	const char *what = wish ? wish : "own";
	if (strcmp(what, "unknown") == 0 || strcmp(what, "unknown-first") == 0)
		TRY(es10b_ci_pk_id_encode(BYTES_OF(unknown), out));
	if (strcmp(what, "own") == 0 || strcmp(what, "unknown-first") == 0)
		return es10b_ci_pk_id_encode(actor->issuer->ci.subject_key_id, out);
	for (size_t i = 0; strcmp(what, "both") == 0 && i < scene->target->issuers_n; i++)
		TRY(es10b_ci_pk_id_encode(scene->target->issuers[i].ci.subject_key_id, out));
	return OK;
}

/* An empty list is not an absent one. */
static struct bytes list_of(const struct buf *b)
{
	return b->len > 0 ? buf_bytes(b) : BYTES_LIT("");
}

enum err device_message_euicc_info1(struct scene *scene, const struct wishes *w,
				    struct actor *actor, struct bytes *out)
{
	CLEANUP(buf_free) struct buf whole = buf_make(PART_MAX);
	CLEANUP(buf_free) struct buf signing = buf_make(PART_MAX);
	CLEANUP(buf_free) struct buf verification = buf_make(PART_MAX);
	uint8_t svn[VERSION_LEN] = {};
	version_of(w, WISH_SVN, "2.2.2", svn);
	TRY(put_cis(scene, actor, w->value[WISH_SIGNING], &signing));
	TRY(put_cis(scene, actor, w->value[WISH_VERIFICATION], &verification));
	const struct es10b_euicc_info1 info = {
		.svn = BYTES_OF(svn),
		.ci_pk_ids_for_verification = list_of(&verification),
		.ci_pk_ids_for_signing = list_of(&signing),
	};
	TRY(es10b_euicc_info1_encode(&info, &whole));
	return scene_keep(scene, &whole, out);
}

/* Copy a TLV with one more member, which nobody knows, behind those of the TLV at `path` in it. */
static enum err put_extended(struct bytes whole, const uint32_t *path, size_t n, struct buf *out)
{
	struct tlv outer = {};
	size_t mark = 0;
	TRY(tlv_take(&whole, &outer));
	TRY(tlv_open(out, outer.tag, &mark));
	while (outer.value.len > 0) {
		struct tlv member = {};
		TRY(tlv_take(&outer.value, &member));
		if (n > 0 && member.tag == path[0])
			TRY(put_extended(member.whole, path + 1, n - 1, out));
		else
			TRY(buf_put(out, member.whole));
	}
	if (n == 0)
		TRY(tlv_put(out, 0x9F7E, BYTES_LIT("\x01\x02\x03")));
	return tlv_close(out, mark);
}

/* Where "extra" can put it. */
static enum err extend(struct scene *scene, const struct wishes *w, const char *place,
		       struct bytes *whole)
{
	static const struct {
		const char *place;
		uint32_t path[LEVELS_MAX];
		size_t n;
	} rows[] = {
		{"euicc-info2", {}, 0},
		{"device-info", {0xA1}, 1},
		{"capabilities", {0xA1, 0xA1}, 2},
		{"signed1", {}, 0},
	};
	CLEANUP(buf_free) struct buf out = buf_make(PART_MAX);
	if (!wish_is(w, WISH_EXTRA, place))
		return OK;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].place, place) == 0)
			TRY(put_extended(*whole, rows[i].path, rows[i].n, &out));
	return scene_keep(scene, &out, whole);
}

static enum err put_resource(const struct wishes *w, struct buf *out)
{
	const struct es10b_ext_card_resource resource = {
		.free_non_volatile_memory = wish_number(w, WISH_MEMORY, FREE_MEMORY),
		.free_volatile_memory = FREE_VOLATILE_MEMORY,
	};
	if (wish_is(w, WISH_MEMORY, "nonsense"))
		return buf_put(out, BYTES_LIT("\x82\x7F"));
	return es10b_ext_card_resource_encode(&resource, out);
}

static enum err euicc_info2(struct scene *scene, const struct wishes *w, const struct actor *actor,
			    struct bytes *out)
{
	CLEANUP(buf_free) struct buf whole = buf_make(PART_MAX);
	CLEANUP(buf_free) struct buf resource = buf_make(PART_MAX);
	CLEANUP(buf_free) struct buf cis = buf_make(PART_MAX);
	uint8_t svn[VERSION_LEN] = {}, profile[VERSION_LEN] = {};
	version_of(w, WISH_INFO2_SVN, "2.2.2", svn);
	version_of(w, WISH_PROFILE_VERSION, "2.3.1", profile);
	TRY(put_resource(w, &resource));
	TRY(put_cis(scene, actor, NULL, &cis));
	const struct es10b_euicc_info2 info = {
		.profile_version = BYTES_OF(profile),
		.svn = BYTES_OF(svn),
		.euicc_firmware_ver = BYTES_LIT("\x01\x00\x00"),
		.ext_card_resource = buf_bytes(&resource),
		.uicc_capability = wish_number(w, WISH_UICC_CAPABILITY, 0x0A7F),
		.rsp_capability = ES10B_ADDITIONAL_PROFILE,
		.ci_pk_ids_for_verification = buf_bytes(&cis),
		.ci_pk_ids_for_signing = buf_bytes(&cis),
		.euicc_category = TLV_ABSENT,
		.forbidden_profile_policy_rules = wish_number(w, WISH_FORBIDDEN_PPRS, 0),
		.pp_version = BYTES_LIT("\x00\x00\x01"),
		.sas_accreditation_number = bytes_str("TEST"),
	};
	TRY(es10b_euicc_info2_encode(&info, &whole));
	TRY(scene_keep(scene, &whole, out));
	return extend(scene, w, "euicc-info2", out);
}

/* The device says its MatchingID, or that of the order. */
static enum err ctx_params1(struct scene *scene, const struct wishes *w, struct bytes *out)
{
	CLEANUP(buf_free) struct buf whole = buf_make(PART_MAX);
	struct es10b_ctx_params1 ctx = {
		.tac = BYTES_LIT("\x35\x29\x06\x11"),
		.matching_id =
			bytes_str(wish_text(w, WISH_MATCHING_ID, scene_order(scene)->matching_id)),
		.device_capabilities = {.gsm = BYTES_LIT("\x05\x00\x00"),
					.utran = BYTES_LIT("\x08\x00\x00"),
					.eutran_epc = BYTES_LIT("\x0F\x00\x00")},
	};
	if (wish_is(w, WISH_CAPABILITIES, "none"))
		ctx.device_capabilities = (struct es10b_device_capabilities){};
	TRY(es10b_ctx_params1_encode(&ctx, &whole));
	TRY(scene_keep(scene, &whole, out));
	TRY(extend(scene, w, "device-info", out));
	return extend(scene, w, "capabilities", out);
}

enum err device_message_transaction(struct scene *scene, const struct wishes *w, enum wish wish,
				    struct bytes own, struct bytes *out)
{
	static const uint8_t unknown[RSP_TRANSACTION_ID_MAX] = {0xD0, 0x0D, 0xFE, 0xED};
	const struct actor *other = NULL;
	*out = own;
	if (!w->value[wish])
		return OK;
	other = scene_actor_named(scene, w->value[wish]);
	*out = other ? other->transaction_id : BYTES_OF(unknown);
	return OK;
}

enum err device_message_sign(struct scene *scene, const struct wishes *w, const struct actor *actor,
			     struct bytes input, struct bytes *out)
{
	CLEANUP(private_key_free) struct private_key *other = NULL;
	uint8_t signature[ECDSA_SIGNATURE_LEN] = {};
	const struct private_key *key = actor->key;
	if (wish_is(w, WISH_SIGNATURE, "other-key")) {
		TRY(private_key_generate(actor->issuer->curve, &other));
		key = other;
	}
	TRY(ecdsa_sign(key, &input, 1, signature));
	if (wish_is(w, WISH_SIGNATURE, "broken"))
		signature[ECDSA_SIGNATURE_LEN - 1] ^= 1;
	if (wish_is(w, WISH_SIGNATURE, "zero"))
		memset(signature, 0, sizeof(signature));
	return arena_dup(&scene->arena, BYTES_OF(signature), out);
}

static enum err euicc_signed1(struct scene *scene, const struct wishes *w,
			      const struct actor *actor, struct bytes *out)
{
	static const uint8_t other_challenge[RSP_CHALLENGE_LEN] = {0x0D, 0x0E, 0x0A, 0x0D};
	CLEANUP(buf_free) struct buf whole = buf_make(PART_MAX);
	struct es10b_euicc_signed1 content = {
		.server_address = actor->server_address,
		.server_challenge = wish_is(w, WISH_CHALLENGE, "other") ? BYTES_OF(other_challenge)
									: actor->server_challenge,
	};
	TRY(device_message_transaction(scene, w, WISH_SIGNED_TRANSACTION,
				       actor->signed_transaction_id, &content.transaction_id));
	TRY(euicc_info2(scene, w, actor, &content.euicc_info2));
	TRY(ctx_params1(scene, w, &content.ctx_params1));
	TRY(es10b_euicc_signed1_encode(&content, &whole));
	TRY(scene_keep(scene, &whole, out));
	return extend(scene, w, "signed1", out);
}

/* The device's own certificates, or such as the wishes want. */
static enum err certificates(struct scene *scene, const struct wishes *w, const struct actor *actor,
			     struct bytes *euicc, struct bytes *eum)
{
	const struct forgery_order order = {
		.target = scene->target,
		.issuer = actor->issuer,
		.eid = actor->eid,
		.key = actor->key,
		.forgery = w->value[WISH_IDENTITY],
	};
	*euicc = actor->euicc;
	*eum = actor->eum;
	if (!order.forgery)
		return OK;
	enum err e = forgery_make(&order, &scene->arena, euicc, eum);
	return e == ERR_UNSUPPORTED ? scene_fault(scene, e, "the target gives no key of the CI")
				    : e;
}

static enum err accept(struct scene *scene, const struct wishes *w, struct actor *actor,
		       struct es10b_authenticate_server_response *response)
{
	TRY(euicc_signed1(scene, w, actor, &response->authenticate_response_ok.euicc_signed1));
	TRY(device_message_sign(scene, w, actor, response->authenticate_response_ok.euicc_signed1,
				&actor->euicc_signature1));
	response->ok = true;
	response->authenticate_response_ok.euicc_signature1 = actor->euicc_signature1;
	return certificates(scene, w, actor, &response->authenticate_response_ok.euicc_certificate,
			    &response->authenticate_response_ok.eum_certificate);
}

enum err device_message_authenticate_server(struct scene *scene, const struct wishes *w,
					    struct actor *actor, struct bytes *out)
{
	CLEANUP(buf_free) struct buf whole = buf_make(PART_MAX);
	struct es10b_authenticate_server_response response = {
		.authenticate_response_error = {actor->signed_transaction_id,
						wish_number(w, WISH_REFUSES, 0)},
	};
	if (!w->value[WISH_REFUSES])
		TRY(accept(scene, w, actor, &response));
	TRY(es10b_authenticate_server_response_encode(&response, &whole));
	return scene_keep(scene, &whole, out);
}
