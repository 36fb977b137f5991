/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/log.h"
#include "smds_world.h"

static int64_t count(struct smds_world *s)
{
	int64_t n = 0;
	assert_int_equal(event_registration_count(s->w.store, &n), OK);
	return n;
}

static void not_without_its_certificates(void **state)
{
	struct smds_world *w = *state;
	struct smds *s = NULL;
	w->w.issuers[0].dsauth = w->w.issuers[1].dsauth = (struct rspd_key_pair){};
	assert_int_equal(smds_create(&w->setup, &s), ERR_MISSING);
	assert_null(s);
}

static void not_with_the_certificates_of_an_smdpp(void **state)
{
	struct smds_world *w = *state;
	struct smds *s = NULL;
	int fd = open("/dev/null", O_WRONLY);
	log_configure(&(struct log_config){.level = LOG_ERROR, .fd = fd});
	w->w.issuers[0].dsauth = w->w.issuers[0].dpauth;
	assert_int_not_equal(smds_create(&w->setup, &s), OK);
	assert_null(s);
	assert_int_equal(close(fd), 0);
}

static void expired_events_go(void **state)
{
	struct smds_world *s = *state;
	assert_true(world_done(smds_world_register(s, SMDS_WORLD_SMDPP, WORLD_EID, "ONE")));
	s->w.clock.fixed_ms += 3600 * 1000;
	assert_true(world_done(smds_world_register(s, SMDS_WORLD_SMDPP, WORLD_EID, "TWO")));
	assert_int_equal(smds_expire(s->smds), OK);
	assert_int_equal(count(s), 2);
	s->w.clock.fixed_ms += INT64_C(23) * 3600 * 1000;
	assert_int_equal(smds_expire(s->smds), OK);
	assert_int_equal(count(s), 1);
}

/* However many there are, one run is short. */
static void a_bounded_number_at_a_time(void **state)
{
	struct smds_world *s = *state;
	for (int i = 0; i < 100; i++) {
		char event_id[16] = "";
		(void)snprintf(event_id, sizeof(event_id), "E-%d", i);
		assert_true(
			world_done(smds_world_register(s, (enum smds_world_client)(i % 3),
						       i % 2 ? WORLD_EID : WORLD_EID2, event_id)));
	}
	s->w.clock.fixed_ms += INT64_C(24) * 3600 * 1000;
	assert_int_equal(smds_expire(s->smds), OK);
	assert_in_range(count(s), 1, 99);
	assert_int_equal(smds_expire(s->smds), OK);
	assert_int_equal(count(s), 0);
}

static void expired_events_go_at_the_root_too(void **state)
{
	struct smds_world *s = *state;
	assert_true(world_done(smds_world_forward(s, "ONE")));
	s->w.clock.fixed_ms += INT64_C(24) * 3600 * 1000;
	assert_int_equal(smds_expire(s->smds), OK);
	assert_int_equal(count(s), 0);
	assert_int_equal(smdpp_world_delete_events(&s->w), 1);
	assert_int_equal(fake_smds_count(&s->w.smds), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, smds_world_setup, smds_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(not_without_its_certificates),
		TEST(not_with_the_certificates_of_an_smdpp),
		TEST(expired_events_go),
		TEST(expired_events_go_at_the_root_too),
		TEST(a_bounded_number_at_a_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
