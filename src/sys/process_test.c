/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "sys/process.h"

static void no_core_is_written(void **state)
{
	(void)state;
	struct rlimit core = {.rlim_cur = 1};
	process_protect();
	assert_int_equal(getrlimit(RLIMIT_CORE, &core), 0);
	assert_int_equal(core.rlim_cur, 0);
	assert_int_equal(core.rlim_max, 0);
}

static void files_are_raised_to_the_limit(void **state)
{
	(void)state;
	struct rlimit files = {};
	process_raise_files();
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &files), 0);
	assert_int_equal(files.rlim_cur, files.rlim_max);
}

static void waits_for_signals(void **state)
{
	(void)state;
	static const struct {
		int signal;
		enum process_wish wish;
	} rows[] = {{SIGTERM, PROCESS_END}, {SIGINT, PROCESS_END}, {SIGHUP, PROCESS_RELOAD}};
	process_block_signals();
	assert_int_equal(process_wait(1), PROCESS_NOTHING);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(kill(getpid(), rows[i].signal), 0);
		assert_int_equal(process_wait(1000), rows[i].wish);
		assert_int_equal(process_wait(1), PROCESS_NOTHING);
	}
}

static void counts_the_cpus_it_may_use(void **state)
{
	(void)state;
	cpu_set_t one = {}, before = {};
	assert_int_equal(sched_getaffinity(0, sizeof(before), &before), 0);
	assert_int_equal(process_cpus(), CPU_COUNT(&before));
	for (int cpu = 0; CPU_COUNT(&one) == 0; cpu++)
		if (CPU_ISSET(cpu, &before))
			CPU_SET(cpu, &one);
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
	assert_int_equal(process_cpus(), 1);
	assert_int_equal(sched_setaffinity(0, sizeof(before), &before), 0);
}

static void a_broken_pipe_does_not_kill(void **state)
{
	(void)state;
	int ends[2] = {-1, -1};
	process_block_signals();
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(close(ends[0]), 0);
	assert_int_equal(write(ends[1], "x", 1), -1);
	assert_int_equal(close(ends[1]), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_core_is_written),
		cmocka_unit_test(files_are_raised_to_the_limit),
		cmocka_unit_test(waits_for_signals),
		cmocka_unit_test(counts_the_cpus_it_may_use),
		cmocka_unit_test(a_broken_pipe_does_not_kill),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
