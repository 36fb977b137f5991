/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "role/check.h"

/* What rows of the tables below did. */
struct trace {
	int asked, refused;
	enum err refused_with;
};

static enum err pass(void *context)
{
	((struct trace *)context)->asked++;
	return OK;
}

static enum err deny(void *context)
{
	((struct trace *)context)->asked++;
	return ERR_DENIED;
}

static enum err break_off(void *context)
{
	((struct trace *)context)->asked++;
	return ERR_IO;
}

static enum err on_refusal(void *context)
{
	((struct trace *)context)->refused++;
	return ((struct trace *)context)->refused_with;
}

static void all_rows_in_their_order(void **state)
{
	(void)state;
	static const struct check rows[] = {
		{"check_test.one", "1.1", "1.1", "one", .run = pass},
		{"check_test.two", "2.2", "2.2", "two", .run = deny},
		{"check_test.three", "3.3", "3.3", "three", .run = deny},
	};
	struct role_call call = {};
	struct trace trace = {};
	assert_int_equal(check_run(&call, rows, 1, &trace), OK);
	assert_null(call.refusal.subject);
	assert_int_equal(check_run(&call, CHECK_ROWS(rows), &trace), ERR_DENIED);
	assert_int_equal(trace.asked, 3);
	assert_string_equal(call.check, "check_test.two");
	assert_string_equal(call.refusal.subject, "2.2");
	assert_string_equal(call.refusal.reason, "2.2");
	assert_string_equal(call.refusal.message, "two");
}

static void what_a_refusal_entails(void **state)
{
	(void)state;
	static const struct check rows[] = {
		{"check_test.one", "1.1", "1.1", "one", .run = deny, .refused = on_refusal},
	};
	struct role_call call = {};
	struct trace trace = {};
	assert_int_equal(check_run(&call, CHECK_ROWS(rows), &trace), ERR_DENIED);
	assert_int_equal(trace.refused, 1);
	trace.refused_with = ERR_CONFLICT;
	assert_int_equal(check_run(&call, CHECK_ROWS(rows), &trace), ERR_CONFLICT);
	trace.refused_with = ERR_BUSY;
	assert_int_equal(check_run(&call, CHECK_ROWS(rows), &trace), ERR_BUSY);
}

static void could_not_be_asked_is_no_refusal(void **state)
{
	(void)state;
	static const struct check rows[] = {
		{"check_test.one", "1.1", "1.1", "one", .run = break_off, .refused = on_refusal},
	};
	struct role_call call = {};
	struct trace trace = {};
	assert_int_equal(check_run(&call, CHECK_ROWS(rows), &trace), ERR_IO);
	assert_null(call.refusal.subject);
	assert_int_equal(trace.refused, 0);
}

static void outcome_after_the_fact(void **state)
{
	(void)state;
	static const struct check row = {"check_test.one",     "1.1", "1.2", "one", .run = pass,
					 .refused = on_refusal};
	struct role_call call = {};
	assert_int_equal(check_outcome(&call, &row, OK), OK);
	assert_int_equal(check_outcome(&call, &row, ERR_IO), ERR_IO);
	assert_null(call.refusal.subject);
	assert_int_equal(check_outcome(&call, &row, ERR_NOT_FOUND), ERR_NOT_FOUND);
	assert_string_equal(call.refusal.reason, "1.2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_rows_in_their_order),
		cmocka_unit_test(what_a_refusal_entails),
		cmocka_unit_test(could_not_be_asked_is_no_refusal),
		cmocka_unit_test(outcome_after_the_fact),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
