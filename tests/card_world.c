/* SPDX-License-Identifier: Apache-2.0 */
/* The SM-DP+ beside the card. */
#include "card_world.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "card/es10.h"
#include "codec/tlv.h"
#include "crypto/aes.h"
#include "crypto/ecka.h"
#include "crypto/hash.h"
#include "msg/es10_function.h"
#include "msg/es10b_authenticate_server.h"
#include "msg/es10b_cancel_session.h"
#include "msg/es10b_get_euicc_info.h"
#include "msg/es10b_prepare_download.h"
#include "msg/es8p_configure_isdp.h"
#include "msg/es8p_replace_session_keys.h"
#include "recipe_sample.h"
#include "saip/walk.h"

enum {
	MESSAGE_MAX = 16 * 1024,
	KEY_LEN = 16,
	MAC_LEN = 8,
	ENCRYPTED_MAX = 1007,
	MAC_ONLY_MAX = 1008,
	OVERSIZE = 1100,
};

static const uint8_t server_challenge[RSP_CHALLENGE_LEN] = "server-challenge";

static void must(enum err e)
{
	if (e != OK) {
		fprintf(stderr, "card_world: %s\n", err_name(e));
		abort();
	}
}

/* ---- the card and its sessions ---- */

void card_world_card(struct euicc *card, struct test_pki *pki, struct entropy *entropy)
{
	CLEANUP(buf_free) struct buf pem = buf_make(1024);
	must(private_key_pem(pki->keys[ISSUE_EUICC], &pem));
	euicc_init(card, entropy);
	must(euicc_add_ci(card, buf_bytes(&pki->der[ISSUE_CI])));
	must(euicc_add_identity(card, buf_bytes(&pki->der[ISSUE_EUICC]), buf_bytes(&pem),
				buf_bytes(&pki->der[ISSUE_EUM])));
}

void card_world_make(struct card_world *w, enum curve curve)
{
	*w = (struct card_world){.entropy = entropy_counted(1)};
	test_pki_make(&w->pki, curve);
	card_world_card(&w->card, &w->pki, &w->entropy);
	w->response = buf_make(CHANNEL_RESPONSE_MAX);
	w->transaction_id = w->prepared_transaction_id = BYTES_LIT("\xA0TRANSACTION-ID\x0F");
	w->address = BYTES_LIT("smdp.example.com");
	w->auth_key = w->pki.keys[ISSUE_DPAUTH];
	w->auth_certificate = buf_bytes(&w->pki.der[ISSUE_DPAUTH]);
	w->ci_pkid = w->pki.ci.subject_key_id;
	w->pb_key = w->pki.keys[ISSUE_DPPB];
	w->pb_certificate = buf_bytes(&w->pki.der[ISSUE_DPPB]);
}

void card_world_free(struct card_world *w)
{
	euicc_free(&w->card);
	buf_free(&w->response);
	test_pki_free(&w->pki);
}

enum err card_world_call(struct card_world *w, struct bytes request)
{
	buf_reset(&w->response);
	return es10_execute(&w->card, request, &w->response);
}

void card_world_challenge(struct card_world *w)
{
	struct bytes challenge = {};
	must(card_world_call(w, BYTES_LIT("\xBF\x2E\x00")));
	must(es10b_euicc_challenge_decode(buf_bytes(&w->response), &challenge));
	memcpy(w->challenge, challenge.ptr, sizeof(w->challenge));
}

static void sign(const struct private_key *key, struct bytes input,
		 uint8_t out[static ECDSA_SIGNATURE_LEN])
{
	must(ecdsa_sign(key, &input, 1, out));
}

/* The card's signature must be by the key of its certificate. */
static void verify(struct card_world *w, struct bytes input, struct bytes signature)
{
	struct public_key key = {};
	must(private_key_public(w->pki.keys[ISSUE_EUICC], &key));
	must(ecdsa_verify(&key, &input, 1, signature));
}

static void put_authenticate_request(struct card_world *w, struct buf *out)
{
	CLEANUP(buf_free) struct buf signed1 = buf_make(MESSAGE_MAX);
	CLEANUP(buf_free) struct buf context = buf_make(MESSAGE_MAX);
	uint8_t signature[ECDSA_SIGNATURE_LEN] = {};
	struct es10b_server_signed1 s = {w->transaction_id, BYTES_OF(w->challenge), w->address,
					 BYTES_OF(server_challenge)};
	struct es10b_ctx_params1 ctx = {.matching_id = BYTES_LIT("MATCHING-ID"),
					.tac = BYTES_LIT("\x35\x29\x06\x11")};
	must(es10b_server_signed1_encode(&s, &signed1));
	must(es10b_ctx_params1_encode(&ctx, &context));
	sign(w->auth_key, buf_bytes(&signed1), signature);
	struct es10b_authenticate_server_request request = {
		buf_bytes(&signed1), BYTES_OF(signature), w->ci_pkid, w->auth_certificate,
		buf_bytes(&context)};
	must(es10b_authenticate_server_request_encode(&request, out));
}

uint64_t card_world_authenticate(struct card_world *w)
{
	CLEANUP(buf_free) struct buf request = buf_make(MESSAGE_MAX);
	struct es10b_authenticate_server_response r = {};
	put_authenticate_request(w, &request);
	must(card_world_call(w, buf_bytes(&request)));
	must(es10b_authenticate_server_response_decode(buf_bytes(&w->response), &r));
	if (!r.ok)
		return r.authenticate_response_error.authenticate_error_code;
	verify(w, r.authenticate_response_ok.euicc_signed1,
	       r.authenticate_response_ok.euicc_signature1);
	memcpy(w->euicc_signature1, r.authenticate_response_ok.euicc_signature1.ptr,
	       ECDSA_SIGNATURE_LEN);
	return 0;
}

static void put_prepare_request(struct card_world *w, uint8_t *signature, struct buf *out)
{
	CLEANUP(buf_free) struct buf signed2 = buf_make(MESSAGE_MAX);
	CLEANUP(buf_free) struct buf input = buf_make(MESSAGE_MAX);
	struct es10b_smdp_signed2 s = {w->prepared_transaction_id, bytes_present(w->hash_cc),
				       w->bpp_euicc_otpk};
	must(es10b_smdp_signed2_encode(&s, &signed2));
	must(rsp_chained_input(buf_bytes(&signed2), BYTES_OF(w->euicc_signature1), &input));
	sign(w->pb_key, buf_bytes(&input), signature);
	struct es10b_prepare_download_request request = {buf_bytes(&signed2),
							 bytes_from(signature, ECDSA_SIGNATURE_LEN),
							 w->hash_cc, w->pb_certificate};
	must(es10b_prepare_download_request_encode(&request, out));
}

static void take_prepared(struct card_world *w, struct bytes signed2, struct bytes signature2,
			  const uint8_t *smdp_signature2)
{
	CLEANUP(buf_free) struct buf input = buf_make(MESSAGE_MAX);
	struct es10b_euicc_signed2 s = {};
	must(rsp_chained_input(signed2, bytes_from(smdp_signature2, ECDSA_SIGNATURE_LEN), &input));
	verify(w, buf_bytes(&input), signature2);
	must(es10b_euicc_signed2_decode(signed2, &s));
	must(curve_public_key(w->pki.curve, s.euicc_otpk, &w->euicc_otpk));
	if (!bytes_eq(s.hash_cc, w->hash_cc))
		abort();
}

uint64_t card_world_prepare(struct card_world *w)
{
	CLEANUP(buf_free) struct buf request = buf_make(MESSAGE_MAX);
	uint8_t signature[ECDSA_SIGNATURE_LEN] = {};
	struct es10b_prepare_download_response r = {};
	put_prepare_request(w, signature, &request);
	must(card_world_call(w, buf_bytes(&request)));
	must(es10b_prepare_download_response_decode(buf_bytes(&w->response), &r));
	if (!r.ok)
		return r.download_response_error.download_error_code;
	take_prepared(w, r.download_response_ok.euicc_signed2,
		      r.download_response_ok.euicc_signature2, signature);
	return 0;
}

uint64_t card_world_cancel(struct card_world *w, struct bytes transaction_id, uint64_t reason)
{
	CLEANUP(buf_free) struct buf request = buf_make(MESSAGE_MAX);
	struct es10b_cancel_session_request q = {transaction_id, reason};
	struct es10b_cancel_session_response r = {};
	must(es10b_cancel_session_request_encode(&q, &request));
	must(card_world_call(w, buf_bytes(&request)));
	must(es10b_cancel_session_response_decode(buf_bytes(&w->response), &r));
	if (!r.ok)
		return r.cancel_session_response_error;
	verify(w, r.cancel_session_response_ok.euicc_cancel_session_signed,
	       r.cancel_session_response_ok.euicc_cancel_session_signature);
	return 0;
}

void card_world_begin(struct card_world *w)
{
	card_world_challenge(w);
	if (card_world_authenticate(w) != 0 || card_world_prepare(w) != 0)
		abort();
}

/* ---- the sending end of SCP03t ---- */

struct sender {
	uint8_t mcv[KEY_LEN], enc[KEY_LEN], mac[KEY_LEN];
	uint64_t counter;
};

static void agree(struct card_world *w, const struct private_key *otsk,
		  const struct es8p_initialise_secure_channel *c, struct sender *s)
{
	CLEANUP(secret_wipe) struct secret z = {};
	CLEANUP(buf_free) struct buf info = buf_make(64);
	uint8_t keys[3 * KEY_LEN] = {};
	must(ecka_shared(otsk, &w->euicc_otpk, &z));
	must(buf_put(&info, c->key_type));
	must(buf_put(&info, c->key_len));
	must(buf_put_u8(&info, (uint8_t)c->host_id.len));
	must(buf_put(&info, c->host_id));
	must(buf_put_u8(&info, EID_LEN));
	must(buf_put(&info, BYTES_OF(w->card.eid)));
	must(hash_x963(secret_bytes(&z), buf_bytes(&info), keys, sizeof(keys)));
	memcpy(s->mcv, keys, KEY_LEN);
	memcpy(s->enc, keys + KEY_LEN, KEY_LEN);
	memcpy(s->mac, keys + 2 * KEY_LEN, KEY_LEN);
	s->counter = 1;
}

/* Pad and encrypt in place; `data` has the plaintext. */
static void encrypt(const struct sender *s, enum card_world_fault fault, struct buf *data)
{
	uint8_t counter[AES_BLOCK_LEN] = {}, icv[AES_BLOCK_LEN] = {};
	uint8_t pad = fault == CARD_WORLD_PADDING ? 0 : 0x80;
	do {
		must(buf_put_u8(data, pad));
		pad = 0;
	} while (data->len % AES_BLOCK_LEN != 0);
	for (int i = 0; i < 8; i++)
		counter[AES_BLOCK_LEN - 1 - i] = (uint8_t)(s->counter >> 8 * i);
	must(aes_block(s->enc, counter, icv));
	must(aes_cbc_encrypt(s->enc, icv, buf_bytes(data), data->ptr));
}

/* Append one segment. */
static void put_segment(struct sender *s, uint8_t tag, struct bytes plain, bool encrypted,
			enum card_world_fault fault, struct buf *out)
{
	CLEANUP(buf_free) struct buf data = buf_make(MESSAGE_MAX);
	CLEANUP(buf_free) struct buf head = buf_make(8);
	uint8_t cmac[AES_BLOCK_LEN] = {};
	must(buf_put(&data, plain));
	if (encrypted)
		encrypt(s, fault, &data);
	must(tlv_put_head(&head, fault == CARD_WORLD_TAG ? tag ^ 1 : tag, data.len + MAC_LEN));
	struct bytes parts[] = {BYTES_OF(s->mcv), buf_bytes(&head), buf_bytes(&data)};
	must(aes_cmac(s->mac, parts, 3, cmac));
	memcpy(s->mcv, cmac, KEY_LEN);
	cmac[0] ^= fault == CARD_WORLD_MAC;
	data.ptr[0] ^= fault == CARD_WORLD_DATA;
	must(buf_put(out, buf_bytes(&head)));
	must(buf_put(out, buf_bytes(&data)));
	must(buf_put(out, bytes_from(cmac, MAC_LEN)));
	s->counter += fault != CARD_WORLD_COUNTER;
}

static void put_segments(struct sender *s, uint8_t tag, struct bytes plain, size_t cut,
			 enum card_world_fault fault, struct buf *out)
{
	bool encrypted = tag != 0x88;
	size_t max = cut ? cut : encrypted ? ENCRYPTED_MAX : MAC_ONLY_MAX;
	if (fault == CARD_WORLD_OVERSIZE)
		max = OVERSIZE;
	if (fault == CARD_WORLD_SHORT)
		must(tlv_put(out, tag, BYTES_LIT("short")));
	while (fault != CARD_WORLD_EMPTY && plain.len > 0) {
		struct bytes chunk = {};
		must(bytes_take(&plain, plain.len < max ? plain.len : max, &chunk));
		put_segment(s, tag, chunk, encrypted, fault, out);
	}
}

static void put_sequence(uint8_t tag, enum card_world_fault fault, const struct buf *segments,
			 struct buf *out)
{
	size_t len = segments->len - (fault == CARD_WORLD_CLIPPED);
	must(tlv_put_head(out, fault == CARD_WORLD_CONTAINER ? 0xA7 : tag, len));
	must(buf_put(out, buf_bytes(segments)));
}

/* ---- the package ---- */

static struct bytes or_standard(struct bytes given, struct bytes standard)
{
	return bytes_present(given) ? given : standard;
}

static struct es8p_initialise_secure_channel
fill_channel(struct card_world *w, const struct card_world_bpp *plan, const struct public_key *otpk)
{
	struct es8p_initialise_secure_channel c = plan->channel;
	if (c.remote_op_id == 0)
		c.remote_op_id = ES8P_INSTALL_BOUND_PROFILE_PACKAGE;
	c.transaction_id = or_standard(c.transaction_id, w->transaction_id);
	c.key_type = or_standard(c.key_type, BYTES_LIT("\x88"));
	c.key_len = or_standard(c.key_len, BYTES_LIT("\x10"));
	c.host_id = or_standard(c.host_id, BYTES_LIT("rspd-test"));
	c.smdp_otpk = or_standard(c.smdp_otpk, BYTES_OF(otpk->point));
	return c;
}

static void put_channel(struct card_world *w, const struct card_world_bpp *plan,
			struct es8p_initialise_secure_channel *c, struct buf *out)
{
	CLEANUP(buf_free) struct buf input = buf_make(MESSAGE_MAX);
	uint8_t signature[ECDSA_SIGNATURE_LEN] = {};
	must(es8p_initialise_secure_channel_input(c, BYTES_OF(w->euicc_otpk.point), &input));
	sign(w->pb_key, buf_bytes(&input), signature);
	signature[0] ^= plan->sign_badly;
	c->smdp_sign = BYTES_OF(signature);
	if (bytes_present(plan->raw_channel))
		must(buf_put(out, plan->raw_channel));
	else
		must(es8p_initialise_secure_channel_encode(c, out));
}

/* SMDP-OID in ConfigureISDP. */
static void put_configure(const struct card_world_bpp *plan, struct buf *out)
{
	struct es8p_configure_isdp c = {.dp_proprietary_data = BYTES_LIT("\x80\x03\x88\x37\x0A")};
	if (bytes_present(plan->configure))
		must(buf_put(out, plan->configure));
	else
		must(es8p_configure_isdp_encode(&c, out));
}

static const uint8_t ppk_mcv[KEY_LEN] = "ppk-mcv-ppk-mcv", ppk_enc[KEY_LEN] = "ppk-enc-ppk-enc",
		     ppk_mac[KEY_LEN] = "ppk-mac-ppk-mac";

static void put_replace(const struct card_world_bpp *plan, struct buf *out)
{
	struct es8p_replace_session_keys r = {BYTES_OF(ppk_mcv), BYTES_OF(ppk_enc),
					      BYTES_OF(ppk_mac)};
	if (bytes_present(plan->replace))
		must(buf_put(out, plan->replace));
	else
		must(es8p_replace_session_keys_encode(&r, out));
}

static void replace(struct sender *s)
{
	memcpy(s->mcv, ppk_mcv, KEY_LEN);
	memcpy(s->enc, ppk_enc, KEY_LEN);
	memcpy(s->mac, ppk_mac, KEY_LEN);
	s->counter = 1;
}

static void put_sequences(struct sender *s, const struct card_world_bpp *plan, struct buf *out)
{
	CLEANUP(buf_free) struct buf plain = buf_make(MESSAGE_MAX);
	CLEANUP(buf_free) struct buf segments = buf_make(2 * LIMIT_PROFILE_PACKAGE);
	put_configure(plan, &plain);
	put_segments(s, 0x87, buf_bytes(&plain), 0, plan->faults[0], &segments);
	put_sequence(0xA0, plan->faults[0], &segments, out);
	buf_reset(&segments);
	put_segments(s, 0x88, plan->metadata, plan->metadata_cut, plan->faults[1], &segments);
	put_sequence(0xA1, plan->faults[1], &segments, out);
	buf_reset(&segments);
	buf_reset(&plain);
	if (plan->ppk) {
		put_replace(plan, &plain);
		put_segments(s, 0x87, buf_bytes(&plain), 0, plan->faults[2], &segments);
		put_sequence(0xA2, plan->faults[2], &segments, out);
		buf_reset(&segments);
		replace(s);
	}
	put_segments(s, 0x86, plan->package, 0, plan->faults[3], &segments);
	put_sequence(0xA3, plan->faults[3], &segments, out);
}

void card_world_bind(struct card_world *w, const struct card_world_bpp *plan, struct buf *out)
{
	CLEANUP(private_key_free) struct private_key *otsk = NULL;
	CLEANUP(buf_free) struct buf body = buf_make(2 * LIMIT_PROFILE_PACKAGE);
	struct public_key otpk = {};
	struct sender s = {};
	must(private_key_generate(w->pki.curve, &otsk));
	must(private_key_public(otsk, &otpk));
	struct es8p_initialise_secure_channel c = fill_channel(w, plan, &otpk);
	put_channel(w, plan, &c, &body);
	agree(w, otsk, &c, &s);
	put_sequences(&s, plan, &body);
	must(tlv_put_head(out, ES10B_LOAD_BOUND_PROFILE_PACKAGE,
			  (size_t)((ptrdiff_t)body.len + plan->extra)));
	must(buf_put(out, buf_bytes(&body)));
}

struct es10b_profile_installation_result_data card_world_result(struct card_world *w,
								struct bytes whole)
{
	struct es10b_profile_installation_result r = {};
	struct es10b_profile_installation_result_data data = {};
	must(es10b_profile_installation_result_decode(whole, &r));
	verify(w, r.data, r.euicc_sign_pir);
	must(es10b_profile_installation_result_data_decode(r.data, &data));
	return data;
}

struct es10b_profile_installation_result_data card_world_load(struct card_world *w,
							      const struct card_world_bpp *plan)
{
	CLEANUP(buf_free) struct buf bpp = buf_make(2 * LIMIT_PROFILE_PACKAGE);
	card_world_bind(w, plan, &bpp);
	must(card_world_call(w, buf_bytes(&bpp)));
	return card_world_result(w, buf_bytes(&w->response));
}

/* ---- profiles ---- */

const char *card_world_iccid(int number)
{
	static char digits[10][ICCID_DIGITS_MAX + 1];
	snprintf(digits[number], sizeof(digits[number]), "894944999999999%d013", number);
	return digits[number];
}

struct bytes card_world_iccid_bytes(int number)
{
	static uint8_t iccids[10][ICCID_LEN];
	must(iccid_encode(bytes_str(card_world_iccid(number)), iccids[number]));
	return BYTES_OF(iccids[number]);
}

void card_world_metadata(const struct es8p_store_metadata *differing, int number, struct buf *out)
{
	struct es8p_store_metadata m = {.icon_type = TLV_ABSENT,
					.profile_class = RSP_CLASS_OPERATIONAL};
	if (differing)
		m = *differing;
	m.iccid = or_standard(m.iccid, card_world_iccid_bytes(number));
	m.service_provider_name = or_standard(m.service_provider_name, BYTES_LIT("rspd"));
	m.profile_name = or_standard(m.profile_name, BYTES_LIT("test profile"));
	must(es8p_store_metadata_encode(&m, out));
}

/* An element of a maker's own, to make the package longer than a segment. */
static void put_filler(struct buf *out)
{
	static const uint8_t filler[2000];
	size_t element = 0;
	must(tlv_open(out, 0xA9, &element));
	must(buf_put(out, BYTES_LIT("\xA0\x04\x81\x02\x70\x00\x80\x03\x88\x37\x0A")));
	must(tlv_put(out, 0x81, BYTES_OF(filler)));
	must(tlv_close(out, element));
}

void card_world_package(int number, struct buf *out)
{
	CLEANUP(buf_free) struct buf built = buf_make(LIMIT_PROFILE_PACKAGE);
	struct saip_recipe recipe = recipe_sample();
	recipe.iccid = card_world_iccid(number);
	must(saip_recipe_build(&recipe, &built));
	struct bytes rest = buf_bytes(&built);
	while (rest.len > 0) {
		struct tlv element = {};
		must(tlv_take(&rest, &element));
		if (element.tag == SAIP_END)
			put_filler(out);
		must(buf_put(out, element.whole));
	}
}

void card_world_configure(uint64_t events, const char *address, struct buf *out)
{
	struct rsp_notification_configuration c = {events, bytes_str(address)};
	must(rsp_notification_configuration_encode(&c, out));
}

void card_world_install(struct card_world *w, int number, struct bytes notifications, uint64_t pprs)
{
	CLEANUP(buf_free) struct buf metadata = buf_make(MESSAGE_MAX);
	CLEANUP(buf_free) struct buf package = buf_make(LIMIT_PROFILE_PACKAGE);
	struct es8p_store_metadata m = {
		.icon_type = TLV_ABSENT,
		.profile_class = RSP_CLASS_OPERATIONAL,
		.notification_configuration_info = notifications,
		.profile_policy_rules = pprs,
	};
	m.profile_owner.mcc_mnc = BYTES_LIT("\x00\xF1\x10");
	card_world_metadata(&m, number, &metadata);
	card_world_package(number, &package);
	card_world_begin(w);
	struct card_world_bpp plan = {.metadata = buf_bytes(&metadata),
				      .package = buf_bytes(&package)};
	if (!card_world_load(w, &plan).success)
		abort();
}
