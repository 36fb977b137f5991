/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "device.h"

static const char *up_to_package(struct device_scene *s)
{
	const char *iccid = smdpp_world_iccid(&s->w, WORLD_SESSION, 0);
	device_up_to_package(&s->d, smdpp_world_order(&s->w, WORLD_SESSION, 0, ""));
	s->d.iccid = iccid;
	return iccid;
}

static enum profile_state state_of(struct device_scene *s, const char *iccid)
{
	return smdpp_world_profile(&s->w, iccid).state;
}

/* Acknowledged, and nothing else said. */
static bool acknowledged(struct world_answer a)
{
	return a.result == OK && a.status == 204 && a.body.len == 0;
}

static void success(void **state)
{
	struct device_scene *s = *state;
	struct session_row session = {};
	const char *iccid = up_to_package(s);
	s->w.clock.fixed_ms += 5;
	assert_true(acknowledged(device_install(&s->d, 0)));
	struct profile_row row = smdpp_world_profile(&s->w, iccid);
	assert_int_equal(row.state, PROFILE_INSTALLED);
	assert_int_equal(row.installed_at, s->w.clock.fixed_ms);
	assert_true(bytes_present(row.install_result));
	struct world_message message = smdpp_world_message(&s->w);
	assert_int_equal(message.point, 4);
	assert_string_equal(message.codes, "");
	assert_true(message.has_result_data);
	assert_int_equal(session_get(s->w.store, &s->w.arena, s->d.transaction_id,
				     s->w.clock.fixed_ms, &session),
			 ERR_NOT_FOUND);
}

/* What is secret and no longer needed goes with the order. */
static void success_wipes_the_secrets(void **state)
{
	struct device_scene *s = *state;
	struct profile_content content = {};
	const char *iccid = up_to_package(s);
	assert_true(acknowledged(device_install(&s->d, 0)));
	struct profile_row row = smdpp_world_profile(&s->w, iccid);
	assert_false(bytes_present(row.binding));
	assert_false(bytes_present(row.order_secrets));
	assert_int_equal(profile_content(s->w.store, &s->w.arena, row.id, &content), ERR_NOT_FOUND);
}

/* Each reason that ends the order, and what its operator is told. */
static const struct {
	uint64_t reason;
	const char *codes;
} failures[] = {
	{1, "8.2.10/4.2"},   {2, "8.2.10/4.2"},	 {3, "8.2.10/4.2"},  {4, "8.2.10/4.2"},
	{5, "8.2.10/4.2"},   {6, "8.2.10/4.2"},	 {7, "8.2.10/4.2"},  {8, "8.2.10/4.2"},
	{9, "8.2.10/4.2"},   {12, "8.2.10/4.2"}, {13, "8.2.10/4.2"}, {14, "8.2.10/4.2"},
	{15, "8.2.8/1.2"},   {17, "8.2.13/3.1"}, {18, "8.2.13/1.2"}, {19, "8.2.13/3.8"},
	{20, "8.2.13/3.12"}, {21, "8.2.13/3.8"}, {22, "8.2.13/3.8"}, {23, "8.2.14/3.1"},
	{26, "8.2.10/4.2"},  {31, "8.2.10/4.2"}, {32, "8.2.10/4.2"}, {127, "8.2.10/4.2"},
};

static void failures_for_good(void **state)
{
	struct device_scene *s = *state;
	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
		const char *iccid = up_to_package(s);
		s->d.seq_number++;
		assert_true(acknowledged(device_install(&s->d, failures[i].reason)));
		assert_int_equal(state_of(s, iccid), PROFILE_ERROR);
		struct world_message message = smdpp_world_message(&s->w);
		assert_int_equal(message.point, 4);
		assert_string_equal(message.codes, failures[i].codes);
		assert_true(message.has_result_data);
		assert_true(world_done(smdpp_world_acme(
			&s->w, "cancelOrder",
			"\"iccid\":\"%s\",\"finalProfileStatusIndicator\":\"Available\"", iccid)));
	}
}

static void failures_that_another_try_may_mend(void **state)
{
	struct device_scene *s = *state;
	const char *matching_id = smdpp_world_order(&s->w, WORLD_SESSION, 0, "");
	s->d.iccid = smdpp_world_iccid(&s->w, WORLD_SESSION, 0);
	for (uint64_t reason = 10; reason <= 11; reason++) {
		device_up_to_package(&s->d, matching_id);
		s->d.seq_number++;
		assert_true(acknowledged(device_install(&s->d, reason)));
		assert_int_equal(state_of(s, s->d.iccid), PROFILE_DOWNLOADED);
		assert_string_equal(smdpp_world_message(&s->w).codes, "8.2.10/4.2");
	}
	device_up_to_package(&s->d, matching_id);
	assert_true(acknowledged(device_install(&s->d, 0)));
	assert_int_equal(state_of(s, s->d.iccid), PROFILE_INSTALLED);
}

/* No version of the standard assigns them: recorded, and nothing else. */
static void reasons_without_a_meaning(void **state)
{
	struct device_scene *s = *state;
	static const uint64_t reasons[] = {16, 24, 25, 27, 30, 33, 99, 126, 128};
	const size_t n = sizeof(reasons) / sizeof(reasons[0]);
	const char *iccid = up_to_package(s);
	size_t messages = smdpp_world_message(&s->w).n;
	size_t events = smdpp_world_count_events(&s->w, iccid);
	for (size_t i = 0; i < n; i++) {
		assert_true(acknowledged(device_install(&s->d, reasons[i])));
		assert_int_equal(state_of(s, iccid), PROFILE_DOWNLOADED);
		s->d.seq_number++;
	}
	assert_int_equal(smdpp_world_message(&s->w).n, messages);
	assert_int_equal(smdpp_world_count_events(&s->w, iccid), events + n);
}

static void a_repetition_counts_once(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = up_to_package(s);
	struct bytes body = device_install_body(&s->d, 10);
	assert_true(acknowledged(smdpp_world_es9p(&s->w, "handleNotification", body)));
	size_t messages = smdpp_world_message(&s->w).n;
	size_t events = smdpp_world_count_events(&s->w, iccid);
	assert_true(acknowledged(smdpp_world_es9p(&s->w, "handleNotification", body)));
	assert_int_equal(smdpp_world_message(&s->w).n, messages);
	assert_int_equal(smdpp_world_count_events(&s->w, iccid), events);
}

/* Only what is signed tells a repetition: a signature can be made anew, or turned about. */
static void a_repetition_with_another_signature_counts_once(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = up_to_package(s);
	assert_true(acknowledged(device_install(&s->d, 10)));
	size_t messages = smdpp_world_message(&s->w).n;
	size_t events = smdpp_world_count_events(&s->w, iccid);
	assert_true(acknowledged(device_install(&s->d, 10)));
	assert_int_equal(smdpp_world_message(&s->w).n, messages);
	assert_int_equal(smdpp_world_count_events(&s->w, iccid), events);
}

static void a_repetition_of_the_success_counts_once(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = up_to_package(s);
	struct bytes body = device_install_body(&s->d, 0);
	for (int i = 0; i < 3; i++)
		assert_true(acknowledged(smdpp_world_es9p(&s->w, "handleNotification", body)));
	assert_int_equal(smdpp_world_message(&s->w).n, 3);
	assert_int_equal(state_of(s, iccid), PROFILE_INSTALLED);
}

/* Days later, and the session is long gone. */
static void a_late_result(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = up_to_package(s);
	s->w.clock.fixed_ms += INT64_C(7) * 24 * 3600 * 1000;
	assert_int_equal(session_expire(s->w.store, s->w.clock.fixed_ms), 1);
	assert_true(acknowledged(device_install(&s->d, 0)));
	assert_int_equal(state_of(s, iccid), PROFILE_INSTALLED);
}

/* The card has it, although a further try has used up the attempts. */
static void success_after_the_attempts_are_used_up(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = smdpp_world_iccid(&s->w, WORLD_SESSION, 0);
	const char *matching_id = smdpp_world_order(&s->w, WORLD_SESSION, 0, "");
	for (int i = 0; i < WORLD_DOWNLOADS_MAX; i++)
		device_up_to_package(&s->d, matching_id);
	struct bytes body = device_install_body(&s->d, 0);
	device_up_to_initiate(&s->d);
	assert_true(world_refused(device_authenticate(&s->d), "8.8.5", "6.4"));
	assert_int_equal(state_of(s, iccid), PROFILE_ERROR);
	assert_true(acknowledged(smdpp_world_es9p(&s->w, "handleNotification", body)));
	assert_int_equal(state_of(s, iccid), PROFILE_INSTALLED);
}

static void unknown_transaction(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = up_to_package(s);
	s->d.signed_transaction_id = BYTES_LIT("0123456789ABCDEF");
	assert_true(acknowledged(device_install(&s->d, 0)));
	assert_int_equal(state_of(s, iccid), PROFILE_DOWNLOADED);
}

static void signature_is_wrong(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = up_to_package(s);
	s->d.breaks_signature = true;
	assert_true(acknowledged(device_install(&s->d, 0)));
	assert_int_equal(state_of(s, iccid), PROFILE_DOWNLOADED);
}

static void foreign_iccid(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = up_to_package(s);
	s->d.iccid = smdpp_world_iccid(&s->w, WORLD_SESSION, 1);
	assert_true(acknowledged(device_install(&s->d, 0)));
	assert_int_equal(state_of(s, iccid), PROFILE_DOWNLOADED);
	assert_int_equal(state_of(s, s->d.iccid), PROFILE_AVAILABLE);
}

/* Before StoreMetadata the eUICC does not know which profile it is. */
static void no_iccid(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = up_to_package(s);
	s->d.iccid = NULL;
	assert_true(acknowledged(device_install(&s->d, 2)));
	assert_int_equal(state_of(s, iccid), PROFILE_ERROR);
}

/* The order was given up, and the profile is another eUICC's by now. */
static void result_of_an_order_that_has_ended(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = up_to_package(s);
	struct bytes body = device_install_body(&s->d, 0);
	assert_true(world_done(device_cancel(&s->d, 0)));
	assert_true(world_done(smdpp_world_acme(
		&s->w, "cancelOrder",
		"\"iccid\":\"%s\",\"finalProfileStatusIndicator\":\"Available\"", iccid)));
	const char *matching_id =
		smdpp_world_order(&s->w, WORLD_SESSION, 0, ",\"eid\":\"" WORLD_EID2 "\"");
	device_set_eid(&s->d, WORLD_EID2);
	device_up_to_package(&s->d, matching_id);
	size_t events = smdpp_world_count_events(&s->w, iccid);
	assert_true(acknowledged(smdpp_world_es9p(&s->w, "handleNotification", body)));
	assert_int_equal(state_of(s, iccid), PROFILE_DOWNLOADED);
	assert_int_equal(smdpp_world_count_events(&s->w, iccid), events + 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, device_setup, device_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(success),
		TEST(success_wipes_the_secrets),
		TEST(failures_for_good),
		TEST(failures_that_another_try_may_mend),
		TEST(reasons_without_a_meaning),
		TEST(a_repetition_counts_once),
		TEST(a_repetition_with_another_signature_counts_once),
		TEST(a_repetition_of_the_success_counts_once),
		TEST(a_late_result),
		TEST(success_after_the_attempts_are_used_up),
		TEST(unknown_transaction),
		TEST(signature_is_wrong),
		TEST(foreign_iccid),
		TEST(no_iccid),
		TEST(result_of_an_order_that_has_ended),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
