/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of ES10b.LoadCRL. */
#include "msg/message_test.h"

#include "msg/es10b_load_crl.h"

DECODE_DER(decode_request, es10b_load_crl_request_decode, struct bytes)
DECODE_DER(decode_response, es10b_load_crl_response_decode, struct es10b_load_crl_response)

static void request_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct bytes crl = {};
	struct bytes der = unhex(&a, "BF35 04 A0 02 3000");
	assert_int_equal(es10b_load_crl_request_decode(der, &crl), OK);
	assert_bytes(crl, unhex(&a, "3000"));
	assert_int_equal(es10b_load_crl_request_encode(crl, &out), OK);
	assert_bytes(buf_bytes(&out), der);
	WITHSTANDS_DER(decode_request, der);
}

static void responses_both_ways(void **state)
{
	(void)state;
	static const struct {
		const char *der;
		bool ok, parts;
		uint64_t error;
	} rows[] = {
		{"BF35 02 A0 00", true, false, 0},
		{"BF35 07 A0 05 A0 03 02 01 02", true, true, 0},
		{"BF35 03 81 01 05", false, false, ES10B_CRL_FRESHER_ALREADY_LOADED},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
		CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
		struct es10b_load_crl_response r = {};
		struct bytes der = unhex(&a, rows[i].der);
		assert_int_equal(es10b_load_crl_response_decode(der, &r), OK);
		assert_int_equal(r.ok, rows[i].ok);
		assert_int_equal(bytes_present(r.missing_parts), rows[i].parts);
		assert_true(r.error == rows[i].error);
		assert_int_equal(es10b_load_crl_response_encode(&r, &out), OK);
		assert_bytes(buf_bytes(&out), der);
		refuses_cuts_der(decode_response, der);
	}
}

static void strange_responses(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	assert_int_equal(decode_response(unhex(&a, "BF35 00")), ERR_TRUNCATED);
	assert_int_equal(decode_response(unhex(&a, "BF35 02 82 00")), ERR_MISSING);
	assert_int_equal(decode_response(unhex(&a, "BF35 02 81 00")), ERR_RANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(request_both_ways),
		cmocka_unit_test(responses_both_ways),
		cmocka_unit_test(strange_responses),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
