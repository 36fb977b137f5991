/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of reading and replacing whole files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/file.h"

static char dir[] = "/tmp/rspd-file-XXXXXX";
static char path[64];

static int set_up(void **state)
{
	(void)state;
	if (!mkdtemp(dir))
		return -1;
	(void)snprintf(path, sizeof(path), "%s/f", dir);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	(void)unlink(path);
	return rmdir(dir);
}

static void what_is_written_is_read(void **state)
{
	(void)state;
	static uint8_t content[50000];
	content[40000] = 7;
	CLEANUP(buf_free) struct buf b = buf_make(sizeof(content));
	assert_int_equal(file_write(path, BYTES_LIT("old"), 0600), OK);
	assert_int_equal(file_write(path, BYTES_OF(content), 0600), OK);
	assert_int_equal(file_read(path, &b), OK);
	assert_true(bytes_eq(buf_bytes(&b), BYTES_OF(content)));
	struct stat st = {};
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void a_longer_file_is_refused(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf b = buf_make(2);
	assert_int_equal(file_write(path, BYTES_LIT("abc"), 0600), OK);
	assert_int_equal(file_read(path, &b), ERR_TOO_LONG);
}

static void absent_and_forbidden_places(void **state)
{
	(void)state;
	CLEANUP(buf_free) struct buf b = buf_make(10);
	assert_int_equal(file_read("/nonexistent/f", &b), ERR_NOT_FOUND);
	assert_int_equal(file_read(dir, &b), ERR_IO);
	assert_int_equal(file_write("/nonexistent/f", BYTES_LIT("x"), 0600), ERR_NOT_FOUND);
	assert_int_equal(file_write(dir, BYTES_LIT("x"), 0600), ERR_IO);
	assert_int_equal(file_mkdir(dir, 0700), OK);
	assert_int_equal(file_mkdir("/nonexistent/d", 0700), ERR_IO);
}

struct seen {
	char names[64]; /* the last characters, one after the other */
	enum err result;
};

static enum err see(void *context, const char *file)
{
	struct seen *seen = context;
	size_t n = strlen(seen->names);
	seen->names[n] = file[strlen(file) - 1];
	return seen->result;
}

static void files_of_a_directory_come_by_name(void **state)
{
	(void)state;
	char inner[PATH_MAX] = "", file[PATH_MAX] = "";
	struct seen seen = {}, bad = {.result = ERR_SYNTAX};
	(void)snprintf(inner, sizeof(inner), "%s/each", dir);
	assert_int_equal(file_mkdir(inner, 0700), OK);
	static const char *const names[] = {"b", "a", ".hidden", "c"};
	for (size_t i = 0; i < 4; i++) {
		(void)snprintf(file, sizeof(file), "%.200s/%s", inner, names[i]);
		assert_int_equal(file_write(file, BYTES_LIT("x"), 0600), OK);
	}
	assert_int_equal(file_each(inner, see, &seen), OK);
	assert_string_equal(seen.names, "abc");
	assert_int_equal(file_each(inner, see, &bad), ERR_SYNTAX);
	assert_string_equal(bad.names, "a");
	assert_int_equal(file_each(file, see, &seen), ERR_IO);
	assert_int_equal(file_each("/nonexistent", see, &seen), ERR_NOT_FOUND);
	assert_true(file_is_directory(inner));
	assert_false(file_is_directory(file));
	assert_false(file_is_directory("/nonexistent"));
	for (size_t i = 0; i < 4; i++) {
		(void)snprintf(file, sizeof(file), "%.200s/%s", inner, names[i]);
		assert_int_equal(unlink(file), 0);
	}
	assert_int_equal(rmdir(inner), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(a_longer_file_is_refused),
		cmocka_unit_test(absent_and_forbidden_places),
		cmocka_unit_test(files_of_a_directory_come_by_name),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
