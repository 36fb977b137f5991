/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of ES11.AuthenticateClient on the wire. */
#include "msg/message_test.h"

#include "msg/es11_authenticate_client.h"

typedef struct es11_authenticate_client_response response_t;

DECODE_JSON(decode_response, es11_authenticate_client_response_decode, response_t)

#define HEADER "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Executed-Success\"}}"
#define BEGIN  HEADER ",\"transactionId\":\"0123456789ABCDEF\",\"eventEntries\":"
#define RESPONSE                                                                                   \
	BEGIN "[{\"eventId\":\"EVENT-1\",\"rspServerAddress\":\"smdp.example.com\"},"              \
	      "{\"eventId\":\"EVENT-2\",\"rspServerAddress\":\"smds.example.com:8443\"}]}"
#define FAILED                                                                                     \
	"{\"header\":{\"functionExecutionStatus\":{\"status\":\"Failed\",\"statusCodeData\":{"     \
	"\"subjectCode\":\"8.9.5\",\"reasonCode\":\"3.9\",\"message\":\"no such event\"}}}}"

static const uint8_t transaction_id[] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF};

static void reads_the_events_in_their_order(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	response_t r = {};
	assert_int_equal(es11_authenticate_client_response_decode(&a, BYTES_LIT(RESPONSE), &r), OK);
	assert_true(esx_executed(&r.header));
	assert_bytes(r.transaction_id, BYTES_OF(transaction_id));
	assert_int_equal(r.event_entry_count, 2);
	assert_text(r.event_entries[0].event_id, "EVENT-1");
	assert_text(r.event_entries[0].rsp_server_address, "smdp.example.com");
	assert_text(r.event_entries[1].event_id, "EVENT-2");
	assert_text(r.event_entries[1].rsp_server_address, "smds.example.com:8443");
}

/* Decoded and encoded again it is the same text. */
static void comes_back(const char *text)
{
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	response_t r = {};
	assert_int_equal(es11_authenticate_client_response_decode(&a, bytes_str(text), &r), OK);
	assert_int_equal(es11_authenticate_client_response_encode(&r, &out), OK);
	assert_text(buf_bytes(&out), text);
}

static void writes_the_same_response(void **state)
{
	(void)state;
	comes_back(RESPONSE);
	comes_back(BEGIN "[]}");
	comes_back(FAILED);
}

static void no_events_are_an_empty_array(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	response_t r = {};
	struct bytes body = BYTES_LIT(BEGIN "[]}");
	assert_int_equal(es11_authenticate_client_response_decode(&a, body, &r), OK);
	assert_int_equal(r.event_entry_count, 0);
}

static void reads_a_refusal(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	response_t r = {};
	assert_int_equal(es11_authenticate_client_response_decode(&a, BYTES_LIT(FAILED), &r), OK);
	assert_false(esx_executed(&r.header));
	assert_string_equal(r.header.execution_status.code.subject, "8.9.5");
	assert_int_equal(r.event_entry_count, 0);
}

static void response_withstands_damage(void **state)
{
	(void)state;
	CLEANUP(json_release) json_t *root = NULL;
	refuses_cuts_json(decode_response, BYTES_LIT(RESPONSE));
	assert_int_equal(json_parse(BYTES_LIT(RESPONSE), &root), OK);
	withstands_member_damage(decode_response, root, "header", false);
	withstands_member_damage(decode_response, root, "transactionId", false);
	refuses_twice(decode_response, "eventEntries", BYTES_LIT(RESPONSE));
	assert_int_equal(json_object_set_new(root, "eventEntries", json_null()), 0);
	assert_int_equal(decode_root(decode_response, root), ERR_MISSING);
	assert_int_equal(json_object_del(root, "eventEntries"), 0);
	assert_int_equal(decode_root(decode_response, root), ERR_MISSING);
}

static void entries_must_be_objects_with_both_texts(void **state)
{
	(void)state;
	static const struct {
		const char *entries;
		enum err expected;
	} rows[] = {
		{"{}", ERR_SYNTAX},
		{"\"a\"", ERR_SYNTAX},
		{"[1]", ERR_SYNTAX},
		{"[[]]", ERR_SYNTAX},
		{"[null]", ERR_SYNTAX},
		{"[{\"eventId\":\"A\"}]", ERR_MISSING},
		{"[{\"rspServerAddress\":\"a\"}]", ERR_MISSING},
		{"[{\"eventId\":1,\"rspServerAddress\":\"a\"}]", ERR_SYNTAX},
		{"[{\"eventId\":\"\",\"rspServerAddress\":\"a\"}]", ERR_RANGE},
		{"[{\"eventId\":\"A\",\"rspServerAddress\":\"\"}]", ERR_RANGE},
		{"[{\"eventId\":\"A\",\"rspServerAddress\":\"a\",\"eventType\":1}]", OK},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(buf_free) struct buf body = buf_make(TEST_MAX);
		assert_int_equal(buf_put_fmt(&body, BEGIN "%s}", rows[i].entries), OK);
		assert_int_equal(decode_response(buf_bytes(&body)), rows[i].expected);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_events_in_their_order),
		cmocka_unit_test(writes_the_same_response),
		cmocka_unit_test(no_events_are_an_empty_array),
		cmocka_unit_test(reads_a_refusal),
		cmocka_unit_test(response_withstands_damage),
		cmocka_unit_test(entries_must_be_objects_with_both_texts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
