/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the driver: the sessions' own file, its life, and two stores on one database. */
#include <sys/stat.h>

#include "store/fixture_test.h"
#include "store/sqlite/driver.h"
#include "store/sqlite/sessions_file.h"
#include "sys/file.h"

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

/* Who knows a transactionId can end its session; and EIDs are nobody else's business. */
static void the_sessions_file_is_the_owners(void **state)
{
	struct fixture *f = *state;
	struct stat st = {};
	CLEANUP(buf_free) struct buf path = buf_make(256);
	mode_t before = umask(022);
	reopen_with(f, "boot1");
	open_session(f);
	(void)umask(before);
	session_path(f, "boot1", &path);
	assert_int_equal(stat((const char *)path.ptr, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

/* What was wiped is not in the file any more, once the WAL has been copied back. */
static void wiped_content_leaves_the_file(void **state)
{
	struct fixture *f = *state;
	char iccid[ICCID_DIGITS_MAX + 1] = {};
	CLEANUP(buf_free) struct buf file = buf_make(4 * 1024 * 1024);
	CLEANUP(buf_free) struct buf package = buf_make(64 * 1024);
	for (int i = 0; i < 3000; i++)
		assert_int_equal(buf_put_str(&package, "sealed Ki "), OK);
	struct store_cause cause = cause_at(NOW);
	const struct profile_import profile = {.iccid = iccid_of(1, iccid),
					       .operator_name = acme,
					       .profile_type = "voice",
					       .metadata = BYTES_LIT("metadata"),
					       .package = buf_bytes(&package)};
	assert_int_equal(profile_import(f->s, &profile, 1, &cause, NULL), OK);
	const struct profile_change change = {.iccid = iccid,
					      .from = {PROFILE_AVAILABLE},
					      .from_n = 1,
					      .to = PROFILE_AVAILABLE,
					      .wipe_package = true,
					      .cause = &cause};
	assert_int_equal(profile_change(f->s, &change, NULL), OK);
	store_close_at(&f->s);
	assert_int_equal(file_read(f->path, &file), OK);
	assert_null(memmem(file.ptr, file.len, "sealed Ki", strlen("sealed Ki")));
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

/* Its folder is away while the store is open: nothing is "not found" for that. */
static void a_lost_database_is_no_answer(void **state)
{
	struct fixture *f = *state;
	char away[sizeof(f->dir) + 8] = {};
	struct profile_row row = {};
	struct session_row session = {};
	const struct profile_filter filter = {};
	size_t n = 0;
	snprintf(away, sizeof(away), "%s.away", f->dir);
	assert_int_equal(rename(f->dir, away), 0);
	assert_int_equal(profile_list(f->s, &f->a, &filter, 1, &row, &n), ERR_IO);
	assert_int_equal(session_get(f->s, &f->a, BYTES_OF(transaction), 0, &session), ERR_IO);
	assert_int_equal(rename(away, f->dir), 0);
	assert_int_equal(session_get(f->s, &f->a, BYTES_OF(transaction), 0, &session),
			 ERR_NOT_FOUND);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(sessions_survive_the_process),    TEST(sessions_do_not_survive_the_machine),
		TEST(a_torn_sessions_file_is_dropped), TEST(no_sessions_file_without_a_session),
		TEST(two_stores_on_one_database),      TEST(the_sessions_file_is_the_owners),
		TEST(wiped_content_leaves_the_file),   TEST(a_lost_database_is_no_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
