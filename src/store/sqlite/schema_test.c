/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the migrations: from nothing, once, not onto others' databases, strict tables. */
#include "store/fixture_test.h"
#include "store/sqlite/schema.h"

static int setup(void **state)
{
	struct sqlite_connection *c = calloc(1, sizeof(*c));
	struct sqlite_file file = {.path = ":memory:", .create = true};
	assert_non_null(c);
	assert_int_equal(sqlite_connection_open(c, &file), OK);
	*state = c;
	return 0;
}

static int teardown(void **state)
{
	sqlite_connection_close(*state);
	free(*state);
	return 0;
}

static int64_t number(struct sqlite_connection *c, const char *sql)
{
	int64_t n = -1;
	assert_int_equal(sqlite_connection_number(c, sql, &n), OK);
	return n;
}

static void migrates_step_by_step(void **state)
{
	struct sqlite_connection *c = *state;
	int from = 9;
	int to = 9;
	int at = 9;
	assert_int_equal(sqlite_schema_number(c, &at), OK);
	assert_int_equal(at, 0);
	assert_int_equal(sqlite_schema_migrate(c, &from, &to), OK);
	assert_int_equal(from, 0);
	assert_int_equal(to, sqlite_schema_newest());
	assert_int_equal(sqlite_schema_number(c, &at), OK);
	assert_int_equal(at, sqlite_schema_newest());
	assert_int_equal(sqlite_schema_migrate(c, &from, &to), OK);
	assert_int_equal(from, to);
}

/* A migration that fails leaves nothing behind. */
static void migrates_all_or_nothing(void **state)
{
	struct sqlite_connection *c = *state;
	int from = 0;
	int to = 0;
	assert_int_equal(sqlite_connection_exec(c, "PRAGMA application_id = 0x72737064; "
						   "CREATE TABLE outbox (a)"),
			 OK);
	assert_int_equal(sqlite_schema_migrate(c, &from, &to), ERR_IO);
	assert_int_equal(number(c, "SELECT count(*) FROM sqlite_schema"), 1);
	assert_int_equal(number(c, "PRAGMA user_version"), 0);
	assert_int_equal(sqlite3_get_autocommit(c->db), 1);
}

static void refuses_what_is_not_ours(void **state)
{
	struct sqlite_connection *c = *state;
	static const char *const marks[] = {
		"PRAGMA application_id = 1",
		"PRAGMA application_id = 0; PRAGMA user_version = 1",
		"PRAGMA user_version = 0; CREATE TABLE theirs (a)",
		"DROP TABLE theirs; PRAGMA application_id = 0x72737064; PRAGMA user_version = 99",
	};
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		int from = 0;
		int to = 0;
		assert_int_equal(sqlite_connection_exec(c, marks[i]), OK);
		assert_int_equal(sqlite_schema_number(c, &from), ERR_UNSUPPORTED);
		assert_int_equal(sqlite_schema_migrate(c, &from, &to), ERR_UNSUPPORTED);
	}
}

static void every_table_is_strict(void **state)
{
	struct sqlite_connection *c = *state;
	int from = 0;
	int to = 0;
	assert_int_equal(sqlite_schema_migrate(c, &from, &to), OK);
	assert_int_equal(number(c, "SELECT count(*) FROM pragma_table_list WHERE strict = 0 "
				   "AND name NOT LIKE 'sqlite_%'"),
			 0);
}

/* The states that the schema allows are those of store/profile.h. */
static void knows_every_profile_state(void **state)
{
	struct sqlite_connection *c = *state;
	int from = 0;
	int to = 0;
	assert_int_equal(sqlite_schema_migrate(c, &from, &to), OK);
	for (unsigned i = 0; i <= PROFILE_STATES; i++) {
		char sql[256] = {};
		const char *name = i < PROFILE_STATES ? profile_state_name(i) : "available";
		snprintf(sql, sizeof(sql),
			 "INSERT INTO profile (id, iccid, operator_name, profile_type, state, "
			 "last_event, imported_at, changed_at) "
			 "VALUES (%u, %u, 'o', 't', '%s', 0, 1, 1)",
			 i, i, name);
		assert_int_equal(sqlite_connection_exec(c, sql),
				 i < PROFILE_STATES ? OK : ERR_RANGE);
	}
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(migrates_step_by_step),	 TEST(migrates_all_or_nothing),
		TEST(refuses_what_is_not_ours),	 TEST(every_table_is_strict),
		TEST(knows_every_profile_state),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
