/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the error names and kinds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/err.h"

static void every_error_has_a_name(void **state)
{
	(void)state;
	for (int e = OK; e <= ERR_WAITS; e++)
		assert_string_not_equal(err_name((enum err)e), "unknown");
	assert_string_equal(err_name((enum err)(ERR_WAITS + 1)), "unknown");
}

static void an_answer_differs_from_no_answer(void **state)
{
	(void)state;
	assert_false(err_is_refusal(OK));
	assert_true(err_is_refusal(ERR_SIGNATURE));
	assert_true(err_is_refusal(ERR_LIMIT));
	assert_false(err_is_refusal(ERR_NOMEM));
	assert_false(err_is_refusal(ERR_CLOSED));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_error_has_a_name),
		cmocka_unit_test(an_answer_differs_from_no_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
