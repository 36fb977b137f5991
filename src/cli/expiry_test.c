/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of when certificates run out: who is warned of, and what the metrics say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/log.h"
#include "cli/expiry.h"
#include "smdpp_world.h"

#define DAY_MS INT64_C(86400000)

static void nothing_runs_out_soon(void **state)
{
	struct smdpp_world *w = *state;
	CLEANUP(expiry_free) struct expiry *e = NULL;
	assert_int_equal(expiry_load(&w->config, &e), OK);
	assert_int_equal(expiry_warn(e, w->clock.fixed_ms), 0);
}

/* DPauth and DPpb of both curves last for 3650 days, the CIs for longer. */
static void a_month_before_their_end_they_are_warned_of(void **state)
{
	struct smdpp_world *w = *state;
	CLEANUP(expiry_free) struct expiry *e = NULL;
	int64_t end = w->clock.fixed_ms - 1000 + 3650 * DAY_MS;
	log_configure(&(struct log_config){.level = LOG_ERROR, .fd = 2});
	assert_int_equal(expiry_load(&w->config, &e), OK);
	assert_int_equal(expiry_warn(e, end - EXPIRY_WARN_DAYS * DAY_MS - 60000), 0);
	assert_true(expiry_warn(e, end - EXPIRY_WARN_DAYS * DAY_MS + 1) >= 4);
	assert_true(expiry_warn(e, end + DAY_MS) >= 4);
}

static void the_metrics_tell_the_time_left(void **state)
{
	struct smdpp_world *w = *state;
	CLEANUP(expiry_free) struct expiry *e = NULL;
	CLEANUP(buf_free) struct buf out = buf_make(64 * 1024);
	int64_t end = w->clock.fixed_ms - 1000 + 3650 * DAY_MS;
	assert_int_equal(expiry_load(&w->config, &e), OK);
	assert_int_equal(expiry_metrics(e, end - 5000, &out), OK);
	assert_int_equal(expiry_metrics(e, end + 7000, &out), OK);
	assert_int_equal(buf_put_u8(&out, '\0'), OK);
	const char *text = (const char *)out.ptr;
	assert_non_null(strstr(text, "rspd_certificate_expiry_seconds{use=\"dppb\",file=\""));
	assert_non_null(strstr(text, "0-dppb.der\"} 5\n"));
	assert_non_null(strstr(text, "0-dppb.der\"} -7\n"));
}

static void what_cannot_be_read_is_passed_over(void **state)
{
	struct smdpp_world *w = *state;
	CLEANUP(expiry_free) struct expiry *e = NULL;
	CLEANUP(buf_free) struct buf out = buf_make(64 * 1024);
	w->issuers[0].dppb.certificate = w->issuers[0].dppb.key;
	w->issuers[0].dpauth.certificate = "/nowhere \"quoted\"";
	assert_int_equal(expiry_load(&w->config, &e), OK);
	assert_int_equal(expiry_metrics(e, 0, &out), OK);
	assert_int_equal(buf_put_u8(&out, '\0'), OK);
	assert_null(strstr((const char *)out.ptr, "0-dppb"));
	assert_null(strstr((const char *)out.ptr, "nowhere"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, smdpp_world_setup, smdpp_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_runs_out_soon),
		TEST(a_month_before_their_end_they_are_warned_of),
		TEST(the_metrics_tell_the_time_left),
		TEST(what_cannot_be_read_is_passed_over),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
