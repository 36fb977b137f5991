/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the driver: wiping, two stores on one database, a database that is lost. */
#include "store/fixture_test.h"
#include "store/sqlite/driver.h"
#include "sys/file.h"

/*
 * Without its head, in which its key is, a wiped envelope is noise. Once the WAL has been copied
 * back, the head is not in the file any more.
 */
static void wiped_content_leaves_the_file(void **state)
{
	struct fixture *f = *state;
	char iccid[ICCID_DIGITS_MAX + 1] = {};
	CLEANUP(buf_free) struct buf file = buf_make(4 * 1024 * 1024);
	CLEANUP(buf_free) struct buf package = buf_make(64 * 1024);
	assert_int_equal(buf_put_str(&package, "sealed Ki "), OK);
	for (int i = 0; i < 3000; i++)
		assert_int_equal(buf_put_str(&package, "noise "), OK);
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
	assert_int_equal(profile_change(f->s, &change), OK);
	store_close_at(&f->s);
	assert_int_equal(file_read(f->path, &file), OK);
	assert_null(memmem(file.ptr, file.len, "sealed Ki", strlen("sealed Ki")));
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
	store_close(other.s);
	arena_free(&other.a);
}

/* Its folder is away while the store is open: nothing is "not found" for that. */
static void a_lost_database_is_no_answer(void **state)
{
	struct fixture *f = *state;
	char away[sizeof(f->dir) + 8] = {};
	struct profile_row row = {};
	const struct profile_filter filter = {};
	size_t n = 0;
	snprintf(away, sizeof(away), "%s.away", f->dir);
	assert_int_equal(rename(f->dir, away), 0);
	assert_int_equal(profile_list(f->s, &f->a, &filter, 1, &row, &n), ERR_IO);
	assert_int_equal(rename(away, f->dir), 0);
	assert_int_equal(profile_list(f->s, &f->a, &filter, 1, &row, &n), OK);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(two_stores_on_one_database),
		TEST(wiped_content_leaves_the_file),
		TEST(a_lost_database_is_no_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
