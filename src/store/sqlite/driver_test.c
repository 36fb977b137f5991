/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the driver: the sessions' own file, its life, and two stores on one database. */
#include "store/fixture_test.h"
#include "store/sqlite/driver.h"
#include "store/sqlite/sessions_file.h"

static const uint8_t transaction[TRANSACTION_ID_LEN] = {1};

static void open_session(struct fixture *f)
{
	struct session_row row = {.transaction_id = BYTES_OF(transaction),
				  .state = "Initiated",
				  .euicc_challenge = BYTES_LIT("x"),
				  .server_challenge = BYTES_LIT("x"),
				  .ci_pk_id = BYTES_LIT("x"),
				  .credential_set = "x",
				  .expires_at = NOW};
	assert_int_equal(session_open(f->s, &row), OK);
}

static enum err get_session(struct fixture *f)
{
	struct session_row row = {};
	return session_get(f->s, &f->a, BYTES_OF(transaction), 0, &row);
}

static void reopen_with(struct fixture *f, const char *boot_id)
{
	store_close_at(&f->s);
	struct store_options options = {.boot_id = boot_id};
	assert_int_equal(store_open(f->path, &options, &f->s), OK);
}

static void session_path(struct fixture *f, const char *boot_id, struct buf *out)
{
	assert_int_equal(sqlite_sessions_file_path(f->path, boot_id, out), OK);
}

static void sessions_survive_the_process(void **state)
{
	struct fixture *f = *state;
	reopen_with(f, "boot1");
	open_session(f);
	reopen_with(f, "boot1");
	assert_int_equal(get_session(f), OK);
}

static void sessions_do_not_survive_the_machine(void **state)
{
	struct fixture *f = *state;
	CLEANUP(buf_free) struct buf path = buf_make(256);
	reopen_with(f, "boot1");
	open_session(f);
	reopen_with(f, "boot2");
	assert_int_equal(get_session(f), ERR_NOT_FOUND);
	session_path(f, "boot1", &path);
	assert_int_not_equal(access((const char *)path.ptr, F_OK), 0);
}

static void a_torn_sessions_file_is_dropped(void **state)
{
	struct fixture *f = *state;
	CLEANUP(buf_free) struct buf path = buf_make(256);
	reopen_with(f, "boot1");
	open_session(f);
	store_close_at(&f->s);
	session_path(f, "boot1", &path);
	FILE *file = fopen((const char *)path.ptr, "r+");
	assert_non_null(file);
	for (int i = 0; i < 8192; i++)
		fputc('x', file);
	fclose(file);
	struct store_options options = {.boot_id = "boot1"};
	assert_int_equal(store_open(f->path, &options, &f->s), OK);
	assert_int_equal(get_session(f), ERR_NOT_FOUND);
	open_session(f);
	assert_int_equal(get_session(f), OK);
}

static void no_sessions_file_without_a_session(void **state)
{
	struct fixture *f = *state;
	CLEANUP(buf_free) struct buf path = buf_make(256);
	reopen_with(f, "boot1");
	fixture_import(f, "voice", 1, 1);
	session_path(f, "boot1", &path);
	assert_int_not_equal(access((const char *)path.ptr, F_OK), 0);
	assert_int_equal(get_session(f), ERR_NOT_FOUND);
	assert_int_equal(access((const char *)path.ptr, F_OK), 0);
}

/* As rspd and rspctl have it open at the same time. */
static void two_stores_on_one_database(void **state)
{
	struct fixture *f = *state;
	struct fixture other = *f;
	struct store_options options = {.node = 7};
	other.a = arena_make(1024 * 1024);
	assert_int_equal(store_open(f->path, &options, &other.s), OK);
	fixture_import(&other, "voice", 1, 5);
	assert_int_equal(fixture_reserve(f, 1, NULL), OK);
	assert_int_equal(fixture_reserve(&other, 1, NULL), ERR_WRONG_STATE);
	fixture_import(f, "voice", 6, 5);
	assert_int_equal(fixture_get(&other, 10).state, PROFILE_AVAILABLE);
	open_session(&other);
	assert_int_equal(get_session(f), OK);
	store_close(other.s);
	arena_free(&other.a);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(sessions_survive_the_process),    TEST(sessions_do_not_survive_the_machine),
		TEST(a_torn_sessions_file_is_dropped), TEST(no_sessions_file_without_a_session),
		TEST(two_stores_on_one_database),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
