/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "smdpp/notification.h"
#include "smdpp_world.h"

static void identity_is_by_eid_number_and_bytes(void **state)
{
	(void)state;
	struct profile_notification one = {}, two = {};
	uint8_t digest_one[HASH_LEN] = {}, digest_two[HASH_LEN] = {};
	const struct notification n = {
		.signed_data = bytes_str("abc"), .eid = WORLD_EID, .seq_number = 7};
	struct notification other = n;
	other.signed_data = bytes_str("abd");
	assert_int_equal(smdpp_notification_identity(&n, digest_one, &one), OK);
	assert_int_equal(smdpp_notification_identity(&other, digest_two, &two), OK);
	assert_string_equal(one.eid, WORLD_EID);
	assert_int_equal(one.sequence_number, 7);
	assert_int_equal(one.digest.len, HASH_LEN);
	assert_false(bytes_eq(one.digest, two.digest));
}

static void number_that_no_card_counts_to(void **state)
{
	(void)state;
	struct profile_notification out = {};
	uint8_t digest[HASH_LEN] = {};
	const struct notification n = {.seq_number = UINT64_MAX};
	assert_int_equal(smdpp_notification_identity(&n, digest, &out), ERR_RANGE);
}

static void leaves_an_event_once(void **state)
{
	struct smdpp_world *w = *state;
	const struct role_call call = {.role = &w->smdpp->role,
				       .smdpp = w->smdpp,
				       .arena = &w->arena,
				       .now = w->clock.fixed_ms,
				       .who = "euicc",
				       .function = "ES9+.HandleNotification"};
	const struct notification n = {.signed_data = bytes_str("abc"),
				       .eid = WORLD_EID,
				       .seq_number = 7,
				       .iccid = "8944000000000000000"};
	assert_int_equal(smdpp_notification_record(&call, &n), OK);
	assert_int_equal(smdpp_notification_record(&call, &n), OK);
	assert_int_equal(smdpp_world_count_events(w, n.iccid), 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, smdpp_world_setup, smdpp_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(identity_is_by_eid_number_and_bytes),
		TEST(number_that_no_card_counts_to),
		TEST(leaves_an_event_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
