/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "smds/event_id.h"
#include "smds_world.h"

static void opens_what_was_sealed_in_its_place_only(void **state)
{
	struct smds_world *s = *state;
	struct arena *a = &s->w.arena;
	struct bytes hmac = {}, other = {}, sealed = {}, plain = {};
	assert_int_equal(
		event_id_seal(s->smds, a, ENVELOPE_EVENT_ID, bytes_str("EVENT"), &hmac, &sealed),
		OK);
	assert_int_equal(event_id_open(s->smds, a, ENVELOPE_EVENT_ID, hmac, sealed, &plain), OK);
	assert_true(bytes_eq(plain, bytes_str("EVENT")));
	assert_int_equal(event_id_hmac(s->smds, a, bytes_str("OTHER"), &other), OK);
	assert_false(bytes_eq(hmac, other));
	assert_int_equal(event_id_open(s->smds, a, ENVELOPE_EVENT_ID, other, sealed, &plain),
			 ERR_IO);
	assert_int_equal(event_id_open(s->smds, a, ENVELOPE_ROOT_EVENT_ID, hmac, sealed, &plain),
			 ERR_IO);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, smds_world_setup, smds_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(opens_what_was_sealed_in_its_place_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
