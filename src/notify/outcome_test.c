/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "notify/outcome.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };

static const struct es2p_dialect usual = {};

static struct outcome_input answered(int status, const char *body)
{
	return (struct outcome_input){
		.status = status,
		.body = bytes_str(body),
		.reason = "",
		.attempts = 1,
		.created_at = 5000,
		.now = 5000,
		.retry_h = 72,
		.dialect = &usual,
		.kind = kind_of(KIND_DOWNLOAD_PROGRESS),
	};
}

static struct outcome judge(struct outcome_input in)
{
	CLEANUP(arena_free) struct arena a = arena_make(65536);
	struct outcome out = {};
	outcome_judge(&in, &a, &out);
	return out;
}

static void delivered(void **state)
{
	(void)state;
	assert_int_equal(judge(answered(204, "")).verdict, OUTCOME_DELIVERED);
	assert_int_equal(judge(answered(200, "")).verdict, OUTCOME_DELIVERED);
	assert_int_equal(judge(answered(200, "thank you")).verdict, OUTCOME_DELIVERED);
	assert_int_equal(judge(answered(200, "{\"header\":{\"functionExecutionStatus\":"
					     "{\"status\":\"Executed-Success\"}}}"))
				 .verdict,
			 OUTCOME_DELIVERED);
}

static void answered_failed(void **state)
{
	(void)state;
	struct outcome o = judge(answered(
		200, "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Failed\","
		     "\"statusCodeData\":{\"subjectCode\":\"8.2.1\",\"reasonCode\":\"3.9\"}}}}"));
	assert_int_equal(o.verdict, OUTCOME_SET_ASIDE);
	assert_string_equal(o.text, "answered Failed 8.2.1/3.9");
}

#define FAILED(subject, reason)                                                                    \
	"{\"header\":{\"functionExecutionStatus\":{\"status\":\"Failed\","                         \
	"\"statusCodeData\":{\"subjectCode\":\"" subject "\",\"reasonCode\":\"" reason "\"}}}}"

static struct outcome judge_deletion(int status, const char *body)
{
	struct outcome_input in = answered(status, body);
	in.kind = kind_of(KIND_DELETE_EVENT);
	return judge(in);
}

static void an_event_that_is_unknown_is_deleted(void **state)
{
	(void)state;
	assert_int_equal(judge_deletion(200, FAILED("8.9.5", "3.9")).verdict, OUTCOME_DELIVERED);
	assert_int_equal(judge(answered(200, FAILED("8.9.5", "3.9"))).verdict, OUTCOME_SET_ASIDE);
	assert_int_equal(judge_deletion(200, "{\"header\":{\"functionExecutionStatus\":"
					     "{\"status\":\"Executed-Success\"}}}")
				 .verdict,
			 OUTCOME_DELIVERED);
}

/* The root may be away, or our certificate new there: the event must go all the same. */
static void a_deletion_is_tried_until_it_is_done(void **state)
{
	(void)state;
	assert_int_equal(judge_deletion(200, FAILED("8.9", "5.1")).verdict, OUTCOME_RETRY);
	assert_int_equal(judge_deletion(200, FAILED("8.9.5", "1.2")).verdict, OUTCOME_RETRY);
	assert_int_equal(judge_deletion(403, "").verdict, OUTCOME_RETRY);
	assert_int_equal(judge_deletion(200, "").verdict, OUTCOME_RETRY);
	assert_int_equal(judge_deletion(200, "thank you").verdict, OUTCOME_RETRY);
	assert_int_equal(judge_deletion(503, "").verdict, OUTCOME_RETRY);
}

/* People read it in a terminal. */
static void an_answer_sends_no_commands_to_terminals(void **state)
{
	(void)state;
	struct outcome o = judge(
		answered(200, "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Failed\","
			      "\"statusCodeData\":{\"subjectCode\":\"\\u001b[2J\\u009b\","
			      "\"reasonCode\":\"3\\n9\"}}}}"));
	assert_string_equal(o.text, "answered Failed ?[2J?"
				    "?/3?9");
}

static void statuses_that_the_operator_accepts(void **state)
{
	(void)state;
	static const int64_t accepted[] = {202};
	const struct es2p_dialect notify = {.accepted_statuses = accepted,
					    .accepted_statuses_n = 1};
	struct outcome_input in = answered(202, "");
	in.dialect = &notify;
	assert_int_equal(judge(in).verdict, OUTCOME_DELIVERED);
	in.status = 204;
	assert_int_equal(judge(in).verdict, OUTCOME_RETRY);
}

static void refused_for_good(void **state)
{
	(void)state;
	static const int statuses[] = {400, 401, 403, 404, 405, 410, 415, 422, 499};
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		assert_int_equal(judge(answered(statuses[i], "")).verdict, OUTCOME_SET_ASIDE);
	assert_string_equal(judge(answered(404, "")).text, "HTTP status 404");
}

static void not_now(void **state)
{
	(void)state;
	static const int statuses[] = {301, 302, 408, 425, 429, 500, 502, 503, 504};
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		assert_int_equal(judge(answered(statuses[i], "")).verdict, OUTCOME_RETRY);
}

static void no_answer(void **state)
{
	(void)state;
	static const enum err results[] = {ERR_IO, ERR_TIMEOUT, ERR_DENIED, ERR_SYNTAX};
	for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++) {
		struct outcome_input in = answered(0, "");
		in.result = results[i];
		in.reason = "connection refused";
		struct outcome o = judge(in);
		assert_int_equal(o.verdict, OUTCOME_RETRY);
		assert_string_equal(o.text, "connection refused");
	}
}

static void waits_longer_each_time(void **state)
{
	(void)state;
	static const int64_t waits[] = {10 * SECOND, MINUTE,	5 * MINUTE, 30 * MINUTE, 2 * HOUR,
					6 * HOUR,    12 * HOUR, 24 * HOUR,  24 * HOUR};
	for (int i = 0; i < 9; i++) {
		struct outcome_input in = answered(503, "");
		in.attempts = i + 1;
		assert_int_equal(judge(in).due_at, in.now + waits[i]);
	}
}

static void gives_up_in_the_end(void **state)
{
	(void)state;
	struct outcome_input in = answered(503, "");
	in.attempts = 9;
	in.now = in.created_at + INT64_C(48) * HOUR;
	assert_int_equal(judge(in).verdict, OUTCOME_RETRY);
	in.now++;
	assert_int_equal(judge(in).verdict, OUTCOME_SET_ASIDE);
	assert_string_equal(judge(in).text, "HTTP status 503");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_event_that_is_unknown_is_deleted),
		cmocka_unit_test(a_deletion_is_tried_until_it_is_done),
		cmocka_unit_test(delivered),
		cmocka_unit_test(answered_failed),
		cmocka_unit_test(an_answer_sends_no_commands_to_terminals),
		cmocka_unit_test(statuses_that_the_operator_accepts),
		cmocka_unit_test(refused_for_good),
		cmocka_unit_test(not_now),
		cmocka_unit_test(no_answer),
		cmocka_unit_test(waits_longer_each_time),
		cmocka_unit_test(gives_up_in_the_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
