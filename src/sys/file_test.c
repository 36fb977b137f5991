/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of reading and replacing whole files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(a_longer_file_is_refused),
		cmocka_unit_test(absent_and_forbidden_places),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
