/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of ES2+.HandleDownloadProgressInfo on the wire. */
#include "msg/message_test.h"

#include "msg/es2p_handle_download_progress_info.h"
#include "sys/file.h"

typedef struct es2p_handle_download_progress_info_request request_t;

DECODE_JSON(decode_request, es2p_handle_download_progress_info_request_decode, request_t)

#define HEADER                                                                                     \
	"{\"header\":{\"functionRequesterIdentifier\":\"dp\",\"functionCallIdentifier\":\"1\"}"
#define FIRST                                                                                      \
	HEADER ",\"eid\":\"89049032123451234512345678901235\","                                    \
	       "\"iccid\":\"8901234567890123456\",\"profileType\":\"plan\","                       \
	       "\"timestamp\":\"2026-11-23T12:31:00Z\","
#define LAST                                                                                       \
	"\"notificationPointStatus\":{\"status\":\"Failed\",\"statusCodeData\":{"                  \
	"\"subjectCode\":\"8.2.7\",\"reasonCode\":\"3.8\"}},\"resultData\":\"vzcA\"}"
#define REQUEST FIRST "\"notificationPointId\":2," LAST

#define HEADER_OF_GUIDE "{\"header\":{\"functionRequesterIdentifier\":\"2.999.10\""

enum { TIMESTAMP_S = 1795437060 };

static void reads_and_writes_a_request(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	request_t r = {};
	assert_int_equal(
		es2p_handle_download_progress_info_request_decode(&a, BYTES_LIT(REQUEST), &r), OK);
	assert_text(r.eid, "89049032123451234512345678901235");
	assert_text(r.iccid, "8901234567890123456");
	assert_text(r.profile_type, "plan");
	assert_true(r.timestamp_ms == INT64_C(1000) * TIMESTAMP_S);
	assert_int_equal(r.notification_point_id, ES2P_POINT_CONFIRMATION_FAILURE);
	assert_int_equal(r.notification_point_status.status, ESX_FAILED);
	assert_string_equal(r.notification_point_status.code.subject, "8.2.7");
	assert_bytes(r.result_data, unhex(&a, "BF3700"));
	assert_null(r.header.culprit);
	assert_int_equal(es2p_handle_download_progress_info_request_encode(&r, NULL, &out), OK);
	assert_text(buf_bytes(&out), REQUEST);
}

static void request_withstands_damage(void **state)
{
	(void)state;
	WITHSTANDS_JSON(decode_request, BYTES_LIT(REQUEST), "eid", "resultData");
}

static void takes_the_point_as_text(void **state)
{
	(void)state;
	struct bytes body = BYTES_LIT(REQUEST);
	assert_int_equal(decode_with(decode_request, body, "notificationPointId", "101"), OK);
	assert_int_equal(decode_with(decode_request, body, "notificationPointId", ""), ERR_SYNTAX);
	assert_int_equal(decode_with(decode_request, body, "notificationPointId", "4x"),
			 ERR_SYNTAX);
	assert_int_equal(
		decode_with(decode_request, body, "notificationPointId", "1234567890123456789"),
		ERR_SYNTAX);
}

static void names_the_member_at_fault(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	static const struct {
		const char *body, *culprit;
	} rows[] = {
		{HEADER "}", "iccid"},
		{FIRST LAST, "notificationPointId"},
		{FIRST "\"notificationPointId\":2}", "notificationPointStatus"},
		{HEADER ",\"iccid\":\"8901234567890123456\",\"profileType\":\"plan\","
			"\"timestamp\":\"now\"}",
		 "timestamp"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		request_t r = {};
		assert_true(err_is_refusal(es2p_handle_download_progress_info_request_decode(
			&a, bytes_str(rows[i].body), &r)));
		assert_string_equal(r.header.culprit, rows[i].culprit);
	}
}

static void speaks_the_partners_dialect(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	const struct es2p_dialect dialect = {.iccid_padded = true, .numbers_as_text = true};
	const request_t r = {
		.header = {.function_requester_identifier = BYTES_LIT("dp"),
			   .function_call_identifier = BYTES_LIT("1")},
		.iccid = BYTES_LIT("8901234567890123456"),
		.profile_type = BYTES_LIT("plan"),
		.timestamp_ms = INT64_C(1000) * TIMESTAMP_S + 999,
		.notification_point_id = ES2P_POINT_BPP_INSTALLATION,
	};
	assert_int_equal(es2p_handle_download_progress_info_request_encode(&r, &dialect, &out), OK);
	assert_text(buf_bytes(&out),
		    HEADER ",\"iccid\":\"8901234567890123456F\",\"profileType\":\"plan\","
			   "\"timestamp\":\"2026-11-23T12:31:00Z\",\"notificationPointId\":\"4\","
			   "\"notificationPointStatus\":{\"status\":\"Executed-Success\"}}");
}

/* Each row: a dialect, and the only thing that it changes. */
static void each_key_of_the_dialect_changes_one_thing(void **state)
{
	static const struct {
		struct es2p_dialect dialect;
		const char *has, *not ;
	} rows[] = {
		{{}, "\"message\":\"no\"", "\"tac\""},
		{{.iccid_padded = true}, "\"8901234567890123456F\"", "6\","},
		{{.numbers_as_text = true}, "\"notificationPointId\":\"4\"", "Id\":4"},
		{{.omit_message = true}, "\"reasonCode\":\"4.2\"", "\"message\""},
		{{.device = true}, "\"tac\":\"35912150\",\"imei\":\"359121500234567\"", "F\","},
		{{.timestamp_form = ES2P_TIMESTAMP_OFFSET}, "+00:00\"", "00Z"},
		{{.timestamp_name = "timeStamp"}, "\"timeStamp\":", "\"timestamp\""},
	};
	static const request_t r = {
		.header = {.function_requester_identifier = BYTES_LIT("dp"),
			   .function_call_identifier = BYTES_LIT("1")},
		.iccid = BYTES_LIT("8901234567890123456"),
		.profile_type = BYTES_LIT("plan"),
		.timestamp_ms = INT64_C(1000) * TIMESTAMP_S,
		.notification_point_id = ES2P_POINT_BPP_INSTALLATION,
		.notification_point_status = {ESX_FAILED, {"8.2.10", "4.2", "no", NULL}},
		.tac = BYTES_LIT("35912150"),
		.imei = BYTES_LIT("359121500234567"),
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
		CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
		request_t again = {};
		assert_int_equal(es2p_handle_download_progress_info_request_encode(
					 &r, &rows[i].dialect, &out),
				 OK);
		assert_int_equal(buf_put_u8(&out, '\0'), OK);
		assert_non_null(strstr((const char *)out.ptr, rows[i].has));
		assert_null(strstr((const char *)out.ptr, rows[i].not ));
		struct bytes body = bytes_from(out.ptr, out.len - 1);
		assert_int_equal(
			es2p_handle_download_progress_info_request_decode(&a, body, &again), OK);
		assert_text(again.iccid, "8901234567890123456");
		assert_true(again.timestamp_ms == r.timestamp_ms);
		assert_int_equal(again.notification_point_id, 4);
		if (rows[i].dialect.device)
			assert_text(again.imei, "359121500234567");
	}
}

/* What docs/es2p.md shows is what is written. */
static void the_guide_shows_such_a_request(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf guide = buf_make(1 << 16);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	request_t r = {};
	assert_int_equal(file_read("docs/es2p.md", &guide), OK);
	const uint8_t *at = memmem(guide.ptr, guide.len, HEADER_OF_GUIDE, strlen(HEADER_OF_GUIDE));
	assert_non_null(at);
	const uint8_t *end = memchr(at, '\n', (size_t)(guide.ptr + guide.len - at));
	assert_non_null(end);
	struct bytes shown = bytes_from(at, (size_t)(end - at));
	assert_int_equal(es2p_handle_download_progress_info_request_decode(&a, shown, &r), OK);
	assert_int_equal(es2p_handle_download_progress_info_request_encode(&r, NULL, &out), OK);
	assert_true(bytes_eq(buf_bytes(&out), shown));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_and_writes_a_request),
		cmocka_unit_test(request_withstands_damage),
		cmocka_unit_test(takes_the_point_as_text),
		cmocka_unit_test(names_the_member_at_fault),
		cmocka_unit_test(speaks_the_partners_dialect),
		cmocka_unit_test(the_guide_shows_such_a_request),
		cmocka_unit_test(each_key_of_the_dialect_changes_one_thing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
