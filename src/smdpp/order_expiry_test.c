/* SPDX-License-Identifier: Apache-2.0 */
/* The job that ends expired orders, and what devices are answered before and after it has run. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "device.h"
#include "smdpp/order_expiry.h"

#define HOUR_MS INT64_C(3600000)
#define TTL_MS	(WORLD_TTL_H * HOUR_MS)
#define EID	",\"eid\":\"" WORLD_EID "\""
#define SMDS	EID ",\"smdsAddress\":\"root.example.com\""

static const char *order(struct device_scene *s, unsigned n, const char *members)
{
	s->d.matching_id = smdpp_world_order(&s->w, WORLD_SESSION, n, members);
	return smdpp_world_iccid(&s->w, WORLD_SESSION, n);
}

/* Let time pass, and run the job as often as it says that there is more; the first time of all. */
static void run_after(struct device_scene *s, int64_t ms)
{
	struct order_expiry watch = {};
	bool more = true;
	s->w.clock.fixed_ms += ms;
	while (more)
		assert_int_equal(
			order_expiry_run(s->w.smdpp, &watch, s->w.clock.fixed_ms, 1, &more), OK);
}

static enum profile_state state_of(struct device_scene *s, const char *iccid)
{
	return smdpp_world_profile(&s->w, iccid).state;
}

static struct world_answer authenticate(struct device_scene *s)
{
	device_up_to_initiate(&s->d);
	return device_authenticate(&s->d);
}

static void ends_what_has_expired(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = order(s, 0, EID);
	run_after(s, TTL_MS - 1);
	assert_int_equal(state_of(s, iccid), PROFILE_RELEASED);
	run_after(s, 1);
	struct profile_row row = smdpp_world_profile(&s->w, iccid);
	assert_int_equal(row.state, PROFILE_ERROR);
	assert_false(bytes_present(row.order_secrets));
	size_t events = smdpp_world_count_events(&s->w, iccid);
	run_after(s, HOUR_MS);
	assert_int_equal(smdpp_world_count_events(&s->w, iccid), events);
}

static void tells_the_operator(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, EID);
	unsigned woken = s->w.woken;
	run_after(s, TTL_MS);
	struct world_message message = smdpp_world_message(&s->w);
	assert_int_equal(message.n, 1);
	assert_int_equal(message.point, 1);
	assert_string_equal(message.codes, "8.8.5/4.10");
	assert_true(s->w.woken > woken);
}

/* Who has no endpoint is not told. */
static void an_operator_that_does_not_listen(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = order(s, 0, EID);
	s->w.operators[WORLD_ACME].notify = NULL;
	run_after(s, TTL_MS);
	assert_int_equal(state_of(s, iccid), PROFILE_ERROR);
	assert_int_equal(smdpp_world_message(&s->w).n, 0);
}

static void deletes_the_event(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, SMDS);
	assert_int_equal(fake_smds_count(&s->w.smds), 1);
	run_after(s, TTL_MS);
	assert_int_equal(smdpp_world_delete_events(&s->w), 1);
	assert_int_equal(fake_smds_count(&s->w.smds), 0);
}

static void ends_one_that_was_not_released(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = smdpp_world_iccid(&s->w, WORLD_SESSION, 0);
	assert_true(
		world_done(smdpp_world_acme(&s->w, "downloadOrder", "\"iccid\":\"%s\"", iccid)));
	assert_true(world_done(smdpp_world_acme(&s->w, "confirmOrder",
						"\"iccid\":\"%s\",\"releaseFlag\":false", iccid)));
	run_after(s, TTL_MS);
	assert_int_equal(state_of(s, iccid), PROFILE_ERROR);
}

/* The package was delivered, and its result is still to come: if it comes, the profile is there. */
static void a_late_result_counts(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = order(s, 0, EID);
	s->d.iccid = iccid;
	device_up_to_package(&s->d, s->d.matching_id);
	run_after(s, TTL_MS);
	assert_int_equal(state_of(s, iccid), PROFILE_ERROR);
	assert_false(bytes_present(smdpp_world_profile(&s->w, iccid).binding));
	assert_int_equal(device_install(&s->d, 0).status, 204);
	assert_int_equal(state_of(s, iccid), PROFILE_INSTALLED);
}

static void leaves_what_has_ended(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = order(s, 0, EID);
	s->d.iccid = iccid;
	device_up_to_package(&s->d, s->d.matching_id);
	assert_int_equal(device_install(&s->d, 0).status, 204);
	run_after(s, TTL_MS);
	assert_int_equal(state_of(s, iccid), PROFILE_INSTALLED);
}

static void leaves_what_does_not_expire(void **state)
{
	struct device_scene *s = *state;
	s->w.types[WORLD_SESSION].order_ttl_h = 0;
	const char *iccid = order(s, 0, EID);
	run_after(s, 1000 * TTL_MS);
	assert_int_equal(state_of(s, iccid), PROFILE_RELEASED);
}

/* The operator may order the profile anew. */
static void what_has_expired_can_be_cancelled(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = order(s, 0, EID);
	run_after(s, TTL_MS);
	assert_true(world_done(smdpp_world_acme(&s->w, "cancelOrder",
						"\"iccid\":\"%s\"" EID ",\"matchingId\":\"%s\","
						"\"finalProfileStatusIndicator\":\"Available\"",
						iccid, s->d.matching_id)));
	assert_int_equal(state_of(s, iccid), PROFILE_AVAILABLE);
	(void)order(s, 0, EID);
	assert_true(world_done(authenticate(s)));
}

/* --- devices -------------------------------------------------------------------------------- */

static void devices_are_told_before_and_after(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, EID);
	s->w.clock.fixed_ms += TTL_MS;
	assert_true(world_refused(authenticate(s), "8.8.5", "4.10"));
	run_after(s, 0);
	assert_true(world_refused(authenticate(s), "8.8.5", "4.10"));
	s->d.matching_id = NULL;
	assert_true(world_refused(authenticate(s), "8.8.5", "4.10"));
	s->d.matching_id = "";
	assert_true(world_refused(authenticate(s), "8.8.5", "4.10"));
}

static void one_in_the_middle_of_a_download(void **state)
{
	struct device_scene *s = *state;
	s->w.smdpp->role.with.session_ttl_s = 2 * WORLD_TTL_H * 3600;
	(void)order(s, 0, EID);
	device_up_to_authenticate(&s->d, s->d.matching_id);
	run_after(s, TTL_MS);
	assert_true(world_refused(device_get_package(&s->d), "8.8.5", "4.10"));
}

/* An order that still waits is found past one that has expired. */
static void a_newer_order_is_found(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, EID);
	run_after(s, TTL_MS);
	const char *iccid = order(s, 1, EID);
	s->d.matching_id = NULL;
	assert_true(world_done(authenticate(s)));
	assert_int_equal(smdpp_world_profile(&s->w, iccid).download_attempts, 1);
}

/* What was rejected long ago is not called expired before its time. */
static void another_end_is_no_expiry(void **state)
{
	struct device_scene *s = *state;
	(void)order(s, 0, EID);
	device_up_to_authenticate(&s->d, s->d.matching_id);
	assert_true(world_done(device_cancel(&s->d, 0)));
	assert_true(world_refused(authenticate(s), "8.2.6", "3.8"));
}

/* --- the clock ------------------------------------------------------------------------------ */

struct time {
	int64_t wall, steady; /* from the beginning on */
};

static void run_at(struct device_scene *s, struct order_expiry *watch, struct time at)
{
	bool more = false;
	assert_int_equal(order_expiry_run(s->w.smdpp, watch, s->w.clock.fixed_ms + at.wall,
					  1000 + at.steady, &more),
			 OK);
}

static void a_clock_that_leaps_ahead_ends_nothing(void **state)
{
	struct device_scene *s = *state;
	struct order_expiry watch = {};
	const char *iccid = order(s, 0, EID);
	run_at(s, &watch, (struct time){0, 0});
	run_at(s, &watch, (struct time){2 * TTL_MS, 1000});
	run_at(s, &watch, (struct time){2 * TTL_MS + HOUR_MS / 2, HOUR_MS / 2});
	assert_int_equal(state_of(s, iccid), PROFILE_RELEASED);
	run_at(s, &watch, (struct time){HOUR_MS, HOUR_MS});
	run_at(s, &watch, (struct time){2 * HOUR_MS, 2 * HOUR_MS});
	assert_int_equal(state_of(s, iccid), PROFILE_RELEASED);
	assert_true(world_done(authenticate(s)));
}

/* It was right after all. */
static void one_that_stays_ahead_is_believed(void **state)
{
	struct device_scene *s = *state;
	struct order_expiry watch = {};
	const char *iccid = order(s, 0, EID);
	run_at(s, &watch, (struct time){0, 0});
	run_at(s, &watch, (struct time){2 * TTL_MS, 1000});
	run_at(s, &watch, (struct time){2 * TTL_MS + HOUR_MS, 1000 + HOUR_MS});
	assert_int_equal(state_of(s, iccid), PROFILE_ERROR);
}

static void one_that_is_set_back_ends_nothing(void **state)
{
	struct device_scene *s = *state;
	struct order_expiry watch = {};
	const char *iccid = order(s, 0, EID);
	run_at(s, &watch, (struct time){0, 0});
	run_at(s, &watch, (struct time){-1000 * TTL_MS, 1000});
	assert_int_equal(state_of(s, iccid), PROFILE_RELEASED);
	run_at(s, &watch, (struct time){-1000 * TTL_MS + HOUR_MS, HOUR_MS});
	run_at(s, &watch, (struct time){TTL_MS, 2 * HOUR_MS});
	assert_int_equal(state_of(s, iccid), PROFILE_RELEASED);
	run_at(s, &watch, (struct time){TTL_MS + HOUR_MS, 3 * HOUR_MS});
	assert_int_equal(state_of(s, iccid), PROFILE_ERROR);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, device_setup, device_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(ends_what_has_expired),
		TEST(tells_the_operator),
		TEST(an_operator_that_does_not_listen),
		TEST(deletes_the_event),
		TEST(ends_one_that_was_not_released),
		TEST(a_late_result_counts),
		TEST(leaves_what_has_ended),
		TEST(leaves_what_does_not_expire),
		TEST(what_has_expired_can_be_cancelled),
		TEST(devices_are_told_before_and_after),
		TEST(one_in_the_middle_of_a_download),
		TEST(a_newer_order_is_found),
		TEST(another_end_is_no_expiry),
		TEST(a_clock_that_leaps_ahead_ends_nothing),
		TEST(one_that_stays_ahead_is_believed),
		TEST(one_that_is_set_back_ends_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
