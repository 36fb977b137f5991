/* SPDX-License-Identifier: Apache-2.0 */
/* Locks: taken once, given back, given back by death. */
#include "sys/file_lock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[] = "/tmp/rspd-lock-XXXXXX";
static char path[64];

static int set_up(void **state)
{
	(void)state;
	if (!mkdtemp(dir))
		return -1;
	(void)snprintf(path, sizeof(path), "%s/f", dir);
	return 0;
}

/* It fails if a lock has left anything behind. */
static int tear_down(void **state)
{
	(void)state;
	return rmdir(dir);
}

static void one_at_a_time(void **state)
{
	(void)state;
	struct file_lock first = {}, second = {};
	assert_int_equal(file_lock_take(path, &first), OK);
	assert_int_equal(file_lock_take(path, &second), ERR_BUSY);
	file_lock_release(&second);
	assert_int_equal(file_lock_take(path, &second), ERR_BUSY);
	file_lock_release(&first);
	file_lock_release(&first);
	assert_int_equal(file_lock_take(path, &second), OK);
	file_lock_release(&second);
}

static void the_end_of_a_process_gives_it_back(void **state)
{
	(void)state;
	struct file_lock lock = {};
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(file_lock_take(path, &lock) == OK ? 0 : 1);
	int status = -1;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(file_lock_take(path, &lock), OK);
	file_lock_release(&lock);
}

/* Its file was removed by who had it before: the lock on what is gone is none. */
static void what_was_removed_is_made_anew(void **state)
{
	(void)state;
	struct file_lock first = {}, second = {}, third = {};
	assert_int_equal(file_lock_take(path, &first), OK);
	assert_int_equal(unlink(first.path), 0);
	assert_int_equal(file_lock_take(path, &second), OK);
	assert_int_equal(file_lock_take(path, &third), ERR_BUSY);
	file_lock_release(&second);
	file_lock_release(&first);
}

static void places_where_nothing_can_be_locked(void **state)
{
	(void)state;
	static char endless[PATH_MAX];
	struct file_lock lock = {};
	memset(endless, 'a', sizeof(endless) - 1);
	assert_int_equal(file_lock_take(endless, &lock), ERR_TOO_LONG);
	assert_int_equal(file_lock_take("/nonexistent/f", &lock), ERR_IO);
	file_lock_release(&lock);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_at_a_time),
		cmocka_unit_test(the_end_of_a_process_gives_it_back),
		cmocka_unit_test(what_was_removed_is_made_anew),
		cmocka_unit_test(places_where_nothing_can_be_locked),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
