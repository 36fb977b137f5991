/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "device.h"

static struct world_answer release(struct smdpp_world *w, const char *iccid)
{
	return smdpp_world_acme(w, "releaseProfile", "\"iccid\":\"%s\"", iccid);
}

/* A profile that was ordered and confirmed, not released. */
static const char *confirmed(struct smdpp_world *w)
{
	const char *iccid = smdpp_world_iccid(w, WORLD_SESSION, 0);
	assert_true(world_done(smdpp_world_acme(w, "downloadOrder", "\"iccid\":\"%s\"", iccid)));
	assert_true(world_done(smdpp_world_acme(w, "confirmOrder",
						"\"iccid\":\"%s\",\"releaseFlag\":false", iccid)));
	return iccid;
}

static void releases(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = confirmed(w);
	struct world_answer a = release(w, iccid);
	assert_true(world_done(a));
	assert_string_equal((const char *)a.body.ptr, "{\"header\":{\"functionExecutionStatus\":"
						      "{\"status\":\"Executed-Success\"}}}");
	assert_int_equal(smdpp_world_profile(w, iccid).state, PROFILE_RELEASED);
}

static void answers_a_repetition_alike(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = confirmed(w);
	assert_true(world_done(release(w, iccid)));
	assert_true(world_done(release(w, iccid)));
	assert_int_equal(smdpp_world_profile(w, iccid).revision, 4);
}

/* A device may have been quicker than the operator's second try. */
static void a_repetition_after_the_download(void **state)
{
	struct smdpp_world *w = *state;
	struct device d = {};
	const char *iccid = smdpp_world_iccid(w, WORLD_SESSION, 0);
	assert_true(world_done(smdpp_world_acme(w, "downloadOrder", "\"iccid\":\"%s\"", iccid)));
	struct world_answer a = smdpp_world_acme(w, "confirmOrder",
						 "\"iccid\":\"%s\",\"releaseFlag\":false", iccid);
	assert_true(world_done(release(w, iccid)));
	device_make(&d, w, CURVE_P256);
	device_up_to_package(&d, world_member(w, a, "matchingId"));
	assert_int_equal(smdpp_world_profile(w, iccid).state, PROFILE_DOWNLOADED);
	assert_true(world_done(release(w, iccid)));
	assert_true(world_done(smdpp_world_acme(w, "confirmOrder",
						"\"iccid\":\"%s\",\"releaseFlag\":false", iccid)));
	d.iccid = iccid;
	assert_int_equal(device_install(&d, 0).status, 204);
	assert_true(world_done(release(w, iccid)));
	device_free(&d);
}

static void unknown_iccid(void **state)
{
	assert_true(world_refused(release(*state, "8944000000000000000"), "8.2.1", "3.9"));
}

static void iccid_is_not_allowed(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = smdpp_world_iccid(w, WORLD_FOREIGN, 0);
	w->operators[WORLD_ACME].foreign = RSPD_FOREIGN_NOT_ALLOWED;
	assert_true(world_refused(smdpp_world_acme(w, "releaseProfile", "\"iccid\":\"%s\"", iccid),
				  "8.2.1", "1.2"));
}

static void iccid_of_another_operator(void **state)
{
	struct smdpp_world *w = *state;
	assert_true(
		world_refused(release(w, smdpp_world_iccid(w, WORLD_FOREIGN, 0)), "8.2.1", "3.9"));
}

static void profile_not_confirmed(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = smdpp_world_iccid(w, WORLD_SESSION, 0);
	assert_true(world_refused(release(w, iccid), "8.2.1", "3.5"));
	assert_true(world_done(smdpp_world_acme(w, "downloadOrder", "\"iccid\":\"%s\"", iccid)));
	assert_true(world_refused(release(w, iccid), "8.2.1", "3.5"));
}

static void profile_released_with_its_confirmation(void **state)
{
	struct smdpp_world *w = *state;
	(void)smdpp_world_order(w, WORLD_SESSION, 0, "");
	assert_true(
		world_refused(release(w, smdpp_world_iccid(w, WORLD_SESSION, 0)), "8.2.1", "3.5"));
}

/* One that was confirmed for an SM-DS. */
static const char *confirmed_for_smds(struct smdpp_world *w)
{
	const char *iccid = smdpp_world_iccid(w, WORLD_SESSION, 0);
	assert_true(world_done(smdpp_world_acme(w, "downloadOrder", "\"iccid\":\"%s\"", iccid)));
	assert_true(world_done(smdpp_world_acme(w, "confirmOrder",
						"\"iccid\":\"%s\",\"releaseFlag\":false,"
						"\"eid\":\"" WORLD_EID "\",\"matchingId\":\"M-1\","
						"\"smdsAddress\":\"root.example.com\"",
						iccid)));
	assert_int_equal(w->smds.registrations, 0);
	return iccid;
}

static void registers_the_event(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = confirmed_for_smds(w);
	assert_true(world_done(release(w, iccid)));
	const struct fake_smds_event *event = fake_smds_find(&w->smds, "M-1");
	assert_non_null(event);
	assert_string_equal(event->eid, WORLD_EID);
	assert_string_equal(event->server_address, WORLD_ADDRESS);
	assert_int_equal(smdpp_world_profile(w, iccid).state, PROFILE_RELEASED);
	assert_true(world_done(release(w, iccid)));
	assert_int_equal(w->smds.registrations, 1);
}

static void smds_is_not_reached(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = confirmed_for_smds(w);
	w->smds_away = true;
	assert_true(world_refused(release(w, iccid), "8.9", "5.1"));
	assert_int_equal(smdpp_world_profile(w, iccid).state, PROFILE_CONFIRMED);
	w->smds_away = false;
	assert_true(world_done(release(w, iccid)));
}

/* It was in the configuration when the order was confirmed. */
static void smds_is_not_known_any_more(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = confirmed_for_smds(w);
	w->config.smds_peers_n = 0;
	assert_true(world_refused(release(w, iccid), "8.9", "5.1"));
}

static void smds_refuses(void **state)
{
	struct smdpp_world *w = *state;
	const char *iccid = confirmed_for_smds(w);
	w->smds.subject = "8.9.5";
	w->smds.reason = "3.3";
	assert_true(world_refused(release(w, iccid), "8.9", "4.2"));
	assert_int_equal(smdpp_world_profile(w, iccid).state, PROFILE_CONFIRMED);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, smdpp_world_setup, smdpp_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(releases),
		TEST(answers_a_repetition_alike),
		TEST(a_repetition_after_the_download),
		TEST(unknown_iccid),
		TEST(iccid_is_not_allowed),
		TEST(iccid_of_another_operator),
		TEST(profile_not_confirmed),
		TEST(profile_released_with_its_confirmation),
		TEST(registers_the_event),
		TEST(smds_is_not_reached),
		TEST(smds_is_not_known_any_more),
		TEST(smds_refuses),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
