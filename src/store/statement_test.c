/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the table of statements: complete, named once, within the bounds of params and rows. */
#include <sqlite3.h>

#include "store/fixture_test.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/schema.h"
#include "store/statement.h"

static const char *text_of(enum statement id)
{
	const struct statement_row *row = statement_row(id);
	return row->sqlite ? row->sqlite : row->text;
}

static void each_has_a_name_and_a_text(void **state)
{
	(void)state;
	for (unsigned i = 0; i < STATEMENTS; i++) {
		const struct statement_row *row = statement_row((enum statement)i);
		assert_non_null(row->name);
		assert_non_null(text_of((enum statement)i));
		for (unsigned j = 0; j < i; j++)
			assert_string_not_equal(row->name, statement_row((enum statement)j)->name);
	}
}

/* All of them compile against the schema; parameters are $1…$n without gaps. */
static void each_fits_the_schema(void **state)
{
	(void)state;
	struct sqlite_connection c = {};
	int numbers[2] = {};
	assert_int_equal(sqlite_connection_open(
				 &c, &(struct sqlite_file){.path = ":memory:", .create = true}),
			 OK);
	assert_int_equal(sqlite_schema_migrate(&c, &numbers[0], &numbers[1]), OK);
	for (unsigned i = 0; i < STATEMENTS; i++) {
		sqlite3_stmt *statement = NULL;
		int rc = sqlite3_prepare_v2(c.db, text_of((enum statement)i), -1, &statement, NULL);
		if (rc != SQLITE_OK)
			fail_msg("%s: %s", statement_row((enum statement)i)->name,
				 sqlite3_errmsg(c.db));
		int params = sqlite3_bind_parameter_count(statement);
		assert_in_range(params, 0, STATEMENT_PARAMS_MAX);
		for (int n = 1; n <= params; n++) {
			char name[16] = {};
			snprintf(name, sizeof(name), "$%d", n);
			assert_int_not_equal(sqlite3_bind_parameter_index(statement, name), 0);
		}
		assert_in_range(sqlite3_column_count(statement), 0, STATEMENT_COLUMNS_MAX);
		sqlite3_finalize(statement);
	}
	sqlite_connection_close(&c);
}

/* A request must not read a whole table: only what is for people may scan. */
static void requests_use_indexes(void **state)
{
	(void)state;
	struct sqlite_connection c = {};
	int numbers[2] = {};
	assert_int_equal(sqlite_connection_open(
				 &c, &(struct sqlite_file){.path = ":memory:", .create = true}),
			 OK);
	assert_int_equal(sqlite_schema_migrate(&c, &numbers[0], &numbers[1]), OK);
	for (unsigned i = 0; i < STATEMENTS; i++) {
		char sql[4096] = {};
		snprintf(sql, sizeof(sql), "EXPLAIN QUERY PLAN %s", text_of((enum statement)i));
		sqlite3_stmt *statement = NULL;
		assert_int_equal(sqlite3_prepare_v2(c.db, sql, -1, &statement, NULL), SQLITE_OK);
		while (sqlite3_step(statement) == SQLITE_ROW) {
			const char *detail = (const char *)sqlite3_column_text(statement, 3);
			if (!statement_row((enum statement)i)->slow &&
			    strncmp(detail, "SCAN", 4) == 0)
				fail_msg("%s: %s", statement_row((enum statement)i)->name, detail);
		}
		sqlite3_finalize(statement);
	}
	sqlite_connection_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_has_a_name_and_a_text),
		cmocka_unit_test(each_fits_the_schema),
		cmocka_unit_test(requests_use_indexes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
