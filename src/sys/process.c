/* SPDX-License-Identifier: Apache-2.0 */
/* The process and its signals. */
#include "sys/process.h"

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>

void process_protect(void)
{
	(void)setrlimit(RLIMIT_CORE, &(struct rlimit){});
#ifndef __SANITIZE_ADDRESS__ /* whose search for leaks reads the process */
	(void)prctl(PR_SET_DUMPABLE, 0);
#endif
}

void process_raise_files(void)
{
	struct rlimit files = {};
	if (getrlimit(RLIMIT_NOFILE, &files) != 0)
		return;
	files.rlim_cur = files.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &files);
}

static sigset_t wishes(void)
{
	sigset_t set;
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGHUP);
	return set;
}

unsigned process_cpus(void)
{
	cpu_set_t set = {};
	if (sched_getaffinity(0, sizeof(set), &set) != 0)
		return 1;
	int n = CPU_COUNT(&set);
	return n > 0 ? (unsigned)n : 1;
}

void process_block_signals(void)
{
	sigset_t set = wishes();
	(void)pthread_sigmask(SIG_BLOCK, &set, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
}

enum process_wish process_wait(unsigned ms)
{
	sigset_t set = wishes();
	const struct timespec wait = {.tv_sec = ms / 1000, .tv_nsec = (ms % 1000) * 1000000L};
	int signal = sigtimedwait(&set, NULL, &wait);
	if (signal <= 0)
		return PROCESS_NOTHING;
	return signal == SIGHUP ? PROCESS_RELOAD : PROCESS_END;
}
