/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "smds_world.h"

#define HOUR_MS INT64_C(3600000)

static void add(struct smds_world *s, const char *eid, const char *event_id)
{
	assert_true(world_done(smds_world_register(s, SMDS_WORLD_SMDPP, eid, event_id)));
}

static struct world_answer authenticate(struct smds_world *s)
{
	return smds_world_ask(s, NULL);
}

/* --- what is answered ----------------------------------------------------------------------- */

static void all_events_in_their_order(void **state)
{
	struct smds_world *s = *state;
	add(s, WORLD_EID, "SECOND");
	add(s, WORLD_EID, "FIRST");
	add(s, WORLD_EID2, "OTHER");
	assert_string_equal(smds_world_found(s, NULL), "SECOND FIRST");
	assert_string_equal(smds_world_found(s, ""), "SECOND FIRST");
}

static void an_entry_says_where(void **state)
{
	struct smds_world *s = *state;
	struct es11_authenticate_client_response r = {};
	add(s, WORLD_EID, "EVENT-1");
	struct world_answer answer = authenticate(s);
	assert_int_equal(es11_authenticate_client_response_decode(&s->w.arena, answer.body, &r),
			 OK);
	assert_true(bytes_eq(r.transaction_id, s->d.transaction_id));
	assert_int_equal(r.event_entry_count, 1);
	assert_true(bytes_eq(r.event_entries[0].event_id, bytes_str("EVENT-1")));
	assert_true(bytes_eq(r.event_entries[0].rsp_server_address,
			     bytes_str(SMDS_WORLD_SMDPP_ADDRESS)));
}

static void none_is_an_answer(void **state)
{
	struct smds_world *s = *state;
	add(s, WORLD_EID2, "OTHER");
	assert_string_equal(smds_world_found(s, NULL), "");
}

static void the_one_that_is_asked_for(void **state)
{
	struct smds_world *s = *state;
	add(s, WORLD_EID, "ONE");
	add(s, WORLD_EID, "TWO");
	assert_string_equal(smds_world_found(s, "TWO"), "TWO");
}

static void under_the_other_path(void **state)
{
	struct smds_world *s = *state;
	add(s, WORLD_EID, "ONE");
	s->family = "es11";
	assert_string_equal(smds_world_found(s, NULL), "ONE");
}

static void an_expired_event_is_not_told(void **state)
{
	struct smds_world *s = *state;
	add(s, WORLD_EID, "ONE");
	s->w.clock.fixed_ms += 24 * HOUR_MS - 1;
	assert_string_equal(smds_world_found(s, NULL), "ONE");
	s->w.clock.fixed_ms += 1;
	assert_string_equal(smds_world_found(s, NULL), "");
	assert_true(world_refused(smds_world_ask(s, "ONE"), "8.9.5", "3.9"));
}

static void no_more_than_fit_an_answer(void **state)
{
	struct smds_world *s = *state;
	struct es11_authenticate_client_response r = {};
	for (int i = 0; i < LIMIT_EVENTS_TOLD + 1; i++) {
		char event_id[16] = "";
		(void)snprintf(event_id, sizeof(event_id), "E-%d", i);
		/* Each of the three callers has room for half of them. */
		assert_true(world_done(smds_world_register(s, (enum smds_world_client)(i % 3),
							   WORLD_EID, event_id)));
	}
	struct world_answer answer = authenticate(s);
	assert_true(world_done(answer));
	assert_int_equal(es11_authenticate_client_response_decode(&s->w.arena, answer.body, &r),
			 OK);
	assert_int_equal(r.event_entry_count, LIMIT_EVENTS_TOLD);
	assert_true(bytes_eq(r.event_entries[0].event_id, bytes_str("E-0")));
}

/* --- events --------------------------------------------------------------------------------- */

static void unknown_event(void **state)
{
	struct smds_world *s = *state;
	add(s, WORLD_EID, "ONE");
	assert_true(world_refused(smds_world_ask(s, "TWO"), "8.9.5", "3.9"));
	/* The device may ask again in the same session. */
	s->d.matching_id = "ONE";
	assert_true(world_done(device_authenticate(&s->d)));
}

static void event_of_another_eid(void **state)
{
	struct smds_world *s = *state;
	add(s, WORLD_EID2, "ONE");
	struct world_answer other = smds_world_ask(s, "ONE");
	assert_true(world_refused(other, "8.9.5", "3.9"));
	struct world_answer unknown = smds_world_ask(s, "TWO");
	assert_true(bytes_eq(other.body, unknown.body));
}

/* --- the session ---------------------------------------------------------------------------- */

static void unknown_transaction(void **state)
{
	struct smds_world *s = *state;
	assert_true(world_done(device_initiate(&s->d)));
	s->d.transaction_id = BYTES_LIT("0123456789ABCDEF");
	assert_true(world_refused(device_authenticate(&s->d), "8.10.1", "3.9"));
}

static void session_that_is_over(void **state)
{
	struct smds_world *s = *state;
	assert_true(world_done(authenticate(s)));
	assert_true(world_refused(device_authenticate(&s->d), "8.10.1", "3.9"));
}

static void expired_session(void **state)
{
	struct smds_world *s = *state;
	assert_true(world_done(device_initiate(&s->d)));
	s->w.clock.fixed_ms += 60 * 1000;
	assert_true(world_refused(device_authenticate(&s->d), "8.10.1", "3.9"));
}

/* Begun at the SM-DP+, gone on with at the SM-DS; and the other way round. */
static void session_of_the_other_role(void **state)
{
	struct smds_world *s = *state;
	s->d.smdp_address = WORLD_ADDRESS;
	struct device smds = s->d;
	s->d.post = NULL;
	assert_true(world_done(device_initiate(&s->d)));
	s->d.post = smds.post;
	assert_true(world_refused(device_authenticate(&s->d), "8.10.1", "3.9"));
	s->d.smdp_address = SMDS_WORLD_ADDRESS;
	assert_true(world_done(device_initiate(&s->d)));
	s->d.post = NULL;
	assert_true(world_refused(device_authenticate(&s->d), "8.10.1", "3.9"));
	assert_true(world_refused(device_get_package(&s->d), "8.10.1", "3.9"));
	assert_true(world_refused(device_cancel(&s->d, 0), "8.10.1", "3.9"));
}

static void euicc_refuses(void **state)
{
	struct smds_world *s = *state;
	s->d.refuses = true;
	assert_true(world_refused(authenticate(s), "8.1", "6.1"));
	s->d.refuses = false;
	assert_true(world_refused(device_authenticate(&s->d), "8.10.1", "3.9"));
}

static void another_transaction_is_signed(void **state)
{
	struct smds_world *s = *state;
	assert_true(world_done(device_initiate(&s->d)));
	s->d.signed_transaction_id = BYTES_LIT("0123456789ABCDEF");
	assert_true(world_refused(device_authenticate(&s->d), "8.10.1", "3.9"));
}

/* --- the eUICC ------------------------------------------------------------------------------ */

/* The eUICC's certificate, or that of its EUM, made by a changed template. */
static void replace(struct smds_world *s, enum issue_kind kind,
		    const struct certificate_template *t)
{
	struct buf der = test_pki_issue(&s->w.pki[0], t, kind);
	struct bytes kept = {};
	assert_int_equal(arena_dup(&s->w.arena, buf_bytes(&der), &kept), OK);
	buf_free(&der);
	*(kind == ISSUE_EUM ? &s->d.eum : &s->d.euicc) = kept;
}

static void expire(struct smds_world *s, enum issue_kind kind)
{
	struct certificate_template t = test_pki_template(&s->w.pki[0], kind);
	t.not_before_ms -= 10 * HOUR_MS;
	t.not_after_ms = t.not_before_ms + HOUR_MS;
	replace(s, kind, &t);
}

static void eum_of_another_ci_than_chosen(void **state)
{
	struct smds_world *s = *state;
	s->d.eum = buf_bytes(&s->w.pki[1].der[ISSUE_EUM]);
	s->d.euicc = buf_bytes(&s->w.pki[1].der[ISSUE_EUICC]);
	s->d.key = s->w.pki[1].keys[ISSUE_EUICC];
	assert_true(world_refused(authenticate(s), "8.11.1", "3.9"));
}

static void eum_has_expired(void **state)
{
	expire(*state, ISSUE_EUM);
	assert_true(world_refused(authenticate(*state), "8.1.2", "6.3"));
}

static void eum_has_the_wrong_policy(void **state)
{
	struct smds_world *s = *state;
	struct certificate_template t = test_pki_template(&s->w.pki[0], ISSUE_EUM);
	t.policy = "2.23.146.1.2.1.1";
	replace(s, ISSUE_EUM, &t);
	assert_true(world_refused(authenticate(s), "8.1.2", "6.1"));
}

static void euicc_has_expired(void **state)
{
	expire(*state, ISSUE_EUICC);
	assert_true(world_refused(authenticate(*state), "8.1.3", "6.3"));
}

static void euicc_has_the_wrong_usage(void **state)
{
	struct smds_world *s = *state;
	struct certificate_template t = test_pki_template(&s->w.pki[0], ISSUE_EUICC);
	t.key_usage = CERTIFICATE_KEY_CERT_SIGN;
	replace(s, ISSUE_EUICC, &t);
	assert_true(world_refused(authenticate(s), "8.1.3", "6.1"));
}

static void signature_of_another_key(void **state)
{
	struct smds_world *s = *state;
	s->d.breaks_signature = true;
	assert_true(world_refused(authenticate(s), "8.1", "6.1"));
}

static void another_challenge_is_signed(void **state)
{
	struct smds_world *s = *state;
	assert_true(world_done(device_initiate(&s->d)));
	s->d.server_challenge = BYTES_LIT("0123456789ABCDEF");
	assert_true(world_refused(device_authenticate(&s->d), "8.1", "6.1"));
}

static void euicc_that_was_at_another_server(void **state)
{
	struct smds_world *s = *state;
	assert_true(world_done(device_initiate(&s->d)));
	s->d.smdp_address = WORLD_ADDRESS;
	assert_true(world_refused(device_authenticate(&s->d), "8.1", "6.1"));
}

static void malformed_request(void **state)
{
	assert_true(world_refused(smds_world_es11(*state, "authenticateClient", bytes_str("[]")),
				  "1.6", "2.1"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, smds_world_setup, smds_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(all_events_in_their_order),
		TEST(an_entry_says_where),
		TEST(none_is_an_answer),
		TEST(the_one_that_is_asked_for),
		TEST(under_the_other_path),
		TEST(an_expired_event_is_not_told),
		TEST(no_more_than_fit_an_answer),
		TEST(unknown_event),
		TEST(event_of_another_eid),
		TEST(unknown_transaction),
		TEST(session_that_is_over),
		TEST(expired_session),
		TEST(session_of_the_other_role),
		TEST(euicc_refuses),
		TEST(another_transaction_is_signed),
		TEST(eum_of_another_ci_than_chosen),
		TEST(eum_has_expired),
		TEST(eum_has_the_wrong_policy),
		TEST(euicc_has_expired),
		TEST(euicc_has_the_wrong_usage),
		TEST(signature_of_another_key),
		TEST(another_challenge_is_signed),
		TEST(euicc_that_was_at_another_server),
		TEST(malformed_request),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
