/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of ES10b.CancelSession. */
#include "msg/message_test.h"

#include "msg/es10b_cancel_session.h"

typedef struct es10b_cancel_session_response response_t;

DECODE_DER(decode_request, es10b_cancel_session_request_decode, struct es10b_cancel_session_request)
DECODE_DER(decode_signed, es10b_cancel_session_signed_decode, struct es10b_cancel_session_signed)
DECODE_DER(decode_response, es10b_cancel_session_response_decode, response_t)

#define REQUEST	       "BF41 07 80 02 0A0B 81 01 05"
#define SIGNED	       "30 0C 80 02 0A0B 81 03 88370A 82 01 7F"
#define RESPONSE_OK    "BF41 09 A0 07 30 00 5F37 02 ABCD"
#define RESPONSE_ERROR "BF41 03 81 01 05"

static void request_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct es10b_cancel_session_request r = {};
	assert_int_equal(es10b_cancel_session_request_decode(unhex(&a, REQUEST), &r), OK);
	assert_bytes(r.transaction_id, unhex(&a, "0A0B"));
	assert_true(r.reason == ES10B_CANCEL_LOAD_BPP_EXECUTION_ERROR);
	assert_int_equal(es10b_cancel_session_request_encode(&r, &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, REQUEST));
	WITHSTANDS_DER(decode_request, unhex(&a, REQUEST));
}

static void signed_both_ways(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct es10b_cancel_session_signed s = {};
	assert_int_equal(es10b_cancel_session_signed_decode(unhex(&a, SIGNED), &s), OK);
	assert_bytes(s.transaction_id, unhex(&a, "0A0B"));
	assert_bytes(s.smdp_oid, unhex(&a, "88370A"));
	assert_true(s.reason == ES10B_CANCEL_UNDEFINED_REASON);
	assert_int_equal(es10b_cancel_session_signed_encode(&s, &out), OK);
	assert_bytes(buf_bytes(&out), unhex(&a, SIGNED));
	WITHSTANDS_DER(decode_signed, unhex(&a, SIGNED));
}

static void response_both_ways(void **state)
{
	(void)state;
	static const struct {
		const char *der;
		bool ok;
	} rows[] = {{RESPONSE_OK, true}, {RESPONSE_ERROR, false}};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
		CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
		response_t r = {};
		struct bytes der = unhex(&a, rows[i].der);
		assert_int_equal(es10b_cancel_session_response_decode(der, &r), OK);
		assert_int_equal(r.ok, rows[i].ok);
		assert_int_equal(es10b_cancel_session_response_encode(&r, &out), OK);
		assert_bytes(buf_bytes(&out), der);
		refuses_cuts_der(decode_response, der);
	}
}

static void response_is_a_choice(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	response_t r = {};
	assert_int_equal(es10b_cancel_session_response_decode(unhex(&a, RESPONSE_ERROR), &r), OK);
	assert_true(r.cancel_session_response_error == ES10B_CANCEL_ERROR_INVALID_TRANSACTION_ID);
	assert_int_equal(decode_response(unhex(&a, "BF41 00")), ERR_TRUNCATED);
	assert_int_equal(decode_response(unhex(&a, "BF41 02 A0 00")), ERR_MISSING);
	assert_int_equal(decode_response(unhex(&a, "BF41 02 81 00")), ERR_RANGE);
	assert_int_equal(decode_response(unhex(&a, "BF41 03 82 01 05")), ERR_MISSING);
	assert_int_equal(decode_response(unhex(&a, "BF41 04 A0 02 30 00")), ERR_MISSING);
	assert_int_equal(decode_response(unhex(&a, "BF41 07 A0 05 5F37 02 ABCD")), ERR_MISSING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(request_both_ways),
		cmocka_unit_test(signed_both_ways),
		cmocka_unit_test(response_both_ways),
		cmocka_unit_test(response_is_a_choice),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
