/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Orders at an SM-DS on their whole way: a device comes with the EventID, without, or with an empty
 * MatchingID (SGP.22 §3.1.3, §5.6.3); and whatever ends the order ends its event (§5.9.2), once.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "device.h"
#include "msg/es10b_cancel_session.h"

#define EID  ",\"eid\":\"" WORLD_EID "\""
#define EID2 ",\"eid\":\"" WORLD_EID2 "\""
#define ROOT ",\"smdsAddress\":\"root.example.com\""
#define CODE ",\"confirmationCode\":\"1234\""

/* An order whose event stands at the SM-DS; the device knows the EventID from there. */
static const char *announced(struct device_scene *s, const char *members)
{
	const char *matching_id = smdpp_world_order(&s->w, WORLD_SESSION, 0, members);
	const struct fake_smds_event *event = fake_smds_find(&s->w.smds, matching_id);
	assert_non_null(event);
	assert_string_equal(event->server_address, WORLD_ADDRESS);
	s->d.matching_id = matching_id;
	s->d.iccid = smdpp_world_iccid(&s->w, WORLD_SESSION, 0);
	return s->d.iccid;
}

static struct world_answer authenticate(struct device_scene *s)
{
	device_up_to_initiate(&s->d);
	return device_authenticate(&s->d);
}

/* The event is there until now, and one message is on its way to delete it. */
static void event_ends(struct device_scene *s, const char *iccid, enum profile_state state)
{
	assert_int_equal(smdpp_world_profile(&s->w, iccid).state, state);
	assert_int_equal(fake_smds_count(&s->w.smds), 1);
	assert_int_equal(smdpp_world_delete_events(&s->w), 1);
	assert_int_equal(fake_smds_count(&s->w.smds), 0);
	assert_int_equal(smdpp_world_delete_events(&s->w), 0);
}

static void event_stays(struct device_scene *s)
{
	assert_int_equal(smdpp_world_delete_events(&s->w), 0);
	assert_int_equal(fake_smds_count(&s->w.smds), 1);
}

/* --- the device ----------------------------------------------------------------------------- */

static void comes_with_the_event_id(void **state)
{
	struct device_scene *s = *state;
	(void)announced(s, EID ROOT);
	assert_true(world_done(authenticate(s)));
	event_stays(s);
}

static void comes_without_a_matching_id(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = announced(s, EID ROOT);
	s->d.matching_id = NULL;
	assert_true(world_done(authenticate(s)));
	assert_int_equal(smdpp_world_profile(&s->w, iccid).download_attempts, 1);
}

static void comes_with_an_empty_matching_id(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = announced(s, EID ROOT);
	s->d.matching_id = "";
	assert_true(world_done(authenticate(s)));
	assert_int_equal(smdpp_world_profile(&s->w, iccid).download_attempts, 1);
}

static void another_device_with_the_event_id(void **state)
{
	struct device_scene *s = *state;
	(void)announced(s, EID2 ROOT);
	assert_true(world_refused(authenticate(s), "8.1.1", "3.8"));
	event_stays(s);
}

/* --- the end -------------------------------------------------------------------------------- */

static void installed(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = announced(s, EID ROOT);
	device_up_to_package(&s->d, s->d.matching_id);
	event_stays(s);
	assert_int_equal(device_install(&s->d, 0).status, 204);
	event_ends(s, iccid, PROFILE_INSTALLED);
	assert_int_equal(device_install(&s->d, 0).status, 204);
	assert_int_equal(smdpp_world_delete_events(&s->w), 0);
	assert_true(world_refused(authenticate(s), "8.2.6", "3.8"));
}

static void failed_for_good(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = announced(s, EID ROOT);
	device_up_to_package(&s->d, s->d.matching_id);
	assert_int_equal(device_install(&s->d, ES10B_PE_PROCESSING_ERROR).status, 204);
	event_ends(s, iccid, PROFILE_ERROR);
}

/* Another try may do: the device must find it again. */
static void interrupted(void **state)
{
	struct device_scene *s = *state;
	(void)announced(s, EID ROOT);
	device_up_to_package(&s->d, s->d.matching_id);
	assert_int_equal(device_install(&s->d, ES10B_INTERRUPTION).status, 204);
	event_stays(s);
}

static void rejected(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = announced(s, EID ROOT);
	device_up_to_authenticate(&s->d, s->d.matching_id);
	assert_true(world_done(device_cancel(&s->d, ES10B_CANCEL_END_USER_REJECTION)));
	event_ends(s, iccid, PROFILE_ERROR);
}

static void postponed(void **state)
{
	struct device_scene *s = *state;
	(void)announced(s, EID ROOT);
	device_up_to_authenticate(&s->d, s->d.matching_id);
	assert_true(world_done(device_cancel(&s->d, ES10B_CANCEL_POSTPONED)));
	event_stays(s);
}

static void attempts_used_up(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = announced(s, EID ROOT);
	for (int i = 0; i < WORLD_DOWNLOADS_MAX; i++)
		assert_true(world_done(authenticate(s)));
	assert_true(world_refused(authenticate(s), "8.8.5", "6.4"));
	event_ends(s, iccid, PROFILE_ERROR);
}

static void codes_used_up(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = announced(s, EID ROOT CODE);
	device_up_to_authenticate(&s->d, s->d.matching_id);
	s->d.confirmation_code = "4321";
	for (int i = 1; i < WORLD_CODES_MAX; i++)
		assert_true(world_refused(device_get_package(&s->d), "8.2.7", "3.8"));
	event_stays(s);
	assert_true(world_refused(device_get_package(&s->d), "8.2.7", "6.4"));
	event_ends(s, iccid, PROFILE_ERROR);
}

static void cancelled(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = announced(s, EID ROOT);
	assert_true(world_done(smdpp_world_acme(
		&s->w, "cancelOrder",
		"\"iccid\":\"%s\"" EID ",\"finalProfileStatusIndicator\":\"Available\"", iccid)));
	event_ends(s, iccid, PROFILE_AVAILABLE);
}

/* What has failed had its event deleted then. */
static void failed_and_cancelled(void **state)
{
	struct device_scene *s = *state;
	const char *iccid = announced(s, EID ROOT);
	device_up_to_authenticate(&s->d, s->d.matching_id);
	assert_true(world_done(device_cancel(&s->d, ES10B_CANCEL_END_USER_REJECTION)));
	event_ends(s, iccid, PROFILE_ERROR);
	assert_true(world_done(smdpp_world_acme(
		&s->w, "cancelOrder",
		"\"iccid\":\"%s\"" EID ",\"finalProfileStatusIndicator\":\"Available\"", iccid)));
	assert_int_equal(smdpp_world_delete_events(&s->w), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, device_setup, device_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(comes_with_the_event_id),
		TEST(comes_without_a_matching_id),
		TEST(comes_with_an_empty_matching_id),
		TEST(another_device_with_the_event_id),
		TEST(installed),
		TEST(failed_for_good),
		TEST(interrupted),
		TEST(rejected),
		TEST(postponed),
		TEST(attempts_used_up),
		TEST(codes_used_up),
		TEST(cancelled),
		TEST(failed_and_cancelled),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
