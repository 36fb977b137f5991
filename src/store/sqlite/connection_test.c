/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of one connection: opening, binding by name, values both ways, what errors mean. */
#include "store/fixture_test.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/schema.h"

struct connections {
	struct fixture f;
	struct sqlite_connection c;
};

static struct sqlite_file file_at(const char *path)
{
	return (struct sqlite_file){.path = path, .create = true};
}

static int setup(void **state)
{
	struct connections *t = calloc(1, sizeof(*t));
	int numbers[2] = {};
	assert_non_null(t);
	fixture_folder(&t->f);
	struct sqlite_file file = file_at(t->f.path);
	assert_int_equal(sqlite_connection_open(&t->c, &file), OK);
	assert_int_equal(sqlite_schema_migrate(&t->c, &numbers[0], &numbers[1]), OK);
	*state = t;
	return 0;
}

static int teardown(void **state)
{
	struct connections *t = *state;
	sqlite_connection_close(&t->c);
	fixture_close(&t->f);
	free(t);
	return 0;
}

static struct step step_of(enum statement statement, struct rows *rows, const struct param *params,
			   size_t n)
{
	struct step steps[1] = {};
	struct unit unit = UNIT(steps);
	unit_add(&unit, statement, STEP_ANY, rows, params, n);
	return steps[0];
}

/* Insert an event with these transaction id and codes. */
static enum err insert_event(struct sqlite_connection *c, const char *subject_code,
			     struct bytes transaction_id)
{
	const struct param params[] = {TEXT("8900"),	     NUMBER(1),		 TEXT("who"),
				       TEXT("function"),     TEXT(subject_code), TEXT(NULL),
				       BYTES(transaction_id)};
	struct step step = step_of(STATEMENT_EVENT_INSERT, NULL, params, 7);
	enum err e = sqlite_connection_step(c, &step);
	if (e == OK)
		assert_int_equal(step.count, 1);
	return e;
}

struct seen {
	int64_t at;
	const char *subject_code;
	const char *reason_code;
	struct bytes transaction_id;
};

static void values_go_in_and_come_out(void **state)
{
	struct connections *t = *state;
	static const struct column columns[] = {
		{.kind = COLUMN_NUMBER, .offset = offsetof(struct seen, at)},
		{.kind = COLUMN_NUMBER, .offset = offsetof(struct seen, at)},
		COLUMN(struct seen, at, COLUMN_NUMBER),
		{.kind = COLUMN_TEXT, .offset = offsetof(struct seen, reason_code)},
		{.kind = COLUMN_TEXT, .offset = offsetof(struct seen, reason_code)},
		{.kind = COLUMN_TEXT, .offset = offsetof(struct seen, reason_code)},
		{.kind = COLUMN_TEXT, .offset = offsetof(struct seen, reason_code)},
		{.kind = COLUMN_TEXT, .offset = offsetof(struct seen, reason_code)},
		COLUMN(struct seen, subject_code, COLUMN_TEXT),
		COLUMN(struct seen, reason_code, COLUMN_TEXT),
		COLUMN(struct seen, transaction_id, COLUMN_BYTES),
	};
	struct seen seen[3] = {};
	struct rows rows = ROWS(columns, seen, 3, &t->f.a);
	assert_int_equal(insert_event(&t->c, "8.1", BYTES_LIT("\x00\xFF")), OK);
	assert_int_equal(insert_event(&t->c, "", BYTES_LIT("")), OK);
	assert_int_equal(insert_event(&t->c, NULL, (struct bytes){}), OK);
	const struct param params[] = {TEXT("8900"), NUMBER(0), NUMBER(9)};
	struct step step = step_of(STATEMENT_EVENT_LIST, &rows, params, 3);
	assert_int_equal(sqlite_connection_step(&t->c, &step), OK);
	assert_int_equal(step.count, 3);
	assert_string_equal(seen[0].subject_code, "8.1");
	assert_true(bytes_eq(seen[0].transaction_id, BYTES_LIT("\x00\xFF")));
	assert_string_equal(seen[1].subject_code, "");
	assert_true(bytes_present(seen[1].transaction_id));
	assert_int_equal(seen[1].transaction_id.len, 0);
	assert_null(seen[2].subject_code);
	assert_false(bytes_present(seen[2].transaction_id));
}

/* outbox_insert names $2 before $1: SQLite would count them so. */
static void binds_by_name(void **state)
{
	struct connections *t = *state;
	int64_t id = 0;
	static const struct column columns[] = {{.kind = COLUMN_NUMBER, .size = sizeof(int64_t)}};
	struct rows rows = ROWS(columns, &id, 1, NULL);
	const struct param insert[] = {
		NUMBER(7), TEXT(acme), TEXT("8900"), TEXT("kind"), BYTES(BYTES_LIT("body")),
		NUMBER(50)};
	struct step step = step_of(STATEMENT_OUTBOX_INSERT, NULL, insert, 6);
	assert_int_equal(sqlite_connection_step(&t->c, &step), OK);
	const struct param due[] = {TEXT(acme), NUMBER(50)};
	step = step_of(STATEMENT_OUTBOX_DUE, &rows, due, 2);
	assert_int_equal(sqlite_connection_step(&t->c, &step), OK);
	assert_int_equal(rows.n, 1);
	const struct param aside[] = {NUMBER(7), NUMBER(0), TEXT("why")};
	step = step_of(STATEMENT_OUTBOX_SET_ASIDE, NULL, aside, 3);
	assert_int_equal(sqlite_connection_step(&t->c, &step), OK);
	assert_int_equal(step.count, 1);
}

static void a_taken_key(void **state)
{
	struct connections *t = *state;
	const struct param params[] = {NUMBER(1), BYTES(BYTES_LIT("m")), BYTES(BYTES_LIT("p"))};
	struct step step = step_of(STATEMENT_PROFILE_CONTENT_INSERT, NULL, params, 3);
	assert_int_equal(sqlite_connection_exec(&t->c, "PRAGMA foreign_keys = OFF"), OK);
	assert_int_equal(sqlite_connection_step(&t->c, &step), OK);
	assert_int_equal(sqlite_connection_step(&t->c, &step), ERR_CONFLICT);
}

static void a_value_that_the_schema_refuses(void **state)
{
	struct connections *t = *state;
	const struct param orphan[] = {NUMBER(1), BYTES(BYTES_LIT("m")), BYTES(BYTES_LIT("p"))};
	struct step step = step_of(STATEMENT_PROFILE_CONTENT_INSERT, NULL, orphan, 3);
	assert_int_equal(sqlite_connection_step(&t->c, &step), ERR_RANGE);
	const struct param no_type[] = {NUMBER(1), TEXT("8900"), TEXT(acme), TEXT(NULL), NUMBER(1)};
	step = step_of(STATEMENT_PROFILE_INSERT, NULL, no_type, 5);
	assert_int_equal(sqlite_connection_step(&t->c, &step), ERR_RANGE);
}

static void too_many_rows(void **state)
{
	struct connections *t = *state;
	static const struct column columns[] = {{.kind = COLUMN_NUMBER, .size = sizeof(int64_t)}};
	int64_t out = 0;
	struct rows rows = ROWS(columns, &out, 0, NULL);
	struct step step = step_of(STATEMENT_ID_MAX, &rows, NULL, 0);
	assert_int_equal(sqlite_connection_step(&t->c, &step), ERR_TOO_LONG);
	rows.max = 1;
	assert_int_equal(sqlite_connection_step(&t->c, &step), OK);
}

static void no_such_file(void **state)
{
	struct connections *t = *state;
	struct sqlite_connection c = {};
	char path[128] = {};
	snprintf(path, sizeof(path), "%s/none", t->f.dir);
	struct sqlite_file file = {.path = path};
	assert_int_equal(sqlite_connection_open(&c, &file), ERR_NOT_FOUND);
	file.create = true;
	file.vfs = "no such vfs";
	assert_int_equal(sqlite_connection_open(&c, &file), ERR_IO);
	assert_null(c.db);
}

static void a_reader_changes_nothing(void **state)
{
	struct connections *t = *state;
	struct sqlite_connection c = {};
	struct sqlite_file file = file_at(t->f.path);
	file.reader = true;
	assert_int_equal(sqlite_connection_open(&c, &file), OK);
	assert_int_equal(insert_event(&c, NULL, BYTES_LIT("x")), ERR_IO);
	sqlite_connection_close(&c);
}

static void a_writer_syncs_each_commit(void **state)
{
	struct connections *t = *state;
	int64_t synchronous = -1;
	assert_int_equal(sqlite_connection_number(&t->c, "PRAGMA synchronous", &synchronous), OK);
	assert_int_equal(synchronous, 2); /* FULL: the WAL is synced with each COMMIT */
}

static void another_writer_is_waited_for(void **state)
{
	struct connections *t = *state;
	struct sqlite_connection c = {};
	struct sqlite_file file = file_at(t->f.path);
	file.busy_timeout_ms = 1;
	assert_int_equal(sqlite_connection_open(&c, &file), OK);
	assert_int_equal(sqlite_connection_control(&t->c, SQLITE_CONTROL_BEGIN), OK);
	assert_int_equal(sqlite_connection_control(&c, SQLITE_CONTROL_BEGIN), ERR_BUSY);
	assert_int_equal(sqlite_connection_control(&t->c, SQLITE_CONTROL_ROLLBACK), OK);
	assert_int_equal(sqlite_connection_control(&c, SQLITE_CONTROL_BEGIN), OK);
	assert_int_equal(sqlite_connection_control(&c, SQLITE_CONTROL_COMMIT), OK);
	sqlite_connection_close(&c);
}

static void what_results_mean(void **state)
{
	(void)state;
	static const struct {
		int rc;
		enum err err;
	} cases[] = {
		{SQLITE_CONSTRAINT_PRIMARYKEY, ERR_CONFLICT},
		{SQLITE_CONSTRAINT_UNIQUE, ERR_CONFLICT},
		{SQLITE_CONSTRAINT_CHECK, ERR_RANGE},
		{SQLITE_BUSY, ERR_BUSY},
		{SQLITE_BUSY_SNAPSHOT, ERR_BUSY},
		{SQLITE_NOMEM, ERR_NOMEM},
		{SQLITE_IOERR_NOMEM, ERR_IO},
		{SQLITE_IOERR_FSYNC, ERR_IO},
		{SQLITE_FULL, ERR_IO},
		{SQLITE_CORRUPT, ERR_IO},
		{SQLITE_NOTADB, ERR_UNSUPPORTED},
		{SQLITE_TOOBIG, ERR_TOO_LONG},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(sqlite_connection_error(NULL, cases[i].rc, "test"), cases[i].err);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(values_go_in_and_come_out),
		TEST(binds_by_name),
		TEST(a_taken_key),
		TEST(a_value_that_the_schema_refuses),
		TEST(too_many_rows),
		TEST(no_such_file),
		TEST(a_reader_changes_nothing),
		TEST(a_writer_syncs_each_commit),
		TEST(another_writer_is_waited_for),
		cmocka_unit_test(what_results_mean),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
