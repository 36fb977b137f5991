/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of ES9+.CancelSession on the wire. */
#include "msg/message_test.h"

#include "msg/es9p_cancel_session.h"

typedef struct es9p_cancel_session_request request_t;

DECODE_JSON(decode_request, es9p_cancel_session_request_decode, request_t)
DECODE_JSON(decode_response, es9p_cancel_session_response_decode, struct esx_response_header)

#define REQUEST	 "{\"transactionId\":\"0A0B\",\"cancelSessionResponse\":\"v0EA\"}"
#define RESPONSE "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Executed-Success\"}}}"

static void reads_and_writes_a_request(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	request_t r = {};
	assert_int_equal(es9p_cancel_session_request_decode(&a, BYTES_LIT(REQUEST), &r), OK);
	assert_bytes(r.transaction_id, unhex(&a, "0A0B"));
	assert_bytes(r.cancel_session_response, unhex(&a, "BF4100"));
	assert_int_equal(es9p_cancel_session_request_encode(&r, &out), OK);
	assert_text(buf_bytes(&out), REQUEST);
}

static void request_withstands_damage(void **state)
{
	(void)state;
	WITHSTANDS_JSON(decode_request, BYTES_LIT(REQUEST));
}

static void response_is_its_header(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	const struct esx_execution_status success = {};
	assert_int_equal(esx_header_encode(&success, &out), OK);
	assert_text(buf_bytes(&out), RESPONSE);
	WITHSTANDS_JSON(decode_response, BYTES_LIT(RESPONSE));
}

/* Some servers answer with a transactionId. */
static void tolerates_members_that_are_not_in_the_clause(void **state)
{
	(void)state;
	assert_int_equal(decode_with(decode_response, BYTES_LIT(RESPONSE), "transactionId", "0A0B"),
			 OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_and_writes_a_request),
		cmocka_unit_test(request_withstands_damage),
		cmocka_unit_test(response_is_its_header),
		cmocka_unit_test(tolerates_members_that_are_not_in_the_clause),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
