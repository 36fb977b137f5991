/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of naming the sessions' file, and of removing those of earlier runs. */
#include <fcntl.h>

#include "store/fixture_test.h"
#include "store/sqlite/sessions_file.h"

static struct fixture f;

static int setup(void **state)
{
	(void)state;
	fixture_folder(&f);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fixture_close(&f);
	return 0;
}

static void touch(const char *name)
{
	char path[256] = {};
	snprintf(path, sizeof(path), "%s/%s", f.dir, name);
	int fd = open(path, O_CREAT | O_WRONLY, 0600);
	assert_true(fd >= 0);
	close(fd);
}

static bool there(const char *name)
{
	char path[256] = {};
	snprintf(path, sizeof(path), "%s/%s", f.dir, name);
	return access(path, F_OK) == 0;
}

static void names_this_run_of_the_machine(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf one = buf_make(256);
	CLEANUP(buf_free) struct buf again = buf_make(256);
	CLEANUP(buf_free) struct buf given = buf_make(256);
	assert_int_equal(sqlite_sessions_file_path("/x/db", NULL, &one), OK);
	assert_int_equal(sqlite_sessions_file_path("/x/db", NULL, &again), OK);
	assert_true(bytes_eq(buf_bytes(&one), buf_bytes(&again)));
	assert_int_equal(one.len, strlen("/x/db.sessions-1-") + 8 + 1);
	assert_int_equal(sqlite_sessions_file_path("/x/db", "boot", &given), OK);
	assert_string_equal((const char *)given.ptr, "/x/db.sessions-1-boot");
}

static void a_path_too_long(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf b = buf_make(8);
	assert_int_equal(sqlite_sessions_file_path("/x/db", "boot", &b), ERR_TOO_LONG);
}

static void sweeps_what_is_of_other_runs(void **state)
{
	(void)state;
	static const char *const stale[] = {"db.sessions-1-old", "db.sessions-1-old-wal",
					    "db.sessions-0-now"};
	static const char *const kept[] = {"db", "db-wal", "db.sessions-1-now",
					   "db.sessions-1-now-shm", "other.sessions-1-old"};
	char path[256] = {};
	for (size_t i = 0; i < 3; i++)
		touch(stale[i]);
	for (size_t i = 0; i < 5; i++)
		touch(kept[i]);
	snprintf(path, sizeof(path), "%s/db.sessions-1-now", f.dir);
	sqlite_sessions_file_sweep(f.path, path);
	for (size_t i = 0; i < 3; i++)
		assert_false(there(stale[i]));
	for (size_t i = 0; i < 5; i++)
		assert_true(there(kept[i]));
	sqlite_sessions_file_remove(path);
	assert_false(there("db.sessions-1-now"));
	assert_false(there("db.sessions-1-now-shm"));
	assert_true(there("db"));
}

/* A database may be named as if it were such a file. */
static void does_not_sweep_a_database(void **state)
{
	(void)state;
	char database[128] = {};
	char path[256] = {};
	snprintf(database, sizeof(database), "%s/db.sessions-1-x", f.dir);
	snprintf(path, sizeof(path), "%s.sessions-1-now", database);
	touch("db.sessions-1-x");
	touch("db.sessions-1-x.sessions-1-now");
	touch("db.sessions-1-x.sessions-1-old");
	sqlite_sessions_file_sweep(database, path);
	assert_true(there("db.sessions-1-x"));
	assert_true(there("db.sessions-1-x.sessions-1-now"));
	assert_false(there("db.sessions-1-x.sessions-1-old"));
}

static void nothing_to_sweep(void **state)
{
	(void)state;
	sqlite_sessions_file_sweep("/nowhere/at/all", "/nowhere/at/all.sessions-1-now");
	sqlite_sessions_file_remove("/nowhere/at/all");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(names_this_run_of_the_machine),
		TEST(a_path_too_long),
		TEST(sweeps_what_is_of_other_runs),
		TEST(does_not_sweep_a_database),
		TEST(nothing_to_sweep),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
