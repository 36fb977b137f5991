/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of ES2+.CancelOrder on the wire. */
#include "msg/message_test.h"

#include "msg/es2p_cancel_order.h"

typedef struct es2p_cancel_order_request request_t;

DECODE_JSON(decode_request, es2p_cancel_order_request_decode, request_t)
DECODE_JSON(decode_response, es2p_cancel_order_response_decode, struct esx_response_header)

#define HEADER                                                                                     \
	"{\"header\":{\"functionRequesterIdentifier\":\"op\",\"functionCallIdentifier\":\"1\"}"
#define REQUEST                                                                                    \
	HEADER ",\"iccid\":\"8901234567890123456\","                                               \
	       "\"eid\":\"89049032123451234512345678901235\","                                     \
	       "\"matchingId\":\"A-1\",\"finalProfileStatusIndicator\":\"Unavailable\"}"
#define RESPONSE "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Executed-Success\"}}}"

static void reads_and_writes_a_request(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	request_t r = {};
	assert_int_equal(es2p_cancel_order_request_decode(&a, BYTES_LIT(REQUEST), &r), OK);
	assert_text(r.iccid, "8901234567890123456");
	assert_text(r.eid, "89049032123451234512345678901235");
	assert_text(r.matching_id, "A-1");
	assert_int_equal(r.final_profile_status, ES2P_FINAL_UNAVAILABLE);
	assert_int_equal(es2p_cancel_order_request_encode(&r, &out), OK);
	assert_text(buf_bytes(&out), REQUEST);
}

static void request_withstands_damage(void **state)
{
	(void)state;
	WITHSTANDS_JSON(decode_request, BYTES_LIT(REQUEST), "eid", "matchingId");
}

static void knows_two_final_states(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	request_t r = {};
	struct bytes body = BYTES_LIT(HEADER ",\"iccid\":\"8901234567890123456\","
					     "\"finalProfileStatusIndicator\":\"Available\"}");
	assert_int_equal(es2p_cancel_order_request_decode(&a, body, &r), OK);
	assert_int_equal(r.final_profile_status, ES2P_FINAL_AVAILABLE);
	body = BYTES_LIT(HEADER ",\"iccid\":\"8901234567890123456\","
				"\"finalProfileStatusIndicator\":\"available\"}");
	assert_int_equal(es2p_cancel_order_request_decode(&a, body, &r), ERR_SYNTAX);
	assert_string_equal(r.header.culprit, "finalProfileStatusIndicator");
	body = BYTES_LIT(HEADER ",\"iccid\":\"8901234567890123456\"}");
	assert_int_equal(es2p_cancel_order_request_decode(&a, body, &r), ERR_MISSING);
	assert_string_equal(r.header.culprit, "finalProfileStatusIndicator");
}

/* The test suite of osmocom answers with the ICCID. */
static void response_is_its_header(void **state)
{
	(void)state;
	WITHSTANDS_JSON(decode_response, BYTES_LIT(RESPONSE));
	assert_int_equal(decode_with(decode_response, BYTES_LIT(RESPONSE), "iccid", "89"), OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_and_writes_a_request),
		cmocka_unit_test(request_withstands_damage),
		cmocka_unit_test(knows_two_final_states),
		cmocka_unit_test(response_is_its_header),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
