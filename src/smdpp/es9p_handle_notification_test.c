/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "device.h"

static struct world_answer post(struct device_scene *s, const char *body)
{
	return smdpp_world_es9p(&s->w, "handleNotification", bytes_str(body));
}

static bool acknowledged(struct world_answer a)
{
	return a.result == OK && a.status == 204 && a.body.len == 0;
}

/* What nobody can use is acknowledged as well, so that the LPA forgets it. */
static void whatever_comes_is_acknowledged(void **state)
{
	static const char *const bodies[] = {
		"",
		"not JSON",
		"[]",
		"{}",
		"{\"pendingNotification\":1}",
		"{\"pendingNotification\":\"\"}",
		"{\"pendingNotification\":\"%%%\"}",
		"{\"pendingNotification\":\"AAAA\"}",
		"{\"pendingNotification\":\"vzcA\"}",
		"{\"pendingNotification\":\"MAA=\"}",
		"{\"pendingNotification\":\"BAEA\"}",
		"{\"pendingNotification\":\"vzeC\"}",
	};
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		assert_true(acknowledged(post(*state, bodies[i])));
}

static void cut_anywhere(void **state)
{
	struct device_scene *s = *state;
	device_up_to_package(&s->d, smdpp_world_order(&s->w, WORLD_SESSION, 0, ""));
	struct bytes body = device_install_body(&s->d, 0);
	for (size_t len = 0; len < body.len; len++)
		assert_true(acknowledged(
			smdpp_world_es9p(&s->w, "handleNotification", bytes_from(body.ptr, len))));
	assert_int_equal(
		smdpp_world_profile(&s->w, smdpp_world_iccid(&s->w, WORLD_SESSION, 0)).state,
		PROFILE_DOWNLOADED);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, device_setup, device_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(whatever_comes_is_acknowledged),
		TEST(cut_anywhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
