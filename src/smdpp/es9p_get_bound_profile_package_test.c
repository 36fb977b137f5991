/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "device.h"
#include "msg/es10b_cancel_session.h"
#include "msg/es8p_bound_profile_package.h"
#include "msg/es8p_initialise_secure_channel.h"

/* A released order of acme's first profile of a type becomes what the device asks for. */
static const char *order(struct device_scene *s, int type, const char *members)
{
	s->d.matching_id = smdpp_world_order(&s->w, type, 0, members);
	return smdpp_world_iccid(&s->w, type, 0);
}

/* A session that has come to the package. */
static const char *up_to_offer(struct device_scene *s, const char *members)
{
	const char *iccid = order(s, WORLD_SESSION, members);
	device_up_to_authenticate(&s->d, s->d.matching_id);
	return iccid;
}

#define CODE	",\"confirmationCode\":\"1234\""
#define HOUR_MS INT64_C(3600000)

/* otPK.DP of the package that the device holds. */
static struct bytes smdp_otpk(struct device_scene *s)
{
	struct es8p_bound_profile_package bpp = {};
	struct es8p_initialise_secure_channel channel = {};
	assert_int_equal(es8p_bound_profile_package_decode(s->d.bpp, &bpp), OK);
	assert_int_equal(
		es8p_initialise_secure_channel_decode(bpp.initialise_secure_channel, &channel), OK);
	return channel.smdp_otpk;
}

/* --- delivery ------------------------------------------------------------------------------- */

static void delivers(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = up_to_offer(s, "");
	assert_true(world_done(device_get_package(&s->d)));
	struct profile_row row = smdpp_world_profile(&s->w, iccid);
	assert_int_equal(row.state, PROFILE_DOWNLOADED);
	assert_true(bytes_eq(row.otpk_euicc, BYTES_OF(s->d.otpk.point)));
	struct world_message message = smdpp_world_message(&s->w);
	assert_int_equal(message.point, 3);
	assert_string_equal(message.codes, "");
	assert_int_equal(message.n, 2);
	assert_int_equal(s->w.woken, 2);
}

static void remembers_the_delivery(void **state)
{
	struct device_scene *s = *state;
	struct profile_download download = {};
	const char *iccid = up_to_offer(s, "");
	assert_true(world_done(device_get_package(&s->d)));
	assert_int_equal(
		profile_download_get(s->w.store, &s->w.arena, s->d.transaction_id, &download), OK);
	assert_string_equal(download.iccid, iccid);
	assert_string_equal(download.eid, WORLD_EID);
	assert_int_equal(download.tac.len, 4);
}

/* Its answer was lost on the way: the same request is answered again, and counted once. */
static void the_same_request_again(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = up_to_offer(s, "");
	assert_true(world_done(device_get_package(&s->d)));
	struct bytes first = smdp_otpk(s);
	int64_t revision = smdpp_world_profile(&s->w, iccid).revision;
	assert_true(world_done(device_get_package(&s->d)));
	assert_true(bytes_eq(first, smdp_otpk(s)));
	assert_int_equal(smdpp_world_profile(&s->w, iccid).revision, revision);
	assert_int_equal(smdpp_world_message(&s->w).n, 2);
}

static void one_binding_in_a_session(void **state)
{
	struct device_scene *s = *state;
	(void)up_to_offer(s, "");
	assert_true(world_done(device_get_package(&s->d)));
	device_new_otpk(&s->d);
	assert_true(world_refused(device_get_package(&s->d), "8.2", "3.7"));
}

static void retry_with_the_same_key(void **state)
{
	struct device_scene *s = *state;
	(void)up_to_offer(s, "");
	assert_true(world_done(device_get_package(&s->d)));
	struct bytes first = smdp_otpk(s);
	device_up_to_package(&s->d, s->d.matching_id);
	assert_true(bytes_eq(first, smdp_otpk(s)));
}

static void retry_with_another_key(void **state)
{
	struct device_scene *s = *state;
	(void)up_to_offer(s, "");
	assert_true(world_done(device_get_package(&s->d)));
	struct bytes first = smdp_otpk(s);
	device_new_otpk(&s->d);
	device_up_to_package(&s->d, s->d.matching_id);
	assert_false(bytes_eq(first, smdp_otpk(s)));
}

/* --- the session ---------------------------------------------------------------------------- */

static void unknown_transaction(void **state)
{
	struct device_scene *s = *state;
	(void)up_to_offer(s, "");
	s->d.transaction_id = BYTES_LIT("0123456789ABCDEF");
	assert_true(world_refused(device_get_package(&s->d), "8.10.1", "3.9"));
}

static void expired_session(void **state)
{
	struct device_scene *s = *state;
	(void)up_to_offer(s, "");
	s->w.clock.fixed_ms += 601 * 1000;
	assert_true(world_refused(device_get_package(&s->d), "8.10.1", "3.9"));
}

static void session_that_is_not_so_far(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, WORLD_SESSION, "");
	device_up_to_initiate(&s->d);
	s->d.smdp_signature2 = s->d.server_signature1;
	assert_true(world_refused(device_get_package(&s->d), "8.10.1", "3.9"));
}

static void euicc_refuses(void **state)
{
	struct device_scene *s = *state;
	(void)up_to_offer(s, "");
	s->d.refuses = true;
	assert_true(world_refused(device_get_package(&s->d), "8.1", "6.1"));
}

static void another_transaction_is_signed(void **state)
{
	struct device_scene *s = *state;
	(void)up_to_offer(s, "");
	s->d.signed_transaction_id = BYTES_LIT("0123456789ABCDEF");
	assert_true(world_refused(device_get_package(&s->d), "8.10.1", "3.9"));
}

static void signature2_is_wrong(void **state)
{
	struct device_scene *s = *state;
	(void)up_to_offer(s, "");
	s->d.breaks_signature = true;
	assert_true(world_refused(device_get_package(&s->d), "8.1", "6.1"));
}

/* euiccSignature2 covers smdpSignature2: that of another session does not do. */
static void signature2_over_another_offer(void **state)
{
	struct device_scene *s = *state;
	(void)up_to_offer(s, "");
	s->d.smdp_signature2 = s->d.server_signature1;
	assert_true(world_refused(device_get_package(&s->d), "8.1", "6.1"));
}

static void key_that_is_no_point(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = up_to_offer(s, "");
	s->d.otpk.point[64] ^= 1;
	assert_true(world_refused(device_get_package(&s->d), "8.2", "3.7"));
	assert_int_equal(smdpp_world_profile(&s->w, iccid).state, PROFILE_RELEASED);
}

/* --- the order ------------------------------------------------------------------------------ */

static struct world_answer cancel(struct device_scene *s, const char *iccid)
{
	return smdpp_world_acme(&s->w, "cancelOrder",
				"\"iccid\":\"%s\",\"finalProfileStatusIndicator\":\"Available\"",
				iccid);
}

static void order_cancelled_meanwhile(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = up_to_offer(s, "");
	assert_true(world_done(cancel(s, iccid)));
	assert_true(world_refused(device_get_package(&s->d), "8.2", "3.7"));
	assert_int_equal(smdpp_world_profile(&s->w, iccid).state, PROFILE_AVAILABLE);
}

static void order_is_anothers_meanwhile(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = up_to_offer(s, "");
	assert_true(world_done(cancel(s, iccid)));
	(void)smdpp_world_order(&s->w, WORLD_SESSION, 0, ",\"eid\":\"" WORLD_EID2 "\"");
	assert_true(world_refused(device_get_package(&s->d), "8.2", "3.7"));
	assert_int_equal(smdpp_world_profile(&s->w, iccid).state, PROFILE_RELEASED);
}

static void order_has_expired(void **state)
{
	struct device_scene *s = *state;
	s->w.types[WORLD_SESSION].order_ttl_h = 1;
	s->w.smdpp->role.with.session_ttl_s = 7200;
	(void)up_to_offer(s, "");
	s->w.clock.fixed_ms += HOUR_MS;
	assert_true(world_refused(device_get_package(&s->d), "8.8.5", "4.10"));
}

/* --- the confirmation code ------------------------------------------------------------------ */

static void right_code(void **state)
{
	struct device_scene *s = *state;
	(void)up_to_offer(s, CODE);
	s->d.confirmation_code = "1234";
	assert_true(world_done(device_get_package(&s->d)));
}

static void code_where_none_is_asked(void **state)
{
	struct device_scene *s = *state;
	(void)up_to_offer(s, "");
	s->d.confirmation_code = "1234";
	assert_true(world_done(device_get_package(&s->d)));
}

static void code_is_missing(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = up_to_offer(s, CODE);
	assert_true(world_refused(device_get_package(&s->d), "8.2.7", "2.2"));
	assert_int_equal(smdpp_world_profile(&s->w, iccid).cc_attempts, 0);
}

/* The session stays open: the user may be asked again. */
static void wrong_code_then_the_right_one(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = up_to_offer(s, CODE);
	s->d.confirmation_code = "1235";
	assert_true(world_refused(device_get_package(&s->d), "8.2.7", "3.8"));
	assert_int_equal(smdpp_world_profile(&s->w, iccid).cc_attempts, 1);
	struct world_message message = smdpp_world_message(&s->w);
	assert_int_equal(message.point, 2);
	assert_string_equal(message.codes, "8.2.7/3.8");
	s->d.confirmation_code = "1234";
	assert_true(world_done(device_get_package(&s->d)));
}

/* LPAs cancel so when their user has mistyped, and begin anew. */
static void rejection_after_a_wrong_code_leaves_the_order(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = up_to_offer(s, CODE);
	s->d.confirmation_code = "1235";
	assert_true(world_refused(device_get_package(&s->d), "8.2.7", "3.8"));
	assert_true(world_done(device_cancel(&s->d, ES10B_CANCEL_END_USER_REJECTION)));
	assert_int_equal(smdpp_world_profile(&s->w, iccid).state, PROFILE_RELEASED);
	s->d.confirmation_code = "1234";
	device_up_to_package(&s->d, s->d.matching_id);
}

static void rejection_after_a_missing_code_leaves_the_order(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = up_to_offer(s, CODE);
	assert_true(world_refused(device_get_package(&s->d), "8.2.7", "2.2"));
	assert_true(world_done(device_cancel(&s->d, ES10B_CANCEL_END_USER_REJECTION)));
	assert_int_equal(smdpp_world_profile(&s->w, iccid).state, PROFILE_RELEASED);
}

static void too_many_wrong_codes_in_one_session(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = up_to_offer(s, CODE);
	s->d.confirmation_code = "1235";
	for (int i = 1; i < WORLD_CODES_MAX; i++)
		assert_true(world_refused(device_get_package(&s->d), "8.2.7", "3.8"));
	assert_true(world_refused(device_get_package(&s->d), "8.2.7", "6.4"));
	assert_int_equal(smdpp_world_profile(&s->w, iccid).state, PROFILE_ERROR);
	struct world_message message = smdpp_world_message(&s->w);
	assert_int_equal(message.point, 2);
	assert_string_equal(message.codes, "8.2.7/6.4");
	s->d.confirmation_code = "1234";
	assert_true(world_refused(device_get_package(&s->d), "8.2", "3.7"));
}

static void wrong_codes_count_over_sessions(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = order(s, WORLD_SESSION, CODE);
	s->d.confirmation_code = "1235";
	for (int i = 1; i <= WORLD_CODES_MAX; i++) {
		device_up_to_authenticate(&s->d, s->d.matching_id);
		assert_true(world_refused(device_get_package(&s->d), "8.2.7",
					  i < WORLD_CODES_MAX ? "3.8" : "6.4"));
	}
	assert_int_equal(smdpp_world_profile(&s->w, iccid).state, PROFILE_ERROR);
}

static void the_last_code_may_be_right(void **state)
{
	struct device_scene *s = *state;
	(void)up_to_offer(s, CODE);
	s->d.confirmation_code = "1235";
	for (int i = 1; i < WORLD_CODES_MAX; i++)
		assert_true(world_refused(device_get_package(&s->d), "8.2.7", "3.8"));
	s->d.confirmation_code = "1234";
	assert_true(world_done(device_get_package(&s->d)));
}

/* --- the request ---------------------------------------------------------------------------- */

static void cut_anywhere(void **state)
{
	struct device_scene *s = *state;
	(void)up_to_offer(s, "");
	struct bytes body = device_get_package_body(&s->d);
	for (size_t len = 0; len < body.len; len += 5) {
		struct world_answer a = smdpp_world_es9p(&s->w, "getBoundProfilePackage",
							 bytes_from(body.ptr, len));
		assert_int_equal(a.status, 200);
		assert_int_equal(a.execution.status, ESX_FAILED);
	}
	assert_true(world_done(smdpp_world_es9p(&s->w, "getBoundProfilePackage", body)));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, device_setup, device_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(delivers),
		TEST(remembers_the_delivery),
		TEST(the_same_request_again),
		TEST(one_binding_in_a_session),
		TEST(retry_with_the_same_key),
		TEST(retry_with_another_key),
		TEST(unknown_transaction),
		TEST(expired_session),
		TEST(session_that_is_not_so_far),
		TEST(euicc_refuses),
		TEST(another_transaction_is_signed),
		TEST(signature2_is_wrong),
		TEST(signature2_over_another_offer),
		TEST(key_that_is_no_point),
		TEST(order_cancelled_meanwhile),
		TEST(order_is_anothers_meanwhile),
		TEST(order_has_expired),
		TEST(right_code),
		TEST(code_where_none_is_asked),
		TEST(code_is_missing),
		TEST(wrong_code_then_the_right_one),
		TEST(rejection_after_a_wrong_code_leaves_the_order),
		TEST(rejection_after_a_missing_code_leaves_the_order),
		TEST(too_many_wrong_codes_in_one_session),
		TEST(wrong_codes_count_over_sessions),
		TEST(the_last_code_may_be_right),
		TEST(cut_anywhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
