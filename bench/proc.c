/* SPDX-License-Identifier: Apache-2.0 */
/* fork, exec and /proc. */
#include "proc.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sys/net.h"

enum { PATH_MAX_LEN = 300, TRIES = 3000, TRY_MS = 10 };

_Noreturn static void become(const char *const argv[], const char *log)
{
	int fd = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (fd >= 0 && dup2(fd, STDOUT_FILENO) >= 0 && dup2(fd, STDERR_FILENO) >= 0)
		(void)execv(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

enum err proc_start(const char *const argv[], const char *log, pid_t *out)
{
	pid_t pid = fork();
	if (pid == 0)
		become(argv, log);
	if (pid < 0)
		return ERR_IO;
	*out = pid;
	return OK;
}

enum err proc_run(const char *const argv[], const char *log)
{
	pid_t pid = 0;
	int status = 0;
	TRY(proc_start(argv, log, &pid));
	if (waitpid(pid, &status, 0) != pid)
		return ERR_IO;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? OK : ERR_DENIED;
}

static bool accepts(uint16_t port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool answer = fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0;
	if (fd >= 0)
		(void)close(fd);
	return answer;
}

enum err proc_await(pid_t pid, uint16_t port)
{
	const struct timespec moment = {.tv_nsec = TRY_MS * 1000000};
	for (int i = 0; i < TRIES; i++) {
		if (accepts(port))
			return OK;
		if (waitpid(pid, NULL, WNOHANG) != 0)
			return ERR_CLOSED;
		(void)nanosleep(&moment, NULL);
	}
	return ERR_TIMEOUT;
}

enum err proc_free_port(uint16_t *out)
{
	const struct net_address address = {.host = "127.0.0.1"};
	int fd = -1;
	TRY(net_bind(&address, false, &fd));
	enum err e = net_port(fd, out);
	(void)close(fd);
	return e;
}

static void bind_to(bool first)
{
	cpu_set_t set = {};
	long n = sysconf(_SC_NPROCESSORS_ONLN);
	if (n < 2)
		return;
	for (long i = first ? 0 : 1; i < (first ? 1 : n); i++)
		CPU_SET((size_t)i, &set);
	(void)sched_setaffinity(0, sizeof(set), &set);
}

void proc_use_first_cpu(void)
{
	bind_to(true);
}

void proc_use_other_cpus(void)
{
	bind_to(false);
}

void proc_stop(pid_t *pid)
{
	if (*pid <= 0)
		return;
	(void)kill(*pid, SIGTERM);
	(void)waitpid(*pid, NULL, 0);
	*pid = 0;
}

/* The first number of a thread's schedstat: nanoseconds on a CPU. */
static enum err thread_cpu_us(pid_t pid, const char *thread, double *us)
{
	char path[PATH_MAX_LEN] = "";
	unsigned long long ns = 0;
	(void)snprintf(path, sizeof(path), "/proc/%d/task/%s/schedstat", (int)pid, thread);
	FILE *file = fopen(path, "re");
	if (!file)
		return ERR_IO;
	int fields = fscanf(file, "%llu", &ns);
	(void)fclose(file);
	*us += (double)ns / 1e3;
	return fields == 1 ? OK : ERR_IO;
}

enum err proc_cpu_us(pid_t pid, double *out)
{
	char path[PATH_MAX_LEN] = "";
	enum err e = OK;
	*out = 0;
	(void)snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	DIR *threads = opendir(path);
	if (!threads)
		return ERR_IO;
	for (struct dirent *t = readdir(threads); t && e == OK; t = readdir(threads))
		if (t->d_name[0] != '.')
			e = thread_cpu_us(pid, t->d_name, out);
	(void)closedir(threads);
	return e;
}

enum err proc_memory_kb(pid_t pid, double *out)
{
	char line[PATH_MAX_LEN] = "";
	long kb = -1;
	(void)snprintf(line, sizeof(line), "/proc/%d/smaps_rollup", (int)pid);
	FILE *file = fopen(line, "re");
	if (!file)
		return ERR_IO;
	while (kb < 0 && fgets(line, sizeof(line), file))
		if (sscanf(line, "Rss: %ld kB", &kb) != 1)
			kb = -1;
	(void)fclose(file);
	*out = (double)kb;
	return kb >= 0 ? OK : ERR_IO;
}
