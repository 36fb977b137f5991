/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
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

/* Those of others, and for others, have room all the same; and so has the same again. */
static void too_many_of_one_caller(void **state)
{
	struct smds_world *s = *state;
	char id[32] = "";
	for (int i = 0; i < LIMIT_EVENTS_OF_REGISTRAR; i++) {
		(void)snprintf(id, sizeof(id), "EVENT-%d", i);
		assert_true(world_done(smds_world_register(s, SMDS_WORLD_SMDPP, WORLD_EID, id)));
	}
	struct world_answer more = smds_world_register(s, SMDS_WORLD_SMDPP, WORLD_EID, "MORE");
	assert_true(world_refused(more, "8.9", "4.2"));
	assert_true(world_done(smds_world_register(s, SMDS_WORLD_SMDPP, WORLD_EID, id)));
	assert_true(world_done(smds_world_register(s, SMDS_WORLD_SMDPP, WORLD_EID2, "MORE")));
	assert_true(world_done(smds_world_register(s, SMDS_WORLD_OTHER, WORLD_EID, "OTHER")));
	assert_true(world_done(smds_world_delete(s, SMDS_WORLD_SMDPP, WORLD_EID, id)));
	assert_true(world_done(smds_world_register(s, SMDS_WORLD_SMDPP, WORLD_EID, id)));
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

/* --- passed on ------------------------------------------------------------------------------ */

/* The only event that the root SM-DS has. */
static const struct fake_smds_event *at_root(struct smds_world *s)
{
	assert_int_equal(fake_smds_count(&s->w.smds), 1);
	return &s->w.smds.events[0];
}

static void the_root_leads_to_it(void **state)
{
	struct smds_world *s = *state;
	assert_true(world_done(smds_world_forward(s, "EVENT-1")));
	const struct fake_smds_event *root = at_root(s);
	assert_string_equal(root->eid, WORLD_EID);
	assert_string_equal(root->server_address, SMDS_WORLD_ADDRESS);
	assert_false(root->forwarding);
	assert_string_not_equal(root->event_id, "EVENT-1");
	assert_string_equal(smds_world_found(s, root->event_id), "EVENT-1");
	assert_string_equal(smds_world_found(s, "EVENT-1"), "EVENT-1");
	assert_string_equal(smds_world_found(s, NULL), "EVENT-1");
	assert_int_equal(smdpp_world_delete_events(&s->w), 0);
}

static void it_ends_like_others(void **state)
{
	struct smds_world *s = *state;
	assert_true(world_done(smds_world_forward(s, "EVENT-1")));
	s->w.clock.fixed_ms += INT64_C(24) * 3600 * 1000 - 1;
	assert_string_equal(smds_world_found(s, NULL), "EVENT-1");
	s->w.clock.fixed_ms += 1;
	assert_string_equal(smds_world_found(s, NULL), "");
}

static void the_root_is_asked_once(void **state)
{
	struct smds_world *s = *state;
	assert_true(world_done(smds_world_forward(s, "EVENT-1")));
	assert_true(world_done(smds_world_forward(s, "EVENT-1")));
	assert_int_equal(s->w.smds.registrations, 1);
	assert_true(world_refused(smds_world_register(s, SMDS_WORLD_SMDPP, WORLD_EID, "EVENT-1"),
				  "8.9.5", "3.3"));
}

static void root_is_away(void **state)
{
	struct smds_world *s = *state;
	s->w.smds_away = true;
	assert_true(world_refused(smds_world_forward(s, "EVENT-1"), "8.9", "5.1"));
	assert_string_equal(smds_world_found(s, NULL), "");
	s->w.smds_away = false;
	assert_true(world_done(smds_world_forward(s, "EVENT-1")));
	/* What may have got there is deleted; what has is another. */
	assert_int_equal(smdpp_world_delete_events(&s->w), 1);
	assert_string_equal(smds_world_found(s, at_root(s)->event_id), "EVENT-1");
}

static void root_was_not_heard(void **state)
{
	struct smds_world *s = *state;
	s->w.smds_away = s->w.smds_works_unheard = true;
	assert_true(world_refused(smds_world_forward(s, "EVENT-1"), "8.9", "5.1"));
	assert_int_equal(fake_smds_count(&s->w.smds), 1);
	assert_int_equal(s->w.woken, 1);
	assert_int_equal(smdpp_world_delete_events(&s->w), 1);
	assert_int_equal(fake_smds_count(&s->w.smds), 0);
}

static void root_refuses(void **state)
{
	struct smds_world *s = *state;
	s->w.smds.subject = "8.9.5";
	s->w.smds.reason = "3.3";
	assert_true(world_refused(smds_world_forward(s, "EVENT-1"), "8.9", "4.2"));
	assert_string_equal(smds_world_found(s, NULL), "");
}

/* What others see and do while the root is asked. */
static void look_meanwhile(struct smdpp_world *w)
{
	struct smds_world *s = (struct smds_world *)w; /* its first member */
	w->smds_called = NULL;
	assert_string_equal(smds_world_found(s, NULL), "");
	assert_string_equal(smds_world_found(s, "EVENT-1"), "refused");
	assert_int_equal(smds_world_forward(s, "EVENT-1").result, ERR_BUSY);
}

static void nobody_is_told_before_the_root_has_it(void **state)
{
	struct smds_world *s = *state;
	s->w.smds_called = look_meanwhile;
	assert_true(world_done(smds_world_forward(s, "EVENT-1")));
	assert_string_equal(smds_world_found(s, at_root(s)->event_id), "EVENT-1");
}

static void delete_meanwhile(struct smdpp_world *w)
{
	struct smds_world *s = (struct smds_world *)w;
	w->smds_called = NULL;
	assert_true(world_done(smds_world_delete(s, SMDS_WORLD_SMDPP, WORLD_EID, "EVENT-1")));
}

/* Its caller has waited long enough, and takes it back: nothing is left at the root either. */
static void deleted_while_the_root_is_asked(void **state)
{
	struct smds_world *s = *state;
	s->w.smds_called = delete_meanwhile;
	assert_int_equal(smds_world_forward(s, "EVENT-1").result, ERR_BUSY);
	assert_string_equal(smds_world_found(s, NULL), "");
	assert_int_equal(smdpp_world_delete_events(&s->w), 1);
	assert_int_equal(fake_smds_count(&s->w.smds), 0);
}

static enum err no_memory(void *context, const struct rspd_smds_peer *peer, const char *function,
			  struct bytes body, struct es12_answer *out)
{
	(void)context;
	(void)peer;
	(void)function;
	(void)body;
	(void)out;
	return ERR_NOMEM;
}

static void memory_runs_out_on_the_way(void **state)
{
	struct smds_world *s = *state;
	s->setup.ask_smds = no_memory;
	smds_world_restart(s);
	assert_int_equal(smds_world_forward(s, "EVENT-1").result, ERR_NOMEM);
	assert_string_equal(smds_world_found(s, NULL), "");
	assert_int_equal(smdpp_world_delete_events(&s->w), 1);
}

/* A server has died while it asked the root: its claim ends, and the next try begins anew. */
static void what_a_crash_has_left(void **state)
{
	struct smds_world *s = *state;
	struct event_registration row = {
		.id = event_registration_id(s->w.store, s->w.clock.fixed_ms),
		.eid = WORLD_EID,
		.rsp_server_address = SMDS_WORLD_SMDPP_ADDRESS,
		.owner = "2.999.10",
		.pending = true,
		.created_at = s->w.clock.fixed_ms,
		.expires_at = s->w.clock.fixed_ms + 7000,
		.root_event_id = BYTES_LIT("sealed"),
		.root_event_id_hmac = BYTES_LIT("hash"),
	};
	const struct store_message deletion = {"smds:root.example.com", "es12.deleteEvent",
					       BYTES_LIT("sealed")};
	assert_int_equal(event_id_seal(s->smds, &s->w.arena, ENVELOPE_EVENT_ID,
				       bytes_str("EVENT-1"), &row.event_id_hmac, &row.event_id),
			 OK);
	assert_int_equal(event_registration_add(s->w.store, &row, &deletion), OK);
	assert_int_equal(smds_world_forward(s, "EVENT-1").result, ERR_BUSY);
	s->w.clock.fixed_ms += 7000;
	assert_true(world_done(smds_world_forward(s, "EVENT-1")));
	assert_string_equal(smds_world_found(s, at_root(s)->event_id), "EVENT-1");
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
		TEST(too_many_of_one_caller),
		TEST(there_is_no_root),
		TEST(without_an_end_if_so_configured),
		TEST(the_root_leads_to_it),
		TEST(it_ends_like_others),
		TEST(the_root_is_asked_once),
		TEST(root_is_away),
		TEST(root_was_not_heard),
		TEST(root_refuses),
		TEST(nobody_is_told_before_the_root_has_it),
		TEST(deleted_while_the_root_is_asked),
		TEST(memory_runs_out_on_the_way),
		TEST(what_a_crash_has_left),
		TEST(malformed_request),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
