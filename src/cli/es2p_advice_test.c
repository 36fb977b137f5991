/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the sentences about status codes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "cli/es2p_advice.h"

static void every_row_is_found_by_its_codes(void **state)
{
	(void)state;
	const struct es2p_advice *row = NULL;
	for (unsigned i = 0; (row = es2p_advice_row(i)); i++)
		assert_ptr_equal(es2p_advice_for(row->subject, row->reason), row);
}

static void every_row_has_sentences(void **state)
{
	(void)state;
	const struct es2p_advice *row = NULL;
	for (unsigned i = 0; (row = es2p_advice_row(i)); i++) {
		assert_int_equal(row->meaning[strlen(row->meaning) - 1], '.');
		assert_int_equal(row->advice[strlen(row->advice) - 1], '.');
	}
}

static void an_unknown_pair_is_said_to_be_one(void **state)
{
	(void)state;
	assert_non_null(strstr(es2p_advice_for("9.9", "9.9")->meaning, "does not have"));
	assert_non_null(strstr(es2p_advice_for("8.2.1", "9.9")->meaning, "does not have"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_found_by_its_codes),
		cmocka_unit_test(every_row_has_sentences),
		cmocka_unit_test(an_unknown_pair_is_said_to_be_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
