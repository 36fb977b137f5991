/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of ES12.DeleteEvent on the wire. */
#include "msg/message_test.h"

#include "msg/es12_delete_event.h"

typedef struct es12_delete_event_request request_t;

DECODE_JSON(decode_request, es12_delete_event_request_decode, request_t)
DECODE_JSON(decode_response, es12_delete_event_response_decode, struct esx_response_header)

#define HEADER                                                                                     \
	"{\"header\":{\"functionRequesterIdentifier\":\"op\",\"functionCallIdentifier\":\"1\"}"
#define REQUEST	 HEADER ",\"eid\":\"89049032123451234512345678901235\",\"eventId\":\"A-1\"}"
#define RESPONSE "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Executed-Success\"}}}"

static void reads_and_writes_a_request(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	request_t r = {};
	assert_int_equal(es12_delete_event_request_decode(&a, BYTES_LIT(REQUEST), &r), OK);
	assert_text(r.eid, "89049032123451234512345678901235");
	assert_text(r.event_id, "A-1");
	assert_int_equal(es12_delete_event_request_encode(&r, &out), OK);
	assert_text(buf_bytes(&out), REQUEST);
}

static void request_withstands_damage(void **state)
{
	(void)state;
	WITHSTANDS_JSON(decode_request, BYTES_LIT(REQUEST));
}

static void an_eid_has_32_digits(void **state)
{
	(void)state;
	struct bytes body = BYTES_LIT(HEADER ",\"eid\":\"8904903212345123451234567890123\","
					     "\"eventId\":\"1\"}");
	assert_int_equal(decode_request(body), ERR_RANGE);
}

static void response_is_its_header(void **state)
{
	(void)state;
	WITHSTANDS_JSON(decode_response, BYTES_LIT(RESPONSE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_and_writes_a_request),
		cmocka_unit_test(request_withstands_damage),
		cmocka_unit_test(an_eid_has_32_digits),
		cmocka_unit_test(response_is_its_header),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
