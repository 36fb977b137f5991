/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "smds/event_id.h"
#include "smds_world.h"

#define EVENT(eid, address, id, forwarding)                                                        \
	",\"eid\":\"" eid "\",\"rspServerAddress\":\"" address "\",\"eventId\":\"" id              \
	"\",\"forwardingIndicator\":" forwarding

static struct world_answer add(struct smds_world *s, const char *members)
{
	return smds_world_es12(s, SMDS_WORLD_SMDPP, "es12/registerEvent", members);
}

static void a_device_finds_it(void **state)
{
	struct smds_world *s = *state;
	assert_true(world_done(smds_world_register(s, SMDS_WORLD_SMDPP, WORLD_EID, "EVENT-1")));
	assert_string_equal(smds_world_found(s, NULL), "EVENT-1");
}

static void over_es15_too(void **state)
{
	struct smds_world *s = *state;
	assert_true(world_done(smds_world_es12(s, SMDS_WORLD_OTHER, "es15/registerEvent",
					       EVENT(WORLD_EID, "alt.example", "E2", "false"))));
	assert_string_equal(smds_world_found(s, NULL), "E2");
}

/* What is at rest does not tell an EventID, and is tied to its row. */
static void the_event_id_is_kept_as_a_secret(void **state)
{
	struct smds_world *s = *state;
	struct event_registration row = {};
	struct bytes hmac = {}, event_id = {};
	assert_true(world_done(smds_world_register(s, SMDS_WORLD_SMDPP, WORLD_EID, "EVENT-1")));
	assert_int_equal(event_id_hmac(s->smds, &s->w.arena, bytes_str("EVENT-1"), &hmac), OK);
	assert_int_equal(event_registration_get(s->w.store, &s->w.arena, hmac, &row), OK);
	assert_null(memmem(row.event_id.ptr, row.event_id.len, "EVENT-1", 7));
	assert_string_equal(row.owner, "2.999.10");
	assert_int_equal(event_id_open(s->smds, &s->w.arena, ENVELOPE_EVENT_ID, hmac, row.event_id,
				       &event_id),
			 OK);
	assert_true(bytes_eq(event_id, bytes_str("EVENT-1")));
}

static void the_same_again_is_answered_alike(void **state)
{
	struct smds_world *s = *state;
	for (int i = 0; i < 2; i++)
		assert_true(world_done(add(s, EVENT(WORLD_EID, "dp.example", "E", "false"))));
	assert_string_equal(smds_world_found(s, NULL), "E");
}

static void event_id_is_taken(void **state)
{
	struct smds_world *s = *state;
	assert_true(world_done(add(s, EVENT(WORLD_EID, "dp.example", "E", "false"))));
	assert_true(world_refused(add(s, EVENT(WORLD_EID2, "dp.example", "E", "false")), "8.9.5",
				  "3.3"));
	assert_true(world_refused(add(s, EVENT(WORLD_EID, "other.example", "E", "false")), "8.9.5",
				  "3.3"));
	assert_true(world_refused(smds_world_es12(s, SMDS_WORLD_OTHER, "es12/registerEvent",
						  EVENT(WORLD_EID, "dp.example", "E", "false")),
				  "8.9.5", "3.3"));
	assert_string_equal(smds_world_found(s, NULL), "E");
}

static void there_is_no_root(void **state)
{
	struct smds_world *s = *state;
	assert_true(
		world_refused(add(s, EVENT(WORLD_EID, "dp.example", "E", "true")), "8.9", "5.1"));
	assert_string_equal(smds_world_found(s, NULL), "");
}

static void without_an_end_if_so_configured(void **state)
{
	struct smds_world *s = *state;
	s->w.config.smds.event_ttl_h = 0;
	assert_true(world_done(add(s, EVENT(WORLD_EID, "dp.example", "E", "false"))));
	s->w.clock.fixed_ms += INT64_C(1000) * 24 * 3600 * 1000;
	assert_int_equal(smds_expire(s->smds), OK);
	struct bytes hmac = {};
	struct event_registration row = {};
	assert_int_equal(event_id_hmac(s->smds, &s->w.arena, bytes_str("E"), &hmac), OK);
	assert_int_equal(event_registration_get(s->w.store, &s->w.arena, hmac, &row), OK);
	assert_int_equal(row.expires_at, 0);
}

#define LONG16 "0123456789ABCDEF"
#define LONG256                                                                                    \
	LONG16 LONG16 LONG16 LONG16 LONG16 LONG16 LONG16 LONG16 LONG16 LONG16 LONG16 LONG16 LONG16 \
		LONG16 LONG16 LONG16

static void malformed_request(void **state)
{
	struct smds_world *s = *state;
	assert_true(world_refused(add(s, EVENT("890", "dp.example", "E", "false")), "1.6", "2.1"));
	assert_true(
		world_refused(add(s, EVENT(WORLD_EID, "dp.example", "", "false")), "1.6", "2.1"));
	assert_true(world_refused(add(s, EVENT(WORLD_EID, "dp.example", "A\\u0007", "false")),
				  "1.6", "2.1"));
	assert_true(world_refused(add(s, EVENT(WORLD_EID, "dp.example", LONG256, "false")), "1.6",
				  "2.1"));
	struct world_answer a = add(s, EVENT(WORLD_EID, "dp example", "E", "false"));
	assert_true(world_refused(a, "1.6", "2.1"));
	assert_string_equal(a.execution.code.message, "rspServerAddress: invalid");
	assert_true(world_refused(add(s, ",\"eid\":\"" WORLD_EID "\""), "1.6", "2.2"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, smds_world_setup, smds_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_device_finds_it),
		TEST(over_es15_too),
		TEST(the_event_id_is_kept_as_a_secret),
		TEST(the_same_again_is_answered_alike),
		TEST(event_id_is_taken),
		TEST(there_is_no_root),
		TEST(without_an_end_if_so_configured),
		TEST(malformed_request),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
