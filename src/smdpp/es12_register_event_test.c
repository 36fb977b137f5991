/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Orders at an SM-DS: no order is released without its event, and no event stays without its order,
 * whatever fails in between. The codes of ConfirmOrder and ReleaseProfile are in their tests.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "smdpp_world.h"

enum { SECOND = 1000 };

#define RELEASE ",\"releaseFlag\":true"
#define ROOT	",\"smdsAddress\":\"root.example.com\""
#define EID	",\"eid\":\"" WORLD_EID "\""
#define M1	",\"matchingId\":\"M-1\""

static const char *ordered(struct smdpp_world *w, unsigned n)
{
	const char *iccid = smdpp_world_iccid(w, WORLD_SESSION, n);
	assert_true(world_done(smdpp_world_acme(
		w, "downloadOrder", "\"iccid\":\"%s\",\"eid\":\"" WORLD_EID "\"", iccid)));
	return iccid;
}

static struct world_answer confirm(struct smdpp_world *w, const char *iccid, const char *members)
{
	return smdpp_world_acme(w, "confirmOrder", "\"iccid\":\"%s\"%s", iccid, members);
}

static const char *released(struct smdpp_world *w, unsigned n, const char *members)
{
	const char *iccid = ordered(w, n);
	assert_true(world_done(confirm(w, iccid, members)));
	assert_int_equal(smdpp_world_profile(w, iccid).state, PROFILE_RELEASED);
	return iccid;
}

static void an_event_is_registered(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = ordered(w, 0);
	struct world_answer a = confirm(w, iccid, RELEASE ROOT);
	assert_true(world_done(a));
	const struct fake_smds_event *event =
		fake_smds_find(&w->smds, world_member(w, a, "matchingId"));
	assert_non_null(event);
	assert_string_equal(event->eid, WORLD_EID);
	assert_string_equal(event->server_address, WORLD_ADDRESS);
	assert_false(event->forwarding);
	assert_string_equal(smdpp_world_profile(w, iccid).smds_address, "root.example.com");
	w->clock.fixed_ms += 3600 * SECOND;
	assert_int_equal(smdpp_world_delete_events(w), 0);
}

static void an_alternative_is_asked_to_forward(void **state)
{
	struct smdpp_world *w = *state;
	(void)released(w, 0, RELEASE M1 ",\"smdsAddress\":\"ALT.example.com\"");
	assert_true(fake_smds_find(&w->smds, "M-1")->forwarding);
}

static void a_full_stop_leaves_the_choice_to_us(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = released(w, 0, RELEASE M1 ",\"smdsAddress\":\".unspecified\"");
	assert_non_null(fake_smds_find(&w->smds, "M-1"));
	assert_string_equal(smdpp_world_profile(w, iccid).event_queue, "smds:root.example.com");
}

static void no_event_before_the_release(void **state)
{
	struct smdpp_world *w = *state;
	assert_true(world_done(confirm(w, ordered(w, 0), ",\"releaseFlag\":false" ROOT)));
	assert_int_equal(w->smds.registrations, 0);
}

static void the_body_at_rest_shows_no_event_id(void **state)
{
	struct smdpp_world *w = *state;
	struct outbox_row rows[4] = {};
	size_t n = 0;
	w->smds_away = true;
	assert_true(world_refused(confirm(w, ordered(w, 0), RELEASE ROOT M1), "8.9", "5.1"));
	assert_int_equal(outbox_list(w->store, &w->arena, "smds:root.example.com", 0, 4, rows, &n),
			 OK);
	assert_int_equal(n, 1);
	assert_null(memmem(rows[0].body.ptr, rows[0].body.len, "M-1", 3));
	assert_null(memmem(rows[0].body.ptr, rows[0].body.len, WORLD_EID, 32));
}

/* --- what fails ----------------------------------------------------------------------------- */

/* It has registered the event, and its answer was lost: the event goes again, the order may come
 * again. */
static void an_answer_that_is_lost_leaves_no_event(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = ordered(w, 0);
	w->smds_away = w->smds_works_unheard = true;
	assert_true(world_refused(confirm(w, iccid, RELEASE ROOT M1), "8.9", "5.1"));
	assert_int_equal(fake_smds_count(&w->smds), 1);
	w->smds_away = false;
	assert_int_equal(smdpp_world_delete_events(w), 0);
	w->clock.fixed_ms += 5 * SECOND;
	assert_int_equal(smdpp_world_delete_events(w), 1);
	assert_int_equal(fake_smds_count(&w->smds), 0);
	assert_true(world_done(confirm(w, iccid, RELEASE ROOT M1)));
	assert_int_equal(fake_smds_count(&w->smds), 1);
	assert_int_equal(smdpp_world_delete_events(w), 0);
}

/* Asked again before it went, it is there already, and that is ours. */
static void our_own_event_is_no_duplicate(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = ordered(w, 0);
	w->smds_away = w->smds_works_unheard = true;
	assert_true(world_refused(confirm(w, iccid, RELEASE ROOT M1), "8.9", "5.1"));
	w->smds_away = false;
	assert_true(world_done(confirm(w, iccid, RELEASE ROOT M1)));
	assert_int_equal(smdpp_world_profile(w, iccid).state, PROFILE_RELEASED);
	w->clock.fixed_ms += 3600 * SECOND;
	assert_int_equal(smdpp_world_delete_events(w), 0);
	assert_int_equal(fake_smds_count(&w->smds), 1);
}

/* An EventID that somebody else has registered is not ours to use, nor to delete. */
static void anothers_event_is_a_duplicate(void **state)
{
	struct smdpp_world *w = *state;
	(void)released(w, 0, RELEASE ROOT M1);
	w->smds.events[0].eid[0] = '1';
	(void)strcpy(w->smds.events[0].event_id, "M-2");
	const char *iccid = ordered(w, 1);
	assert_true(world_refused(confirm(w, iccid, RELEASE ROOT ",\"matchingId\":\"M-2\""), "8.9",
				  "4.2"));
	assert_int_equal(smdpp_world_delete_events(w), 0); /* another try may come first */
	w->clock.fixed_ms += 3600 * SECOND;
	assert_int_equal(smdpp_world_delete_events(w), 1);
	assert_int_equal(fake_smds_count(&w->smds), 1);
	assert_int_equal(smdpp_world_profile(w, iccid).state, PROFILE_LINKED);
}

static void a_matching_id_in_use_is_not_registered(void **state)
{
	struct smdpp_world *w = *state;
	(void)released(w, 0, RELEASE ROOT M1);
	assert_true(world_refused(confirm(w, ordered(w, 1), RELEASE ROOT M1), "8.2.6", "3.3"));
	assert_int_equal(w->smds.registrations, 1);
	w->clock.fixed_ms += 3600 * SECOND;
	assert_int_equal(smdpp_world_delete_events(w), 0);
	assert_int_equal(fake_smds_count(&w->smds), 1);
}

/* --- while the SM-DS is asked --------------------------------------------------------------- */

static const char *meant; /* ICCID of the order that is meddled with */

static void cancel_meanwhile(struct smdpp_world *w)
{
	w->smds_called = NULL;
	assert_true(world_done(smdpp_world_acme(w, "cancelOrder",
						"\"iccid\":\"%s\",\"eid\":\"" WORLD_EID "\","
						"\"finalProfileStatusIndicator\":\"Available\"",
						meant)));
}

static void an_order_that_is_cancelled_meanwhile(void **state)
{
	struct smdpp_world *w = *state;
	meant = ordered(w, 0);
	w->smds_called = cancel_meanwhile;
	assert_true(world_refused(confirm(w, meant, RELEASE ROOT M1 EID), "8.2.1", "3.3"));
	assert_int_equal(smdpp_world_profile(w, meant).state, PROFILE_AVAILABLE);
	assert_int_equal(smdpp_world_delete_events(w), 1);
	assert_int_equal(fake_smds_count(&w->smds), 0);
}

static struct world_answer second;

static void confirm_meanwhile(struct smdpp_world *w)
{
	w->smds_called = NULL;
	second = confirm(w, meant, RELEASE ROOT M1);
}

/* Of two that confirm the same order alike, one waits its turn. */
static void two_at_a_time(void **state)
{
	struct smdpp_world *w = *state;
	meant = ordered(w, 0);
	w->smds_called = confirm_meanwhile;
	assert_true(world_done(confirm(w, meant, RELEASE ROOT M1)));
	assert_int_equal(second.result, ERR_BUSY);
	assert_true(world_done(confirm(w, meant, RELEASE ROOT M1)));
	assert_int_equal(w->smds.registrations, 1);
	w->clock.fixed_ms += 3600 * SECOND;
	assert_int_equal(smdpp_world_delete_events(w), 0);
}

static void confirm_otherwise_meanwhile(struct smdpp_world *w)
{
	w->smds_called = NULL;
	second = confirm(w, meant, RELEASE ROOT ",\"matchingId\":\"M-2\"");
}

/* With two MatchingIDs, the faster one has the order; the event of the other goes. */
static void two_at_a_time_with_two_matching_ids(void **state)
{
	struct smdpp_world *w = *state;
	meant = ordered(w, 0);
	w->smds_called = confirm_otherwise_meanwhile;
	assert_true(world_refused(confirm(w, meant, RELEASE ROOT M1), "8.2.1", "3.3"));
	assert_true(world_done(second));
	assert_int_equal(smdpp_world_delete_events(w), 1);
	assert_null(fake_smds_find(&w->smds, "M-1"));
	assert_non_null(fake_smds_find(&w->smds, "M-2"));
}

static void let_the_claim_end(struct smdpp_world *w)
{
	w->smds_called = NULL;
	w->clock.fixed_ms += WORLD_SMDS_TIMEOUT_MS + 2 * SECOND;
	second = confirm(w, meant, RELEASE ROOT M1);
}

/* The first one is slower than its claim lasts: the second one has taken it over. */
static void one_that_is_too_slow(void **state)
{
	struct smdpp_world *w = *state;
	meant = ordered(w, 0);
	w->smds_called = let_the_claim_end;
	assert_true(world_done(confirm(w, meant, RELEASE ROOT M1)));
	assert_true(world_done(second));
	assert_int_equal(fake_smds_count(&w->smds), 1);
	w->clock.fixed_ms += 3600 * SECOND;
	assert_int_equal(smdpp_world_delete_events(w), 0);
}

static void delete_meanwhile(struct smdpp_world *w)
{
	w->smds_called = NULL;
	w->clock.fixed_ms += WORLD_SMDS_TIMEOUT_MS + 2 * SECOND;
	assert_int_equal(smdpp_world_delete_events(w), 1);
}

/* Too slow, and what it registers has been deleted before it was there: it goes all the same. */
static void one_whose_event_was_given_up(void **state)
{
	struct smdpp_world *w = *state;
	meant = ordered(w, 0);
	w->smds_called = delete_meanwhile;
	assert_true(world_refused(confirm(w, meant, RELEASE ROOT M1), "8.9", "4.2"));
	assert_int_equal(smdpp_world_profile(w, meant).state, PROFILE_LINKED);
	w->clock.fixed_ms += 3600 * SECOND;
	assert_int_equal(smdpp_world_delete_events(w), 1);
	assert_int_equal(fake_smds_count(&w->smds), 0);
	assert_true(world_done(confirm(w, meant, RELEASE ROOT M1)));
}

/* --- the end of the order ------------------------------------------------------------------- */

static void a_cancelled_order_has_no_event(void **state)
{
	struct smdpp_world *w = *state;
	meant = released(w, 0, RELEASE ROOT M1);
	unsigned woken = w->woken;
	cancel_meanwhile(w);
	assert_true(w->woken > woken);
	assert_int_equal(smdpp_world_delete_events(w), 1);
	assert_int_equal(fake_smds_count(&w->smds), 0);
	assert_null(smdpp_world_profile(w, meant).event_queue);
}

static void an_order_that_was_not_released_has_none_to_delete(void **state)
{
	struct smdpp_world *w = *state;
	meant = ordered(w, 0);
	assert_true(world_done(confirm(w, meant, ",\"releaseFlag\":false" ROOT)));
	cancel_meanwhile(w);
	assert_int_equal(smdpp_world_delete_events(w), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, smdpp_world_setup, smdpp_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_event_is_registered),
		TEST(an_alternative_is_asked_to_forward),
		TEST(a_full_stop_leaves_the_choice_to_us),
		TEST(no_event_before_the_release),
		TEST(the_body_at_rest_shows_no_event_id),
		TEST(an_answer_that_is_lost_leaves_no_event),
		TEST(our_own_event_is_no_duplicate),
		TEST(anothers_event_is_a_duplicate),
		TEST(a_matching_id_in_use_is_not_registered),
		TEST(an_order_that_is_cancelled_meanwhile),
		TEST(two_at_a_time),
		TEST(two_at_a_time_with_two_matching_ids),
		TEST(one_that_is_too_slow),
		TEST(one_whose_event_was_given_up),
		TEST(a_cancelled_order_has_no_event),
		TEST(an_order_that_was_not_released_has_none_to_delete),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
