/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the sentences about status codes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
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

/* The columns of a row of status.tsv: function, subject, reason, test. */
static void check_row(char *line)
{
	char *column[4] = {};
	for (size_t i = 0; i < 4; i++)
		column[i] = strtok(i == 0 ? line : NULL, "\t");
	if (line[0] == '#' || !column[3] || strncmp(column[0], "ES2+", 4) != 0 ||
	    strstr(column[0], "HandleDownloadProgressInfo") || strcmp(column[3], "v3") == 0)
		return;
	if (!es2p_advice_for(column[1], column[2])->subject)
		fail_msg("%s %s/%s has no sentence", column[0], column[1], column[2]);
}

static void every_code_of_the_clauses_has_a_row(void **state)
{
	(void)state;
	char line[512] = "";
	FILE *table = fopen("tests/conformance/status.tsv", "r");
	assert_non_null(table);
	while (fgets(line, sizeof(line), table))
		check_row(line);
	assert_int_equal(fclose(table), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_found_by_its_codes),
		cmocka_unit_test(every_row_has_sentences),
		cmocka_unit_test(every_code_of_the_clauses_has_a_row),
		cmocka_unit_test(an_unknown_pair_is_said_to_be_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
