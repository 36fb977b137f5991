/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "smds_world.h"

static void add(struct smds_world *s, const char *event_id)
{
	assert_true(world_done(smds_world_register(s, SMDS_WORLD_SMDPP, WORLD_EID, event_id)));
}

static void it_is_gone(void **state)
{
	struct smds_world *s = *state;
	add(s, "ONE");
	add(s, "TWO");
	assert_true(world_done(smds_world_delete(s, SMDS_WORLD_SMDPP, WORLD_EID, "ONE")));
	assert_string_equal(smds_world_found(s, NULL), "TWO");
	add(s, "ONE");
	assert_string_equal(smds_world_found(s, NULL), "TWO ONE");
}

static void over_es15_too(void **state)
{
	struct smds_world *s = *state;
	add(s, "ONE");
	assert_true(world_done(smds_world_es12(s, SMDS_WORLD_SMDPP, "es15/deleteEvent",
					       ",\"eid\":\"" WORLD_EID "\",\"eventId\":\"ONE\"")));
	assert_string_equal(smds_world_found(s, NULL), "");
}

static void unknown_event(void **state)
{
	struct smds_world *s = *state;
	add(s, "ONE");
	assert_true(world_refused(smds_world_delete(s, SMDS_WORLD_SMDPP, WORLD_EID, "TWO"), "8.9.5",
				  "3.9"));
	assert_true(world_done(smds_world_delete(s, SMDS_WORLD_SMDPP, WORLD_EID, "ONE")));
	assert_true(world_refused(smds_world_delete(s, SMDS_WORLD_SMDPP, WORLD_EID, "ONE"), "8.9.5",
				  "3.9"));
}

static void event_of_another_eid(void **state)
{
	struct smds_world *s = *state;
	add(s, "ONE");
	assert_true(world_refused(smds_world_delete(s, SMDS_WORLD_SMDPP, WORLD_EID2, "ONE"),
				  "8.9.5", "3.9"));
	assert_string_equal(smds_world_found(s, NULL), "ONE");
}

static void event_of_another_owner(void **state)
{
	struct smds_world *s = *state;
	add(s, "ONE");
	assert_true(world_refused(smds_world_delete(s, SMDS_WORLD_OTHER, WORLD_EID, "ONE"), "8.9.5",
				  "3.9"));
	assert_true(world_refused(smds_world_delete(s, SMDS_WORLD_PINNED, WORLD_EID, "ONE"),
				  "8.9.5", "3.9"));
	assert_string_equal(smds_world_found(s, NULL), "ONE");
}

/* The caller does not wait for the root SM-DS. */
static void it_is_deleted_at_the_root(void **state)
{
	struct smds_world *s = *state;
	assert_true(world_done(smds_world_forward(s, "ONE")));
	s->w.smds_away = true;
	assert_true(world_done(smds_world_delete(s, SMDS_WORLD_SMDPP, WORLD_EID, "ONE")));
	assert_int_equal(s->w.woken, 1);
	assert_int_equal(fake_smds_count(&s->w.smds), 1);
	s->w.smds_away = false;
	assert_int_equal(smdpp_world_delete_events(&s->w), 1);
	assert_int_equal(fake_smds_count(&s->w.smds), 0);
}

/* Only who has registered it knows its own EventID; the other one is the root SM-DS's. */
static void not_by_the_event_id_of_the_root(void **state)
{
	struct smds_world *s = *state;
	assert_true(world_done(smds_world_forward(s, "ONE")));
	assert_true(world_refused(
		smds_world_delete(s, SMDS_WORLD_SMDPP, WORLD_EID, s->w.smds.events[0].event_id),
		"8.9.5", "3.9"));
}

static void malformed_request(void **state)
{
	assert_true(world_refused(
		smds_world_es12(*state, SMDS_WORLD_SMDPP, "es12/deleteEvent", ",\"eid\":\"1\""),
		"1.6", "2.1"));
	assert_true(world_refused(smds_world_es12(*state, SMDS_WORLD_SMDPP, "es12/deleteEvent", ""),
				  "1.6", "2.2"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, smds_world_setup, smds_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(it_is_gone),
		TEST(over_es15_too),
		TEST(unknown_event),
		TEST(event_of_another_eid),
		TEST(event_of_another_owner),
		TEST(malformed_request),
		TEST(it_is_deleted_at_the_root),
		TEST(not_by_the_event_id_of_the_root),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
