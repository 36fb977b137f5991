/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the formats of a run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "conformance/report.h"

static const struct conformance_case cases[] = {
	{.id = "case#1",
	 .what = "the first",
	 .steps = {{"order", "cc=1234", NULL},
		   {"InitiateAuthentication", NULL, "8.1/6.1|8.2/3.7"}}},
	{.id = "case#2",
	 .what = "the second",
	 .clause = "§2",
	 .source = "elsewhere",
	 .steps = {{"authenticate", NULL, NULL}}},
	{.id = "case#3", .what = "the third", .not_run = "nobody can"},
};

static const struct conformance_group group =
	CONFORMANCE_GROUP("A <group>", "SGP.22 §1", "SGP.23 §2", cases);

static struct run_result results[] = {
	{&group, &cases[0], "case#1", false, RUN_PASSED, "Failed 8.1/6.1", 1500},
	{&group, &cases[1], "case#2", false, RUN_FAILED, "a < \"b\" & c|d", 2500},
	{&group, &cases[2], "case#3", false, RUN_NOT_RUN, "nobody can", 0},
};

static const struct run run = {results, 3, {1, 1, 1}};

static const char *text_of(struct buf *out)
{
	assert_int_equal(buf_put_u8(out, '\0'), OK);
	return (const char *)out->ptr;
}

static void a_line_has_all_columns(void **state)
{
	CLEANUP(buf_free) struct buf out = buf_make(REPORT_MAX);
	(void)state;
	assert_int_equal(report_line(&results[0], &out), OK);
	const char *text = text_of(&out);
	assert_non_null(strstr(text, "passed   case#1  SGP.22 §1\n"));
	assert_non_null(strstr(text, "sent: order cc=1234; InitiateAuthentication\n"));
	assert_non_null(strstr(text, "expected: 8.1/6.1|8.2/3.7\n"));
	assert_non_null(strstr(text, "got: Failed 8.1/6.1  (1.5 ms)\n"));
}

static void the_standard_expectation_is_told(void **state)
{
	CLEANUP(buf_free) struct buf out = buf_make(REPORT_MAX);
	(void)state;
	assert_int_equal(report_line(&results[1], &out), OK);
	assert_non_null(strstr(text_of(&out), "expected: success\n"));
}

static void junit_is_escaped_and_counted(void **state)
{
	CLEANUP(buf_free) struct buf out = buf_make(REPORT_MAX);
	(void)state;
	assert_int_equal(report_junit(&run, &out), OK);
	const char *text = text_of(&out);
	assert_non_null(strstr(text, "tests=\"3\" failures=\"1\" skipped=\"1\""));
	assert_non_null(
		strstr(text, "classname=\"A &lt;group&gt;\" name=\"case#1\" time=\"0.001500\"/>"));
	assert_non_null(strstr(text, "<failure message=\"a &lt; &quot;b&quot; &amp; c|d\"/>"));
	assert_non_null(strstr(text, "<skipped message=\"nobody can\"/>"));
}

static void markdown_has_rows_and_no_times(void **state)
{
	CLEANUP(buf_free) struct buf out = buf_make(REPORT_MAX);
	(void)state;
	assert_int_equal(report_markdown(&run, &out), OK);
	const char *text = text_of(&out);
	assert_non_null(strstr(text, "1 passed, 1 failed, 1 not run."));
	assert_non_null(strstr(text, "| case#1 | the first | order cc=1234; InitiateAuthentication "
				     "| 8.1/6.1\\|8.2/3.7 | passed |"));
	assert_non_null(strstr(text, "| case#2 | the second (§2) [elsewhere] | authenticate | "
				     "success | failed: a &lt; \"b\" & c\\|d |"));
	assert_non_null(strstr(text, "| not run: nobody can |"));
	assert_null(strstr(text, "ms"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_has_all_columns),
		cmocka_unit_test(the_standard_expectation_is_told),
		cmocka_unit_test(junit_is_escaped_and_counted),
		cmocka_unit_test(markdown_has_rows_and_no_times),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
