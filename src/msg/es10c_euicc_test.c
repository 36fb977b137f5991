/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of eUICCMemoryReset and GetEID. */
#include "msg/message_test.h"

#include "msg/es10c_euicc.h"

DECODE_DER(decode_eid, es10c_get_eid_response_decode, struct bytes)

static enum err decode_reset(struct bytes whole)
{
	uint64_t options = 0;
	return es10c_euicc_memory_reset_request_decode(whole, &options);
}

static void reset_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	uint64_t options = 0;
	struct bytes der = unhex(&a, "BF34 04 82 02 05E0");
	assert_int_equal(es10c_euicc_memory_reset_request_decode(der, &options), OK);
	assert_true(options ==
		    (ES10C_DELETE_OPERATIONAL_PROFILES | ES10C_DELETE_FIELD_LOADED_TEST_PROFILES |
		     ES10C_RESET_DEFAULT_SMDP_ADDRESS));
	assert_int_equal(es10c_euicc_memory_reset_request_encode(options, &out), OK);
	assert_bytes(buf_bytes(&out), der);
	WITHSTANDS_DER(decode_reset, der);
}

static void asks_for_the_eid(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	assert_int_equal(es10c_get_eid_request_encode(&out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, "BF3E 03 5C 01 5A"));
	WITHSTANDS_DER(es10c_get_eid_request_decode, buf_bytes(&out));
	assert_int_equal(es10c_get_eid_request_decode(unhex(&a, "BF3E 03 5C 01 5B")),
			 ERR_UNSUPPORTED);
}

static void eid_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct bytes eid = {};
	struct bytes der = unhex(&a, "BF3E 12 5A 10 89049032123451234512345678901235");
	assert_int_equal(es10c_get_eid_response_decode(der, &eid), OK);
	assert_int_equal(es10c_get_eid_response_encode(eid, &out), OK);
	assert_bytes(buf_bytes(&out), der);
	WITHSTANDS_DER(decode_eid, der);
	assert_int_equal(decode_eid(unhex(&a, "BF3E 03 5A 01 89")), ERR_RANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reset_both_ways),
		cmocka_unit_test(asks_for_the_eid),
		cmocka_unit_test(eid_both_ways),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
