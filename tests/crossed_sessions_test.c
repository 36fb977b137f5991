/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Devices that do what none should: replay what was sent before, cross the steps of two sessions,
 * race each other for one order, go on in two sessions at once, sign with a key that is not theirs,
 * show another CI's certificates, write the same DER in other words; and a clock that jumps.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "codec/tlv.h"
#include "device.h"
#include "msg/es8p_bound_profile_package.h"
#include "msg/es8p_initialise_secure_channel.h"
#include "msg/es9p_authenticate_client.h"
#include "msg/es9p_handle_notification.h"
#include "msg/rsp_type.h"

/* Two eUICCs of one EUM, each with a key of its own. */
struct scene {
	struct smdpp_world w;
	struct device a, b;
	struct private_key *b_key;
	void (*meanwhile)(struct scene *s); /* once, before a profile changes the next time */
};

static enum err before_a_change(void *context, const char *statement)
{
	struct scene *s = context;
	void (*meanwhile)(struct scene * s) = s->meanwhile;
	if (meanwhile && strcmp(statement, "profile_change") == 0) {
		s->meanwhile = NULL;
		meanwhile(s);
	}
	return OK;
}

/* The device is another eUICC: its key, its EID. */
static void become(struct device *d, struct private_key *key, const char *eid)
{
	struct test_pki *pki = &d->world->pki[CURVE_P256];
	struct private_key *kept = pki->keys[ISSUE_EUICC];
	pki->keys[ISSUE_EUICC] = key;
	device_set_eid(d, eid);
	pki->keys[ISSUE_EUICC] = kept;
	d->key = key;
}

static int set_up(void **state)
{
	struct scene *s = calloc(1, sizeof(*s));
	if (!s)
		return -1;
	const struct store_options store = {.fault = before_a_change, .fault_context = s};
	smdpp_world_make(&s->w, &(struct smdpp_world_options){.store = &store});
	device_make(&s->a, &s->w, CURVE_P256);
	device_make(&s->b, &s->w, CURVE_P256);
	assert_int_equal(private_key_generate(CURVE_P256, &s->b_key), OK);
	become(&s->b, s->b_key, WORLD_EID2);
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *s = *state;
	device_free(&s->a);
	device_free(&s->b);
	private_key_free(&s->b_key);
	smdpp_world_free(&s->w);
	free(s);
	return 0;
}

/* The n-th profile, ordered for whoever comes, is what the device asks for. */
static const char *order(struct scene *s, struct device *d, unsigned n)
{
	d->matching_id = smdpp_world_order(&s->w, WORLD_SESSION, n, "");
	d->iccid = smdpp_world_iccid(&s->w, WORLD_SESSION, n);
	return d->iccid;
}

static enum profile_state state_of(struct scene *s, const char *iccid)
{
	return smdpp_world_profile(&s->w, iccid).state;
}

static bool acknowledged(struct world_answer a)
{
	return a.result == OK && a.status == 204;
}

/* --- replays -------------------------------------------------------------------------------- */

static void a_replayed_authentication(void **state)
{
	struct scene *s = *state;
	const char *iccid = order(s, &s->a, 0);
	device_up_to_initiate(&s->a);
	struct bytes body = device_authenticate_body(&s->a);
	assert_true(world_done(smdpp_world_es9p(&s->w, "authenticateClient", body)));
	assert_true(world_refused(smdpp_world_es9p(&s->w, "authenticateClient", body), "8.10.1",
				  "3.9"));
	assert_int_equal(smdpp_world_profile(&s->w, iccid).download_attempts, 1);
	assert_int_equal(smdpp_world_message(&s->w).n, 1);
	/* In a new session the challenge is another. */
	device_up_to_initiate(&s->b);
	struct es9p_authenticate_client_request r = {};
	assert_int_equal(es9p_authenticate_client_request_decode(&s->w.arena, body, &r), OK);
	r.transaction_id = s->b.transaction_id;
	CLEANUP(buf_free) struct buf crossed = buf_make(1 << 16);
	assert_int_equal(es9p_authenticate_client_request_encode(&r, &crossed), OK);
	assert_true(
		world_refused(smdpp_world_es9p(&s->w, "authenticateClient", buf_bytes(&crossed)),
			      "8.10.1", "3.9"));
}

static void a_replayed_request_for_the_package(void **state)
{
	struct scene *s = *state;
	const char *iccid = order(s, &s->a, 0);
	device_up_to_authenticate(&s->a, s->a.matching_id);
	struct bytes body = device_get_package_body(&s->a);
	assert_true(world_done(smdpp_world_es9p(&s->w, "getBoundProfilePackage", body)));
	int64_t revision = smdpp_world_profile(&s->w, iccid).revision;
	assert_true(world_done(smdpp_world_es9p(&s->w, "getBoundProfilePackage", body)));
	assert_int_equal(smdpp_world_profile(&s->w, iccid).revision, revision);
	assert_true(acknowledged(device_install(&s->a, 0)));
	assert_true(world_refused(smdpp_world_es9p(&s->w, "getBoundProfilePackage", body), "8.10.1",
				  "3.9"));
}

static void a_replayed_cancellation(void **state)
{
	struct scene *s = *state;
	const char *iccid = order(s, &s->a, 0);
	device_up_to_authenticate(&s->a, s->a.matching_id);
	assert_true(world_done(device_cancel(&s->a, 0)));
	size_t messages = smdpp_world_message(&s->w).n;
	assert_true(world_refused(device_cancel(&s->a, 0), "8.10.1", "3.9"));
	assert_int_equal(state_of(s, iccid), PROFILE_ERROR);
	assert_int_equal(smdpp_world_message(&s->w).n, messages);
}

/* --- crossed sessions ----------------------------------------------------------------------- */

/* Both have a session at the same step, and an order each. */
static void up_to_offers(struct scene *s)
{
	(void)order(s, &s->a, 0);
	(void)order(s, &s->b, 1);
	device_up_to_authenticate(&s->a, s->a.matching_id);
	device_up_to_authenticate(&s->b, s->b.matching_id);
}

/* B's transaction in JSON, A's under its signature; then B's in both, but signed by A. */
static void a_step_of_a_with_the_transaction_of_b(void **state)
{
	struct scene *s = *state;
	up_to_offers(s);
	struct bytes own = s->a.transaction_id;
	s->a.transaction_id = s->b.transaction_id;
	assert_true(world_refused(device_get_package(&s->a), "8.10.1", "3.9"));
	assert_true(world_refused(device_cancel(&s->a, 0), "8.10.1", "3.9"));
	s->a.signed_transaction_id = s->b.signed_transaction_id;
	assert_true(world_refused(device_get_package(&s->a), "8.1", "6.1"));
	assert_true(world_refused(device_cancel(&s->a, 0), "8.1", "6.1"));
	s->a.transaction_id = own;
	assert_true(world_refused(device_get_package(&s->a), "8.10.1", "3.9"));
	assert_int_equal(state_of(s, s->a.iccid), PROFILE_RELEASED);
	assert_int_equal(state_of(s, s->b.iccid), PROFILE_RELEASED);
	s->a.signed_transaction_id = own;
	assert_true(world_done(device_get_package(&s->a)));
	assert_true(world_done(device_get_package(&s->b)));
}

static void an_authentication_of_a_with_the_transaction_of_b(void **state)
{
	struct scene *s = *state;
	(void)order(s, &s->a, 0);
	device_up_to_initiate(&s->a);
	device_up_to_initiate(&s->b);
	struct bytes own = s->a.transaction_id;
	s->a.transaction_id = s->b.transaction_id;
	assert_true(world_refused(device_authenticate(&s->a), "8.10.1", "3.9"));
	s->a.signed_transaction_id = s->b.signed_transaction_id;
	assert_true(world_refused(device_authenticate(&s->a), "8.1", "6.1"));
	s->a.transaction_id = s->a.signed_transaction_id = own;
	assert_true(world_done(device_authenticate(&s->a)));
}

/* B has heard A's transaction, and says that the package could not be installed. */
static void a_result_for_the_transaction_of_another(void **state)
{
	struct scene *s = *state;
	up_to_offers(s);
	assert_true(world_done(device_get_package(&s->a)));
	struct device liar = s->b;
	liar.signed_transaction_id = s->a.signed_transaction_id;
	liar.iccid = s->a.iccid;
	assert_true(acknowledged(device_install(&liar, 8)));
	assert_int_equal(state_of(s, s->a.iccid), PROFILE_DOWNLOADED);
	assert_true(acknowledged(device_install(&s->a, 0)));
	assert_int_equal(state_of(s, s->a.iccid), PROFILE_INSTALLED);
}

/* --- races ---------------------------------------------------------------------------------- */

static void b_authenticates(struct scene *s)
{
	assert_true(world_done(device_authenticate(&s->b)));
}

/* Both have read the order as nobody's; the one that writes second judges anew. */
static void two_devices_race_for_one_order(void **state)
{
	struct scene *s = *state;
	const char *iccid = order(s, &s->a, 0);
	s->b.matching_id = s->a.matching_id;
	device_up_to_initiate(&s->a);
	device_up_to_initiate(&s->b);
	s->meanwhile = b_authenticates;
	assert_true(world_refused(device_authenticate(&s->a), "8.1.1", "3.8"));
	struct profile_row row = smdpp_world_profile(&s->w, iccid);
	assert_string_equal(row.eid, WORLD_EID2);
	assert_int_equal(row.download_attempts, 1);
	assert_int_equal(smdpp_world_message(&s->w).n, 1);
	assert_true(world_done(device_get_package(&s->b)));
}

static void the_order_is_cancelled(struct scene *s)
{
	assert_true(world_done(smdpp_world_acme(
		&s->w, "cancelOrder",
		"\"iccid\":\"%s\",\"finalProfileStatusIndicator\":\"Available\"", s->a.iccid)));
}

static void the_order_is_cancelled_under_an_authentication(void **state)
{
	struct scene *s = *state;
	const char *iccid = order(s, &s->a, 0);
	device_up_to_initiate(&s->a);
	s->meanwhile = the_order_is_cancelled;
	assert_true(world_refused(device_authenticate(&s->a), "8.2.6", "3.8"));
	assert_int_equal(state_of(s, iccid), PROFILE_AVAILABLE);
}

static void the_order_is_cancelled_under_a_delivery(void **state)
{
	struct scene *s = *state;
	const char *iccid = order(s, &s->a, 0);
	device_up_to_authenticate(&s->a, s->a.matching_id);
	s->meanwhile = the_order_is_cancelled;
	assert_true(world_refused(device_get_package(&s->a), "8.2", "3.7"));
	assert_int_equal(state_of(s, iccid), PROFILE_AVAILABLE);
}

static void the_result_comes(struct scene *s)
{
	assert_true(acknowledged(device_install(&s->a, 0)));
}

/* The card's success and its rejection at once: what is on the card is there. */
static void a_result_under_a_cancellation(void **state)
{
	struct scene *s = *state;
	const char *iccid = order(s, &s->a, 0);
	device_up_to_package(&s->a, s->a.matching_id);
	s->meanwhile = the_result_comes;
	assert_true(world_done(device_cancel(&s->a, 0)));
	assert_int_equal(state_of(s, iccid), PROFILE_INSTALLED);
}

/* --- one device in two sessions ------------------------------------------------------------- */

static struct bytes smdp_otpk(const struct device *d)
{
	struct es8p_bound_profile_package bpp = {};
	struct es8p_initialise_secure_channel channel = {};
	assert_int_equal(es8p_bound_profile_package_decode(d->bpp, &bpp), OK);
	assert_int_equal(
		es8p_initialise_secure_channel_decode(bpp.initialise_secure_channel, &channel), OK);
	return channel.smdp_otpk;
}

/* The later binding holds; the earlier session gets no other, and its result still counts. */
static void one_device_in_two_sessions(void **state)
{
	struct scene *s = *state;
	const char *iccid = order(s, &s->a, 0);
	device_up_to_authenticate(&s->a, s->a.matching_id);
	struct device second = s->a;
	second.otsk = NULL;
	device_new_otpk(&second);
	device_up_to_authenticate(&second, s->a.matching_id);
	assert_true(world_done(device_get_package(&s->a)));
	assert_true(world_done(device_get_package(&second)));
	assert_false(bytes_eq(smdp_otpk(&s->a), smdp_otpk(&second)));
	assert_true(world_refused(device_get_package(&s->a), "8.2", "3.7"));
	assert_true(world_done(device_get_package(&second)));
	assert_true(acknowledged(device_install(&s->a, 0)));
	assert_int_equal(state_of(s, iccid), PROFILE_INSTALLED);
	second.seq_number++;
	assert_true(acknowledged(device_install(&second, 8)));
	assert_int_equal(state_of(s, iccid), PROFILE_INSTALLED);
	device_free(&second);
}

static void one_session_is_cancelled_the_other_goes_on(void **state)
{
	struct scene *s = *state;
	const char *iccid = order(s, &s->a, 0);
	device_up_to_authenticate(&s->a, s->a.matching_id);
	struct device second = s->a;
	second.otsk = NULL;
	device_new_otpk(&second);
	device_up_to_authenticate(&second, s->a.matching_id);
	assert_true(world_done(device_cancel(&s->a, 1)));
	assert_true(world_done(device_get_package(&second)));
	assert_int_equal(state_of(s, iccid), PROFILE_DOWNLOADED);
	device_free(&second);
}

/* --- out of order --------------------------------------------------------------------------- */

static void steps_that_are_not_due(void **state)
{
	struct scene *s = *state;
	(void)order(s, &s->a, 0);
	device_up_to_initiate(&s->a);
	s->a.smdp_signature2 = s->a.server_signature1;
	assert_true(world_refused(device_get_package(&s->a), "8.10.1", "3.9"));
	assert_true(world_refused(device_cancel(&s->a, 0), "8.10.1", "3.9"));
	assert_true(acknowledged(device_install(&s->a, 0)));
	assert_true(world_done(device_authenticate(&s->a)));
	assert_true(world_refused(device_authenticate(&s->a), "8.10.1", "3.9"));
	assert_true(acknowledged(device_install(&s->a, 0)));
	assert_int_equal(state_of(s, s->a.iccid), PROFILE_RELEASED);
	assert_true(world_done(device_get_package(&s->a)));
	assert_true(world_refused(device_authenticate(&s->a), "8.10.1", "3.9"));
	assert_true(acknowledged(device_install(&s->a, 0)));
	assert_true(world_refused(device_get_package(&s->a), "8.10.1", "3.9"));
	assert_true(world_refused(device_cancel(&s->a, 0), "8.10.1", "3.9"));
	assert_int_equal(state_of(s, s->a.iccid), PROFILE_INSTALLED);
}

/* --- keys and certificates ------------------------------------------------------------------ */

/* Every signature of A, made with B's key. */
static void signatures_from_the_wrong_key(void **state)
{
	struct scene *s = *state;
	const struct private_key *own = s->a.key;
	const char *iccid = order(s, &s->a, 0);
	device_up_to_initiate(&s->a);
	s->a.key = s->b_key;
	assert_true(world_refused(device_authenticate(&s->a), "8.1", "6.1"));
	s->a.key = own;
	assert_true(world_done(device_authenticate(&s->a)));
	s->a.key = s->b_key;
	assert_true(world_refused(device_get_package(&s->a), "8.1", "6.1"));
	assert_true(world_refused(device_cancel(&s->a, 0), "8.1", "6.1"));
	s->a.key = own;
	assert_true(world_done(device_get_package(&s->a)));
	s->a.key = s->b_key;
	assert_true(acknowledged(device_install(&s->a, 0)));
	assert_int_equal(state_of(s, iccid), PROFILE_DOWNLOADED);
	s->a.key = own;
	assert_true(acknowledged(device_install(&s->a, 0)));
	s->a.seq_number++;
	s->a.key = s->b_key;
	assert_true(acknowledged(device_notify(&s->a, RSP_EVENT_ENABLE)));
	assert_int_equal(smdpp_world_profile(&s->w, iccid).device_state, DEVICE_NONE);
}

/* A whole eUICC of a CI with the same names, but another key; and one of the other curve's CI. */
static void certificates_of_another_ci(void **state)
{
	struct scene *s = *state;
	struct test_pki stranger = {};
	test_pki_make(&stranger, CURVE_P256);
	const struct test_pki *others[] = {&stranger, &s->w.pki[CURVE_BRAINPOOLP256R1]};
	const char *iccid = order(s, &s->a, 0);
	for (size_t i = 0; i < 2; i++) {
		device_up_to_initiate(&s->a);
		s->a.eum = buf_bytes(&others[i]->der[ISSUE_EUM]);
		s->a.euicc = buf_bytes(&others[i]->der[ISSUE_EUICC]);
		s->a.key = others[i]->keys[ISSUE_EUICC];
		assert_true(world_refused(device_authenticate(&s->a), "8.11.1", "3.9"));
	}
	assert_int_equal(smdpp_world_profile(&s->w, iccid).download_attempts, 0);
	test_pki_free(&stranger);
}

/* --- the same in other words ---------------------------------------------------------------- */

/* The outermost TLV with a length that is longer than DER has it. */
static struct bytes reworded(struct scene *s, struct bytes whole, size_t tag_len)
{
	CLEANUP(buf_free) struct buf out = buf_make(1 << 16);
	struct bytes cursor = whole, kept = {};
	uint32_t tag = 0;
	size_t len = 0;
	assert_int_equal(tlv_take_head(&cursor, &tag, &len), OK);
	const uint8_t head[] = {0x84, 0, 0, (uint8_t)(len >> 8), (uint8_t)len};
	assert_int_equal(buf_put(&out, bytes_from(whole.ptr, tag_len)), OK);
	assert_int_equal(buf_put(&out, BYTES_OF(head)), OK);
	assert_int_equal(buf_put(&out, cursor), OK);
	assert_int_equal(arena_dup(&s->w.arena, buf_bytes(&out), &kept), OK);
	return kept;
}

/* What is signed counts as it came: another wording of it has another signature. */
static void reworded_after_it_was_signed(void **state)
{
	struct scene *s = *state;
	(void)order(s, &s->a, 0);
	device_up_to_initiate(&s->a);
	struct es9p_authenticate_client_request r = {};
	struct es10b_authenticate_server_response response = {};
	CLEANUP(buf_free) struct buf inner = buf_make(1 << 16), body = buf_make(1 << 16);
	assert_int_equal(es9p_authenticate_client_request_decode(
				 &s->w.arena, device_authenticate_body(&s->a), &r),
			 OK);
	assert_int_equal(es10b_authenticate_server_response_decode(r.authenticate_server_response,
								   &response),
			 OK);
	struct bytes *signed1 = &response.authenticate_response_ok.euicc_signed1;
	*signed1 = reworded(s, *signed1, 1);
	assert_int_equal(es10b_authenticate_server_response_encode(&response, &inner), OK);
	r.authenticate_server_response = buf_bytes(&inner);
	assert_int_equal(es9p_authenticate_client_request_encode(&r, &body), OK);
	assert_true(world_refused(smdpp_world_es9p(&s->w, "authenticateClient", buf_bytes(&body)),
				  "8.1", "6.1"));
}

/* Around what its issuer signed, a certificate in other words is the same: it names the same eUICC
 * with the same key, and no other. */
static void a_reworded_certificate(void **state)
{
	struct scene *s = *state;
	const char *iccid = order(s, &s->a, 0);
	struct bytes euicc = s->a.euicc, eum = s->a.eum;
	device_up_to_authenticate(&s->a, s->a.matching_id);
	s->a.euicc = reworded(s, euicc, 1);
	device_up_to_authenticate(&s->a, s->a.matching_id);
	s->a.euicc = euicc;
	s->a.eum = reworded(s, eum, 1);
	device_up_to_authenticate(&s->a, s->a.matching_id);
	assert_string_equal(smdpp_world_profile(&s->w, iccid).eid, WORLD_EID);
	s->b.euicc = reworded(s, euicc, 1);
	s->b.matching_id = s->a.matching_id;
	device_up_to_initiate(&s->b);
	assert_true(world_refused(device_authenticate(&s->b), "8.1", "6.1"));
}

/* In what its issuer signed, other words are another certificate. */
static void a_certificate_reworded_inside(void **state)
{
	struct scene *s = *state;
	(void)order(s, &s->a, 0);
	struct tlv certificate = {}, tbs = {};
	assert_int_equal(tlv_only(s->a.euicc, 0x30, &certificate), OK);
	struct bytes rest = certificate.value, kept = {};
	assert_int_equal(tlv_take(&rest, &tbs), OK);
	struct bytes longer = reworded(s, tbs.whole, 1);
	CLEANUP(buf_free) struct buf out = buf_make(1 << 16);
	assert_int_equal(tlv_put_head(&out, 0x30, longer.len + rest.len), OK);
	assert_int_equal(buf_put(&out, longer), OK);
	assert_int_equal(buf_put(&out, rest), OK);
	assert_int_equal(arena_dup(&s->w.arena, buf_bytes(&out), &kept), OK);
	s->a.euicc = kept;
	device_up_to_initiate(&s->a);
	assert_true(world_refused(device_authenticate(&s->a), "8.1.3", "6.1"));
}

/* What is around the signed part of a result may be reworded on its way: it counts once. */
static void a_reworded_result_counts_once(void **state)
{
	struct scene *s = *state;
	const char *iccid = order(s, &s->a, 0);
	device_up_to_package(&s->a, s->a.matching_id);
	struct bytes body = device_install_body(&s->a, 10);
	struct es9p_handle_notification_request r = {};
	CLEANUP(buf_free) struct buf again = buf_make(1 << 16);
	assert_int_equal(es9p_handle_notification_request_decode(&s->w.arena, body, &r), OK);
	r.pending_notification = reworded(s, r.pending_notification, 2);
	assert_int_equal(es9p_handle_notification_request_encode(&r, &again), OK);
	assert_true(acknowledged(smdpp_world_es9p(&s->w, "handleNotification", body)));
	size_t messages = smdpp_world_message(&s->w).n;
	size_t events = smdpp_world_count_events(&s->w, iccid);
	assert_true(acknowledged(smdpp_world_es9p(&s->w, "handleNotification", buf_bytes(&again))));
	assert_int_equal(smdpp_world_message(&s->w).n, messages);
	assert_int_equal(smdpp_world_count_events(&s->w, iccid), events);
}

/* --- the clock ------------------------------------------------------------------------------ */

static void the_clock_jumps_back(void **state)
{
	struct scene *s = *state;
	const char *iccid = order(s, &s->a, 0);
	(void)order(s, &s->b, 1);
	device_up_to_authenticate(&s->a, s->a.matching_id);
	s->w.clock.fixed_ms -= INT64_C(3600) * 1000;
	assert_true(world_done(device_get_package(&s->a)));
	assert_true(acknowledged(device_install(&s->a, 0)));
	assert_int_equal(state_of(s, iccid), PROFILE_INSTALLED);
	device_up_to_initiate(&s->b);
}

/* Sessions and orders that seem to have expired are refused, not ended: when the clock is right
 * again, they go on. */
static void the_clock_jumps_forth_and_is_put_right(void **state)
{
	struct scene *s = *state;
	const char *iccid = order(s, &s->a, 0);
	device_up_to_authenticate(&s->a, s->a.matching_id);
	struct device before = s->a;
	s->w.clock.fixed_ms += INT64_C(2) * WORLD_TTL_H * 3600 * 1000;
	assert_true(world_refused(device_get_package(&s->a), "8.10.1", "3.9"));
	device_up_to_initiate(&s->a);
	assert_true(world_refused(device_authenticate(&s->a), "8.8.5", "4.10"));
	assert_int_equal(state_of(s, iccid), PROFILE_RELEASED);
	s->w.clock.fixed_ms -= INT64_C(2) * WORLD_TTL_H * 3600 * 1000;
	assert_true(world_done(device_get_package(&before)));
	assert_int_equal(state_of(s, iccid), PROFILE_DOWNLOADED);
}

/* A session of the time of the jump outlives it by no more than the jump. */
static void sessions_of_the_future_go_in_their_time(void **state)
{
	struct scene *s = *state;
	int64_t now = s->w.clock.fixed_ms;
	s->w.clock.fixed_ms += INT64_C(3600) * 1000;
	device_up_to_initiate(&s->a);
	s->w.clock.fixed_ms = now;
	assert_int_equal(session_expire(s->w.store, now + 600 * 1000), 0);
	assert_int_equal(session_expire(s->w.store, now + INT64_C(3660) * 1000), 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_replayed_authentication),
		TEST(a_replayed_request_for_the_package),
		TEST(a_replayed_cancellation),
		TEST(a_step_of_a_with_the_transaction_of_b),
		TEST(an_authentication_of_a_with_the_transaction_of_b),
		TEST(a_result_for_the_transaction_of_another),
		TEST(two_devices_race_for_one_order),
		TEST(the_order_is_cancelled_under_an_authentication),
		TEST(the_order_is_cancelled_under_a_delivery),
		TEST(a_result_under_a_cancellation),
		TEST(one_device_in_two_sessions),
		TEST(one_session_is_cancelled_the_other_goes_on),
		TEST(steps_that_are_not_due),
		TEST(signatures_from_the_wrong_key),
		TEST(certificates_of_another_ci),
		TEST(reworded_after_it_was_signed),
		TEST(a_reworded_certificate),
		TEST(a_certificate_reworded_inside),
		TEST(a_reworded_result_counts_once),
		TEST(the_clock_jumps_back),
		TEST(the_clock_jumps_forth_and_is_put_right),
		TEST(sessions_of_the_future_go_in_their_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
