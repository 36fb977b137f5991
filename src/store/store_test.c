/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of opening, migrating, backing up, of ids, of injected faults, and of a killed process. */
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "store/driver.h"
#include "store/fixture_test.h"

static int setup_folder(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	fixture_folder(f);
	*state = f;
	return 0;
}

/* Run SQL on the database file past the store. */
static void sql(const char *path, const char *text)
{
	sqlite3 *db = NULL;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void write_text(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void opens_what_is_there(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(store_open(f->path, NULL, &f->s), ERR_NOT_FOUND);
	assert_null(f->s);
}

static void wants_to_be_migrated(void **state)
{
	struct fixture *f = *state;
	write_text(f->path, "");
	assert_int_equal(store_open(f->path, NULL, &f->s), ERR_WRONG_STATE);
}

static void refuses_what_is_no_database(void **state)
{
	struct fixture *f = *state;
	char text[4096] = {};
	memset(text, 'x', sizeof(text) - 1);
	write_text(f->path, text);
	assert_int_equal(store_open(f->path, NULL, &f->s), ERR_UNSUPPORTED);
	assert_int_equal(store_migrate(f->path, NULL, NULL, NULL), ERR_UNSUPPORTED);
}

static void refuses_another_programs_database(void **state)
{
	struct fixture *f = *state;
	sql(f->path, "CREATE TABLE theirs (a)");
	assert_int_equal(store_open(f->path, NULL, &f->s), ERR_UNSUPPORTED);
	assert_int_equal(store_migrate(f->path, NULL, NULL, NULL), ERR_UNSUPPORTED);
}

static void refuses_a_newer_schema(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(store_migrate(f->path, NULL, NULL, NULL), OK);
	sql(f->path, "PRAGMA user_version = 9999");
	assert_int_equal(store_open(f->path, NULL, &f->s), ERR_UNSUPPORTED);
	assert_int_equal(store_migrate(f->path, NULL, NULL, NULL), ERR_UNSUPPORTED);
}

static void migrates_from_nothing_and_once(void **state)
{
	struct fixture *f = *state;
	struct stat st = {};
	int from = 9;
	int to = 9;
	assert_int_equal(store_migrate(f->path, NULL, &from, &to), OK);
	assert_int_equal(from, 0);
	assert_true(to > 0);
	int newest = to;
	assert_int_equal(store_migrate(f->path, NULL, &from, &to), OK);
	assert_int_equal(from, newest);
	assert_int_equal(to, newest);
	assert_int_equal(store_open(f->path, NULL, &f->s), OK);
	assert_int_equal(stat(f->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void cannot_make_a_file(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(store_migrate("/nowhere/at/all", NULL, NULL, NULL), ERR_IO);
	assert_int_equal(store_open("/nowhere/at/all", NULL, &f->s), ERR_NOT_FOUND);
}

static void keeps_what_it_was_told(void **state)
{
	struct fixture *f = *state;
	fixture_import(f, "voice", 1, 3);
	assert_int_equal(fixture_reserve(f, 2, eid_a), OK);
	fixture_reopen(f);
	assert_int_equal(fixture_get(f, 2).state, PROFILE_LINKED);
	assert_int_equal(fixture_get(f, 3).state, PROFILE_AVAILABLE);
}

static void backs_up(void **state)
{
	struct fixture *f = *state;
	char copy[128] = {};
	struct stat st = {};
	snprintf(copy, sizeof(copy), "%s/copy", f->dir);
	fixture_import(f, "voice", 1, 3);
	assert_int_equal(store_backup(f->s, copy), OK);
	assert_int_equal(stat(copy, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(fixture_reserve(f, 2, eid_a), OK);
	assert_int_equal(store_backup(f->s, copy), ERR_CONFLICT);
	assert_int_equal(store_backup(f->s, "/nowhere/at/all"), ERR_IO);
	store_close_at(&f->s);
	assert_int_equal(store_open(copy, NULL, &f->s), OK);
	assert_int_equal(fixture_get(f, 2).state, PROFILE_AVAILABLE);
}

/* Ids grow and are new, also when the clock stands still and the store is opened again. */
static void ids_grow(void **state)
{
	struct fixture *f = *state;
	struct outbox_row rows[4] = {};
	struct store_cause cause = cause_at(NOW);
	struct store_message messages[2] = {{acme, "a", BYTES_LIT("x")},
					    {acme, "b", BYTES_LIT("x")}};
	int64_t last = 0;
	size_t n = 0;
	fixture_import(f, "voice", 1, 2);
	for (unsigned i = 1; i <= 2; i++) {
		char iccid[ICCID_DIGITS_MAX + 1] = {};
		struct profile_change change = {.iccid = iccid_of(i, iccid),
						.from_n = 1,
						.cause = &cause,
						.messages = messages,
						.messages_n = 2};
		assert_int_equal(profile_change(f->s, &change), OK);
		fixture_reopen(f);
	}
	assert_int_equal(outbox_list(f->s, &f->a, NULL, 0, 4, rows, &n), OK);
	assert_int_equal(n, 4);
	for (size_t i = 0; i < n; i++) {
		assert_true(rows[i].id > last);
		assert_true(rows[i].id >> 21 >= NOW);
		last = rows[i].id;
	}
	assert_true(store_id(f->s, NOW) > last);
	assert_true(store_id(f->s, NOW + 1000) >> 21 == NOW + 1000);
}

static enum err fail_on(void *context, const char *statement)
{
	return strcmp(statement, context) == 0 ? ERR_IO : OK;
}

static void gives_back_injected_faults(void **state)
{
	struct fixture *f = *state;
	char statement[] = "profile_change";
	struct store_options options = {.fault = fail_on, .fault_context = statement};
	assert_int_equal(store_migrate(f->path, NULL, NULL, NULL), OK);
	assert_int_equal(store_open(f->path, &options, &f->s), OK);
	fixture_import(f, "voice", 1, 1);
	assert_int_equal(fixture_reserve(f, 1, NULL), OK);
	struct store_cause cause = cause_at(NOW);
	struct profile_change change = {.iccid = "8900000000000000001",
					.from = {PROFILE_ALLOCATED},
					.from_n = 1,
					.to = PROFILE_ERROR,
					.cause = &cause};
	assert_int_equal(profile_change(f->s, &change), ERR_IO);
	assert_int_equal(fixture_get(f, 1).state, PROFILE_ALLOCATED);
	snprintf(statement, sizeof(statement), "profile_get");
	struct profile_row row = {};
	assert_int_equal(profile_get(f->s, &f->a, change.iccid, NULL, &row), ERR_IO);
}

static void fault_at_opening(void **state)
{
	struct fixture *f = *state;
	char statement[] = "id_max";
	struct store_options options = {.fault = fail_on, .fault_context = statement};
	assert_int_equal(store_migrate(f->path, NULL, NULL, NULL), OK);
	assert_int_equal(store_open(f->path, &options, &f->s), ERR_IO);
	assert_null(f->s);
}

/* The child: reserve one after the other, and tell each that was answered. */
static void reserve_and_tell(const char *path, int out)
{
	struct store *s = NULL;
	struct store_cause cause = cause_at(NOW);
	struct order_reserve order = {
		.operator_name = acme, .profile_type = "voice", .cause = &cause};
	if (store_open(path, NULL, &s) != OK)
		_exit(1);
	for (;;) {
		char iccid[ICCID_DIGITS_MAX + 1] = {};
		if (order_reserve(s, &order, iccid) != OK)
			_exit(2);
		if (write(out, iccid, sizeof(iccid)) != (ssize_t)sizeof(iccid))
			_exit(3);
	}
}

enum { ANSWERED_ENOUGH = 20, STOCK = 500 };

/* Read answers of the child, kill it in the middle, and read the rest. */
static size_t answers_until_killed(pid_t child, int in, char answered[][ICCID_DIGITS_MAX + 1])
{
	size_t n = 0;
	while (n < STOCK && read(in, answered[n], ICCID_DIGITS_MAX + 1) == ICCID_DIGITS_MAX + 1) {
		if (++n == ANSWERED_ENOUGH)
			kill(child, SIGKILL);
	}
	return n;
}

static void a_killed_process_loses_nothing_answered(void **state)
{
	struct fixture *f = *state;
	static char answered[STOCK + 1][ICCID_DIGITS_MAX + 1];
	int ends[2] = {};
	fixture_import(f, "voice", 1, STOCK);
	store_close_at(&f->s);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0)
		reserve_and_tell(f->path, ends[1]);
	close(ends[1]);
	size_t n = answers_until_killed(child, ends[0], answered);
	close(ends[0]);
	int status = 0;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(store_open(f->path, NULL, &f->s), OK);
	assert_true(n >= ANSWERED_ENOUGH);
	for (size_t i = 0; i < n; i++) {
		struct profile_row row = {};
		assert_int_equal(profile_get(f->s, &f->a, answered[i], acme, &row), OK);
		assert_int_equal(row.state, PROFILE_ALLOCATED);
	}
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_setup, fixture_teardown)
#define TEST_IN_FOLDER(function)                                                                   \
	cmocka_unit_test_setup_teardown(function, setup_folder, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_IN_FOLDER(opens_what_is_there),
		TEST_IN_FOLDER(wants_to_be_migrated),
		TEST_IN_FOLDER(refuses_what_is_no_database),
		TEST_IN_FOLDER(refuses_another_programs_database),
		TEST_IN_FOLDER(refuses_a_newer_schema),
		TEST_IN_FOLDER(migrates_from_nothing_and_once),
		TEST_IN_FOLDER(cannot_make_a_file),
		TEST(keeps_what_it_was_told),
		TEST(backs_up),
		TEST(ids_grow),
		TEST_IN_FOLDER(gives_back_injected_faults),
		TEST_IN_FOLDER(fault_at_opening),
		TEST(a_killed_process_loses_nothing_answered),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
