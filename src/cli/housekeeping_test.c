/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the jobs: what each does, when it is due, and that a failure does not end it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "cli/housekeeping.h"
#include "smdpp_world.h"

static const int64_t second = 1000, hour = 3600 * 1000, day = INT64_C(24) * 3600 * 1000;

struct scene {
	struct smdpp_world w;
	struct housekeeping h;
	int64_t start;
	bool fails;
};

static enum err fault(void *context, const char *statement)
{
	struct scene *s = context;
	(void)statement;
	return s->fails ? ERR_IO : OK;
}

static int set_up(void **state)
{
	struct scene *s = calloc(1, sizeof(*s));
	if (!s)
		return -1;
	const struct store_options options = {.fault = fault, .fault_context = s};
	smdpp_world_make(&s->w, &(struct smdpp_world_options){.store = &options});
	s->w.config.retention.events_days = 10;
	s->w.config.retention.notifications_days = 10;
	s->w.config.retention.downloads_days = 10;
	s->w.config.retention.matching_ids_days = 10;
	s->w.config.retention.calls_days = 1;
	s->h = (struct housekeeping){
		.config = &s->w.config, .store = s->w.store, .smdpp = s->w.smdpp};
	s->start = s->w.clock.fixed_ms;
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *s = *state;
	smdpp_world_free(&s->w);
	free(s);
	return 0;
}

/* An order by type, under the identifier "a"; its ICCID. */
static const char *ordered(struct scene *s)
{
	s->w.call_identifier = "a";
	struct world_answer a = smdpp_world_acme(&s->w, "downloadOrder", "\"profileType\":\"ppk\"");
	assert_true(world_done(a));
	return world_member(&s->w, a, "iccid");
}

static void sessions_expire(void **state)
{
	struct scene *s = *state;
	const struct session_row row = {.transaction_id = BYTES_LIT("0123456789abcdef"),
					.state = "initiated",
					.euicc_challenge = BYTES_LIT("x"),
					.server_challenge = BYTES_LIT("x"),
					.ci_pk_id = BYTES_LIT("x"),
					.credential_set = "x",
					.created_at = s->start,
					.expires_at = s->start + 5};
	assert_int_equal(session_open(s->w.store, &row), OK);
	housekeeping_run(&s->h, s->start);
	assert_int_equal(session_count(s->w.store), 1);
	housekeeping_run(&s->h, s->start + second);
	assert_int_equal(session_count(s->w.store), 0);
}

static void events_go_when_their_days_are_over(void **state)
{
	struct scene *s = *state;
	const char *iccid = ordered(s);
	assert_int_equal(smdpp_world_count_events(&s->w, iccid), 2);
	housekeeping_run(&s->h, s->start + 10 * day);
	assert_int_equal(smdpp_world_count_events(&s->w, iccid), 2);
	housekeeping_run(&s->h, s->start + 10 * day + hour);
	assert_int_equal(smdpp_world_count_events(&s->w, iccid), 1);
}

static void orders_expire(void **state)
{
	struct scene *s = *state;
	(void)smdpp_world_order(&s->w, WORLD_SESSION, 0, "");
	const char *iccid = smdpp_world_iccid(&s->w, WORLD_SESSION, 0);
	housekeeping_run(&s->h, s->start + WORLD_TTL_H * hour);
	assert_int_equal(smdpp_world_profile(&s->w, iccid).state, PROFILE_ERROR);
}

/* The clock leaps by a day in a moment: an SM-DP+ that lets no order expire for that. */
static void a_clock_that_leaps_expires_no_order(void **state)
{
	struct scene *s = *state;
	(void)smdpp_world_order(&s->w, WORLD_SESSION, 0, "");
	const char *iccid = smdpp_world_iccid(&s->w, WORLD_SESSION, 0);
	housekeeping_run(&s->h, s->start);
	housekeeping_run(&s->h, s->start + WORLD_TTL_H * hour);
	assert_int_equal(smdpp_world_profile(&s->w, iccid).state, PROFILE_RELEASED);
}

/* Within its days a call is repeated, afterwards it is a new one. */
static void calls_go_when_their_days_are_over(void **state)
{
	struct scene *s = *state;
	const char *first = ordered(s);
	housekeeping_run(&s->h, s->start + day);
	assert_string_equal(ordered(s), first);
	housekeeping_run(&s->h, s->start + day + hour);
	assert_string_not_equal(ordered(s), first);
}

static void a_job_runs_at_its_time(void **state)
{
	struct scene *s = *state;
	housekeeping_run(&s->h, s->start + 10 * day);
	const char *iccid = ordered(s);
	housekeeping_run(&s->h, s->start + 10 * day + hour - 1);
	assert_int_equal(smdpp_world_count_events(&s->w, iccid), 2);
	housekeeping_run(&s->h, s->start + 10 * day + hour);
	assert_int_equal(smdpp_world_count_events(&s->w, iccid), 1);
}

static void a_clock_that_is_set_back_stops_nothing(void **state)
{
	struct scene *s = *state;
	housekeeping_run(&s->h, s->start + 1000 * day);
	const char *iccid = ordered(s);
	housekeeping_run(&s->h, s->start + 11 * day);
	assert_int_equal(smdpp_world_count_events(&s->w, iccid), 1);
}

static void nothing_goes_without_a_number_of_days(void **state)
{
	struct scene *s = *state;
	const char *iccid = ordered(s);
	s->w.config.retention.events_days = s->start / day + 1000 * 365;
	housekeeping_run(&s->h, s->start + 1000 * day);
	assert_int_equal(smdpp_world_count_events(&s->w, iccid), 2);
}

static void what_fails_is_tried_again(void **state)
{
	struct scene *s = *state;
	const char *iccid = ordered(s);
	s->fails = true;
	log_configure(&(struct log_config){.level = LOG_ERROR, .fd = -1});
	housekeeping_run(&s->h, s->start + 11 * day);
	s->fails = false;
	assert_int_equal(smdpp_world_count_events(&s->w, iccid), 2);
	housekeeping_run(&s->h, s->start + 11 * day + hour);
	assert_int_equal(smdpp_world_count_events(&s->w, iccid), 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(sessions_expire),
		TEST(events_go_when_their_days_are_over),
		TEST(calls_go_when_their_days_are_over),
		TEST(a_job_runs_at_its_time),
		TEST(a_clock_that_is_set_back_stops_nothing),
		TEST(nothing_goes_without_a_number_of_days),
		TEST(what_fails_is_tried_again),
		TEST(orders_expire),
		TEST(a_clock_that_leaps_expires_no_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
