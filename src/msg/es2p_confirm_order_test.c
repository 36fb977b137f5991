/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of ES2+.ConfirmOrder on the wire. */
#include "msg/message_test.h"

#include "msg/es2p_confirm_order.h"

typedef struct es2p_confirm_order_request request_t;
typedef struct es2p_confirm_order_response response_t;

DECODE_JSON(decode_request, es2p_confirm_order_request_decode, request_t)
DECODE_JSON(decode_response, es2p_confirm_order_response_decode, response_t)

#define HEADER                                                                                     \
	"{\"header\":{\"functionRequesterIdentifier\":\"op\",\"functionCallIdentifier\":\"1\"}"
#define REQUEST                                                                                    \
	HEADER ",\"iccid\":\"8901234567890123456\","                                               \
	       "\"eid\":\"89049032123451234512345678901235\","                                     \
	       "\"matchingId\":\"A-1\",\"confirmationCode\":\"1234\","                             \
	       "\"smdsAddress\":\"ds.example.com\",\"releaseFlag\":true}"
#define RESPONSE                                                                                   \
	"{\"header\":{\"functionExecutionStatus\":{\"status\":\"Executed-Success\"}},"             \
	"\"eid\":\"89049032123451234512345678901235\",\"matchingId\":\"A-1\","                     \
	"\"smdpAddress\":\"dp.example.com\"}"

static void reads_and_writes_a_request(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	request_t r = {};
	assert_int_equal(es2p_confirm_order_request_decode(&a, BYTES_LIT(REQUEST), &r), OK);
	assert_text(r.iccid, "8901234567890123456");
	assert_text(r.eid, "89049032123451234512345678901235");
	assert_text(r.matching_id, "A-1");
	assert_text(r.confirmation_code, "1234");
	assert_text(r.smds_address, "ds.example.com");
	assert_true(r.release_flag);
	assert_int_equal(es2p_confirm_order_request_encode(&r, &out), OK);
	assert_text(buf_bytes(&out), REQUEST);
}

static void request_withstands_damage(void **state)
{
	(void)state;
	WITHSTANDS_JSON(decode_request, BYTES_LIT(REQUEST), "eid", "matchingId", "confirmationCode",
			"smdsAddress");
}

static void tells_an_empty_matching_id_from_none(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	request_t r = {};
	struct bytes body = BYTES_LIT(HEADER ",\"iccid\":\"8901234567890123456\","
					     "\"matchingId\":\"\",\"releaseFlag\":false}");
	assert_int_equal(es2p_confirm_order_request_decode(&a, body, &r), OK);
	assert_true(bytes_present(r.matching_id));
	assert_int_equal(r.matching_id.len, 0);
	assert_false(r.release_flag);
	body = BYTES_LIT(HEADER ",\"iccid\":\"8901234567890123456\",\"releaseFlag\":false}");
	assert_int_equal(es2p_confirm_order_request_decode(&a, body, &r), OK);
	assert_false(bytes_present(r.matching_id));
}

static void reads_and_writes_a_response(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	response_t r = {};
	assert_int_equal(es2p_confirm_order_response_decode(&a, BYTES_LIT(RESPONSE), &r), OK);
	assert_text(r.matching_id, "A-1");
	assert_text(r.smdp_address, "dp.example.com");
	assert_int_equal(es2p_confirm_order_response_encode(&r, &out), OK);
	assert_text(buf_bytes(&out), RESPONSE);
	WITHSTANDS_JSON(decode_response, BYTES_LIT(RESPONSE), "eid", "smdpAddress");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_and_writes_a_request),
		cmocka_unit_test(request_withstands_damage),
		cmocka_unit_test(tells_an_empty_matching_id_from_none),
		cmocka_unit_test(reads_and_writes_a_response),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
