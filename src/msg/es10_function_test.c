/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the answers that are a result code. */
#include "msg/message_test.h"

#include "msg/es10_function.h"

static enum err decode(struct bytes whole)
{
	uint64_t result = 0;
	return es10_result_decode(whole, ES10C_ENABLE_PROFILE, &result);
}

static void both_ways(void **state)
{
	(void)state;
	static const struct {
		enum es10_function function;
		uint64_t result;
		const char *der;
	} rows[] = {
		{ES10C_ENABLE_PROFILE, ES10_OK, "BF31 03 80 01 00"},
		{ES10C_SET_NICKNAME, ES10_NOT_FOUND, "BF29 03 80 01 01"},
		{ES10B_REMOVE_NOTIFICATION_FROM_LIST, ES10_UNDEFINED_ERROR, "BF30 03 80 01 7F"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
		CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
		uint64_t result = 99;
		assert_int_equal(es10_result_encode(rows[i].function, rows[i].result, &out), OK);
		assert_bytes(buf_bytes(&out), unhex(&a, rows[i].der));
		assert_int_equal(es10_result_decode(buf_bytes(&out), rows[i].function, &result),
				 OK);
		assert_true(result == rows[i].result);
	}
}

static void refuses_what_is_no_result(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	refuses_cuts_der(decode, unhex(&a, "BF31 03 80 01 00"));
	assert_int_equal(decode(unhex(&a, "BF32 03 80 01 00")), ERR_MISSING);
	assert_int_equal(decode(unhex(&a, "BF31 00")), ERR_MISSING);
	assert_int_equal(decode(unhex(&a, "BF31 02 80 00")), ERR_RANGE);
	assert_int_equal(decode(unhex(&a, "BF31 06 81 01 00 80 01 00")), OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_ways),
		cmocka_unit_test(refuses_what_is_no_result),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
