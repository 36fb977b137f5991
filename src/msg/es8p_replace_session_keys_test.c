/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of ES8+.ReplaceSessionKeys. */
#include "msg/message_test.h"

#include "msg/es8p_replace_session_keys.h"

DECODE_DER(decode, es8p_replace_session_keys_decode, struct es8p_replace_session_keys)

#define REQUEST                                                                                    \
	"BF26 36 80 10 000102030405060708090A0B0C0D0E0F"                                           \
	"81 10 101112131415161718191A1B1C1D1E1F"                                                   \
	"82 10 202122232425262728292A2B2C2D2E2F"

static void both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct es8p_replace_session_keys r = {};
	assert_int_equal(es8p_replace_session_keys_decode(unhex(&a, REQUEST), &r), OK);
	assert_bytes(r.initial_mac_chaining_value, unhex(&a, "000102030405060708090A0B0C0D0E0F"));
	assert_bytes(r.ppk_enc, unhex(&a, "101112131415161718191A1B1C1D1E1F"));
	assert_bytes(r.ppk_cmac, unhex(&a, "202122232425262728292A2B2C2D2E2F"));
	assert_int_equal(es8p_replace_session_keys_encode(&r, &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, REQUEST));
}

static void withstands_damage(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	WITHSTANDS_DER(decode, unhex(&a, REQUEST));
}

static void keys_are_of_aes_128(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	assert_int_equal(decode(unhex(&a, "BF26 04 80 00 81 00")), ERR_RANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_ways),
		cmocka_unit_test(withstands_damage),
		cmocka_unit_test(keys_are_of_aes_128),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
