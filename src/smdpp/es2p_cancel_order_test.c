/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "device.h"
#include "msg/es10b_cancel_session.h"
#include "smdpp_world.h"

static struct world_answer cancel(struct smdpp_world *w, const char *iccid, const char *members)
{
	return smdpp_world_acme(w, "cancelOrder", "\"iccid\":\"%s\"%s", iccid, members);
}

#define AGAIN ",\"finalProfileStatusIndicator\":\"Available\""
#define NEVER ",\"finalProfileStatusIndicator\":\"Unavailable\""
#define EID   ",\"eid\":\"" WORLD_EID "\""

/* acme's first profile, released, with this EID or NULL. */
static const char *released(struct smdpp_world *w, const char *members)
{
	(void)smdpp_world_order(w, WORLD_SESSION, 0, members);
	return smdpp_world_iccid(w, WORLD_SESSION, 0);
}

static void makes_it_available(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = released(w, "");
	assert_true(world_done(cancel(w, iccid, AGAIN)));
	struct profile_row row = smdpp_world_profile(w, iccid);
	assert_int_equal(row.state, PROFILE_AVAILABLE);
	assert_false(bytes_present(row.order_secrets));
	assert_false(bytes_present(row.matching_id_hmac));
}

static void makes_it_unavailable(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = released(w, "");
	assert_true(world_done(cancel(w, iccid, NEVER)));
	assert_int_equal(smdpp_world_profile(w, iccid).state, PROFILE_UNAVAILABLE);
}

static void answers_a_repetition_alike(void **state)
{
	static const char *const members[] = {AGAIN, NEVER};
	struct smdpp_world *w = *state;
	for (size_t i = 0; i < 2; i++) {
		const char *iccid = released(w, "");
		w->call_identifier = "a";
		assert_true(world_done(cancel(w, iccid, members[i])));
		size_t events = smdpp_world_count_events(w, iccid);
		assert_true(world_done(cancel(w, iccid, members[i])));
		assert_int_equal(smdpp_world_count_events(w, iccid), events);
		w->call_identifier = NULL;
	}
}

static void another_cancellation_is_none(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = released(w, ",\"matchingId\":\"ABC\"");
	w->call_identifier = "a";
	assert_true(world_done(cancel(w, iccid, AGAIN ",\"matchingId\":\"ABC\"")));
	assert_true(world_done(cancel(w, iccid, AGAIN ",\"matchingId\":\"ABC\"")));
	assert_true(
		world_refused(cancel(w, iccid, AGAIN ",\"matchingId\":\"ABD\""), "8.2.1", "3.3"));
	assert_true(world_refused(cancel(w, iccid, AGAIN), "8.2.1", "3.3"));
	assert_true(
		world_refused(cancel(w, iccid, NEVER ",\"matchingId\":\"ABC\""), "8.2.1", "3.3"));
	w->call_identifier = "b";
	assert_true(
		world_refused(cancel(w, iccid, AGAIN ",\"matchingId\":\"ABC\""), "8.2.1", "3.3"));
}

/* The same call for an order that was made since is a cancellation of that one. */
static void a_cancellation_of_the_next_order(void **state)
{
	struct smdpp_world *w = *state;
	w->call_identifier = "a";
	for (int i = 0; i < 3; i++) {
		const char *iccid = released(w, "");
		assert_true(world_done(cancel(w, iccid, AGAIN)));
		assert_int_equal(smdpp_world_profile(w, iccid).state, PROFILE_AVAILABLE);
	}
}

static void from_each_state_before_the_download(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = smdpp_world_iccid(w, WORLD_SESSION, 0);
	assert_true(world_done(smdpp_world_acme(w, "downloadOrder", "\"iccid\":\"%s\"", iccid)));
	assert_true(world_done(cancel(w, iccid, AGAIN)));
	assert_true(
		world_done(smdpp_world_acme(w, "downloadOrder", "\"iccid\":\"%s\"" EID, iccid)));
	assert_true(world_done(cancel(w, iccid, AGAIN EID)));
	assert_true(world_done(smdpp_world_acme(w, "downloadOrder", "\"iccid\":\"%s\"", iccid)));
	assert_true(world_done(smdpp_world_acme(w, "confirmOrder",
						"\"iccid\":\"%s\",\"releaseFlag\":false", iccid)));
	assert_true(world_done(cancel(w, iccid, AGAIN)));
}

static void clears_away_what_failed(void **state)
{
	struct smdpp_world *w = *state;
	struct device d = {};
	const char *iccid = smdpp_world_iccid(w, WORLD_SESSION, 0);
	device_make(&d, w, CURVE_P256);
	device_up_to_package(&d, smdpp_world_order(w, WORLD_SESSION, 0, ""));
	assert_int_equal(device_install(&d, ES10B_UNKNOWN_ERROR).status, 204);
	assert_int_equal(smdpp_world_profile(w, iccid).state, PROFILE_ERROR);
	assert_true(world_done(cancel(w, iccid, AGAIN)));
	assert_int_equal(smdpp_world_profile(w, iccid).state, PROFILE_AVAILABLE);
	device_free(&d);
}

/*
 * A card may hold a profile whose delivery it has not answered: the LPA keeps the result back, and
 * lets the eUICC reject a further try. In stock again, the profile would go to a second card.
 */
static void what_a_card_may_hold_is_not_available_again(void **state)
{
	struct smdpp_world *w = *state;
	struct device d = {};
	const char *iccid = smdpp_world_iccid(w, WORLD_SESSION, 0);
	const char *matching_id = smdpp_world_order(w, WORLD_SESSION, 0, "");
	device_make(&d, w, CURVE_P256);
	device_up_to_package(&d, matching_id);
	device_up_to_authenticate(&d, matching_id);
	assert_true(world_done(device_cancel(&d, ES10B_CANCEL_END_USER_REJECTION)));
	assert_int_equal(smdpp_world_profile(w, iccid).state, PROFILE_ERROR);
	assert_true(world_refused(cancel(w, iccid, AGAIN), "8.2.1", "3.3"));
	assert_int_equal(smdpp_world_profile(w, iccid).state, PROFILE_ERROR);
	assert_true(world_done(cancel(w, iccid, NEVER)));
	device_free(&d);
}

/* The second try fails because the first one has not. */
static void a_failed_second_try_frees_nothing(void **state)
{
	struct smdpp_world *w = *state;
	struct device d = {};
	const char *iccid = smdpp_world_iccid(w, WORLD_SESSION, 0);
	const char *matching_id = smdpp_world_order(w, WORLD_SESSION, 0, "");
	device_make(&d, w, CURVE_P256);
	device_up_to_package(&d, matching_id);
	device_up_to_package(&d, matching_id);
	assert_int_equal(device_install(&d, ES10B_ICCID_ALREADY_EXISTS).status, 204);
	assert_int_equal(smdpp_world_profile(w, iccid).state, PROFILE_ERROR);
	assert_true(world_refused(cancel(w, iccid, AGAIN), "8.2.1", "3.3"));
	device_free(&d);
}

/* The eUICC has signed that it let go of the only package that it got. */
static void clears_away_what_was_rejected(void **state)
{
	struct smdpp_world *w = *state;
	struct device d = {};
	const char *iccid = smdpp_world_iccid(w, WORLD_SESSION, 0);
	device_make(&d, w, CURVE_P256);
	device_up_to_package(&d, smdpp_world_order(w, WORLD_SESSION, 0, ""));
	assert_true(world_done(device_cancel(&d, ES10B_CANCEL_LOAD_BPP_EXECUTION_ERROR)));
	assert_true(world_done(cancel(w, iccid, AGAIN)));
	device_free(&d);
}

static void a_matching_id_is_never_used_again(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = released(w, ",\"matchingId\":\"ONCE\"");
	assert_true(world_done(cancel(w, iccid, AGAIN)));
	assert_true(world_done(smdpp_world_acme(w, "downloadOrder", "\"iccid\":\"%s\"", iccid)));
	assert_true(world_refused(
		smdpp_world_acme(w, "confirmOrder",
				 "\"iccid\":\"%s\",\"releaseFlag\":true,\"matchingId\":\"ONCE\"",
				 iccid),
		"8.2.6", "3.3"));
}

static void unknown_iccid(void **state)
{
	assert_true(world_refused(cancel(*state, "8944000000000000000", AGAIN), "8.2.1", "3.9"));
}

static void iccid_is_not_allowed(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = smdpp_world_iccid(w, WORLD_FOREIGN, 0);
	w->operators[WORLD_ACME].foreign = RSPD_FOREIGN_NOT_ALLOWED;
	assert_true(world_refused(cancel(w, iccid, AGAIN), "8.2.1", "1.2"));
}

static void iccid_of_another_operator(void **state)
{
	struct smdpp_world *w = *state;
	assert_true(world_refused(cancel(w, smdpp_world_iccid(w, WORLD_FOREIGN, 0), AGAIN), "8.2.1",
				  "3.9"));
}

static void profile_not_ordered(void **state)
{
	struct smdpp_world *w = *state;
	assert_true(world_refused(cancel(w, smdpp_world_iccid(w, WORLD_SESSION, 0), AGAIN), "8.2.1",
				  "3.3"));
}

static void profile_downloaded(void **state)
{
	struct smdpp_world *w = *state;
	struct device d = {};
	device_make(&d, w, CURVE_P256);
	device_up_to_package(&d, smdpp_world_order(w, WORLD_SESSION, 0, ""));
	assert_true(world_refused(cancel(w, smdpp_world_iccid(w, WORLD_SESSION, 0), AGAIN EID),
				  "8.2.1", "3.3"));
	device_free(&d);
}

static void eid_of_the_order_is_missing(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = released(w, EID);
	assert_true(world_refused(cancel(w, iccid, AGAIN), "8.1.1", "3.10"));
	assert_int_equal(smdpp_world_profile(w, iccid).state, PROFILE_RELEASED);
}

static void eid_is_not_that_of_the_order(void **state)
{
	struct smdpp_world *w = *state;
	assert_true(world_refused(cancel(w, released(w, EID), AGAIN ",\"eid\":\"" WORLD_EID2 "\""),
				  "8.1.1", "3.10"));
}

static void eid_where_the_order_has_none(void **state)
{
	struct smdpp_world *w = *state;
	assert_true(world_refused(cancel(w, released(w, ""), AGAIN EID), "8.1.1", "3.10"));
}

/* The operator need not know whose device it was that came. */
static void eid_that_only_the_device_gave(void **state)
{
	struct smdpp_world *w = *state;
	struct device d = {};
	device_make(&d, w, CURVE_P256);
	device_up_to_authenticate(&d, smdpp_world_order(w, WORLD_SESSION, 0, ""));
	assert_true(world_done(cancel(w, smdpp_world_iccid(w, WORLD_SESSION, 0), AGAIN)));
	device_free(&d);
}

static void matching_id_of_the_order(void **state)
{
	struct smdpp_world *w = *state;
	assert_true(world_done(cancel(w, released(w, ",\"matchingId\":\"ABC\""),
				      AGAIN ",\"matchingId\":\"ABC\"")));
}

static void empty_matching_id_of_the_order(void **state)
{
	struct smdpp_world *w = *state;
	assert_true(world_done(cancel(w, released(w, EID ",\"matchingId\":\"\""),
				      AGAIN EID ",\"matchingId\":\"\"")));
}

static void matching_id_is_not_that_of_the_order(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = released(w, ",\"matchingId\":\"ABC\"");
	assert_true(
		world_refused(cancel(w, iccid, AGAIN ",\"matchingId\":\"ABD\""), "8.2.6", "3.10"));
	assert_true(world_refused(cancel(w, iccid, AGAIN ",\"matchingId\":\"\""), "8.2.6", "3.10"));
}

static void matching_id_where_the_order_has_none_yet(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = smdpp_world_iccid(w, WORLD_SESSION, 0);
	assert_true(world_done(smdpp_world_acme(w, "downloadOrder", "\"iccid\":\"%s\"", iccid)));
	assert_true(
		world_refused(cancel(w, iccid, AGAIN ",\"matchingId\":\"ABC\""), "8.2.6", "3.10"));
	assert_true(world_refused(cancel(w, iccid, AGAIN ",\"matchingId\":\"\""), "8.2.6", "3.10"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, smdpp_world_setup, smdpp_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(makes_it_available),
		TEST(makes_it_unavailable),
		TEST(answers_a_repetition_alike),
		TEST(another_cancellation_is_none),
		TEST(a_cancellation_of_the_next_order),
		TEST(from_each_state_before_the_download),
		TEST(clears_away_what_failed),
		TEST(what_a_card_may_hold_is_not_available_again),
		TEST(a_failed_second_try_frees_nothing),
		TEST(clears_away_what_was_rejected),
		TEST(a_matching_id_is_never_used_again),
		TEST(unknown_iccid),
		TEST(iccid_is_not_allowed),
		TEST(iccid_of_another_operator),
		TEST(profile_not_ordered),
		TEST(profile_downloaded),
		TEST(eid_of_the_order_is_missing),
		TEST(eid_is_not_that_of_the_order),
		TEST(eid_where_the_order_has_none),
		TEST(eid_that_only_the_device_gave),
		TEST(matching_id_of_the_order),
		TEST(empty_matching_id_of_the_order),
		TEST(matching_id_is_not_that_of_the_order),
		TEST(matching_id_where_the_order_has_none_yet),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
