/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "device.h"
#include "msg/es10b_cancel_session.h"

static const char *order(struct device_scene *s)
{
	s->d.matching_id = smdpp_world_order(&s->w, WORLD_SESSION, 0, "");
	return smdpp_world_iccid(&s->w, WORLD_SESSION, 0);
}

static const char *up_to_offer(struct device_scene *s)
{
	const char *iccid = order(s);
	device_up_to_authenticate(&s->d, s->d.matching_id);
	return iccid;
}

static const char *up_to_package(struct device_scene *s)
{
	const char *iccid = order(s);
	device_up_to_package(&s->d, s->d.matching_id);
	return iccid;
}

/* Each reason that ends the order, before and after the package. */
struct reason {
	uint64_t reason;
	const char *codes;
};
static const struct reason final_reasons[] = {
	{ES10B_CANCEL_END_USER_REJECTION, "8.8.5/3.8"},
	{ES10B_CANCEL_PPR_NOT_ALLOWED, "8.2.8/1.2"},
	{ES10B_CANCEL_METADATA_MISMATCH, "8.2.9/3.11"},
	{ES10B_CANCEL_LOAD_BPP_EXECUTION_ERROR, "8.2.10/4.2"},
	{ES10B_CANCEL_ENTERPRISE_PROFILES_NOT_SUPPORTED, "8.2.13/3.1"},
	{ES10B_CANCEL_ENTERPRISE_RULES_NOT_ALLOWED, "8.2.13/1.2"},
	{ES10B_CANCEL_ENTERPRISE_PROFILE_NOT_ALLOWED, "8.2.13/3.8"},
	{ES10B_CANCEL_ENTERPRISE_OID_MISMATCH, "8.2.13/3.12"},
	{ES10B_CANCEL_ENTERPRISE_RULES_ERROR, "8.2.13/3.8"},
	{ES10B_CANCEL_ENTERPRISE_PROFILES_ONLY, "8.2.13/3.8"},
	{ES10B_CANCEL_LPR_NOT_SUPPORTED, "8.2.14/3.1"},
	{ES10B_CANCEL_LPR_NETWORK_DATA_NOT_ALLOWED, "8.8.6/3.8"},
	{ES10B_CANCEL_EMPTY_PROFILE_OR_SP_NAME, "8.2.9/3.8"},
	{ES10B_CANCEL_UNDEFINED_REASON, "8/4.2"},
};

static void ends_an_order(struct device_scene *s, size_t i, bool bound)
{
	const char *iccid = bound ? up_to_package(s) : up_to_offer(s);
	assert_true(world_done(device_cancel(&s->d, final_reasons[i].reason)));
	assert_int_equal(smdpp_world_profile(&s->w, iccid).state, PROFILE_ERROR);
	struct world_message message = smdpp_world_message(&s->w);
	assert_int_equal(message.point, bound ? 4 : 3);
	assert_string_equal(message.codes, final_reasons[i].codes);
	assert_true(world_done(smdpp_world_acme(
		&s->w, "cancelOrder",
		"\"iccid\":\"%s\",\"finalProfileStatusIndicator\":\"Available\"", iccid)));
}

static void reasons_that_end_the_order(void **state)
{
	for (size_t i = 0; i < sizeof(final_reasons) / sizeof(final_reasons[0]); i++) {
		ends_an_order(*state, i, false);
		ends_an_order(*state, i, true);
	}
}

static void answers_with_the_header_only(void **state)
{
	struct device_scene *s = *state;
	(void)up_to_offer(s);
	struct world_answer a = device_cancel(&s->d, ES10B_CANCEL_POSTPONED);
	assert_string_equal((const char *)a.body.ptr, "{\"header\":{\"functionExecutionStatus\":"
						      "{\"status\":\"Executed-Success\"}}}");
}

/* Not now, and what no order of version 2 can meet, or no version knows. */
static void reasons_that_leave_the_order(void **state)
{
	struct device_scene *s = *state;
	static const uint64_t reasons[] = {1, 2, 6, 15, 16, 26, 27, 28, 29, 30, 31, 99, 128};
	const size_t n = sizeof(reasons) / sizeof(reasons[0]);
	const char *iccid = order(s);
	s->w.types[WORLD_SESSION].max_download_attempts = 2 * (int64_t)n + 1;
	for (size_t i = 0; i < n; i++) {
		device_up_to_authenticate(&s->d, s->d.matching_id);
		assert_true(world_done(device_cancel(&s->d, reasons[i])));
	}
	assert_int_equal(smdpp_world_profile(&s->w, iccid).state, PROFILE_RELEASED);
	for (size_t i = 0; i < n; i++) {
		device_up_to_package(&s->d, s->d.matching_id);
		size_t messages = smdpp_world_message(&s->w).n;
		assert_true(world_done(device_cancel(&s->d, reasons[i])));
		assert_int_equal(smdpp_world_profile(&s->w, iccid).state, PROFILE_DOWNLOADED);
		assert_int_equal(smdpp_world_message(&s->w).n, messages);
	}
	device_up_to_package(&s->d, s->d.matching_id);
}

static void the_session_is_over(void **state)
{
	struct device_scene *s = *state;
	(void)up_to_offer(s);
	assert_true(world_done(device_cancel(&s->d, ES10B_CANCEL_POSTPONED)));
	assert_true(world_refused(device_cancel(&s->d, ES10B_CANCEL_POSTPONED), "8.10.1", "3.9"));
	assert_true(world_refused(device_get_package(&s->d), "8.10.1", "3.9"));
}

static void the_binding_is_forgotten(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = up_to_package(s);
	assert_true(bytes_present(smdpp_world_profile(&s->w, iccid).binding));
	assert_true(world_done(device_cancel(&s->d, ES10B_CANCEL_END_USER_REJECTION)));
	assert_false(bytes_present(smdpp_world_profile(&s->w, iccid).binding));
}

/* The order has been cancelled and is somebody else's: nothing of it changes. */
static void an_order_of_another_is_left_alone(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = up_to_offer(s);
	assert_true(world_done(smdpp_world_acme(
		&s->w, "cancelOrder",
		"\"iccid\":\"%s\",\"finalProfileStatusIndicator\":\"Available\"", iccid)));
	(void)smdpp_world_order(&s->w, WORLD_SESSION, 0, ",\"eid\":\"" WORLD_EID2 "\"");
	assert_true(world_done(device_cancel(&s->d, ES10B_CANCEL_END_USER_REJECTION)));
	assert_int_equal(smdpp_world_profile(&s->w, iccid).state, PROFILE_RELEASED);
}

/* The device began twice, and both times its user did not want it. */
static void an_order_that_has_ended_is_left_alone(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = up_to_offer(s);
	struct bytes first = s->d.transaction_id;
	device_up_to_authenticate(&s->d, s->d.matching_id);
	assert_true(world_done(device_cancel(&s->d, ES10B_CANCEL_END_USER_REJECTION)));
	size_t messages = smdpp_world_message(&s->w).n;
	s->d.transaction_id = s->d.signed_transaction_id = first;
	assert_true(world_done(device_cancel(&s->d, ES10B_CANCEL_PPR_NOT_ALLOWED)));
	assert_int_equal(smdpp_world_profile(&s->w, iccid).state, PROFILE_ERROR);
	assert_int_equal(smdpp_world_message(&s->w).n, messages);
	assert_true(world_refused(device_cancel(&s->d, 0), "8.10.1", "3.9"));
}

static void unknown_transaction(void **state)
{
	struct device_scene *s = *state;
	(void)up_to_offer(s);
	s->d.transaction_id = BYTES_LIT("0123456789ABCDEF");
	assert_true(world_refused(device_cancel(&s->d, 0), "8.10.1", "3.9"));
}

static void session_without_an_euicc(void **state)
{
	struct device_scene *s = *state;
	(void)order(s);
	device_up_to_initiate(&s->d);
	assert_true(world_refused(device_cancel(&s->d, 0), "8.10.1", "3.9"));
}

static void euicc_refuses(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = up_to_offer(s);
	s->d.refuses = true;
	assert_true(world_refused(device_cancel(&s->d, 0), "8.1", "6.1"));
	assert_int_equal(smdpp_world_profile(&s->w, iccid).state, PROFILE_RELEASED);
}

static void signature_is_wrong(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = up_to_offer(s);
	s->d.breaks_signature = true;
	assert_true(world_refused(device_cancel(&s->d, 0), "8.1", "6.1"));
	assert_int_equal(smdpp_world_profile(&s->w, iccid).state, PROFILE_RELEASED);
}

static void oid_of_another_smdp(void **state)
{
	struct device_scene *s = *state;
	(void)up_to_package(s);
	s->d.smdp_oid = BYTES_LIT("\x88\x37\x0C");
	assert_true(world_refused(device_cancel(&s->d, 0), "8.8", "3.10"));
}

static void another_transaction_is_signed(void **state)
{
	struct device_scene *s = *state;
	(void)up_to_package(s);
	s->d.signed_transaction_id = BYTES_LIT("0123456789ABCDEF");
	assert_true(world_refused(device_cancel(&s->d, 0), "8.10.1", "3.9"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, device_setup, device_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reasons_that_end_the_order),
		TEST(answers_with_the_header_only),
		TEST(reasons_that_leave_the_order),
		TEST(the_session_is_over),
		TEST(the_binding_is_forgotten),
		TEST(an_order_of_another_is_left_alone),
		TEST(an_order_that_has_ended_is_left_alone),
		TEST(unknown_transaction),
		TEST(session_without_an_euicc),
		TEST(euicc_refuses),
		TEST(signature_is_wrong),
		TEST(oid_of_another_smdp),
		TEST(another_transaction_is_signed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
