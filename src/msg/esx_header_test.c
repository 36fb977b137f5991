/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the header objects. */
#include "msg/message_test.h"

#include "msg/esx_header.h"

struct sample_request {
	struct esx_request_header header;
	struct bytes word;
};
static const struct json_member request_members[] = {
	JSON_MEMBER(struct sample_request, word, "word", JSON_AS_TEXT),
};
static const struct json_table request_table = JSON_TABLE(request_members);

struct sample_response {
	struct esx_response_header header;
	struct bytes word;
};
static const struct json_member response_members[] = {
	JSON_MEMBER(struct sample_response, word, "word", JSON_AS_TEXT),
};
static const struct json_table response_table = JSON_TABLE(response_members);

#define REQUEST                                                                                    \
	"{\"header\":{\"functionRequesterIdentifier\":\"op\",\"functionCallIdentifier\":\"1\"},"   \
	"\"word\":\"w\"}"

static void reads_and_writes_a_request(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct sample_request r = {};
	assert_int_equal(esx_request_decode(&a, BYTES_LIT(REQUEST), &request_table, &r), OK);
	assert_text(r.header.function_requester_identifier, "op");
	assert_text(r.header.function_call_identifier, "1");
	assert_null(r.header.culprit);
	assert_text(r.word, "w");
	assert_int_equal(esx_request_encode(&request_table, &r, &out), OK);
	assert_text(buf_bytes(&out), REQUEST);
}

static void names_the_member_at_fault(void **state)
{
	(void)state;
	static const struct {
		const char *body, *culprit;
		enum err expected;
	} rows[] = {
		{"{", NULL, ERR_SYNTAX},
		{"{}", "header", ERR_MISSING},
		{"{\"header\":1}", "header", ERR_SYNTAX},
		{"{\"header\":{}}", "functionRequesterIdentifier", ERR_MISSING},
		{"{\"header\":{\"functionRequesterIdentifier\":\"op\"}}", "functionCallIdentifier",
		 ERR_MISSING},
		{"{\"header\":{\"functionRequesterIdentifier\":\"op\","
		 "\"functionCallIdentifier\":1}}",
		 "functionCallIdentifier", ERR_SYNTAX},
		{"{\"header\":{\"functionRequesterIdentifier\":\"op\","
		 "\"functionCallIdentifier\":\"1\"}}",
		 "word", ERR_MISSING},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
		struct sample_request r = {};
		assert_int_equal(
			esx_request_decode(&a, bytes_str(rows[i].body), &request_table, &r),
			rows[i].expected);
		if (rows[i].culprit)
			assert_string_equal(r.header.culprit, rows[i].culprit);
		else
			assert_null(r.header.culprit);
	}
}

static void no_memory_is_nobodys_fault(void **state)
{
	(void)state;
	struct arena a = arena_make(1);
	struct sample_request r = {};
	assert_int_equal(esx_request_decode(&a, BYTES_LIT(REQUEST), &request_table, &r),
			 ERR_TOO_LONG);
	assert_null(r.header.culprit);
	arena_free(&a);
}

static void has_the_words_of_the_clause(void **state)
{
	(void)state;
	assert_string_equal(esx_status_name(ESX_EXECUTED_SUCCESS), "Executed-Success");
	assert_string_equal(esx_status_name(ESX_EXECUTED_WITH_WARNING), "Executed-WithWarning");
	assert_string_equal(esx_status_name(ESX_FAILED), "Failed");
	assert_string_equal(esx_status_name(ESX_EXPIRED), "Expired");
}

#define STATUS(status) "{\"header\":{\"functionExecutionStatus\":{\"status\":\"" status "\""

static void reads_each_status(void **state)
{
	(void)state;
	static const struct {
		const char *body;
		enum esx_status status;
		bool executed;
	} rows[] = {
		{STATUS("Executed-Success") "}},\"word\":\"w\"}", ESX_EXECUTED_SUCCESS, true},
		{STATUS("Executed-WithWarning") "}},\"word\":\"w\"}", ESX_EXECUTED_WITH_WARNING,
		 true},
		{STATUS("Failed") "}}}", ESX_FAILED, false},
		{STATUS("Expired") "}}}", ESX_EXPIRED, false},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
		struct sample_response r = {};
		assert_int_equal(
			esx_response_decode(&a, bytes_str(rows[i].body), &response_table, &r), OK);
		assert_int_equal(r.header.execution_status.status, rows[i].status);
		assert_int_equal(esx_executed(&r.header), rows[i].executed);
		assert_int_equal(bytes_present(r.word), rows[i].executed);
	}
}

static void refuses_strange_responses(void **state)
{
	(void)state;
	static const struct {
		const char *body;
		enum err expected;
	} rows[] = {
		{"[]", ERR_SYNTAX},
		{"{}", ERR_MISSING},
		{"{\"header\":{}}", ERR_MISSING},
		{"{\"header\":{\"functionExecutionStatus\":{}}}", ERR_MISSING},
		{STATUS("ExecutedSuccess") "}},\"word\":\"w\"}", ERR_SYNTAX},
		{STATUS("Executed-Success") "}}}", ERR_MISSING},
		{STATUS("Failed") ",\"statusCodeData\":[]}}}", ERR_SYNTAX},
		{STATUS("Failed") ",\"statusCodeData\":{\"subjectCode\":\"8.1\"}}}}", ERR_MISSING},
		{STATUS("Failed") ",\"statusCodeData\":{\"reasonCode\":\"8.1\"}}}}", ERR_MISSING},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
		struct sample_response r = {};
		assert_int_equal(
			esx_response_decode(&a, bytes_str(rows[i].body), &response_table, &r),
			rows[i].expected);
	}
}

#define REFUSAL                                                                                    \
	STATUS("Failed")                                                                           \
	",\"statusCodeData\":{\"subjectCode\":\"8.2.1\",\"reasonCode\":\"3.9\","                   \
	"\"subjectIdentifier\":\"89\",\"message\":\"it is \\\"unknown\\\"\"}}}}"

static void reads_and_writes_a_refusal(void **state)
{
	(void)state;
	CLEANUP(arena_free) struct arena a = arena_make(TEST_MAX);
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	struct sample_response r = {};
	assert_int_equal(esx_response_decode(&a, BYTES_LIT(REFUSAL), &response_table, &r), OK);
	const struct status_code *code = &r.header.execution_status.code;
	assert_string_equal(code->subject, "8.2.1");
	assert_string_equal(code->reason, "3.9");
	assert_string_equal(code->subject_identifier, "89");
	assert_string_equal(code->message, "it is \"unknown\"");
	assert_int_equal(esx_response_encode(&response_table, &r, &out), OK);
	assert_text(buf_bytes(&out), REFUSAL);
	buf_reset(&out);
	assert_int_equal(esx_header_encode(&r.header.execution_status, &out), OK);
	assert_text(buf_bytes(&out), REFUSAL);
}

static void a_code_without_reason_is_not_written(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf out = buf_make(TEST_MAX);
	const struct esx_execution_status status = {.status = ESX_FAILED, .code.subject = "8.1"};
	assert_int_equal(esx_header_encode(&status, &out), ERR_MISSING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_and_writes_a_request),
		cmocka_unit_test(names_the_member_at_fault),
		cmocka_unit_test(no_memory_is_nobodys_fault),
		cmocka_unit_test(has_the_words_of_the_clause),
		cmocka_unit_test(reads_each_status),
		cmocka_unit_test(refuses_strange_responses),
		cmocka_unit_test(reads_and_writes_a_refusal),
		cmocka_unit_test(a_code_without_reason_is_not_written),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
